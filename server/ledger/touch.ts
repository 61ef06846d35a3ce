// What is shown of a balance may change though no dose moved, as when its batch is held back: its version must grow,
// for readers keep the highest version they have seen.
import type { Context } from '../kernel/context.ts';

/** A balance of a batch as it stands under its lock. `from` and `to` are set when the holder is a shipment. */
export interface HeldBalance {
  holderId: string;
  fromId: string | null;
  toId: string | null;
  available: number;
  quarantined: number;
  inTransit: number;
  reserved: number;
}

const LOCK = /* sql */ `
  select b.holder_id from balance b where b.batch_id = $1 order by b.holder_id, b.batch_id for update`;

/**
 * Locks every balance of a batch in the ledger's order, waiting for movements under way, and lets the versions of
 * those that hold doses grow; the caller owns the transaction and names them as touched.
 * @returns the balances that hold doses.
 */
export async function touchBalances(ctx: Context, batchId: string): Promise<HeldBalance[]> {
  // A movement that this waited for may have made new rows, which only a later statement sees and locks.
  for (let known = -1, count = 0; count !== known;) {
    known = count;
    count = (await ctx.tx.rows(LOCK, [batchId])).length;
  }
  return ctx.tx.rows<HeldBalance>(
    /* sql */ `
    with touched as (
      update balance set version = version + 1
      where batch_id = $1 and (available <> 0 or quarantined <> 0 or in_transit <> 0)
      returning holder_id, available, quarantined, in_transit, allocated + promised as reserved
    )
    select b.holder_id as "holderId", t.from_id as "fromId", t.to_id as "toId", b.available, b.quarantined,
      b.in_transit as "inTransit", b.reserved
    from touched b left join transit t on t.holder_id = b.holder_id order by b.holder_id`,
    [batchId],
  );
}
