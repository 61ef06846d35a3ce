// Runs the relay and everything that follows the journal in this process, woken by its own commits, by the hints of
// other processes, and by the clock when neither comes.
import pg from 'pg';
import { createBell, type Bell } from './bell.ts';
import type { Actor } from './context.ts';
import { createTail, followAll, type Follower } from './follower.ts';
import type { House } from './house.ts';
import { createWindow } from './journal-window.ts';
import type { JournalRow } from './journal.ts';
import { CHANNEL, createRelay } from './relay.ts';

const POLL_MS = 1000;
/** A durable follower rests between two rounds, so that one transaction takes many rows… */
const REST_MS = 100;
/** …and the longer the more rows it took: under load its round trips and sums are shared by more of them. */
const REST_MS_A_ROW = 3;
const LONGEST_REST_MS = 3000;
const RECONNECT_MS = 1000;

export interface Following {
  start(): void;
  /** Numbers and follows everything that is committed now; for tests and for a graceful stop. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

export interface FollowingParts {
  url: string;
  /** On whose behalf durable followers write. */
  actor: Actor;
  durable: readonly Follower[];
  /** Told of every row in this process: sockets and caches. */
  tail(rows: JournalRow[]): Promise<void>;
}

/** Keeps one connection listening for hints; a lost one is made anew, and the clock covers the time between. */
function listen(
  house: House,
  url: string,
  signal: AbortSignal,
  onHint: (origin: string) => void,
): Promise<void> {
  async function once(): Promise<void> {
    const client = new pg.Client({ connectionString: url, application_name: 'jejak-hints', keepAlive: true });
    const ended = new Promise<void>((resolve) => {
      client.on('error', () => resolve());
      client.on('end', () => resolve());
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    client.on('notification', ({ payload }) => onHint(payload ?? ''));
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
      await ended;
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  return (async () => {
    while (!signal.aborted) {
      await once().catch((error: unknown) =>
        house.log.warn({ err: error }, 'no hints from the database for a moment'),
      );
      if (!signal.aborted) await house.sleep(RECONNECT_MS, signal);
    }
  })();
}

/** Puts relay, tail and durable followers together. */
export async function createFollowing(house: House, parts: FollowingParts): Promise<Following> {
  const stopping = new AbortController();
  const loops: Promise<void>[] = [];
  const window = createWindow();
  const tail = await createTail(house, parts.tail, window);
  const bells = new Set<Bell>();
  const wake = () => bells.forEach((bell) => bell.ring());
  const origin = house.newId();
  const relay = createRelay(house, wake, origin);

  /** Repeats `work` whenever woken, at least every POLL_MS, never sooner than `restOf` what the last time took. */
  async function loop<T>(name: string, work: () => Promise<T>, restOf: (taken?: T) => number): Promise<void> {
    const bell = createBell(house);
    bells.add(bell);
    while (!stopping.signal.aborted) {
      const taken = await work().catch((error: unknown) => {
        house.log.error({ err: error, follower: name }, 'a follower stumbled');
        return undefined;
      });
      const restMs = restOf(taken);
      if (restMs > 0) await house.sleep(restMs, stopping.signal);
      await bell.wait(POLL_MS);
    }
  }

  const restAfter = (rows = 0) => Math.min(Math.max(REST_MS, rows * REST_MS_A_ROW), LONGEST_REST_MS);
  const follow = (follower: Follower) => followAll(house, parts.actor, follower, window);
  return {
    start() {
      relay.start();
      loops.push(
        listen(house, parts.url, stopping.signal, (from) => from !== origin && wake()),
        loop('tail', tail.poll, () => 0),
        ...parts.durable.map((follower) => loop(follower.name, () => follow(follower), restAfter)),
      );
    },
    async settle() {
      // What a follower writes may concern the next one: go on until nothing new appears.
      for (let rounds = 0; rounds < 20; rounds++) {
        await relay.stampAll();
        let taken = 0;
        for (const follower of parts.durable) taken += await follow(follower);
        await tail.poll();
        if (taken === 0) return;
      }
    },
    async stop() {
      stopping.abort();
      wake();
      await relay.stop();
      await Promise.all(loops);
    },
  };
}
