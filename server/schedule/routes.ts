// The schedule over HTTP: sessions, public availability, appointments.
import type { Route } from '../kernel/route.ts';
import { appointmentRoutes } from './appointment-routes.ts';
import { availabilityRoute } from './availability-routes.ts';
import type { ScheduleDoors } from './door-parts.ts';
import { sessionRoutes } from './session-routes.ts';

/** Every route of the schedule. */
export function scheduleRoutes(doors: ScheduleDoors): Route[] {
  return [...sessionRoutes(doors), availabilityRoute(doors), ...appointmentRoutes(doors)];
}
