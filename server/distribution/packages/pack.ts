// Packing: loose doses of a place go into a new box, or boxes onto a new pallet. The ledger's balances do not change:
// a package says how the doses of its place stand, and never more of them than the place has.
import { isSscc, makeSscc } from '../../gs1/check-digit.ts';
import type { Context } from '../../kernel/context.ts';
import { record, type JournalEntry } from '../../kernel/journal.ts';
import type { Batch } from '../../catalogue/catalogue.ts';
import { lockBalances } from '../../ledger/lock.ts';
import { checkDoses } from '../../ledger/times.ts';
import type { Place } from '../../places/directory.ts';
import { COMPANY_PREFIX } from '../sscc.ts';
import { checkDistinct, checkFree } from './checks.ts';
import { dosesByBatch, lockPackages, type Package, type PackageKind } from './package.ts';
import { packageProblems } from './problems.ts';

export interface Packing {
  batch: Pick<Batch, 'id' | 'lot'>;
  /** Whole doses, more than zero. */
  doses: number;
}

/** The extension digit tells people boxes from pallets; GS1 leaves it to the company. */
const EXTENSIONS: Record<PackageKind, number> = { box: 1, pallet: 2 };

/** New SSCCs, of a serial that shipments share. */
export async function newSsccs(ctx: Context, kind: PackageKind, count: number): Promise<string[]> {
  const rows = await ctx.tx.rows<{ serial: number }>(
    `select nextval('sscc_serial') as serial from generate_series(1, $1)`,
    [count],
  );
  return rows.map(({ serial }) => makeSscc(EXTENSIONS[kind], COMPANY_PREFIX, serial));
}

/** @throws Problem sscc_invalid, sscc_taken for a number that a shipment carries. */
async function checkGiven(ctx: Context, sscc: string): Promise<void> {
  if (!isSscc(sscc)) throw packageProblems.sscc_invalid({ sscc });
  const taken = await ctx.tx.maybe('select from shipment where sscc = $1', [sscc]);
  if (taken) throw packageProblems.sscc_taken({ sscc });
}

/** The doses of a place that stand in no package, by batch; the balances are locked. */
export async function looseDoses(
  ctx: Context,
  place: Place,
  batches: readonly string[],
): Promise<Map<string, number>> {
  const balances = await lockBalances(ctx, place.id, batches);
  // A statement of its own: it sees what was packed by those whose locks the last one waited for.
  const packed = await ctx.tx.rows<{ batchId: string; doses: number }>(
    /* sql */ `select c.batch_id as "batchId", sum(c.doses)::int as doses
      from package p join package_content c on c.package_id = p.id
      where p.place_id = $1 and c.batch_id = any($2) group by 1`,
    [place.id, batches],
  );
  const inPackages = new Map(packed.map(({ batchId, doses }) => [batchId, doses]));
  return new Map(balances.map(({ batchId, onHand }) => [batchId, onHand - (inPackages.get(batchId) ?? 0)]));
}

export interface NewBox {
  id: string;
  sscc: string;
  contents: readonly Packing[];
}

/** Writes boxes at a place with what they hold; the caller has made sure that the doses are there. */
export async function writeBoxes(ctx: Context, place: Place, boxes: readonly NewBox[]): Promise<void> {
  await ctx.tx.run(
    /* sql */ `insert into package (id, sscc, kind, place_id, created_at, created_by)
      select id, sscc, 'box', $3, $4, $5 from unnest($1::uuid[], $2::text[]) b(id, sscc)`,
    [boxes.map(({ id }) => id), boxes.map(({ sscc }) => sscc), place.id, ctx.now, ctx.actor.id],
  );
  const rows = boxes.flatMap(({ id, contents }) =>
    [...dosesByBatch(contents.map(({ batch, doses }) => ({ batchId: batch.id, doses })))].map(
      ([batch, doses]) => ({ id, batch, doses }),
    ),
  );
  await ctx.tx.run(
    /* sql */ `insert into package_content (package_id, batch_id, doses)
      select * from unnest($1::uuid[], $2::uuid[], $3::int[])`,
    [rows.map(({ id }) => id), rows.map(({ batch }) => batch), rows.map(({ doses }) => doses)],
  );
}

/** What a journal row says of contents. */
export const toldContents = (contents: readonly Packing[]) =>
  contents.map(({ batch, doses }) => ({ batch: batch.id, doses }));

/** The journal row of a box that came to be. */
export function packedEntry(place: Place, box: NewBox, more: Record<string, unknown> = {}): JournalEntry {
  const data = {
    sscc: box.sscc,
    kind: 'box',
    place: place.code,
    contents: toldContents(box.contents),
    ...more,
  };
  return { id: box.id, kind: 'package.packed', placeId: place.id, documentId: box.id, data };
}

export interface PackBox {
  /** Of the package, and of the journal row. */
  id: string;
  place: Place;
  contents: readonly Packing[];
  /** Its number, if it carries one already; by default a new one. */
  sscc?: string;
  note?: string;
}

/**
 * Packs loose doses into a new box.
 * @returns its SSCC.
 * @throws Problem not_enough_loose, sscc_invalid, sscc_taken, doses_absurd.
 */
export async function packBox(ctx: Context, command: PackBox): Promise<string> {
  const { id, place, contents } = command;
  contents.forEach(({ doses }, index) => checkDoses(ctx, doses, `/contents/${index}/doses`));
  if (command.sscc !== undefined) await checkGiven(ctx, command.sscc);
  const sscc = command.sscc ?? (await newSsccs(ctx, 'box', 1))[0]!;
  const loose = await looseDoses(
    ctx,
    place,
    contents.map(({ batch }) => batch.id),
  );
  for (const [index, { batch, doses }] of contents.entries()) {
    const there = Math.max(loose.get(batch.id) ?? 0, 0);
    if (doses > there) {
      const message = { id: `Hanya ${there} dosis lepas`, en: `Only ${there} doses are loose` };
      throw packageProblems.not_enough_loose({ lot: batch.lot, asked: doses, loose: there }, [
        { pointer: `/contents/${index}/doses`, message, code: 'not_enough_loose' },
      ]);
    }
  }
  const box = { id, sscc, contents };
  await writeBoxes(ctx, place, [box]);
  await record(ctx, [packedEntry(place, box, command.note ? { note: command.note } : {})]);
  return sscc;
}

export interface PackPallet extends Omit<PackBox, 'contents'> {
  /** SSCCs of boxes that lie at the place, on no pallet. */
  boxes: readonly string[];
}

/**
 * Puts boxes onto a new pallet.
 * @returns its SSCC.
 * @throws Problem unknown_package, duplicate_package, not_a_box, package_ended, package_in_transit, package_elsewhere,
 *   package_on_pallet, package_changed, sscc_invalid, sscc_taken.
 */
export async function packPallet(ctx: Context, command: PackPallet): Promise<string> {
  const { id, place, boxes } = command;
  if (command.sscc !== undefined) await checkGiven(ctx, command.sscc);
  checkDistinct(boxes);
  const { named, locked } = await lockPackages(ctx, boxes);
  for (const box of named) checkFree(box, place, locked);
  const sscc = command.sscc ?? (await newSsccs(ctx, 'pallet', 1))[0]!;
  await ctx.tx.run(
    /* sql */ `insert into package (id, sscc, kind, place_id, created_at, created_by)
      values ($1, $2, 'pallet', $3, $4, $5)`,
    [id, sscc, place.id, ctx.now, ctx.actor.id],
  );
  await putOn(ctx, id, named);
  const more = command.note ? { note: command.note } : {};
  const data = { sscc, kind: 'pallet', place: place.code, boxes, ...more };
  await record(ctx, [
    { id, kind: 'package.packed', placeId: place.id, documentId: id, data },
    ...boxEntries(ctx, place, named, 'package.loaded', sscc),
  ]);
  return sscc;
}

/** Stands boxes on a pallet; the caller holds the locks and has checked that they are free. */
export async function putOn(ctx: Context, palletId: string, boxes: readonly Package[]): Promise<void> {
  await ctx.tx.run('update package set parent_id = $2, revision = revision + 1 where id = any($1)', [
    boxes.map(({ id }) => id),
    palletId,
  ]);
}

/** A journal row for each box that came onto a pallet or left it. */
export function boxEntries(
  ctx: Context,
  place: Place,
  boxes: readonly Package[],
  kind: 'package.loaded' | 'package.unloaded',
  pallet: string,
): JournalEntry[] {
  return boxes.map(({ id, sscc }) => {
    const data = { sscc, pallet, place: place.code };
    return { id: ctx.newId(), kind, placeId: place.id, documentId: id, data };
  });
}
