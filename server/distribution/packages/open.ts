// Opening: a box's doses are loose from then on, a pallet's boxes stand by themselves. An SSCC names one unbroken thing;
// once opened it names nothing.
import type { Context } from '../../kernel/context.ts';
import { record } from '../../kernel/journal.ts';
import type { Place } from '../../places/directory.ts';
import { checkThere } from './checks.ts';
import { endPackages, findContents, lockPackages, settlePallets } from './package.ts';

export interface OpenPackage {
  /** Of the journal row. */
  id: string;
  place: Place;
  sscc: string;
  /** The revision that the caller saw; another one is refused. */
  revision?: number;
  reason?: string;
}

/**
 * Opens a box or takes a pallet apart, once.
 * @throws Problem unknown_package, package_ended, package_in_transit, package_elsewhere, package_changed.
 */
export async function openPackage(ctx: Context, command: OpenPackage): Promise<void> {
  const { id, place, sscc, revision, reason } = command;
  const { named, locked } = await lockPackages(ctx, [sscc]);
  const found = named[0]!;
  checkThere(found, place, revision);
  const contents = await findContents(ctx, [found.id]);
  const boxes = locked.filter(({ parentId }) => parentId === found.id);
  await endPackages(ctx, [found.id], 'opened');
  await settlePallets(ctx, found.parentId === null ? [] : [found.parentId]);
  const data = {
    sscc,
    kind: found.kind,
    place: place.code,
    ...(found.kind === 'box'
      ? { contents: contents.map(({ batchId, doses }) => ({ batch: batchId, doses })) }
      : { boxes: boxes.map((box) => box.sscc) }),
    ...(reason && { reason }),
  };
  await record(ctx, [
    { id, kind: 'package.opened', placeId: place.id, documentId: found.id, data },
    ...boxes.map((box) => ({
      id: ctx.newId(),
      kind: 'package.unloaded',
      placeId: place.id,
      documentId: box.id,
      data: { sscc: box.sscc, pallet: sscc, place: place.code },
    })),
  ]);
}
