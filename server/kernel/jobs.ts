// Jobs that recur, on a queue in PostgreSQL (pg-boss), so that of several processes one does each at its time.
// The queue makes tables of its own, so it works as the owner; the jobs themselves use the house as any request does.
import PgBoss from 'pg-boss';
import type { House } from './house.ts';

export interface Job {
  name: string;
  /** Five cron fields, in UTC. */
  cron: string;
  run(): Promise<void>;
}

export interface Jobs {
  start(): Promise<void>;
  /** Lets running jobs end. */
  stop(): Promise<void>;
}

const STOP_MS = 10_000;
const RETRY_LIMIT = 3;

/** Makes the queue of the recurring jobs. A job that fails is tried again three times, with growing pauses. */
export function createJobs(house: House, ownerUrl: string, jobs: readonly Job[]): Jobs {
  const boss = new PgBoss({
    connectionString: ownerUrl,
    schema: 'jobs',
    max: 2,
    application_name: 'jejak-jobs',
    retryLimit: RETRY_LIMIT,
    retryBackoff: true,
    archiveCompletedAfterSeconds: 24 * 3600,
    deleteAfterDays: 7,
  });
  boss.on('error', (error) => house.log.warn({ err: error }, 'the job queue stumbled'));
  let started = false;

  async function work(job: Job): Promise<void> {
    await boss.createQueue(job.name, { name: job.name, policy: 'short' });
    await boss.schedule(job.name, job.cron, {}, { tz: 'UTC' });
    await boss.work(job.name, { pollingIntervalSeconds: 5 }, async () => {
      const begun = performance.now();
      await job.run();
      house.log.info({ job: job.name, milliseconds: Math.round(performance.now() - begun) }, 'a job is done');
    });
  }

  return {
    async start() {
      await boss.start();
      started = true;
      for (const job of jobs) await work(job);
    },
    async stop() {
      if (started) await boss.stop({ graceful: true, wait: true, timeout: STOP_MS });
    },
  };
}
