// Follows the ledger: where a fact took doses that were set aside, or a batch may no longer be used, the orders
// concerned lose their allocation by name and can be allocated anew.
import type { Context } from '../kernel/context.ts';
import type { Follower } from '../kernel/follower.ts';
import type { JournalRow } from '../kernel/journal.ts';
import { lockBalances, loseAllocations, trimAllocations } from './order-stock.ts';

const HELD_BACK = new Set(['batch.recalled', 'batch.quarantined']);

/** The (place, batch) pairs of which a movement says that promises were broken. */
function brokenPairs(row: JournalRow): [place: string, batch: string][] {
  const warnings = (row.data.warnings ?? []) as { code: string; batch?: string }[];
  if (!Array.isArray(warnings) || !warnings.some(({ code }) => code === 'promise_broken')) return [];
  const pairs: [string, string][] = [];
  for (let at = 0; at < row.touched.length; at += 2) pairs.push([row.touched[at]!, row.touched[at + 1]!]);
  return pairs;
}

/** A batch that was held back or recalled is set aside for nobody; its allocations are given back, place by place. */
async function forget(ctx: Context, batch: string): Promise<void> {
  const places = await ctx.tx.rows<{ placeId: string }>(
    `select distinct place_id as "placeId" from order_allocation where batch_id = $1 order by 1`,
    [batch],
  );
  for (const { placeId } of places) {
    await lockBalances(ctx, placeId, { batches: [batch] });
    await loseAllocations(ctx, placeId, batch);
  }
}

/** The durable follower `orders`. */
export const orderFollower: Follower = {
  name: 'orders',
  async handle(ctx, rows) {
    for (const [place, batch] of rows.flatMap(brokenPairs)) await trimAllocations(ctx, place, [batch]);
    for (const row of rows) {
      if (HELD_BACK.has(row.kind) && row.documentId) await forget(ctx, row.documentId);
    }
  },
};
