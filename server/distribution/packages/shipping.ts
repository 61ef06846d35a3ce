// Packages in a shipment: scanned into its draft with all they hold, taken along at its dispatch, given out at its end.
import type { Context } from '../../kernel/context.ts';
import { record, type JournalEntry } from '../../kernel/journal.ts';
import type { Place } from '../../places/directory.ts';
import { checkAlone, checkDistinct, checkThere } from './checks.ts';
import {
  endPackages,
  findContents,
  lockPackages,
  settlePallets,
  type Content,
  type Package,
  type PackageKind,
} from './package.ts';
import { leave, type Loss, type Removal } from './leave.ts';

export interface ScannedPackages {
  /** The scanned ones and what stands on them, with the revision they were seen in. */
  packages: readonly (Pick<Package, 'id' | 'revision'> & { top: boolean })[];
  contents: Content[];
}

/**
 * Packages that a sender puts into a draft, each with all it holds; nothing is claimed yet.
 * @throws Problem duplicate_package, unknown_package, package_ended, package_in_transit, package_elsewhere,
 *   package_on_pallet, package_empty.
 */
export async function scanPackages(
  ctx: Context,
  from: Place,
  ssccs: readonly string[],
): Promise<ScannedPackages> {
  if (ssccs.length === 0) return { packages: [], contents: [] };
  checkDistinct(ssccs);
  const { named, locked } = await lockPackages(ctx, ssccs);
  for (const found of named) {
    checkThere(found, from);
    checkAlone(found, locked);
  }
  const tops = new Set(named.map(({ id }) => id));
  const packages = locked
    .filter(({ id, parentId }) => tops.has(id) || (parentId !== null && tops.has(parentId)))
    .map(({ id, revision }) => ({ id, revision, top: tops.has(id) }));
  const contents = await findContents(
    ctx,
    packages.map(({ id }) => id),
  );
  return { packages, contents };
}

/** Writes down which packages a draft is put together from. */
export async function keepPackages(
  ctx: Context,
  shipmentId: string,
  { packages }: ScannedPackages,
): Promise<void> {
  if (packages.length === 0) return;
  await ctx.tx.run(
    /* sql */ `insert into shipment_package (shipment_id, package_id, revision, top)
      select $1, * from unnest($2::uuid[], $3::int[], $4::boolean[])`,
    [
      shipmentId,
      packages.map(({ id }) => id),
      packages.map(({ revision }) => revision),
      packages.map(({ top }) => top),
    ],
  );
}

/**
 * Takes a draft's packages along: each must lie at the sender exactly as it was scanned.
 * @throws Problem package_changed, package_ended, package_in_transit, package_elsewhere.
 */
export async function takePackages(ctx: Context, shipmentId: string, from: Place): Promise<void> {
  const kept = await ctx.tx.rows<{ sscc: string; revision: number }>(
    /* sql */ `select p.sscc, k.revision from shipment_package k join package p on p.id = k.package_id
      where k.shipment_id = $1 order by p.id`,
    [shipmentId],
  );
  if (kept.length === 0) return;
  const { named } = await lockPackages(
    ctx,
    kept.map(({ sscc }) => sscc),
  );
  named.forEach((found, index) => checkThere(found, from, kept[index]!.revision));
  await ctx.tx.run(
    'update package set place_id = null, shipment_id = $2, revision = revision + 1 where id = any($1)',
    [named.map(({ id }) => id), shipmentId],
  );
}

/** The packages that travel in a shipment now. */
export async function findTravelling(ctx: Context, shipmentId: string): Promise<TravellingPackage[]> {
  return ctx.tx.rows<TravellingPackage>(
    /* sql */ `select id, sscc, kind, parent_id as "parentId" from package
      where shipment_id = $1 and ended_at is null order by sscc`,
    [shipmentId],
  );
}

export interface TravellingPackage {
  id: string;
  sscc: string;
  kind: PackageKind;
  parentId: string | null;
}

/**
 * Gives the packages of a shipment to the place where it ended. Doses that were rejected or are missing leave them
 * first: out of the boxes that are named, then out of what stood loose, then box by box.
 * @param losses by batch; none when everything arrived or came back.
 */
export async function landPackages(
  ctx: Context,
  command: {
    shipment: { id: string; code: string };
    place: Place;
    shipped: readonly { batchId: string; doses: number }[];
    losses: readonly Loss[];
  },
): Promise<void> {
  const { shipment, place } = command;
  const travelling = await findTravelling(ctx, shipment.id);
  if (travelling.length === 0) return;
  const { locked } = await lockPackages(
    ctx,
    travelling.map(({ sscc }) => sscc),
  );
  const contents = await findContents(
    ctx,
    locked.map(({ id }) => id),
  );
  const bySscc = new Map(locked.map(({ id, sscc }) => [id, sscc]));
  const boxes = contents.map(({ packageId, batchId, doses }) => {
    return { packageId, sscc: bySscc.get(packageId)!, batchId, doses };
  });
  const { removals, emptied } = leave({ shipped: command.shipped, boxes, losses: command.losses });
  await removeDoses(ctx, removals);
  const gone = locked.filter(({ id }) => emptied.includes(id));
  await endPackages(ctx, emptied, 'emptied');
  const pallets = gone.flatMap(({ parentId }) => (parentId === null ? [] : [parentId]));
  await settlePallets(ctx, pallets);
  await ctx.tx.run(
    /* sql */ `update package set place_id = $2, shipment_id = null, revision = revision + 1
      where shipment_id = $1 and ended_at is null`,
    [shipment.id, place.id],
  );
  await record(ctx, removalEntries(ctx, { shipment, place, removals, emptied }));
}

async function removeDoses(ctx: Context, removals: readonly Removal[]): Promise<void> {
  if (removals.length === 0) return;
  const values = [
    removals.map(({ packageId }) => packageId),
    removals.map(({ batchId }) => batchId),
    removals.map(({ doses }) => doses),
  ];
  await ctx.tx.run(
    /* sql */ `delete from package_content c using unnest($1::uuid[], $2::uuid[], $3::int[]) r(package, batch, doses)
      where c.package_id = r.package and c.batch_id = r.batch and c.doses = r.doses`,
    values,
  );
  await ctx.tx.run(
    /* sql */ `update package_content c set doses = c.doses - r.doses
      from unnest($1::uuid[], $2::uuid[], $3::int[]) r(package, batch, doses)
      where c.package_id = r.package and c.batch_id = r.batch and c.doses > r.doses`,
    values,
  );
}

/** One row for each box that lost doses on its way. */
function removalEntries(
  ctx: Context,
  about: {
    shipment: { id: string; code: string };
    place: Place;
    removals: readonly Removal[];
    emptied: readonly string[];
  },
): JournalEntry[] {
  const { shipment, place, removals, emptied } = about;
  const ids = [...new Set(removals.map(({ packageId }) => packageId))];
  return ids.map((packageId) => {
    const own = removals.filter((removal) => removal.packageId === packageId);
    const removed = own.map(({ batchId, doses }) => ({ batch: batchId, doses }));
    const data = {
      sscc: own[0]!.sscc,
      place: place.code,
      shipment: { id: shipment.id, code: shipment.code },
      removed,
    };
    const kind = emptied.includes(packageId) ? 'package.emptied' : 'package.reduced';
    return { id: ctx.newId(), kind, placeId: place.id, documentId: packageId, data };
  });
}

/** The scanned packages of a shipment and the boxes that stand on them, by id. */
export function boxesOf(travelling: readonly TravellingPackage[], ssccs: readonly string[]): Set<string> {
  const covered = new Set<string>();
  for (const sscc of ssccs) {
    const found = travelling.find((one) => one.sscc === sscc);
    for (const { id, parentId } of travelling) {
      if (id === found?.id || (parentId !== null && parentId === found?.id)) covered.add(id);
    }
  }
  return covered;
}
