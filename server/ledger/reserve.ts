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

/** Calls that are part of a caller's own statement: the SQL of it with its parameters numbered from `first`. */
export function reservationCall(
  place: string,
  changes: readonly ReservationChange[],
  first: number,
): { sql: string; values: unknown[]; rows: number } {
  const sums = sumsOf(changes).filter((c) => c.allocated || c.promised || c.allowance);
  const at = (n: number) => `$${first + n}`;
  return {
    sql: `ledger_reserve(${at(0)}, ${at(1)}, ${at(2)}, ${at(3)}, ${at(4)})`,
    values: [
      place,
      sums.map((c) => c.batch),
      sums.map((c) => c.allocated),
      sums.map((c) => c.promised),
      sums.map((c) => c.allowance),
    ],
    rows: sums.length,
  };
}

/** @throws Problem reservation_conflict unless as many rows changed as the call named. */
export function checkReserved(changed: number, rows: number): void {
  if (changed !== rows) throw ledgerProblems.reservation_conflict();
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
  const { sql, values, rows } = reservationCall(place, changes, 1);
  if (rows === 0) return;
  const { changed } = await ctx.tx.one<{ changed: number }>(`select ${sql} as changed`, values);
  checkReserved(changed, rows);
}
