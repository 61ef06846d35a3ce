// Every route of insight.
import type { Route } from '../kernel/route.ts';
import { overviewRoutes } from './overview-routes.ts';
import { relocationRoutes } from './relocation-routes.ts';
import { statusRoutes } from './status-routes.ts';
import { thresholdRoutes } from './threshold-routes.ts';
import type { Nouns } from './views.ts';

/** Thresholds, stock status, the overview of an area, suggested relocations. */
export function insightRoutes(nouns: Nouns): Route[] {
  return [
    ...thresholdRoutes(nouns),
    ...statusRoutes(nouns),
    ...overviewRoutes(nouns),
    ...relocationRoutes(nouns),
  ];
}
