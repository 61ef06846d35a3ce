// The relay numbers journal rows after they are committed, so that a reader at number n has seen all below n.
// Every process runs one; an advisory lock, taken before the statement that reads the rows begins, lets one work.
import { createBell } from './bell.ts';
import { databaseError } from './transaction.ts';
import type { House } from './house.ts';

const RELAY_LOCK = 4_712_002;
const BATCH = 2000;
const POLL_MS = 200;
/** Between two rounds, so that under load each numbers many rows: what a follower waits at most besides. */
const GATHER_MS = 15;
export const CHANNEL = 'journal';

export interface Relay {
  /** Numbers everything that is committed now; answers how many rows this call numbered. */
  stampAll(): Promise<number>;
  start(): void;
  stop(): Promise<void>;
}

/** Numbers one batch, in a transaction of its own; null when another relay is at it. */
async function stampBatch(house: House): Promise<number | null> {
  const { count } = await house.database.sql.one<{ count: number | null }>(
    'select journal_relay($1, $2) as count',
    [RELAY_LOCK, BATCH],
  );
  house.metrics.relayStamped.inc(count ?? 0);
  return count;
}

/**
 * Makes the relay of this process. `onStamped` runs after each numbered batch; the other processes get a hint that
 * carries `origin`, by which this one knows its own.
 */
export function createRelay(house: House, onStamped: () => void, origin: string = house.newId()): Relay {
  const stopping = new AbortController();
  const bell = createBell(house);
  let running: Promise<void> | undefined;
  house.onCommit(() => bell.ring());

  async function stampAll(): Promise<number> {
    let total = 0;
    for (;;) {
      const count = await stampBatch(house);
      if (!count) break;
      total += count;
      onStamped();
      if (count < BATCH) break;
    }
    // A hint to the other processes, in a transaction of its own: NOTIFY locks the instance at commit.
    if (total > 0) await house.database.sql.rows('select pg_notify($1, $2)', [CHANNEL, origin]);
    return total;
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await stampAll();
      } catch (error) {
        house.log.warn({ err: error, database: databaseError(error) }, 'the relay stumbled and goes on');
        await house.sleep(POLL_MS, stopping.signal);
      }
      await house.sleep(GATHER_MS, stopping.signal);
      await bell.wait(POLL_MS);
    }
  }

  return {
    stampAll,
    start: () => {
      running ??= run();
    },
    stop: async () => {
      stopping.abort();
      bell.ring();
      await running;
    },
  };
}
