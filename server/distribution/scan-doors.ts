// What scans and labels need of shipments and stock; the app hands it to the catalogue, which may not look up here.
import type { Context } from '../kernel/context.ts';
import { Problem } from '../kernel/problem.ts';
import { findStock } from '../ledger/stock.ts';
import type { Directory, Place } from '../places/directory.ts';
import { getVisible, type Visible } from './access.ts';
import { findPackage } from './packages/package.ts';
import { findPackageView, type PackageView } from './packages/views.ts';
import { getShipmentFound, shipmentView, type ShipmentView } from './views.ts';

type ScannedShipment = ShipmentView & { kind: 'shipment'; contents: PackageView['contents'] };

async function findVisible(ctx: Context, directory: Directory, sscc: string): Promise<Visible | undefined> {
  try {
    return await getVisible(ctx, directory, { sscc });
  } catch (error) {
    if (error instanceof Problem && error.code === 'not_found') return undefined;
    throw error;
  }
}

/** What is written under a box's or a pallet's symbol: what it is and which lots are in it. */
function captionOf({ kind, contents }: PackageView): string {
  const [first] = contents;
  const word = kind === 'pallet' ? 'PALET' : 'KARDUS';
  if (!first) return word;
  const more = contents.length > 1 ? ` +${contents.length - 1}` : '';
  return `${word} ${first.batch.product.code} ${first.batch.lot}${more}`;
}

/** The shipment in a package and the stock of a batch, for `scanRoutes`; the caption of a package, for `labelRoutes`. */
export function scanDoors(directory: Directory) {
  return {
    /** What is in that box or pallet, or the shipment whose own number it is, if the actor may see it. */
    async resolvePackage(ctx: Context, sscc: string): Promise<PackageView | ScannedShipment | undefined> {
      if (await findPackage(ctx, sscc)) return findPackageView(ctx, directory, sscc);
      const found = await findVisible(ctx, directory, sscc);
      if (!found) return undefined;
      const view = shipmentView(directory, await getShipmentFound(ctx, found.shipment.id));
      const contents = view.lines.flatMap(({ batch, doses }) => (doses > 0 ? [{ batch, doses }] : []));
      return { ...view, kind: 'shipment', contents };
    },
    /** What to write under the symbol of that package, if the actor may see it. */
    async packageCaption(ctx: Context, sscc: string): Promise<string | undefined> {
      if (await findPackage(ctx, sscc)) {
        const view = await findPackageView(ctx, directory, sscc);
        return view && captionOf(view);
      }
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
