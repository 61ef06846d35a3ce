// Doses are set aside for an order, first expiry first out. Batches that may not be used, or that expire before the
// receiver's cover ends, are passed over; an officer may decide otherwise and says why.
import type { Context } from '../kernel/context.ts';
import type { PointedError } from '../kernel/problem.ts';
import type { Activities } from '../ledger/activities.ts';
import { ledgerProblems } from '../ledger/problems.ts';
import { advanceOrder, checkOrderAllows, recordStep, type OrderAtPlaces } from './order.ts';
import { findCandidates, neededUntil, pickFirstExpiry, type Candidate } from './order-candidates.ts';
import { findOrderLines, nameOfLine, openDoses, type OrderLine } from './order-lines.ts';
import { orderProblems } from './order-problems.ts';
import { isOfficer } from './order-sides.ts';
import { keepAgain, lockAllocations, lockBalances, setAllocations, type Allocation } from './order-stock.ts';

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
  activities: Activities;
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
  if (found && found.free < pick.doses && found.keptForOthers > 0) {
    const { lot, free: available, keptForOthers: earmarked, otherActivities: activities } = found;
    throw orderProblems.doses_earmarked(
      { lot, asked: pick.doses, available, earmarked, activities },
      pointAt(index, 'doses_earmarked'),
    );
  }
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

/**
 * @throws Problem allocation_leaves_earmarked when free doses were taken before those kept for the activity;
 *   allocation_not_first_expiry when an earlier good batch was left for a later one.
 */
function judgeOrder(candidates: readonly Candidate[], taken: ReadonlyMap<string, number>): void {
  const takenFree = ({ batchId, earmarked }: Candidate) => (taken.get(batchId) ?? 0) > earmarked;
  for (const early of candidates) {
    const used = taken.get(early.batchId) ?? 0;
    const [left, earmarked] = [early.free - used, early.earmarked - used];
    if (early.passedOver || left <= 0) continue;
    const { lot, expiry } = early;
    const others = candidates.filter((one) => one.line === early.line && takenFree(one));
    if (earmarked > 0 && others.length > 0)
      throw orderProblems.allocation_leaves_earmarked({ lot, earmarked });
    if (others.some((one) => one.expiry > expiry))
      throw orderProblems.allocation_not_first_expiry({ lot, expiry, free: left });
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
    const fromEarmark = Math.min(pick.doses, found!.earmarked);
    return { line: found!.line, batchId: pick.batchId, doses: pick.doses, fromEarmark };
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

/** What was kept for the activity goes back there before the order is allocated anew. @returns batches that changed. */
async function giveBackKept(
  ctx: Context,
  { order, from, activities }: AllocateOrder,
  held: readonly Allocation[],
): Promise<string[]> {
  if (!held.some(({ fromEarmark }) => fromEarmark > 0)) return [];
  const free = held.map((row) => ({ ...row, doses: row.doses - row.fromEarmark, fromEarmark: 0 }));
  const changed = await setAllocations(
    ctx,
    order,
    free.filter(({ doses }) => doses > 0),
  );
  await keepAgain(ctx, order, { activities, from, held });
  return changed;
}

/**
 * Sets aside what the order still needs, as far as there is something; what was set aside before is replaced. Two
 * orders never get the same doses: the sender's balances are locked before they are read.
 * @throws Problem order_wrong_state, order_nothing_to_allocate, insufficient_stock, batch_expired, batch_recalled,
 *   batch_quarantined, allocation_expires_early, allocation_not_first_expiry, allocation_leaves_earmarked,
 *   doses_earmarked, override_needs_officer, order_over_confirmed, duplicate_order_line.
 */
export async function allocateOrder(ctx: Context, command: AllocateOrder): Promise<void> {
  const { order, from, to, picks, reason, activities } = command;
  checkOrderAllows('allocate', order);
  if (reason && !isOfficer(ctx.actor)) throw orderProblems.override_needs_officer();
  const lines = await findOrderLines(ctx, order.id);
  const products = [...new Set(lines.map(({ productId }) => productId))];
  const batches = await lockBalances(ctx, from.id, { products });
  const held = await lockAllocations(ctx, order);
  const back = await giveBackKept(ctx, command, held);
  if (order.activityId !== null) await activities.trueUp(ctx, from, batches);
  const candidates = await findCandidates(ctx, command);
  const needs = new Map(lines.map((line) => [line.line, openDoses(order, line)]));
  const needed = neededUntil(ctx, to, order.coverDays);
  const wanted = picks ? chosen(command, needed, picks, candidates) : pickFirstExpiry(needs, candidates);
  if (!picks && wanted.length === 0) throw orderProblems.order_nothing_to_allocate({ place: from.code });
  checkNeeds(lines, needs, wanted);
  const taking = wanted.map(({ batchId, fromEarmark }) => ({ batch: batchId, doses: fromEarmark }));
  if (order.activityId !== null)
    await activities.draw(ctx, { activity: order.activityId, place: from, lines: taking });
  const changed = [...new Set([...back, ...(await setAllocations(ctx, order, wanted))])];
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
