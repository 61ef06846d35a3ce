// How far the figures can be trusted right now: live, catching up, or offline since when.
import { Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../shared/format.ts';
import type { LiveState } from '../../shared/live.ts';
import { useWatched } from '../../shared/watched.ts';
import type { Desk, Loading } from '../stock/desk.ts';
import classes from './shell.module.css';

/** Live needs both: the feed caught up, and the list it adds to loaded. */
export function freshness(live: LiveState, loading: Loading): LiveState {
  return live.phase === 'live' && loading.phase !== 'loaded' ? { phase: 'catching_up' } : live;
}

export function LiveIndicator({ live, loading }: Pick<Desk, 'live' | 'loading'>) {
  const { t } = useTranslation();
  const { moment } = useFormat();
  const state = freshness(useWatched(live.state), useWatched(loading));

  const [label, hint] = {
    live: [t('live.live'), t('live.liveHint')],
    connecting: [t('live.connecting'), t('live.catchingUpHint')],
    catching_up: [t('live.catchingUp'), t('live.catchingUpHint')],
    offline: [offlineLabel(), (state.phase === 'offline' && state.problem) || t('live.reconnect')],
  }[state.phase] as [string, string];

  function offlineLabel(): string {
    const since = state.phase === 'offline' ? state.since : undefined;
    return since === undefined ? t('live.offlineNever') : t('live.offline', { time: moment(since) });
  }

  return (
    <Tooltip label={hint} multiline maw={260}>
      <span className={classes.live} data-phase={state.phase} role="status">
        <span className={classes.dot} aria-hidden />
        {label}
      </span>
    </Tooltip>
  );
}
