// What an empty database begins with: the reference nation, its vaccines and, for a demo, its accounts.
import type { House } from '../kernel/house.ts';
import { transact } from '../kernel/transaction.ts';
import { systemActor } from '../people/scope.ts';
import { loadNation } from '../places/nation.ts';

/** Loads the reference nation where there is none; answers whether it did. Harmless when two processes do it at once. */
export async function loadReference(house: House): Promise<boolean> {
  return transact(house, systemActor, async (ctx) => {
    await ctx.tx.rows(`select pg_advisory_xact_lock(hashtext('reference nation'))`);
    if (await ctx.tx.maybe('select from place limit 1')) return false;
    await loadNation(ctx.tx, ctx);
    return true;
  });
}
