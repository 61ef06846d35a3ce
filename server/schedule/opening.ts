// Opening a vial: today's promises are served from it, so the others keep the vials that stay closed. Whether any
// promise would be left without a dose is told before the vial is opened.
import type { Context } from '../kernel/context.ts';
import { record } from '../kernel/journal.ts';
import { localDay } from '../places/local-day.ts';
import { openShelves, planOf, settle, type Pair } from './promises.ts';

export interface Opening extends Pair {
  batch: string;
  /** Doses in the vial. */
  doses: number;
  /** Until when the opened vial may be used. */
  until: Date;
}

const sum = (unmet: ReadonlyMap<string, number>) =>
  [...unmet.values()].reduce((all, doses) => all + doses, 0);

/**
 * Plans the promises of a place and product anew as they are with that vial open, under the locks of their balances, in
 * the caller's transaction.
 * @returns the doses of the batch in closed vials that no order holds, and for how many promises nothing is left.
 */
export async function planOpening(
  ctx: Context,
  { place, product, batch, doses, until }: Opening,
): Promise<{ closed: number; broken: number }> {
  const [shelf] = await openShelves(ctx, [{ place, product }]);
  const row = shelf!.batches.find((one) => one.batch === batch);
  if (!row) return { closed: 0, broken: 0 };
  const closed = row.available - row.allocated - row.opened;
  const before = sum(planOf(shelf!).assign().unmet);
  row.opened += Math.max(0, Math.min(doses, closed));
  const last = localDay(new Date(until.getTime() - 1), place.timeZone);
  row.openedLast = row.openedLast !== undefined && row.openedLast < last ? row.openedLast : last;
  const { touched, unmet } = await settle(ctx, shelf!, planOf(shelf!));
  if (touched.length > 0) {
    const data = { product: product.id };
    await record(ctx, [{ id: ctx.newId(), kind: 'schedule.rebalanced', placeId: place.id, data, touched }]);
  }
  return { closed, broken: Math.max(0, sum(unmet) - before) };
}
