// The batches at the sender that an order could be filled from, and what first expiry, first out takes of them: what is
// kept for the order's activity before what is free.
import type { Context } from '../kernel/context.ts';
import type { Place } from '../places/directory.ts';
import { localDay } from '../places/local-day.ts';
import type { OrderAtPlaces } from './order.ts';
import type { Allocation } from './order-stock.ts';

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
  /** Of these, kept for the activity of the order: they are taken first. */
  earmarked: number;
  /** Kept for other activities, beyond what is free, and which these are. */
  keptForOthers: number;
  otherActivities: string | null;
  allocated: number;
  /** Why first expiry passes it over; null for a good one. */
  passedOver: PassedOver | null;
}

const DAY_MS = 86_400_000;

/** The last day of the receiver's cover. */
export function neededUntil(ctx: Context, to: Place, coverDays: number): string {
  const today = Date.parse(localDay(ctx.now, to.timeZone));
  return new Date(today + coverDays * DAY_MS).toISOString().slice(0, 10);
}

const CANDIDATES = /* sql */ `
  select l.line, t.id as "batchId", t.lot, t.expiry, t.status, coalesce(a.doses, 0) as allocated,
    b.available - b.allocated - b.promised - b.allowance - b.opened + coalesce(a.doses, 0) + k.own as free,
    k.own + coalesce(a.from_earmark, 0) as earmarked, k.others as "keptForOthers", k.codes as "otherActivities"
  from order_line l join supply_order s on s.id = l.order_id
  join balance b on b.holder_id = $2 and b.product_id = l.product_id
  join batch t on t.id = b.batch_id
  left join order_allocation a on a.order_id = l.order_id and a.batch_id = b.batch_id
  cross join lateral (
    select coalesce(sum(e.doses) filter (where e.activity_id = s.activity_id), 0)::int as own,
      coalesce(sum(e.doses) filter (where e.activity_id is distinct from s.activity_id), 0)::int as others,
      string_agg(c.code, ', ' order by c.code) filter (where e.activity_id is distinct from s.activity_id) as codes
    from earmark e join activity c on c.id = e.activity_id where e.place_id = $2 and e.batch_id = b.batch_id
  ) k
  where l.order_id = $1 and not l.unusable
    and b.available - b.allocated - b.promised - b.allowance - b.opened + coalesce(a.doses, 0) + k.own + k.others > 0
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

/**
 * First expiry, first out: what to take for each line from candidates in order of expiry; what is kept for the order's
 * activity before what is free. Pure.
 */
export function pickFirstExpiry(
  needs: ReadonlyMap<number, number>,
  candidates: readonly Candidate[],
): Allocation[] {
  const left = new Map(needs);
  const good = candidates.filter(({ passedOver }) => passedOver === null);
  const take = (line: number, most: number) => {
    const doses = Math.max(Math.min(most, left.get(line) ?? 0), 0);
    left.set(line, (left.get(line) ?? 0) - doses);
    return doses;
  };
  const kept = good.map(({ line, earmarked }) => take(line, earmarked));
  return good
    .map(({ line, batchId, free }, index) => {
      const fromEarmark = kept[index]!;
      return { line, batchId, fromEarmark, doses: fromEarmark + take(line, free - fromEarmark) };
    })
    .filter(({ doses }) => doses > 0);
}
