// Every route of the work inside one stock room.
import type { Route } from '../kernel/route.ts';
import { countRoutes } from './count-routes.ts';
import type { StoreRooms } from './views.ts';

export function storeRoutes(rooms: StoreRooms): Route[] {
  return [...countRoutes(rooms)];
}
