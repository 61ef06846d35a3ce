// Re-packing: boxes of one place end and new ones are made from their doses. Splitting is one into many, merging is many
// into one; what is not put into a new box is loose.
import type { Context } from '../../kernel/context.ts';
import { record } from '../../kernel/journal.ts';
import { checkDoses } from '../../ledger/times.ts';
import type { Place } from '../../places/directory.ts';
import { checkDistinct, checkThere } from './checks.ts';
import { newSsccs, packedEntry, writeBoxes, type Packing } from './pack.ts';
import { dosesByBatch, endPackages, findContents, lockPackages, settlePallets } from './package.ts';
import { packageProblems } from './problems.ts';

export interface Repack {
  /** Of the first journal row. */
  id: string;
  place: Place;
  from: readonly { sscc: string; revision?: number }[];
  into: readonly { contents: readonly Packing[] }[];
  note?: string;
}

/** @throws Problem repack_exceeds when the new boxes would hold more of a batch than the old ones. */
function checkEnough({ into }: Repack, there: Map<string, number>): void {
  const asked = new Map<string, number>();
  into.forEach(({ contents }, box) =>
    contents.forEach(({ batch, doses }, line) => {
      const sum = (asked.get(batch.id) ?? 0) + doses;
      asked.set(batch.id, sum);
      const held = there.get(batch.id) ?? 0;
      if (sum <= held) return;
      const message = { id: `Hanya ${held} dosis`, en: `Only ${held} doses` };
      throw packageProblems.repack_exceeds({ lot: batch.lot, asked: sum, there: held }, [
        { pointer: `/into/${box}/contents/${line}/doses`, message, code: 'repack_exceeds' },
      ]);
    }),
  );
}

/**
 * Re-packs boxes, all or nothing.
 * @returns the SSCCs of the new boxes, in order.
 * @throws Problem not_a_box, duplicate_package, repack_exceeds, unknown_package, package_ended, package_in_transit,
 *   package_elsewhere, package_changed, doses_absurd.
 */
export async function repack(ctx: Context, command: Repack): Promise<string[]> {
  const { id, place, from, into, note } = command;
  into.forEach(({ contents }, box) =>
    contents.forEach(({ doses }, line) => checkDoses(ctx, doses, `/into/${box}/contents/${line}/doses`)),
  );
  const ssccs = from.map(({ sscc }) => sscc);
  checkDistinct(ssccs);
  const { named } = await lockPackages(ctx, ssccs);
  named.forEach((found, index) => {
    if (found.kind !== 'box') throw packageProblems.not_a_box({ sscc: found.sscc });
    checkThere(found, place, from[index]!.revision);
  });
  const ids = named.map((box) => box.id);
  checkEnough(command, dosesByBatch(await findContents(ctx, ids)));
  await endPackages(ctx, ids, 'repacked');
  await settlePallets(
    ctx,
    named.flatMap(({ parentId }) => (parentId === null ? [] : [parentId])),
  );
  const made = await newSsccs(ctx, 'box', into.length);
  const boxes = into.map(({ contents }, index) => ({ id: ctx.newId(), sscc: made[index]!, contents }));
  if (boxes.length > 0) await writeBoxes(ctx, place, boxes);
  await record(ctx, [
    ...named.map((box, index) => ({
      id: index === 0 ? id : ctx.newId(),
      kind: 'package.repacked',
      placeId: place.id,
      documentId: box.id,
      data: { sscc: box.sscc, place: place.code, into: made, ...(note && { note }) },
    })),
    ...boxes.map((box) => packedEntry(place, box, { from: ssccs })),
  ]);
  return made;
}
