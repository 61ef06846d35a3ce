// What is done with an open vial: doses given from it, and closed with what is left wasted.
import type { Batch } from '../catalogue/catalogue.ts';
import type { Context } from '../kernel/context.ts';
import { problems } from '../kernel/problem.ts';
import { movementOf } from '../ledger/movement.ts';
import { postOne } from '../ledger/post.ts';
import { occurredAtOf } from '../ledger/times.ts';
import type { Warning } from '../ledger/types.ts';
import type { Place } from '../places/directory.ts';
import { localDay } from '../places/local-day.ts';
import { storeProblems } from './problems.ts';
import { leftIn, lockVial, takeDoses, type Vial } from './vial.ts';
import type { VialRooms } from './vial-open.ts';
import type { StoreRooms } from './views.ts';

export interface VialAct {
  /** Of the movement. */
  id: string;
  vial: string;
  occurredAt?: Date;
  note?: string;
}

/** The vial, locked and open, with its nouns. @throws Problem not_found, vial_closed. */
async function lockOpen(ctx: Context, rooms: StoreRooms, id: string) {
  const vial = await lockVial(ctx, id);
  const place = rooms.directory.get(vial.placeId);
  if (!rooms.directory.isVisible(ctx.actor, place)) throw problems.not_found();
  if (vial.closedAt) throw storeProblems.vial_closed({ closedAt: vial.closedAt.toISOString() });
  const batch = await rooms.catalogue.batch(vial.batchId);
  if (!batch) throw new Error(`There is no batch ${vial.batchId}`);
  return { vial, place, batch };
}

function occurredIn(ctx: Context, vial: Vial, said: Date | undefined): Date {
  const at = occurredAtOf(ctx, said);
  if (at >= vial.openedAt) return at;
  if (said === undefined) return vial.openedAt;
  throw storeProblems.before_opening({ openedAt: vial.openedAt.toISOString() }, [
    { pointer: '/occurredAt', message: { id: 'Sebelum dibuka', en: 'Before the opening' } },
  ]);
}

/**
 * What a dose from a vial is given for: the activity named, else the one that the vial was opened for, even if that is
 * over. Doses that were kept for it come out of the vial's own first.
 */
async function purposeOf(
  ctx: Context,
  { activities }: VialRooms,
  { vial, place, batch, doses, named }: Purpose,
): Promise<{ activity: string; code: string; fromEarmark: number } | undefined> {
  const chosen =
    named === undefined
      ? undefined
      : await activities.named(ctx, { activity: named, place, products: [batch.product] });
  const id = chosen?.id ?? vial.activityId;
  if (id === null) return undefined;
  const { code, used } = await ctx.tx.one<{ code: string; used: number }>(
    /* sql */ `select n.code, coalesce((select sum(a.from_earmark) from vial_use u
      join activity_use a on a.movement_id = u.movement_id and a.activity_id = n.id where u.vial_id = $1), 0)::int as used
      from activity n where n.id = $2`,
    [vial.id, id],
  );
  const inVial = id === vial.activityId ? Math.min(doses, Math.max(vial.fromEarmark - used, 0)) : 0;
  const lines = [{ batch: batch.id, doses: doses - inVial }];
  const drawn = doses > inVial ? await activities.draw(ctx, { activity: id, place, lines }) : [];
  return { activity: id, code, fromEarmark: inVial + (drawn[0]?.doses ?? 0) };
}

interface Purpose {
  vial: Vial;
  place: Place;
  batch: Batch;
  doses: number;
  named?: string;
}

/**
 * Gives doses from an open vial, never more than are left in it. One past its time of discard is flagged.
 * @throws Problem not_found, vial_closed, vial_exhausted, before_opening, time_in_future, time_too_old;
 *   unknown_activity, activity_of_other_product, activity_over for an activity that is named.
 */
export async function giveFromVial(
  ctx: Context,
  rooms: VialRooms,
  command: VialAct & { doses: number; activity?: string },
): Promise<Warning[]> {
  const { vial, place, batch } = await lockOpen(ctx, rooms, command.vial);
  const { id, doses, note } = command;
  if (doses > leftIn(vial)) throw storeProblems.vial_exhausted({ asked: doses, left: leftIn(vial) });
  const occurredAt = occurredIn(ctx, vial, command.occurredAt);
  const late = occurredAt >= vial.discardAt;
  const warnings = late ? [{ code: 'vial_past_discard', discardAt: vial.discardAt.toISOString() }] : [];
  const movement = movementOf(ctx, {
    id,
    kind: 'administer',
    place,
    batch,
    doses,
    occurredAt,
    note,
    warnings,
  });
  const day = localDay(occurredAt, place.timeZone);
  const purpose = await purposeOf(ctx, rooms, { vial, place, batch, doses, named: command.activity });
  await takeDoses(ctx, { vial, doses, wasted: false, movement: id, day });
  const kept = purpose && { activity: purpose.code, fromEarmark: purpose.fromEarmark };
  const data = { ...movement.data, vial: vial.id, ...kept };
  const { warnings: posted } = await postOne(ctx, { ...movement, document: vial.id, data });
  if (purpose) {
    const { activity, fromEarmark } = purpose;
    await rooms.activities.gave(ctx, {
      movement: id,
      activity,
      place,
      batch,
      doses,
      fromEarmark,
      occurredAt,
    });
  }
  return posted;
}

/** Closes a locked, open vial: what is left in it is wasted, as of then. */
export async function closeLocked(
  ctx: Context,
  command: {
    id: string;
    vial: Vial;
    place: Place;
    batch: Batch;
    occurredAt: Date;
    day: string;
    note?: string;
  },
): Promise<Warning[]> {
  const { id, vial, place, batch, occurredAt, day, note } = command;
  const doses = leftIn(vial);
  await takeDoses(ctx, { vial, doses, wasted: true, movement: id, day });
  const movement = movementOf(ctx, {
    id,
    kind: 'discard',
    place,
    batch,
    doses,
    occurredAt,
    note,
    reason: 'open_vial',
  });
  const data = { ...movement.data, vial: vial.id };
  return (await postOne(ctx, { ...movement, document: vial.id, data })).warnings;
}

/**
 * Closes a vial; what is left is wasted with the reason `open_vial`.
 * @throws Problem not_found, vial_closed, before_opening, time_in_future, time_too_old.
 */
export async function closeVial(ctx: Context, rooms: StoreRooms, command: VialAct): Promise<Warning[]> {
  const { vial, place, batch } = await lockOpen(ctx, rooms, command.vial);
  const occurredAt = occurredIn(ctx, vial, command.occurredAt);
  const day = localDay(occurredAt, place.timeZone);
  return closeLocked(ctx, { ...command, vial, place, batch, occurredAt, day });
}
