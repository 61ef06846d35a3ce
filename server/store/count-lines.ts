// The lines of a count beside the book: what was found, what was expected at that instant, and how far apart they are.
import type { Context } from '../kernel/context.ts';
import { findExpected, findVariances, type CountedNow } from '../ledger/count.ts';
import type { Count } from './count.ts';

export interface CountLine {
  batch: string;
  productId: string;
  lot: string;
  expiry: string;
  /** What was found; null while it is not counted. */
  available: number | null;
  quarantined: number | null;
  countedAt: Date | null;
  reason: string | null;
  note: string | null;
  /** What the book said at the instant of the count, as it stands now; null while nothing was counted. */
  book: CountedNow | null;
}

type Row = Omit<CountLine, 'book'>;

/** What is to be counted: what the book has at the place, and what was counted besides. */
const SHEET = /* sql */ `
  select t.id as batch, t.product_id as "productId", t.lot, t.expiry, l.available, l.quarantined,
    l.counted_at as "countedAt", l.reason, l.note
  from (
    select b.batch_id from balance b
    where $4 and b.holder_id = $2 and b.available + b.quarantined > 0 and ($3::uuid is null or b.product_id = $3)
    union select batch_id from stock_count_line where count_id = $1
  ) k
  join batch t on t.id = k.batch_id
  join product r on r.id = t.product_id
  left join stock_count_line l on l.count_id = $1 and l.batch_id = t.id
  order by r.name, t.expiry, t.lot, t.id`;

const isCounted = (row: Row): row is Row & { available: number; quarantined: number; countedAt: Date } =>
  row.countedAt !== null;

/** How far a counted line is from what the book says of it. */
function besideBook(row: Row, expected: { available: number; quarantined: number }): CountedNow {
  const { available, quarantined } = expected;
  return {
    batch: row.batch,
    available,
    quarantined,
    availableVariance: row.available! - available,
    quarantinedVariance: row.quarantined! - quarantined,
  };
}

/**
 * The lines of a count, with batches of the book that nobody has counted yet while it is under way. The variance is as it
 * stands now: before posting against the book, after it with every movement that came late.
 */
export async function findCountLines(ctx: Context, count: Count): Promise<CountLine[]> {
  const isOpen = count.status !== 'posted' && count.status !== 'cancelled';
  const rows = await ctx.tx.rows<Row>(SHEET, [count.id, count.placeId, count.productId, isOpen]);
  const counted = rows.filter(isCounted);
  const books = new Map<string, CountedNow>();
  if (count.status === 'posted') {
    for (const line of await findVariances(ctx, count.id)) books.set(line.batch, line);
  } else {
    const asked = counted.map((row) => ({ batch: row.batch, at: row.countedAt }));
    const expected = await findExpected(ctx, count.placeId, asked);
    counted.forEach((row, index) => books.set(row.batch, besideBook(row, expected[index]!)));
  }
  return rows.map((row) => ({ ...row, book: books.get(row.batch) ?? null }));
}

/** Whether a variance is so great that an officer must approve it: more doses than allowed, or a greater part. */
export function isAboveThreshold(ctx: Context, line: CountedNow): boolean {
  const { countApprovalDoses, countApprovalPercent } = ctx.config;
  const pairs = [
    [line.availableVariance, line.available],
    [line.quarantinedVariance, line.quarantined],
  ] as const;
  return pairs.some(([variance, expected]) => {
    const off = Math.abs(variance);
    return off > countApprovalDoses || off * 100 > expected * countApprovalPercent;
  });
}
