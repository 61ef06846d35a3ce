// Doses are set aside for an order, first expiry first out. Batches that may not be used, or that expire before the
// receiver's cover ends, are passed over; an officer may decide otherwise and says why.
import type { Context } from '../kernel/context.ts';
import type { PointedError } from '../kernel/problem.ts';
import { ledgerProblems } from '../ledger/problems.ts';
import type { Place } from '../places/directory.ts';
import { localDay } from '../places/local-day.ts';
import { advanceOrder, checkOrderAllows, recordStep, type OrderAtPlaces } from './order.ts';
import { findOrderLines, nameOfLine, openDoses, type OrderLine } from './order-lines.ts';
import { orderProblems } from './order-problems.ts';
import { isOfficer } from './order-sides.ts';
import { lockAllocations, lockBalances, setAllocations, type Allocation } from './order-stock.ts';

export const PASSED_OVER = [
  'batch_recalled',
  'batch_quarantined',
  'batch_expired',
  'expires_before_cover',
] as const;
export type PassedOver = (typeof PASSED_OVER)[number];

/** A batch at the sender that a line could be filled from. */
export interface Candidate {
  line: number;
  batchId: string;
  lot: string;
  expiry: string;
  status: string;
  /** Doses that this order may have: unreserved, or set aside for it already. */
  free: number;
  allocated: number;
  /** Why first expiry passes it over; null for a good one. */
  passedOver: PassedOver | null;
}

export interface Pick {
  batchId: string;
  doses: number;
}

export interface AllocateOrder extends OrderAtPlaces {
  id: string;
  /** Exactly what shall be set aside; left out, first expiry first out decides. */
  picks?: readonly Pick[];
  /** Why an officer departs from first expiry or the receiver's cover. */
  reason?: string;
  comment?: string;
}

const DAY_MS = 86_400_000;

/** The last day of the receiver's cover. */
export function neededUntil(ctx: Context, to: Place, coverDays: number): string {
  const today = Date.parse(localDay(ctx.now, to.timeZone));
  return new Date(today + coverDays * DAY_MS).toISOString().slice(0, 10);
}

const CANDIDATES = /* sql */ `
  select l.line, t.id as "batchId", t.lot, t.expiry, t.status, coalesce(a.doses, 0) as allocated,
    b.available - b.allocated - b.promised - b.allowance - b.opened + coalesce(a.doses, 0) as free
  from order_line l
  join balance b on b.holder_id = $2 and b.product_id = l.product_id
  join batch t on t.id = b.batch_id
  left join order_allocation a on a.order_id = l.order_id and a.batch_id = b.batch_id
  where l.order_id = $1 and not l.unusable
    and b.available - b.allocated - b.promised - b.allowance - b.opened + coalesce(a.doses, 0) > 0
    and (l.batch_id = b.batch_id or (l.batch_id is null and not exists (
      select from order_line o where o.order_id = l.order_id and o.batch_id = b.batch_id)))
  order by l.line, t.expiry, t.lot, t.id`;

/** Every batch at the sender that fits a line, the first to expire first, with why some are passed over. */
export async function findCandidates(ctx: Context, { order, from, to }: OrderAtPlaces): Promise<Candidate[]> {
  const today = localDay(ctx.now, from.timeZone);
  const needed = neededUntil(ctx, to, order.coverDays);
  const rows = await ctx.tx.rows<Omit<Candidate, 'passedOver'>>(CANDIDATES, [order.id, from.id]);
  return rows.map((row) => {
    const { status, expiry } = row;
    const why = status !== 'released' ? (`batch_${status}` as PassedOver) : undefined;
    const early = expiry < today ? 'batch_expired' : expiry < needed ? 'expires_before_cover' : null;
    return { ...row, passedOver: why ?? early };
  });
}

/** First expiry, first out: what to take for each line from candidates in order of expiry. Pure. */
export function pickFirstExpiry(
  needs: ReadonlyMap<number, number>,
  candidates: readonly Candidate[],
): Allocation[] {
  const left = new Map(needs);
  const picks: Allocation[] = [];
  for (const { line, batchId, free, passedOver } of candidates) {
    const doses = Math.min(free, left.get(line) ?? 0);
    if (passedOver || doses <= 0) continue;
    picks.push({ line, batchId, doses });
    left.set(line, left.get(line)! - doses);
  }
  return picks;
}

const pointAt = (index: number, code: string): PointedError[] => [
  {
    pointer: `/lines/${index}`,
    code,
    message: { id: 'Pilihan ini tidak dapat dialokasikan', en: 'This choice cannot be allocated' },
  },
];

/** @throws Problem when a picked batch is not there, not free, not usable, or expires too early without an override. */
function judgePick(
  command: AllocateOrder,
  needed: string,
  pick: Pick,
  index: number,
  found?: Candidate,
): void {
  if (!found || found.free < pick.doses) {
    throw ledgerProblems.insufficient_stock(
      { batch: pick.batchId, asked: pick.doses, available: found?.free ?? 0 },
      pointAt(index, 'insufficient_stock'),
    );
  }
  const { passedOver, lot, expiry, batchId } = found;
  if (passedOver === null) return;
  if (passedOver === 'expires_before_cover') {
    if (command.reason) return;
    throw orderProblems.allocation_expires_early({ lot, expiry, needed }, pointAt(index, passedOver));
  }
  throw ledgerProblems[passedOver]({ batch: batchId, expiry }, pointAt(index, passedOver));
}

/** @throws Problem allocation_not_first_expiry when an earlier good batch was left for a later one. */
function judgeOrder(candidates: readonly Candidate[], taken: ReadonlyMap<string, number>): void {
  for (const early of candidates) {
    const left = early.free - (taken.get(early.batchId) ?? 0);
    if (early.passedOver || left <= 0) continue;
    const later = candidates.some(
      ({ line, expiry, batchId }) => line === early.line && expiry > early.expiry && taken.has(batchId),
    );
    const { lot, expiry } = early;
    if (later) throw orderProblems.allocation_not_first_expiry({ lot, expiry, free: left });
  }
}

function chosen(
  command: AllocateOrder,
  needed: string,
  picks: readonly Pick[],
  candidates: readonly Candidate[],
): Allocation[] {
  const byBatch = new Map(candidates.map((candidate) => [candidate.batchId, candidate]));
  const taken = new Map<string, number>();
  const allocations = picks.map((pick, index) => {
    const found = byBatch.get(pick.batchId);
    judgePick(command, needed, pick, index, found);
    if (taken.has(pick.batchId)) {
      const what = found!.lot;
      const first = picks.findIndex(({ batchId }) => batchId === pick.batchId) + 1;
      throw orderProblems.duplicate_order_line({ first, second: index + 1, what });
    }
    taken.set(pick.batchId, pick.doses);
    return { line: found!.line, batchId: pick.batchId, doses: pick.doses };
  });
  if (!command.reason) judgeOrder(candidates, taken);
  return allocations;
}

function checkNeeds(
  lines: readonly OrderLine[],
  needs: ReadonlyMap<number, number>,
  allocations: readonly Allocation[],
): void {
  for (const line of lines) {
    const asked = allocations
      .filter((allocation) => allocation.line === line.line)
      .reduce((sum, { doses }) => sum + doses, 0);
    if (asked <= (needs.get(line.line) ?? 0)) continue;
    const { confirmed, shipped } = line;
    throw orderProblems.order_over_confirmed({ what: nameOfLine(line), confirmed, shipped, asked });
  }
}

/**
 * Sets aside what the order still needs, as far as there is something; what was set aside before is replaced. Two
 * orders never get the same doses: the sender's balances are locked before they are read.
 * @throws Problem order_wrong_state, order_nothing_to_allocate, insufficient_stock, batch_expired, batch_recalled,
 *   batch_quarantined, allocation_expires_early, allocation_not_first_expiry, override_needs_officer,
 *   order_over_confirmed, duplicate_order_line.
 */
export async function allocateOrder(ctx: Context, command: AllocateOrder): Promise<void> {
  const { order, from, to, picks, reason } = command;
  checkOrderAllows('allocate', order);
  if (reason && !isOfficer(ctx.actor)) throw orderProblems.override_needs_officer();
  const lines = await findOrderLines(ctx, order.id);
  const products = [...new Set(lines.map(({ productId }) => productId))];
  await lockBalances(ctx, from.id, { products });
  await lockAllocations(ctx, order);
  const candidates = await findCandidates(ctx, command);
  const needs = new Map(lines.map((line) => [line.line, openDoses(order, line)]));
  const needed = neededUntil(ctx, to, order.coverDays);
  const wanted = picks ? chosen(command, needed, picks, candidates) : pickFirstExpiry(needs, candidates);
  if (!picks && wanted.length === 0) throw orderProblems.order_nothing_to_allocate({ place: from.code });
  checkNeeds(lines, needs, wanted);
  const changed = await setAllocations(ctx, order, wanted);
  const status = order.status === 'shipped' ? 'shipped' : wanted.length > 0 ? 'allocated' : 'confirmed';
  await advanceOrder(ctx, 'allocate', order, { status });
  await recordStep(ctx, command, {
    id: command.id,
    act: 'allocated',
    comment: reason ?? command.comment,
    data: {
      override: reason !== undefined,
      lines: wanted.map(({ batchId, line, doses }) => ({ line, batch: batchId, doses })),
    },
    touched: changed.map((batch) => [from.id, batch] as const),
  });
}
