// An open vial as callers see it.
import { z } from 'zod';
import type { Context } from '../kernel/context.ts';
import type { Language } from '../kernel/problem.ts';
import { Day, iso, Moment } from '../kernel/shapes.ts';
import type { Warning } from '../ledger/types.ts';
import { ActivityRef, activityRefSql } from '../ledger/activities.ts';
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
  activity: ActivityRef.nullable().meta({ description: 'What it was opened for' }),
  fromEarmark: z.int().meta({ description: 'Doses of it that were kept for that activity' }),
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

/** The activities that vials were opened for, by id; asked for only where there are some. */
async function activitiesOf(ctx: Context, vials: readonly Vial[]): Promise<Map<string | null, ActivityRef>> {
  const ids = vials.map(({ activityId }) => activityId).filter((id) => id !== null);
  if (ids.length === 0) return new Map();
  const rows = await ctx.tx.rows<{ named: ActivityRef }>(
    `select ${activityRefSql('a.id')} as named from activity a where a.id = any($1::uuid[])`,
    [ids],
  );
  return new Map(rows.map(({ named }) => [named.id, named]));
}

/** Vials as callers see them. */
export async function vialViews(ctx: Context, rooms: StoreRooms, vials: readonly Vial[]) {
  const names = await namesOf(
    ctx.tx,
    vials.map(({ openedBy }) => openedBy),
  );
  const activities = await activitiesOf(ctx, vials);
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
      activity: activities.get(vial.activityId) ?? null,
      fromEarmark: vial.fromEarmark,
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
