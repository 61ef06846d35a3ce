// Every route of the work inside one stock room.
import type { Route } from '../kernel/route.ts';
import { countPlanRoutes } from './count-plan-routes.ts';
import { countRoutes } from './count-routes.ts';
import { destructionRoutes } from './destruction-routes.ts';
import { holdRoutes } from './hold-routes.ts';
import type { VialRooms } from './vial-acts.ts';
import { vialRoutes } from './vial-routes.ts';

export function storeRoutes(rooms: VialRooms): Route[] {
  return [
    ...countRoutes(rooms),
    ...countPlanRoutes(rooms),
    ...vialRoutes(rooms),
    ...destructionRoutes(rooms),
    ...holdRoutes(rooms),
  ];
}
