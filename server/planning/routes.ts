// Every route of planning: activities, earmarks, annual needs.
import type { Route } from '../kernel/route.ts';
import { activityRoutes, type PlanningDoors } from './activity-routes.ts';
import { earmarkRoutes } from './earmark-routes.ts';
import { needRoutes } from './need-routes.ts';
import { needSumRoutes } from './need-sum-routes.ts';

/** Every route of planning. */
export function planningRoutes(doors: PlanningDoors): Route[] {
  return [...activityRoutes(doors), ...earmarkRoutes(doors), ...needSumRoutes(doors), ...needRoutes(doors)];
}
