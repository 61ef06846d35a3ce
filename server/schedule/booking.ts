// Concurrent bookings of one place and product become one transaction. Bookings of different places do not wait for
// each other.
import { createCombiner, type Combiner, type Verdict } from '../kernel/combiner.ts';
import type { Actor } from '../kernel/context.ts';
import type { House } from '../kernel/house.ts';
import { databaseError, transact } from '../kernel/transaction.ts';
import { bookMany } from './book.ts';
import type { BookCommand, Booked } from './booked.ts';
import type { Pair } from './promises.ts';

export type Booking = BookCommand & Pair;
export type BookingCombiner = Combiner<Booking, Booked>;

/** A short code was taken, once in a million: the whole transaction again, with new codes. */
function codeWasTaken(error: unknown): boolean {
  return databaseError(error)?.constraint === 'appointment_code_key';
}

function outcomesOf(verdicts: readonly Verdict<Booked>[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const verdict of verdicts) {
    const outcome =
      'problem' in verdict ? verdict.problem.code : verdict.value.replayed ? 'repeated' : 'recorded';
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  }
  return counts;
}

/** The combiner of bookings. Each booking names its own actor; `actor` is the service. */
export function createBookingCombiner(house: House, actor: Actor): BookingCombiner {
  return createCombiner<Booking, Booked>(house, {
    name: 'booking',
    keyOf: ({ place, product }) => `${place.id}/${product.id}`,
    async run(bookings) {
      const { place, product } = bookings[0]!;
      const book = () => transact(house, actor, (ctx) => bookMany(ctx, place, product, bookings));
      const verdicts: Verdict<Booked>[] = await book().catch((error: unknown) => {
        if (codeWasTaken(error)) return book();
        throw error;
      });
      for (const [outcome, count] of outcomesOf(verdicts))
        house.metrics.events.inc({ event: 'appointment.book', outcome }, count);
      return verdicts;
    },
  });
}
