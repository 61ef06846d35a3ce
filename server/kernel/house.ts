// The house: clock, ids, log, database, metrics. All that a test may want to fake comes from here and nowhere else.
import { uuidv7 } from 'uuidv7';
import type { Config } from './config.ts';
import type { Database } from './database.ts';
import type { Log } from './log.ts';
import { createMetrics, type Metrics } from './metrics.ts';

export interface House {
  config: Config;
  log: Log;
  metrics: Metrics;
  database: Database;
  now(): Date;
  /** A new time-ordered id (UUIDv7, RFC 9562 section 5.7): random keys cost fifteen times the write-ahead log. */
  newId(): string;
  /** Waits; ends early, without error, when `signal` aborts. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Runs after every committed writing transaction: wakes the relay. */
  onCommit(listener: () => void): void;
  committed(): void;
}

/** Waits by the real clock; hundreds of sleeps a second end early, so none makes an error to say so. */
function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal?.addEventListener('abort', end);
  });
}

/** The real clock, for programs that are no part of the service, such as its demo client. */
export const realClock = (): Date => new Date();

export interface HouseParts {
  config: Config;
  log: Log;
  database: Database;
  now?: () => Date;
  newId?: () => string;
}

/** Puts the house together from its parts, with the real clock and ids unless others are given. */
export function createHouse(parts: HouseParts): House {
  const listeners: (() => void)[] = [];
  return {
    config: parts.config,
    log: parts.log,
    database: parts.database,
    metrics: createMetrics(),
    now: parts.now ?? realClock,
    newId: parts.newId ?? uuidv7,
    sleep,
    onCommit: (listener) => listeners.push(listener),
    committed: () => listeners.forEach((listener) => listener()),
  };
}
