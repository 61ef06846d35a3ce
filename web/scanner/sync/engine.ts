// When to exchange: as soon as something waits, when the network is back, when the page is looked at, and every minute.
// Of several open tabs one exchanges at a time (Web Locks).
import { liveQuery } from 'dexie';
import { Problem } from '../../shared/http.ts';
import { watched } from '../../shared/watched.ts';
import { db, findDevice } from '../data/database.ts';
import { lookAtStorage } from '../data/storage.ts';
import { failureOf, QUIET_MS, SETTLE_MS, waitAfter, type Failure } from '../rules/sync-plan.ts';
import { lookForUpdate } from '../update.ts';
import { prune, pullAll, pushAll } from './exchange.ts';

export interface SyncState {
  busy: boolean;
  /** Whether the last exchange reached the service. */
  reached?: boolean;
  failure?: Failure;
  failures: number;
  /** The service's clock less this phone's, in milliseconds. */
  clockOffsetMs?: number;
}

export const sync = watched<SyncState>({ busy: false, failures: 0 });

const LOCK = 'jejak-scan.sync';
let timer: ReturnType<typeof setTimeout> | undefined;
let running = false;
let again = false;

function change(changes: Partial<SyncState>): void {
  sync.set(Object.assign({}, sync.get(), changes));
}

function schedule(milliseconds: number): void {
  clearTimeout(timer);
  timer = setTimeout(() => void exchange(), milliseconds);
}

/** In one tab only; answers false when another tab is at it. */
async function alone(work: () => Promise<void>): Promise<boolean> {
  if (!navigator.locks) {
    await work(); // over plain HTTP there are no locks; an event that goes out twice does no harm
    return true;
  }
  return navigator.locks.request(LOCK, { ifAvailable: true }, async (lock) => {
    if (lock) await work();
    return lock !== null;
  });
}

async function work(): Promise<void> {
  const device = await findDevice();
  // Without any network there is nothing to try; the browser tells when there is one again.
  if (!device || !navigator.onLine) return;
  change({ busy: true });
  const clock = await pushAll(device);
  if (clock) change({ clockOffsetMs: clock.offsetMs });
  await pullAll(device);
  await prune(Date.now());
  change({ reached: true, failure: undefined, failures: 0 });
}

/** Exchanges now, unless that is under way: then once more when it is done. Never throws. */
export async function exchange(): Promise<void> {
  if (running) return void (again = true);
  running = true;
  again = false;
  let wait = QUIET_MS;
  try {
    const had = await alone(work);
    const answered = db.queue.where('state').anyOf('sent', 'flagged');
    const unsettled = await answered.filter(({ settled }) => !settled).count();
    if (!had || unsettled > 0) wait = SETTLE_MS;
    await lookAtStorage();
  } catch (error) {
    const failure = error instanceof Problem ? failureOf(error.status) : 'server';
    const failures = sync.get().failures + 1;
    change({ reached: failure !== 'network', failure, failures });
    if (failure === 'outdated') void lookForUpdate();
    wait = waitAfter(failures, Math.random());
  } finally {
    running = false;
    change({ busy: false });
  }
  schedule(again ? 0 : wait);
}

/** After pairing anew, what went wrong before is over. */
export function forgetFailure(): void {
  change({ failure: undefined, failures: 0 });
}

/** Begins to keep this phone and the service together. */
export function startSync(): void {
  liveQuery(() => db.queue.where('state').equals('waiting').count()).subscribe((waiting) => {
    // After a failure the wait goes on: noting more must not hammer a service that is away.
    if (waiting > 0 && sync.get().failures === 0) void exchange();
  });
  addEventListener('online', () => void exchange());
  addEventListener('offline', () => change({ reached: false, failure: 'network' }));
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) void exchange();
  });
  void exchange();
}
