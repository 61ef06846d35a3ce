// Books many appointments of one place and product in one transaction, with a verdict for each: the same statements
// whether there is one command or hundreds. Either the doses are there on the day, or the promise is refused.
import type { Verdict } from '../kernel/combiner.ts';
import type { Context } from '../kernel/context.ts';
import type { Product } from '../catalogue/catalogue.ts';
import type { Place } from '../places/directory.ts';
import { insertAppointments, lockSlots, readKnown } from './book-rows.ts';
import type { BookCommand, Booked } from './booked.ts';
import { Desk } from './desk.ts';
import { programOf } from './program.ts';
import { openShelves, planOf, settle, type Shelf } from './promises.ts';
import { recordBookings, type BookingEntry } from './record-bookings.ts';

/** Inserts what the desk accepted, until nothing of it was lost to another place's booking of the same person. */
async function keep(ctx: Context, desk: Desk, shelf: Shelf, commands: readonly BookCommand[]): Promise<void> {
  let fresh = [...desk.codes.keys()];
  while (fresh.length > 0) {
    const made = await insertAppointments(
      ctx,
      shelf,
      fresh.map((index) => ({ ...commands[index]!, code: desk.codes.get(index)! })),
    );
    fresh = desk.giveUp(fresh.filter((index) => !made.has(commands[index]!.id)));
  }
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
  const [shelf] = await openShelves(ctx, [{ place, product }]);
  const slots = await lockSlots(ctx, shelf!, [...new Set(commands.map((command) => command.slotId))]);
  const known = await readKnown(ctx, programOf(product), commands);
  const plan = planOf(shelf!);
  const desk = new Desk(ctx, shelf!, plan, commands, slots, known);
  commands.forEach((_, index) => desk.decide(index));
  await keep(ctx, desk, shelf!, commands);

  const accepted = [...desk.codes.keys()];
  if (accepted.length > 0) {
    const { touched } = await settle(ctx, shelf!, plan);
    const entries = accepted.map((index) => entryOf(desk, product, commands[index]!));
    // The balances changed once for all of them: one row says so.
    entries[0]!.touched = touched;
    await recordBookings(ctx, place.id, entries);
  }
  return desk.verdicts as Verdict<Booked>[];
}

/** The journal row of an accepted command. */
function entryOf(desk: Desk, product: Product, command: BookCommand): BookingEntry {
  const { id, hash, actor, slotId, dose } = command;
  const { date } = desk.slot(command);
  const data = { slot: slotId, day: date, product: product.id, program: programOf(product), dose };
  return { id, hash, actor: actor.id, slot: slotId, data, touched: [] };
}
