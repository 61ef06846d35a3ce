// Books many appointments of one place and product in one transaction, with a verdict for each: the same statements
// whether there is one command or hundreds. Either the doses are there on the day, or the promise is refused.
import type { Verdict } from '../kernel/combiner.ts';
import type { Context } from '../kernel/context.ts';
import { record } from '../kernel/journal.ts';
import type { Product } from '../catalogue/catalogue.ts';
import type { Place } from '../places/directory.ts';
import { insertBookings, openBooking } from './book-rows.ts';
import type { BookCommand, Booked } from './booked.ts';
import { Desk } from './desk.ts';
import type { Plan } from './feasibility.ts';
import { planChanges, planOf, settle, type Shelf } from './promises.ts';

/**
 * Reserves the doses of what the desk accepted and writes it, until nothing of it was lost to another place's booking
 * of the same person.
 */
async function keep(
  ctx: Context,
  desk: Desk,
  { shelf, plan, commands }: { shelf: Shelf; plan: Plan; commands: readonly BookCommand[] },
): Promise<void> {
  let anyLost = false;
  for (let fresh = desk.accepted(); fresh.length > 0;) {
    const { changes } = planChanges(shelf, plan);
    const rows = fresh.map((index) => desk.entry(index));
    const made = await insertBookings(ctx, shelf, rows, changes);
    const lost = fresh.filter((index) => !made.has(commands[index]!.id));
    anyLost ||= lost.length > 0;
    fresh = desk.giveUp(lost);
  }
  if (!anyLost) return;
  // Doses that were reserved for the lost ones go back, and a row of its own says which balances changed.
  await settle(ctx, shelf, plan);
  const touched = shelf.batches.map(({ batch }) => [shelf.place.id, batch] as const);
  const data = { product: shelf.product.id };
  await record(ctx, [
    { id: ctx.newId(), kind: 'schedule.rebalanced', placeId: shelf.place.id, data, touched },
  ]);
}

/**
 * Books appointments at one place for one product, each confirmed or refused on its own, in the order given.
 * Refusals: slot_past, slot_full, doses_exhausted (with usableDoses, promisedDoses, day, why), already_booked,
 * session_closed, idempotency_conflict. The caller owns the transaction.
 */
export async function bookMany(
  ctx: Context,
  place: Place,
  product: Product,
  commands: readonly BookCommand[],
): Promise<Verdict<Booked>[]> {
  const { shelf, slots, known } = await openBooking(ctx, { place, product }, commands);
  const plan = planOf(shelf);
  const desk = new Desk(ctx, shelf, plan, commands, slots, known);
  commands.forEach((_, index) => desk.decide(index));
  await keep(ctx, desk, { shelf, plan, commands });
  return desk.verdicts as Verdict<Booked>[];
}
