// What scans and labels need of shipments and stock; the app hands it to the catalogue, which may not look up here.
import type { Context } from '../kernel/context.ts';
import { Problem } from '../kernel/problem.ts';
import { findStock } from '../ledger/stock.ts';
import type { Directory, Place } from '../places/directory.ts';
import { getVisible, type Visible } from './access.ts';
import { getShipmentFound, shipmentView, type ShipmentView } from './views.ts';

async function findVisible(ctx: Context, directory: Directory, sscc: string): Promise<Visible | undefined> {
  try {
    return await getVisible(ctx, directory, { sscc });
  } catch (error) {
    if (error instanceof Problem && error.code === 'not_found') return undefined;
    throw error;
  }
}

/** The shipment in a package and the stock of a batch, for `scanRoutes`; the caption of a package, for `labelRoutes`. */
export function scanDoors(directory: Directory) {
  return {
    /** The shipment of that package, if the actor may see it. */
    async resolvePackage(ctx: Context, sscc: string): Promise<ShipmentView | undefined> {
      const found = await findVisible(ctx, directory, sscc);
      return found && shipmentView(directory, await getShipmentFound(ctx, found.shipment.id));
    },
    /** What to write under the symbol of that package, if the actor may see it. */
    async packageCaption(ctx: Context, sscc: string): Promise<string | undefined> {
      const found = await findVisible(ctx, directory, sscc);
      return found && `${found.shipment.code} ${found.from.code} - ${found.to.code}`;
    },
    /** What a place has of a batch, in doses; undefined when it never had any. */
    async balanceOf(ctx: Context, place: Place, batch: string) {
      const [row] = await findStock(ctx, { place, batch, limit: 1 });
      if (!row) return undefined;
      const { onHand, available, free, reserved, quarantined, inbound, version } = row;
      return { place: place.code, onHand, available, free, reserved, quarantined, inbound, version };
    },
  };
}
