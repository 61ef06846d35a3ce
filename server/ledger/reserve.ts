// Reservations are held on the balance row, not posted (ledger rule 8): allocated to an order, promised to an
// appointment, and the allowance that opening whole vials for those promises will cost besides.
import type { Context } from '../kernel/context.ts';
import { ledgerProblems } from './problems.ts';

export interface ReservationChange {
  batch: string;
  /** Changes in doses, relative: more or less than before. */
  allocated?: number;
  promised?: number;
  allowance?: number;
}

/** One change for each batch: what an UPDATE would take only once is added up first. */
function sumsOf(changes: readonly ReservationChange[]): Required<ReservationChange>[] {
  const sums = new Map<string, Required<ReservationChange>>();
  for (const { batch, allocated = 0, promised = 0, allowance = 0 } of changes) {
    const sum = sums.get(batch) ?? { batch, allocated: 0, promised: 0, allowance: 0 };
    sum.allocated += allocated;
    sum.promised += promised;
    sum.allowance += allowance;
    sums.set(batch, sum);
  }
  return [...sums.values()];
}

/**
 * Changes what is reserved at a place, all or nothing, in the caller's transaction. Rows are taken in the ledger's
 * order. The caller records the journal row and names the balances as touched.
 * @throws Problem reservation_conflict when a row cannot hold it.
 */
export async function reserve(
  ctx: Context,
  place: string,
  changes: readonly ReservationChange[],
): Promise<void> {
  const sums = sumsOf(changes).filter((c) => c.allocated || c.promised || c.allowance);
  if (sums.length === 0) return;
  const changed = await ctx.tx.run(
    /* sql */ `
    update balance b set allocated = b.allocated + c.allocated, promised = b.promised + c.promised,
      allowance = b.allowance + c.allowance, version = b.version + 1
    from (
      select x.holder_id, x.batch_id, c.allocated, c.promised, c.allowance
      from unnest($2::uuid[], $3::int[], $4::int[], $5::int[]) c(batch, allocated, promised, allowance)
      join balance x on x.holder_id = $1 and x.batch_id = c.batch
      order by x.batch_id for update of x
    ) c
    where b.holder_id = c.holder_id and b.batch_id = c.batch_id
      and b.allocated + c.allocated >= 0 and b.promised + c.promised >= 0 and b.allowance + c.allowance >= 0
      and b.allocated + c.allocated + b.promised + c.promised + b.allowance + c.allowance <= b.available`,
    [
      place,
      sums.map((c) => c.batch),
      sums.map((c) => c.allocated),
      sums.map((c) => c.promised),
      sums.map((c) => c.allowance),
    ],
  );
  if (changed !== sums.length) throw ledgerProblems.reservation_conflict();
}
