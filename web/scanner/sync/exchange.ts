// One exchange with the service: everything that waits is pushed, then what is new is pulled. Safe to be cut anywhere:
// an event that was sent and not answered is sent again under the same id.
import { Problem, send } from '../../shared/http.ts';
import { applyPull, type PullRun } from '../data/apply-pull.ts';
import { db, findPull, type Device, type Queued } from '../data/database.ts';
import { takeWaiting } from '../data/queue.ts';
import { cutBatch, MOST_EVENTS, stateOf } from '../rules/sync-plan.ts';
import type { Paired, Pull, Pushed } from '../wire.ts';

declare const __APP_VERSION__: string;
export const appVersion = __APP_VERSION__;
const headers = { 'x-app-version': appVersion };
/** An event that the service keeps asking for although it answered it is not sent for ever. */
const MOST_TRIES = 5;
const KEEP_SENT_MS = 30 * 86_400_000;

/** Exchanges a pairing code for this phone's own token. @throws Problem when the code is wrong, used or too old. */
export function pair(pairingCode: string, name: string, publicKey: object | undefined): Promise<Paired> {
  const body = publicKey ? { pairingCode, name, publicKey } : { pairingCode, name };
  return send<Paired>('/mobile/v1/devices', { method: 'POST', body, headers });
}

/** Sends all that waits. @returns the service's view of this phone's clock, if anything was sent. */
export async function pushAll(device: Device): Promise<Pushed['clock'] | undefined> {
  const { token } = device;
  let clock: Pushed['clock'] | undefined;
  let most = MOST_EVENTS;
  for (;;) {
    const waiting = await takeWaiting(device, most);
    if (waiting.length === 0) return clock;
    const events = cutBatch(waiting.map(({ event }) => event));
    const batch = waiting.slice(0, events.length);
    await db.queue.bulkUpdate(
      batch.map(({ id, tries }) => ({ key: id, changes: { state: 'sending', tries: tries + 1 } })),
    );
    try {
      const body = { sentAt: new Date().toISOString(), events };
      const answer = await send<Pushed>('/mobile/v1/push', { method: 'POST', body, token, headers });
      clock = answer.clock;
      await takeAnswer(device, batch, answer);
      most = MOST_EVENTS;
    } catch (error) {
      most = await afterRefusal(batch, error);
    }
  }
}

/**
 * A push that could not be read is tried in halves, so that one event cannot hold up the others.
 * @returns how many to try next. @throws whatever else went wrong.
 */
async function afterRefusal(batch: readonly Queued[], error: unknown): Promise<number> {
  if (!(error instanceof Problem && [400, 413, 422].includes(error.status))) {
    await db.queue.bulkUpdate(batch.map(({ id }) => ({ key: id, changes: { state: 'waiting' } })));
    throw error;
  }
  if (batch.length > 1) return Math.ceil(batch.length / 2);
  const { code, status, body, message } = error;
  const problem = { type: body.type ?? '', title: body.title ?? message, status, detail: message, code };
  await db.queue.update(batch[0]!.id, {
    state: 'refused',
    verdict: 'refused',
    problem,
    answeredAt: Date.now(),
  });
  return MOST_EVENTS;
}

async function takeAnswer(device: Device, batch: readonly Queued[], answer: Pushed): Promise<void> {
  await db.transaction('rw', db.queue, async () => {
    const answeredAt = Date.now();
    for (const [at, queued] of batch.entries()) {
      const result = answer.results[at];
      // What has no verdict of its own goes out again.
      if (!result || (result.id !== null && result.id !== queued.id)) {
        await db.queue.update(queued.id, { state: 'waiting' });
        continue;
      }
      const { verdict, problem, next, warnings } = result;
      const state = stateOf(result);
      const settled = state === 'refused' || queued.effects.length === 0;
      await db.queue.update(queued.id, {
        state,
        verdict,
        problem,
        next,
        warnings,
        answeredAt,
        pulls: 0,
        settled,
      });
    }
    for (const { from, to } of answer.missingSeqs) {
      await db.queue
        .where('[device+event.deviceSeq]')
        .between([device.id, from], [device.id, to], true, true)
        .filter(({ state, tries }) => (state === 'sent' || state === 'flagged') && tries < MOST_TRIES)
        .modify({ state: 'waiting' });
    }
  });
}

/** Pulls until there is no more. */
export async function pullAll(device: Device): Promise<void> {
  const run: PullRun = { startedAt: Date.now(), arrived: new Set() };
  for (let more = true; more;) {
    const cursor = (await findPull())?.cursor;
    const query = cursor === undefined ? '' : `?cursor=${encodeURIComponent(cursor)}`;
    const page = await send<Pull>(`/mobile/v1/pull${query}`, { token: device.token, headers });
    more = await applyPull(page, run);
  }
}

/** Lets go of what was recorded long ago; what the person has not settled is never dropped. */
export async function prune(now: number): Promise<void> {
  await db.queue
    .where('madeAt')
    .below(now - KEEP_SENT_MS)
    .filter(
      ({ state, settled, seenAt }) =>
        (state === 'sent' && settled) ||
        state === 'replaced' ||
        ((state === 'flagged' || state === 'aside') && seenAt !== undefined),
    )
    .delete();
}
