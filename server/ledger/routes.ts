// The ledger over HTTP.
import type { Route } from '../kernel/route.ts';
import { movementRoutes, type MovementDoors } from './movement-routes.ts';
import { stockRoutes, type StockDoors } from './stock-routes.ts';

/** Every route of the ledger. */
export function ledgerRoutes(doors: MovementDoors & StockDoors): Route[] {
  return [...stockRoutes(doors), ...movementRoutes(doors)];
}
