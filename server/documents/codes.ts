// The codes printed on documents whose thing has no number of GS1, and from such a code back to the thing itself.
import type { ScannedDocument } from '../catalogue/scans.ts';
import type { Context } from '../kernel/context.ts';
import { Problem } from '../kernel/problem.ts';
import { getVisibleOrder } from '../distribution/order-sides.ts';
import { getVisibleCount } from '../store/count-visible.ts';
import { getDestruction } from '../store/destruction-routes.ts';
import type { StoreRooms } from '../store/views.ts';

/** What the code of a document says: of an order its code, of the others their id. */
export const documentText = (kind: ScannedDocument['kind'], name: string) =>
  `JEJAK-${kind.toUpperCase()}:${name}`;

const TEXT = /^JEJAK-(ORDER|COUNT|DESTRUCTION):([0-9A-Za-z-]{1,40})$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

async function find(
  ctx: Context,
  rooms: StoreRooms,
  kind: string,
  name: string,
): Promise<ScannedDocument | undefined> {
  if (kind === 'ORDER') {
    const named = await ctx.tx.maybe<{ id: string }>('select id from supply_order where code = $1', [name]);
    if (!named) return undefined;
    await getVisibleOrder(ctx, rooms.directory, named.id);
    return { kind: 'order', id: named.id, code: name };
  }
  if (!UUID.test(name)) return undefined;
  if (kind === 'COUNT') {
    await getVisibleCount(ctx, rooms, name);
    return { kind: 'count', id: name, code: null };
  }
  const { beritaAcara } = await getDestruction(ctx, rooms, name);
  return { kind: 'destruction', id: name, code: beritaAcara };
}

/** What `scanRoutes` needs of documents; the app hands it to the catalogue, which may not look up here. */
export function documentDoors(rooms: StoreRooms) {
  return {
    /** The order, count or destruction of a document's code; undefined when there is none or the actor may not see it. */
    async resolveDocument(ctx: Context, text: string): Promise<ScannedDocument | undefined> {
      const [, kind, name] = TEXT.exec(text.trim()) ?? [];
      if (kind === undefined || name === undefined) return undefined;
      try {
        return await find(ctx, rooms, kind, name);
      } catch (error) {
        if (error instanceof Problem && error.code === 'not_found') return undefined;
        throw error;
      }
    },
  };
}
