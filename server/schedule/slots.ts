// Where a slot is: its place and product never change, so that they are remembered.
import { LRUCache } from 'lru-cache';
import type { Sql } from '../kernel/sql.ts';

export interface SlotPlace {
  placeId: string;
  productId: string;
}

/** Slots remembered: those that a nation books in a busy hour. */
const KEPT = 50_000;

/** The place and product of a slot, or undefined. */
export function getSlotPlace(sql: Sql, id: string): Promise<SlotPlace | undefined> {
  return sql.maybe<SlotPlace>(
    'select place_id as "placeId", product_id as "productId" from slot where id = $1',
    [id],
  );
}

export interface SlotPlaces {
  find(sql: Sql, id: string): Promise<SlotPlace | undefined>;
}

/** A memory of where slots are. Only committed reads may fill it. */
export function createSlotPlaces(): SlotPlaces {
  const known = new LRUCache<string, SlotPlace>({ max: KEPT });
  return {
    async find(sql, id) {
      const remembered = known.get(id);
      if (remembered) return remembered;
      const found = await getSlotPlace(sql, id);
      if (found) known.set(id, found);
      return found;
    },
  };
}
