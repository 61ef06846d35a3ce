// A vial is opened: its doses can no longer be issued, today's appointments are served from it, its diluent is used with it.
import type { Batch, Product } from '../catalogue/catalogue.ts';
import type { Context } from '../kernel/context.ts';
import { record } from '../kernel/journal.ts';
import type { Activities, ActivityRef } from '../ledger/activities.ts';
import { lockProduct } from '../ledger/lock.ts';
import { ledgerProblems } from '../ledger/problems.ts';
import { occurredAtOf } from '../ledger/times.ts';
import type { Warning } from '../ledger/types.ts';
import type { Place } from '../places/directory.ts';
import { localDay } from '../places/local-day.ts';
import { useDiluent } from './diluent.ts';
import { storeProblems } from './problems.ts';
import { discardAtOf, syncOpened } from './vial.ts';
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
