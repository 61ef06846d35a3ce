// Who may see an appointment: an API client what it booked, staff those at the places they may see.
import type { Actor } from '../kernel/context.ts';
import { isWithin } from '../people/scope.ts';

/** Whether the actor may see an appointment booked by `bookedBy` at the place of that path. */
export function mayShow(actor: Actor, appointment: { bookedBy: string; path: string }): boolean {
  if (actor.kind === 'client') return appointment.bookedBy === actor.id;
  return isWithin(actor, appointment.path);
}
