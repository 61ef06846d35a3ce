// Events that are one movement at the place and nothing else: a run of them is posted by the ledger in one statement,
// each with its own verdict, exactly as if each came alone.
import { resolveBatch } from '../server/catalogue/resolve.ts';
import type { Context } from '../server/kernel/context.ts';
import type { Problem } from '../server/kernel/problem.ts';
import { poolContext, transactOneStatement } from '../server/kernel/transaction.ts';
import { mayMove, movementOf } from '../server/ledger/movement.ts';
import { post } from '../server/ledger/post.ts';
import type { Movement, Posted } from '../server/ledger/types.ts';
import { compare, findOnHand } from './believed.ts';
import type { Clock } from './clock.ts';
import { refused, type Good, type Item, type Outcome } from './item.ts';
import { outcomeOf, type Said } from './known.ts';
import { ownPlace, type PhoneRooms } from './rooms.ts';
import type { Event, EventOf } from './shapes.ts';

export type PlainEvent = EventOf<'administer'> | EventOf<'discard'> | EventOf<'quarantine'>;

/** What a phone said of an event besides what happened. */
export function saidOf(clock: Clock, { deviceSeq, occurredAt }: Event): Said {
  const said: Said = { seq: deviceSeq };
  if (clock.moved) {
    said.said = occurredAt.toISOString();
    said.offsetMs = clock.offsetMs;
  }
  if (clock.implausible) said.implausible = true;
  return said;
}

/** The event, when it is a plain movement: a dose for an appointment or out of a certain vial is more than that. */
export function plainOf(event: Event): PlainEvent | undefined {
  if (event.kind === 'discard' || event.kind === 'quarantine') return event;
  if (event.kind !== 'administer') return undefined;
  return (event.appointment ?? event.ticket ?? event.vial) === undefined ? event : undefined;
}

/** A movement that is ready to be posted. */
export interface Ready {
  item: Item;
  event: PlainEvent;
  movement: Movement;
  said: Said;
}

/**
 * The movement of a plain event.
 * @throws Problem forbidden, time_in_future, time_too_old, doses_absurd, and those of `resolveBatch`.
 */
export async function readyOf(
  ctx: Context,
  rooms: PhoneRooms,
  clock: Clock,
  item: Item & { good: Good },
): Promise<Ready> {
  const { good } = item;
  const event = good.event as PlainEvent;
  mayMove(ctx.actor, event.kind);
  const naming = { batch: event.batch, scan: event.raw };
  const { batch, warnings } = await resolveBatch(rooms.catalogue, naming, { year: ctx.now.getUTCFullYear() });
  const movement = movementOf(ctx, {
    id: event.id,
    hash: good.hash,
    kind: event.kind,
    place: ownPlace(rooms, ctx),
    batch,
    doses: event.doses,
    occurredAt: clock.correct(event.occurredAt),
    reason: event.kind === 'administer' ? undefined : event.reason,
    vvm: event.vvm,
    note: event.note,
    warnings,
  });
  return { item, event, movement, said: saidOf(clock, event) };
}

/** Lets each movement carry what the phone said, and what it believed of the stock just before. */
async function dress(ctx: Context, run: readonly Ready[]): Promise<Movement[]> {
  const believing = run.filter(({ event }) => event.believed !== undefined);
  const book = await findOnHand(
    ctx,
    believing.map(({ movement }) => movement.lines[0]!.batch),
  );
  return run.map(({ event, movement, said }) => {
    const { batch, doses } = movement.lines[0]!;
    const onHand = book.get(batch) ?? 0;
    compare(said, event.believed, onHand);
    if (event.kind !== 'quarantine') book.set(batch, Math.max(0, onHand - doses));
    return { ...movement, data: { ...movement.data, phone: said } };
  });
}

/** One statement for all. One that the database cannot take must not spoil its neighbours: halved until it stands alone. */
async function postAll(
  rooms: PhoneRooms,
  { actor }: Context,
  movements: readonly Movement[],
): Promise<(Posted | { outcome: 'failed'; error: unknown })[]> {
  try {
    return await transactOneStatement(rooms.house, actor, (ctx) => post(ctx, movements));
  } catch (error) {
    if (movements.length === 1) return [{ outcome: 'failed', error }];
    rooms.house.log.warn({ err: error, size: movements.length }, 'a push is halved');
    const half = movements.length >> 1;
    const first = await postAll(rooms, { actor } as Context, movements.slice(0, half));
    return [...first, ...(await postAll(rooms, { actor } as Context, movements.slice(half)))];
  }
}

/** Undefined for an event that another push recorded meanwhile: the journal then says its first outcome. */
function outcomeOfPosted(posted: Posted, said: Said): Outcome | undefined {
  if (posted.outcome === 'refused') return refused(posted.problem);
  return posted.outcome === 'repeated' ? undefined : outcomeOf(posted.warnings, said);
}

/**
 * Posts a run and notes each outcome.
 * @throws whatever the database could not do, once all others are posted.
 */
export async function postRun(
  rooms: PhoneRooms,
  ctx: Context,
  run: readonly Ready[],
  failed: (error: unknown) => Problem,
): Promise<void> {
  if (run.length === 0) return;
  const fresh = poolContext(rooms.house, ctx.actor);
  const posted = await postAll(rooms, fresh, await dress(fresh, run));
  run.forEach(({ item, said }, index) => {
    const result = posted[index]!;
    item.outcome =
      result.outcome === 'failed' ? refused(failed(result.error)) : outcomeOfPosted(result, said);
  });
}
