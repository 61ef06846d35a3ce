// Loading: boxes are put onto a pallet that exists or taken off it, by compare-and-set on the pallet's revision.
import type { Context } from '../../kernel/context.ts';
import { record } from '../../kernel/journal.ts';
import type { Place } from '../../places/directory.ts';
import { checkDistinct, checkFree, checkThere } from './checks.ts';
import { boxEntries, putOn } from './pack.ts';
import { lockPackages, settlePallets } from './package.ts';
import { packageProblems } from './problems.ts';

export interface LoadPallet {
  /** Of the journal row. */
  id: string;
  place: Place;
  pallet: string;
  revision?: number;
  /** SSCCs of boxes. */
  add: readonly string[];
  remove: readonly string[];
}

/**
 * Changes what stands on a pallet; one that is left with nothing has ended.
 * @throws Problem not_a_pallet, not_a_box, not_on_pallet, duplicate_package, unknown_package, package_ended,
 *   package_in_transit, package_elsewhere, package_on_pallet, package_changed.
 */
export async function loadPallet(ctx: Context, command: LoadPallet): Promise<void> {
  const { id, place, add, remove } = command;
  checkDistinct([command.pallet, ...add, ...remove]);
  const { named, locked } = await lockPackages(ctx, [command.pallet, ...add, ...remove]);
  const [pallet, ...boxes] = named;
  if (pallet!.kind !== 'pallet') throw packageProblems.not_a_pallet({ sscc: command.pallet });
  checkThere(pallet!, place, command.revision);
  const added = boxes.slice(0, add.length);
  const removed = boxes.slice(add.length);
  for (const box of added) checkFree(box, place, locked);
  for (const { sscc, parentId } of removed) {
    if (parentId !== pallet!.id) throw packageProblems.not_on_pallet({ sscc, pallet: command.pallet });
  }
  await putOn(ctx, pallet!.id, added);
  await ctx.tx.run('update package set parent_id = null, revision = revision + 1 where id = any($1)', [
    removed.map((box) => box.id),
  ]);
  await settlePallets(ctx, [pallet!.id]);
  const data = { sscc: command.pallet, place: place.code, added: add, removed: remove };
  await record(ctx, [
    { id, kind: 'package.changed', placeId: place.id, documentId: pallet!.id, data },
    ...boxEntries(ctx, place, added, 'package.loaded', command.pallet),
    ...boxEntries(ctx, place, removed, 'package.unloaded', command.pallet),
  ]);
}
