// A package: a box that holds doses of batches, or a pallet that holds boxes. Found by its SSCC; locked root before box,
// so that two who change one pallet at once take turns.
import type { Context } from '../../kernel/context.ts';
import { packageProblems } from './problems.ts';

export const PACKAGE_KINDS = ['box', 'pallet'] as const;
export type PackageKind = (typeof PACKAGE_KINDS)[number];
/** Why a package is one no more: opened by hand, repacked, emptied by a receipt or an unloading, or short of doses. */
export const ENDINGS = ['opened', 'repacked', 'emptied', 'short'] as const;
export type Ending = (typeof ENDINGS)[number];

export interface Package {
  id: string;
  sscc: string;
  kind: PackageKind;
  /** The pallet it stands on. */
  parentId: string | null;
  placeId: string | null;
  shipmentId: string | null;
  /** Grows with every change of it or of what stands on it. */
  revision: number;
  createdAt: Date;
  endedAt: Date | null;
  endedBy: Ending | null;
}

export interface Content {
  packageId: string;
  batchId: string;
  lot: string;
  doses: number;
}

export const PACKAGE_COLUMNS = /* sql */ `p.id, p.sscc, p.kind, p.parent_id as "parentId", p.place_id as "placeId",
  p.shipment_id as "shipmentId", p.revision, p.created_at as "createdAt", p.ended_at as "endedAt",
  p.ended_by as "endedBy"`;

/** The package of that SSCC, without a lock; undefined when there is none. */
export function findPackage(ctx: Context, sscc: string): Promise<Package | undefined> {
  return ctx.tx.maybe<Package>(`select ${PACKAGE_COLUMNS} from package p where p.sscc = $1`, [sscc]);
}

const lock = (ctx: Context, where: string, values: unknown[]) =>
  ctx.tx.rows<Package>(
    `select ${PACKAGE_COLUMNS} from package p where ${where} order by p.id for update`,
    values,
  );

/**
 * Locks packages and what stands on them: pallets first, then boxes, each in the order of their ids.
 * @returns the named packages in the order of `ssccs`, and all that are locked.
 * @throws Problem unknown_package; package_changed when one was moved to or from a pallet at this very moment.
 */
export async function lockPackages(
  ctx: Context,
  ssccs: readonly string[],
): Promise<{ named: Package[]; locked: Package[] }> {
  const roots = await lock(
    ctx,
    'p.id in (select coalesce(x.parent_id, x.id) from package x where x.sscc = any($1))',
    [ssccs],
  );
  const rootIds = roots.map(({ id }) => id);
  const below = await lock(ctx, 'not (p.id = any($2)) and (p.sscc = any($1) or p.parent_id = any($2))', [
    ssccs,
    rootIds,
  ]);
  const locked = [...roots, ...below];
  const bySscc = new Map(locked.map((found) => [found.sscc, found]));
  const named = ssccs.map((sscc) => {
    const found = bySscc.get(sscc);
    if (!found) throw packageProblems.unknown_package({ sscc });
    if (found.parentId !== null && !rootIds.includes(found.parentId))
      throw packageProblems.package_changed({ sscc });
    return found;
  });
  return { named, locked };
}

/** What boxes hold, ordered by box and lot; a pallet of its own holds nothing. */
export function findContents(ctx: Context, packageIds: readonly string[]): Promise<Content[]> {
  return ctx.tx.rows<Content>(
    /* sql */ `select c.package_id as "packageId", c.batch_id as "batchId", b.lot, c.doses
      from package_content c join batch b on b.id = c.batch_id
      where c.package_id = any($1) order by c.package_id, b.lot, b.id`,
    [packageIds],
  );
}

/** Doses by batch, over several boxes. */
export function dosesByBatch(contents: readonly Pick<Content, 'batchId' | 'doses'>[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { batchId, doses } of contents) sums.set(batchId, (sums.get(batchId) ?? 0) + doses);
  return sums;
}

/** Ends packages: their doses are loose, their boxes stand by themselves. The caller holds their locks. */
export async function endPackages(ctx: Context, ids: readonly string[], by: Ending): Promise<void> {
  if (ids.length === 0) return;
  await ctx.tx.run('delete from package_content where package_id = any($1)', [ids]);
  await ctx.tx.run('update package set parent_id = null, revision = revision + 1 where parent_id = any($1)', [
    ids,
  ]);
  await ctx.tx.run(
    /* sql */ `update package set ended_at = $2, ended_by = $3, parent_id = null, revision = revision + 1
      where id = any($1) and ended_at is null`,
    [ids, ctx.now, by],
  );
}

/**
 * After boxes left these pallets: their revision grows, and a pallet with nothing on it has ended.
 * @returns the pallets that ended.
 */
export async function settlePallets(ctx: Context, palletIds: readonly string[]): Promise<string[]> {
  const ids = [...new Set(palletIds)];
  if (ids.length === 0) return [];
  await ctx.tx.run('update package set revision = revision + 1 where id = any($1) and ended_at is null', [
    ids,
  ]);
  const empty = await ctx.tx.rows<{ id: string }>(
    /* sql */ `select p.id from package p where p.id = any($1) and p.ended_at is null
      and not exists (select from package c where c.parent_id = p.id)`,
    [ids],
  );
  await endPackages(
    ctx,
    empty.map(({ id }) => id),
    'emptied',
  );
  return empty.map(({ id }) => id);
}
