// The queue: every fact noted on this phone, with an id and a number made once, in one transaction with the event.
// Nothing in it is ever rewritten: what was refused is replaced by a new event, or set aside with a reason.
import { uuidv7 } from 'uuidv7';
import { effectsOf, type Effect } from '../rules/stock.ts';
import type { Fact, Named, PhoneEvent } from '../wire.ts';
import { changeDevice, db, findDevice, type Device, type Queued } from './database.ts';
import { signed } from './device.ts';
import { believeIn, identifyBatch } from './shelf.ts';
import { lookAtStorage } from './storage.ts';

export class QueueError extends Error {
  override readonly name = 'QueueError';
  constructor(
    readonly reason: 'not_paired' | 'full_queue' | 'full_space' | 'failed',
    detail = '',
  ) {
    super(detail);
  }
}

export interface Noting {
  fact: Fact;
  /** What it is about, in the reader's words. */
  about: string;
  occurredAt?: Date;
  /** The refused event that this one puts right. */
  replaces?: string;
  /** The half-filled form that it came from. */
  draft?: string;
}

/**
 * Notes a fact; it is on the disk when this answers, and will be sent.
 * @throws QueueError when nothing may be noted, or the phone refused to store it: then nothing was.
 */
export async function note(noting: Noting): Promise<Queued> {
  const state = await lookAtStorage();
  if (state.level === 'full') throw new QueueError(state.why === 'queue' ? 'full_queue' : 'full_space');
  let queued: Queued;
  try {
    const known = { believed: await believedBefore(noting.fact), effects: await effectsHere(noting.fact) };
    queued = await db.transaction('rw', db.meta, db.queue, db.drafts, () => enqueue(noting, known));
  } catch (error) {
    if (error instanceof QueueError) throw error;
    throw new QueueError('failed', error instanceof Error ? error.message : String(error));
  }
  await signNow(queued.id);
  void lookAtStorage();
  return queued;
}

interface Known {
  believed: number | undefined;
  effects: Effect[];
}

/** Gives the event its number and puts it into the queue; together, so that no number is lost or given twice. */
async function enqueue(noting: Noting, { believed, effects }: Known): Promise<Queued> {
  const { fact, about, occurredAt, replaces, draft } = noting;
  const device = await findDevice();
  if (!device) throw new QueueError('not_paired');
  const madeAt = Date.now();
  const id = uuidv7();
  const seq = device.seq + 1;
  await changeDevice({ seq });
  const event = {
    ...fact,
    id,
    deviceSeq: seq,
    occurredAt: (occurredAt ?? new Date(madeAt)).toISOString(),
    place: device.place.code,
  } as PhoneEvent;
  if (believed !== undefined) event.believed = believed;
  const queued: Queued = {
    id,
    state: 'waiting',
    event,
    device: device.id,
    person: device.user.id,
    personName: device.user.name,
    place: device.place.code,
    madeAt,
    about,
    effects,
    tries: 0,
    pulls: 0,
    settled: false,
    replaces,
  };
  await db.queue.add(queued);
  if (replaces !== undefined) await db.queue.update(replaces, { state: 'replaced', replacedBy: id });
  if (draft !== undefined) await db.drafts.delete(draft);
  return queued;
}

async function batchIdOf(named: Named): Promise<string | undefined> {
  return named.batch ?? (named.raw === undefined ? undefined : (await identifyBatch(named.raw))?.id);
}

async function believedBefore(fact: Fact): Promise<number | undefined> {
  if (!('doses' in fact) && fact.kind !== 'administer') return undefined;
  const batch = await batchIdOf(fact as Named);
  return batch === undefined ? undefined : (await believeIn(batch)).onHand;
}

/** Gathers what the pure rule needs to know, then asks it. */
async function effectsHere(fact: Fact) {
  const named: Named[] = 'lines' in fact && fact.lines ? (fact.lines as Named[]) : [fact as Named];
  const ids = new Map<string, string>();
  const believed = new Map<string, { usable: number; held: number }>();
  for (const one of named) {
    const id = await batchIdOf(one);
    if (id === undefined) continue;
    ids.set(one.batch ?? one.raw ?? '', id);
    believed.set(id, await believeIn(id));
  }
  const shipments = await db.shipments.toArray();
  return effectsOf(fact, {
    batchOf: (one) => one.batch ?? ids.get(one.raw ?? ''),
    believedOf: (batch) => believed.get(batch) ?? { usable: 0, held: 0 },
    linesOf: (shipment) => shipments.find(({ id }) => id === shipment)?.lines,
    contentsOf(raw) {
      const sscc = /(\d{18})$/.exec(raw)?.[1];
      const own = shipments.find((one) => one.sscc === sscc);
      if (own) return own.lines;
      const boxes = shipments.flatMap(({ packages }) => packages);
      const inside = boxes.filter((box) => box.sscc === sscc || box.pallet === sscc);
      return inside.length > 0 ? inside.flatMap(({ lines }) => lines) : undefined;
    },
  });
}

/** Signs an event as soon as it is noted, so that the queue cannot be tampered with while it waits. */
async function signNow(id: string): Promise<void> {
  const [device, queued] = await Promise.all([findDevice(), db.queue.get(id)]);
  if (!device || queued?.device !== device.id || queued.event.signature !== undefined) return;
  await db.queue.update(id, { event: await signed(device, queued.event) });
}

/** The device's own events that wait, oldest first, each signed. */
export async function takeWaiting(device: Device, most: number): Promise<Queued[]> {
  const waiting = (await db.queue.where('state').anyOf('waiting', 'sending').sortBy('madeAt'))
    .filter((queued) => queued.device === device.id)
    .sort((a, b) => a.event.deviceSeq - b.event.deviceSeq)
    .slice(0, most);
  for (const queued of waiting) {
    if (device.keys && queued.event.signature === undefined) {
      queued.event = await signed(device, queued.event);
      await db.queue.update(queued.id, { event: queued.event });
    }
  }
  return waiting;
}

/** Sets a refused event aside for good; it stays to be seen, with the reason. */
export async function setAside(id: string, reason: string): Promise<void> {
  await db.queue.update(id, { state: 'aside', asideReason: reason, seenAt: Date.now() });
}

/** Sends a refused event again as it is: the reason for its refusal may be gone. */
export async function sendAgain(id: string): Promise<void> {
  await db.queue.update(id, { state: 'waiting', problem: undefined, next: undefined, verdict: undefined });
}

/** The person has seen what the service flagged. */
export async function acknowledgeFlag(id: string): Promise<void> {
  await db.queue.update(id, { seenAt: Date.now() });
}
