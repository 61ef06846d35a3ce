// What is done with a vial: opened, doses given from it, closed with what is left wasted.
import type { Batch, Product } from '../catalogue/catalogue.ts';
import type { Context } from '../kernel/context.ts';
import { record } from '../kernel/journal.ts';
import { problems } from '../kernel/problem.ts';
import type { Activities, ActivityRef } from '../ledger/activities.ts';
import { lockProduct } from '../ledger/lock.ts';
import { movementOf } from '../ledger/movement.ts';
import { postOne } from '../ledger/post.ts';
import { ledgerProblems } from '../ledger/problems.ts';
import { occurredAtOf } from '../ledger/times.ts';
import type { Warning } from '../ledger/types.ts';
import type { Place } from '../places/directory.ts';
import { localDay } from '../places/local-day.ts';
import { useDiluent } from './diluent.ts';
import { storeProblems } from './problems.ts';
import { discardAtOf, leftIn, lockVial, syncOpened, takeDoses, type Vial } from './vial.ts';
import type { StoreRooms } from './views.ts';

/** Plans the place's promises as they are with a vial open; see the schedule. */
export type PlanOpening = (
  ctx: Context,
  opening: { place: Place; product: Product; batch: string; doses: number; until: Date },
) => Promise<{ closed: number; broken: number }>;

export interface VialRooms extends StoreRooms {
  planOpening: PlanOpening;
  activities: Activities;
}

export interface OpenVial {
  id: string;
  place: Place;
  batch: Batch;
  openedAt?: Date;
  /** It has been opened: record it whatever is against it. */
  anyway: boolean;
  warnings: readonly Warning[];
  /** Id or code of the activity that it is opened for. */
  activity?: string;
}

/** Why a batch should not be used on a day: as a refusal, or as a warning of what has been done. */
async function unusable(
  ctx: Context,
  batch: Batch,
  day: string,
): Promise<'expired' | 'recalled' | 'quarantined' | undefined> {
  const { status } = await ctx.tx.one<{ status: string }>('select status from batch where id = $1', [
    batch.id,
  ]);
  if (status === 'recalled' || status === 'quarantined') return status;
  return batch.expiry < day ? 'expired' : undefined;
}

/** The activity that a vial is opened for, and how many of its doses were kept for it: these are free now. */
async function drawFor(
  ctx: Context,
  { activities }: VialRooms,
  { activity: named, place, batch }: OpenVial,
  doses: number,
): Promise<{ activity?: ActivityRef; drawn: number }> {
  if (named === undefined) return { drawn: 0 };
  const { product } = batch;
  const activity = await activities.named(ctx, { activity: named, place, products: [product] });
  await lockProduct(ctx, place.id, product.id);
  const lines = [{ batch: batch.id, doses }];
  const drawn = await activities.draw(ctx, { activity: activity.id, place, lines });
  return { activity, drawn: drawn[0]?.doses ?? 0 };
}

/**
 * Opens a vial. Its doses stay in the place's stock, to be given there; they can no longer be issued, and today's
 * appointments are served from it. Its diluent is used with it. One that is opened for an activity takes its doses out of
 * what is kept for that.
 * @throws Problem single_dose; and unless it has been opened `anyway`: batch_expired, batch_recalled,
 *   batch_quarantined, vial_not_there, vial_promised; unknown_activity, activity_of_other_product, activity_over.
 */
export async function openVial(ctx: Context, rooms: VialRooms, command: OpenVial): Promise<Warning[]> {
  const { id, place, batch, anyway } = command;
  const { product } = batch;
  const doses = product.dosesPerVial;
  if (doses < 2) throw storeProblems.single_dose({ product: product.name });
  const openedAt = occurredAtOf(ctx, command.openedAt);
  const discardAt = discardAtOf(batch, place, openedAt);
  const warnings = [...command.warnings];
  const why = await unusable(ctx, batch, localDay(openedAt, place.timeZone));
  if (why && !anyway) throw ledgerProblems[`batch_${why}`]({ batch: batch.id, expiry: batch.expiry });
  if (why) warnings.push({ code: `batch_${why}`, batch: batch.id, expiry: batch.expiry });
  const { activity, drawn } = await drawFor(ctx, rooms, command, doses);
  const { closed, broken } = await rooms.planOpening(ctx, {
    place,
    product,
    batch: batch.id,
    doses,
    until: discardAt,
  });
  if (closed < doses) {
    if (!anyway) throw storeProblems.vial_not_there({ asked: doses, available: Math.max(0, closed) });
    warnings.push({ code: 'vial_not_there', batch: batch.id, asked: doses, available: Math.max(0, closed) });
  }
  if (broken > 0) {
    if (!anyway) throw storeProblems.vial_promised({ doses: broken });
    warnings.push({ code: 'vial_promised', batch: batch.id, doses: broken });
  }
  await ctx.tx.run(
    /* sql */ `insert into vial (id, place_id, product_id, batch_id, doses, opened_at, opened_by, discard_at, activity_id,
        from_earmark)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      id,
      place.id,
      product.id,
      batch.id,
      doses,
      openedAt,
      ctx.actor.id,
      discardAt,
      activity?.id ?? null,
      drawn,
    ],
  );
  await syncOpened(ctx, place.id, batch.id);
  const diluent = product.diluent === null ? undefined : rooms.catalogue.product(product.diluent);
  if (diluent) warnings.push(...(await useDiluent(ctx, { place, diluent, vial: id, occurredAt: openedAt })));
  await record(ctx, [
    {
      id,
      kind: 'vial.opened',
      placeId: place.id,
      documentId: id,
      occurredAt: openedAt,
      data: {
        vial: id,
        batch: batch.id,
        product: product.id,
        doses,
        discardAt: discardAt.toISOString(),
        activity: activity?.code,
        fromEarmark: activity && drawn,
        ...(warnings.length > 0 && { warnings }),
      },
      touched: [[place.id, batch.id]],
    },
  ]);
  return warnings;
}

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
