// Balances of a place under their locks, for those who check what is on hand before they promise some of it.
import type { Context } from '../kernel/context.ts';

export interface LockedBalance {
  batchId: string;
  /** available + quarantined, in doses. */
  onHand: number;
}

/** Locks a holder's balances of these batches in the ledger's order; a batch it never held is not answered. */
export function lockBalances(
  ctx: Context,
  holder: string,
  batches: readonly string[],
): Promise<LockedBalance[]> {
  return ctx.tx.rows<LockedBalance>(
    /* sql */ `select b.batch_id as "batchId", b.available + b.quarantined as "onHand" from balance b
      where b.holder_id = $1 and b.batch_id = any($2) order by b.holder_id, b.batch_id for update`,
    [holder, [...new Set(batches)]],
  );
}

/** Locks all balances of a product at a place, in the ledger's order. */
export async function lockProduct(ctx: Context, holder: string, product: string): Promise<void> {
  await ctx.tx.rows(
    'select batch_id from balance where holder_id = $1 and product_id = $2 order by holder_id, batch_id for update',
    [holder, product],
  );
}
