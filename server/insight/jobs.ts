// The recurring jobs of insight, for the list in rooms.ts.
import type { Actor } from '../kernel/context.ts';
import type { House } from '../kernel/house.ts';
import type { Job } from '../kernel/jobs.ts';
import { sendDigests } from './digest.ts';
import { computeNation } from './nightly.ts';
import type { Nouns } from './views.ts';
import { watchClock } from './watch.ts';

/** Thresholds at night, clock-driven alerts each hour, the daily mail at whichever hour it is morning. */
export function insightJobs(house: House, actor: Actor, nouns: Nouns): Job[] {
  const digest: Job = {
    name: 'digest.send',
    cron: '*/10 * * * *',
    run: async () => void (await sendDigests(house, actor, nouns.directory)),
  };
  return [
    ...(house.config.smtpUrl ? [digest] : []),
    {
      name: 'thresholds.compute',
      cron: '20 18 * * *',
      run: async () => void (await computeNation(house, actor, nouns.directory)),
    },
    {
      name: 'alerts.watch',
      cron: '2 * * * *',
      run: async () => void (await watchClock(house, actor, nouns)),
    },
  ];
}
