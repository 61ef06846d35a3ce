// The same entries on a narrow screen: one card each, nothing to scroll sideways.
import { IconChevronRight } from '@tabler/icons-react';
import { BareLink, TextLink } from '../../shared/parts/link.tsx';
import { ConditionChip, Expiry } from './chips.tsx';
import type { Entry } from './entries.ts';
import { cardAddress, itemAddress, rowTitle, useGroupLabel } from './labels.ts';
import { figureOf, type Line } from './lines.ts';
import { LiveNumber } from './live-number.tsx';
import classes from './stock-cards.module.css';
import { figures, type Figure, type Grouping } from './stock-search.ts';
import { useVirtualRows } from './use-virtual-rows.ts';
import type { Group } from './view.ts';
import { useT } from '../../shared/speech.tsx';

interface StockCardsProps {
  grouping: Grouping;
  entries: Entry[];
  toggle: (group: string) => void;
  stale: boolean;
}

export function StockCards({ grouping, entries, toggle, stale }: StockCardsProps) {
  const t = useT();
  const { body, items, height, offset, measure } = useVirtualRows(entries, () => 104);
  return (
    <div
      ref={body}
      role="list"
      aria-label={t('stock.table')}
      className={classes.list}
      style={{ height }}
      data-stale={stale || undefined}
    >
      {items.map((item) => {
        const entry = entries[item.index];
        if (!entry) return null;
        return (
          <div
            key={entry.key}
            ref={measure}
            data-index={item.index}
            role="listitem"
            aria-setsize={entries.length}
            aria-posinset={item.index + 1}
            className={classes.place}
            style={{ transform: `translateY(${item.start - offset}px)` }}
          >
            {entry.kind === 'group' ? (
              <GroupCard {...{ grouping, toggle }} group={entry.group} open={entry.open} />
            ) : (
              <LineCard grouping={grouping} line={entry} />
            )}
          </div>
        );
      })}
    </div>
  );
}

interface GroupCardProps {
  grouping: Grouping;
  group: Group;
  open: boolean;
  toggle: (group: string) => void;
}

function GroupCard({ grouping, group, open, toggle }: GroupCardProps) {
  const { title, detail } = useGroupLabel()(grouping, group);
  return (
    <div className={classes.card} data-kind="group">
      <div className={classes.top}>
        <button
          type="button"
          className={classes.toggle}
          aria-expanded={open}
          onClick={() => toggle(group.key)}
        >
          <IconChevronRight size={16} stroke={2} aria-hidden />
          <span className={classes.names}>
            <span className={classes.title}>{title}</span>
            <span className={classes.detail}>{detail}</span>
          </span>
        </button>
        <ConditionChip condition={group.worst} count={group.worstCount} />
      </div>
      <CardFigures valueOf={(figure) => group.sums[figure]} pulse={group.pulse} />
    </div>
  );
}

function LineCard({ grouping, line }: { grouping: Grouping; line: Line }) {
  const { row } = line;
  return (
    <div className={classes.card} data-nested={grouping !== 'none' || undefined}>
      <div className={classes.top}>
        <span className={classes.names}>
          <BareLink to={itemAddress(row)} className={classes.open}>
            {rowTitle(grouping, row)}
          </BareLink>
          {grouping === 'none' && <span className={classes.detail}>{row.batch.product.name}</span>}
        </span>
        <ConditionChip condition={line.condition} />
      </div>
      <div className={classes.batch}>
        {grouping !== 'batch' && <span className={classes.lot}>{row.batch.lot}</span>}
        <Expiry date={row.batch.expiry} days={line.days} />
      </div>
      <CardFigures valueOf={(figure) => figureOf(line, figure)} pulse={row.pulse} card={cardAddress(row)} />
    </div>
  );
}

/** On hand and free always; the others only where there is something to say. */
interface CardFiguresProps {
  valueOf: (figure: Figure) => number;
  pulse: number;
  /** Where what is on hand is explained, movement by movement. */
  card?: string;
}

function CardFigures({ valueOf, pulse, card }: CardFiguresProps) {
  const t = useT();
  const shown = figures.filter((figure) => figure === 'onHand' || figure === 'free' || valueOf(figure) > 0);
  return (
    <dl className={classes.figures}>
      {shown.map((figure) => (
        <div key={figure}>
          <dt>{t(`figure.${figure}Short`)}</dt>
          <dd>
            {card && figure === 'onHand' ? (
              <TextLink inherit to={card} aria-description={t('common.papers.card')}>
                <LiveNumber value={valueOf(figure)} pulse={pulse} quietZero />
              </TextLink>
            ) : (
              <LiveNumber value={valueOf(figure)} pulse={pulse} quietZero />
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
