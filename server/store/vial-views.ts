// An open vial as callers see it.
import { z } from 'zod';
import type { Context } from '../kernel/context.ts';
import type { Language } from '../kernel/problem.ts';
import { Day, iso, Moment } from '../kernel/shapes.ts';
import type { Warning } from '../ledger/types.ts';
import { WarningView } from '../ledger/warnings.ts';
import { placeRef, PlaceRef } from '../places/place-ref.ts';
import { leftIn, type Vial } from './vial.ts';
import { BatchRef, getProduct, inWords, namesOf, productRef, Who, type StoreRooms } from './views.ts';

export const VialView = z.object({
  id: z.uuid(),
  place: PlaceRef,
  batch: BatchRef,
  doses: z.int().meta({ description: 'In the vial when it was opened' }),
  given: z.int(),
  wasted: z.int(),
  left: z.int(),
  openedAt: Moment,
  openedBy: Who,
  discardAt: Moment.meta({ description: 'From then on it may no longer be used' }),
  pastDiscard: z.boolean(),
  closedAt: Moment.nullable(),
});

export const VialAnswer = VialView.extend({ warnings: z.array(WarningView) });

export const DayView = z.object({
  place: PlaceRef,
  day: Day,
  closedAt: Moment,
  vials: z.array(VialView).meta({ description: 'Every vial closed on that day' }),
  given: z.int(),
  wasted: z.int().meta({ description: 'Doses left in open vials, wasted' }),
});

/** Vials as callers see them. */
export async function vialViews(ctx: Context, rooms: StoreRooms, vials: readonly Vial[]) {
  const names = await namesOf(
    ctx.tx,
    vials.map(({ openedBy }) => openedBy),
  );
  const views: z.infer<typeof VialView>[] = [];
  for (const vial of vials) {
    const { id, placeId, productId, batchId, doses, given, wasted, openedAt, openedBy, discardAt, closedAt } =
      vial;
    const batch = await rooms.catalogue.batch(batchId);
    if (!batch) throw new Error(`There is no batch ${batchId}`);
    views.push({
      id,
      doses,
      given,
      wasted,
      left: leftIn(vial),
      place: placeRef(rooms.directory, placeId),
      batch: {
        id: batchId,
        lot: batch.lot,
        expiry: batch.expiry,
        product: productRef(getProduct(rooms, productId)),
      },
      openedAt: iso(openedAt),
      openedBy: names.get(openedBy) ?? null,
      discardAt: iso(discardAt),
      pastDiscard: closedAt === null && discardAt <= ctx.now,
      closedAt: closedAt && iso(closedAt),
    });
  }
  return views;
}

/** One vial with what there is to warn of. */
export async function vialAnswer(
  ctx: Context,
  rooms: StoreRooms,
  vial: Vial,
  { warnings = [], language }: { warnings?: readonly Warning[]; language: Language },
): Promise<z.infer<typeof VialAnswer>> {
  const [view] = await vialViews(ctx, rooms, [vial]);
  return { ...view!, warnings: inWords(warnings, language) };
}
