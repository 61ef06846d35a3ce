// What the schedule's doors share: who may open them, and ranges of days.
import { z } from 'zod';
import { problems } from '../kernel/problem.ts';
import { decodeCursor } from '../kernel/shapes.ts';
import type { Activities } from '../ledger/activities.ts';
import type { Role } from '../people/scope.ts';
import type { Rooms } from './appointment.ts';
import type { BookingCombiner } from './booking.ts';
import type { SlotPlaces } from './slots.ts';
import type { Vault } from './vault.ts';

export interface ScheduleDoors extends Rooms {
  activities: Activities;
  vault: Vault;
  bookings: BookingCombiner;
  slots: SlotPlaces;
}

export const tag = 'Schedule';

/** Who keeps sessions and sees people come. */
export const STAFF_ROLES: readonly Role[] = ['health_centre_staff', 'officer'];

const DAY_MS = 86_400_000;

/** The day so many days after another, YYYY-MM-DD. */
export function dayPlus(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** @throws Problem validation_failed for a range of days that is backwards or longer than `most`. */
export function checkRange(from: string, to: string, most: number): void {
  if (to < from)
    throw problems.validation_failed({}, [
      { pointer: '/query/to', message: { id: 'Sebelum from', en: 'Lies before from' } },
    ]);
  if (to > dayPlus(from, most))
    throw problems.validation_failed({}, [
      { pointer: '/query/to', message: { id: `Paling banyak ${most} hari`, en: `At most ${most} days` } },
    ]);
}

/** The key of a list's cursor: what it is ordered by, and an id. @throws Problem validation_failed for any other. */
export function cursorOf(
  cursor: string | undefined,
  first: z.ZodType,
): [first: string, id: string] | undefined {
  const key = decodeCursor(cursor, 2);
  if (!key) return undefined;
  if (!first.safeParse(key[0]).success || !z.guid().safeParse(key[1]).success) decodeCursor('', 2);
  return key as [string, string];
}
