// Conditions and expiry notices as colour and words together, never colour alone.
import { Badge, type Tone } from '../../shared/parts/badge.tsx';
import classes from './chips.module.css';
import { noticeFor, type Condition } from './condition.ts';
import { useFormat, useT } from '../../shared/speech.tsx';

const tones: Record<Condition, Tone> = {
  recalled: 'red',
  expired: 'red',
  stock_out: 'red',
  quarantined: 'violet',
  below_minimum: 'yellow',
  promised: 'yellow',
  coming: 'blue',
  above_maximum: 'blue',
  normal: 'green',
  no_limits: 'grey',
};

export function ConditionChip({ condition, count }: { condition: Condition; count?: number }) {
  const t = useT();
  const { number } = useFormat();
  const name = t(`condition.${condition}`);
  return (
    <Badge tone={tones[condition]} ring={condition === 'recalled'}>
      {count ? t('condition.counted', { formatted: number(count), name: name.toLowerCase() }) : name}
    </Badge>
  );
}

/** The date, and how long that is from now once it is near enough to matter. */
export function Expiry({ date, days }: { date?: string; days?: number }) {
  const t = useT();
  const { day, number } = useFormat();
  if (date === undefined || days === undefined) return <span className={classes.none}>–</span>;
  const notice = noticeFor(days);
  const tone: Tone =
    notice === 'expired' || (notice && notice <= 30) ? 'red' : notice === 60 ? 'amber' : 'yellow';
  const left =
    days < 0
      ? t('expiry.past')
      : days === 0
        ? t('expiry.today')
        : t('expiry.days', { count: days, formatted: number(days) });
  return (
    <span className={classes.expiry}>
      <time dateTime={date}>{day(date)}</time>
      {notice && (
        <Badge
          tone={tone}
          title={notice === 'expired' ? undefined : t('expiry.notice', { formatted: number(notice) })}
        >
          {left}
        </Badge>
      )}
    </span>
  );
}
