// Where an activity and a need stand, in colour and words.
import { Badge, type Tone } from '../../shared/parts/badge.tsx';
import { useNow } from '../../shared/parts/moment.tsx';
import { useT } from '../../shared/speech.tsx';
import { useSeat } from '../desk-provider.tsx';
import { todayAt } from '../stock/condition.ts';
import type { Activity, NeedState } from './shapes.ts';

export function ActivityBadge({ activity }: { activity: Activity }) {
  const t = useT();
  const { user } = useSeat();
  const day = todayAt(user.place.timeZone ?? 'Asia/Jakarta', useNow());
  if (activity.closedAt) return <Badge tone="grey">{t('planning.closed')}</Badge>;
  if (activity.endsOn < day) return <Badge tone="grey">{t('planning.over')}</Badge>;
  if (activity.startsOn > day) return <Badge tone="blue">{t('planning.coming')}</Badge>;
  return <Badge tone="green">{t('planning.running')}</Badge>;
}

const tones: Record<NeedState, Tone> = {
  draft: 'grey',
  proposed: 'blue',
  approved: 'green',
  returned: 'amber',
};

export function NeedBadge({ state }: { state: NeedState }) {
  const t = useT();
  return <Badge tone={tones[state]}>{t(`planning.states.${state}`)}</Badge>;
}
