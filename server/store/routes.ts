// Every route of the work inside one stock room.
import type { House } from '../kernel/house.ts';
import type { Route } from '../kernel/route.ts';
import { countPlanRoutes } from './count-plan-routes.ts';
import { countRoutes } from './count-routes.ts';
import { destructionRoutes, type DestructionRooms } from './destruction-routes.ts';
import { holdRoutes } from './hold-routes.ts';
import type { VialRooms } from './vial-open.ts';
import { vialRoutes } from './vial-routes.ts';

/** Every route of the store. */
export function storeRoutes(house: House, rooms: VialRooms & DestructionRooms): Route[] {
  return [
    ...countRoutes(rooms),
    ...countPlanRoutes(rooms),
    ...vialRoutes(rooms),
    ...destructionRoutes(house, rooms),
    ...holdRoutes(rooms),
  ];
}
