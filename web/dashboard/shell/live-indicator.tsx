// How far the figures can be trusted right now: live, catching up, incomplete, or offline since when.
import { Tooltip } from '@mantine/core';
import { useWatched } from '../../shared/watched.ts';
import type { Desk } from '../stock/desk.ts';
import classes from './shell.module.css';
import { useFormat, useT } from '../../shared/speech.tsx';

export function LiveIndicator({ live, loading }: Pick<Desk, 'live' | 'loading'>) {
  const { phase, label, short, hint } = useFreshness({ live, loading });
  return (
    <Tooltip label={hint} multiline maw={260}>
      <span className={classes.live} data-phase={phase} role="status">
        <span className={classes.dot} aria-hidden />
        <span className={classes.long}>{label}</span>
        <span className={classes.short} aria-hidden>
          {short ?? label}
        </span>
      </span>
    </Tooltip>
  );
}

interface Freshness {
  phase: 'live' | 'catching_up' | 'incomplete' | 'offline';
  label: string;
  short?: string;
  hint: string;
}

/** Live needs both: the feed caught up, and the list that it keeps true loaded. */
function useFreshness({ live, loading }: Pick<Desk, 'live' | 'loading'>): Freshness {
  const t = useT();
  const { moment } = useFormat();
  const feed = useWatched(live.state);
  const list = useWatched(loading);

  if (feed.phase === 'offline') {
    const hint = feed.problem ?? t('live.offlineHint');
    if (feed.since === undefined) return { phase: 'offline', label: t('live.offlineNever'), hint };
    const time = moment(feed.since);
    return {
      phase: 'offline',
      label: t('live.offline', { time }),
      short: t('live.offlineShort', { time }),
      hint,
    };
  }
  if (list.phase === 'failed')
    return { phase: 'incomplete', label: t('live.incomplete'), hint: t('live.incompleteHint') };
  const hint = t('live.catchingUpHint');
  if (feed.phase === 'connecting') return { phase: 'catching_up', label: t('live.connecting'), hint };
  if (feed.phase === 'catching_up' || list.phase === 'loading') {
    return { phase: 'catching_up', label: t('live.catchingUp'), hint };
  }
  return { phase: 'live', label: t('live.live'), hint: t('live.liveHint') };
}
