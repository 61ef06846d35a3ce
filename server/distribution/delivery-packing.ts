// A delivery order's packages become real as it leaves: boxes are packed from loose doses of the manufacturer's store
// under the numbers that their labels carry already, stood on their pallets, and travel in the shipment.
import type { Context } from '../kernel/context.ts';
import { record } from '../kernel/journal.ts';
import type { Place } from '../places/directory.ts';
import type { SaidPackage } from './delivery-judge.ts';
import { findDeliveryLines, findDeliveryPackages } from './delivery-rows.ts';
import {
  boxEntries,
  looseDoses,
  packedEntry,
  putOn,
  toldContents,
  writeBoxes,
  type NewBox,
  type Packing,
} from './packages/pack.ts';
import { dosesByBatch, lockPackages } from './packages/package.ts';
import { packageProblems } from './packages/problems.ts';
import { keepPackages, scanPackages } from './packages/shipping.ts';

/** What a number marks already: a box that lies free at the store with these doses, or anything else. */
export interface Marked {
  sscc: string;
  /** By batch; null when it is no such box. */
  doses: Record<string, number> | null;
}

/** Which of the numbers mark something already. */
export function findMarked(
  ctx: Context,
  from: Place,
  packages: readonly Pick<SaidPackage, 'sscc' | 'pallet'>[],
): Promise<Marked[]> {
  return ctx.tx.rows<Marked>(
    /* sql */ `
    select p.sscc, case when p.kind = 'box' and p.ended_at is null and p.parent_id is null and p.place_id = $2 then
        (select jsonb_object_agg(c.batch_id, c.doses) from package_content c where c.package_id = p.id) end as doses
      from package p where p.sscc = any($1)
    union all
    select s.sscc, null from shipment s where s.sscc = any($1)`,
    [packages.flatMap(({ sscc, pallet }) => (pallet ? [sscc, pallet] : [sscc])), from.id],
  );
}

function sameDoses(one: Readonly<Record<string, number>>, other: ReadonlyMap<string, number>): boolean {
  const batches = Object.keys(one);
  return batches.length === other.size && batches.every((batch) => one[batch] === other.get(batch));
}

/** Whether a number marks anything but a box that the store has packed already just as the delivery order says. */
export function marksAnother(
  marked: readonly Marked[],
  said: SaidPackage,
  batchOf: (line: number) => string | undefined,
): boolean {
  const found = marked.find(({ sscc }) => sscc === said.sscc);
  if (!found) return false;
  if (!found.doses) return true;
  const contents = said.contents.map(({ line, doses }) => ({
    batchId: batchOf(line) ?? '',
    doses,
  }));
  return !sameDoses(found.doses, dosesByBatch(contents));
}

/** @throws Problem not_enough_loose when the new boxes would hold doses that are not there or stand in other packages. */
async function checkLoose(ctx: Context, from: Place, boxes: readonly NewBox[]): Promise<void> {
  const asked = new Map<string, { lot: string; doses: number }>();
  for (const { batch, doses } of boxes.flatMap(({ contents }) => contents)) {
    asked.set(batch.id, { lot: batch.lot, doses: (asked.get(batch.id)?.doses ?? 0) + doses });
  }
  const loose = await looseDoses(ctx, from, [...asked.keys()]);
  for (const [batch, { lot, doses }] of asked) {
    const there = Math.max(loose.get(batch) ?? 0, 0);
    if (doses > there) throw packageProblems.not_enough_loose({ lot, asked: doses, loose: there });
  }
}

async function standOnPallets(
  ctx: Context,
  from: Place,
  packages: readonly Pick<SaidPackage, 'sscc' | 'pallet'>[],
): Promise<string[]> {
  const pallets = [...new Set(packages.flatMap(({ pallet }) => (pallet ? [pallet] : [])))];
  for (const sscc of pallets) {
    const on = packages.filter(({ pallet }) => pallet === sscc).map((box) => box.sscc);
    const { named } = await lockPackages(ctx, on);
    const id = ctx.newId();
    await ctx.tx.run(
      /* sql */ `insert into package (id, sscc, kind, place_id, created_at, created_by)
        values ($1, $2, 'pallet', $3, $4, $5)`,
      [id, sscc, from.id, ctx.now, ctx.actor.id],
    );
    await putOn(ctx, id, named);
    const data = { sscc, kind: 'pallet', place: from.code, boxes: on };
    await record(ctx, [
      { id, kind: 'package.packed', placeId: from.id, documentId: id, data },
      ...boxEntries(ctx, from, named, 'package.loaded', sscc),
    ]);
  }
  return pallets;
}

/**
 * Packs what the delivery order of a draft names, in the transaction of its dispatch; nothing for other drafts.
 * @throws Problem not_enough_loose, sscc_taken, package_changed, package_ended, package_in_transit, package_elsewhere,
 *   package_on_pallet.
 */
export async function packDelivery(ctx: Context, shipmentId: string, from: Place): Promise<void> {
  const delivery = await ctx.tx.maybe<{ id: string; number: string }>(
    'select id, number from delivery_order where shipment_id = $1',
    [shipmentId],
  );
  if (!delivery) return;
  const packages = await findDeliveryPackages(ctx, delivery.id);
  if (packages.length === 0) return;
  const lines = await findDeliveryLines(ctx, delivery.id);
  const contentsOf = ({ contents }: SaidPackage): Packing[] =>
    contents.map(({ line, doses }) => {
      const { batchId, lot } = lines[line - 1]!;
      return { batch: { id: batchId!, lot }, doses };
    });
  let marked = await findMarked(ctx, from, packages);
  if (marked.length > 0) {
    // Packages before balances, as everybody locks them; what they hold is read again under the lock.
    const known = marked.flatMap(({ sscc, doses }) => (doses ? [sscc] : []));
    await lockPackages(ctx, known);
    marked = await findMarked(ctx, from, packages);
  }
  const fresh: NewBox[] = [];
  for (const said of packages) {
    const contents = contentsOf(said);
    const found = marked.find(({ sscc }) => sscc === said.sscc);
    if (!found) fresh.push({ id: ctx.newId(), sscc: said.sscc, contents });
    else if (!found.doses) throw packageProblems.sscc_taken({ sscc: said.sscc });
    else {
      const doses = dosesByBatch(
        toldContents(contents).map(({ batch, ...one }) => ({ batchId: batch, ...one })),
      );
      if (!sameDoses(found.doses, doses)) throw packageProblems.package_changed({ sscc: said.sscc });
    }
  }
  await checkLoose(ctx, from, fresh);
  if (fresh.length > 0) await writeBoxes(ctx, from, fresh);
  await record(
    ctx,
    fresh.map((box) => packedEntry(from, box, { note: `DO ${delivery.number}` })),
  );
  const pallets = await standOnPallets(ctx, from, packages);
  const alone = packages.filter(({ pallet }) => !pallet).map(({ sscc }) => sscc);
  await keepPackages(ctx, shipmentId, await scanPackages(ctx, from, [...pallets, ...alone]));
}
