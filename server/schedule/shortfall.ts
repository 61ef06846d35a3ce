// When usable stock falls below what was promised: finds a place's promises other doses where there are any, and says
// openly which promises cannot be kept, until they can be again.
import type { Context } from '../kernel/context.ts';
import { record, type JournalEntry } from '../kernel/journal.ts';
import { openShelves, planOf, settle, type Pair, type Shelf } from './promises.ts';

interface Open {
  id: string;
  place: string;
  product: string;
  doses: number;
  days: Record<string, number>;
}

/** Doses missing by day; all together in `doses`. */
interface Missing {
  shelf: Shelf;
  doses: number;
  days: Record<string, number>;
}

const OPEN = /* sql */ `
  select f.id, f.place_id as place, f.product_id as product, f.doses, f.days
  from unnest($1::uuid[], $2::uuid[]) k(place, product)
  join shortfall f on f.place_id = k.place and f.product_id = k.product and f.cleared_at is null`;

function sameDays(a: Record<string, number>, b: Record<string, number>): boolean {
  const days = Object.keys(a);
  return days.length === Object.keys(b).length && days.every((day) => a[day] === b[day]);
}

const entry = (ctx: Context, kind: string, shelf: Shelf, more: Partial<JournalEntry>): JournalEntry => ({
  id: ctx.newId(),
  kind,
  placeId: shelf.place.id,
  ...more,
});

/** Opens, changes or clears the shortfall of one place and product; answers the row to record, if any. */
async function tell(ctx: Context, open: Open | undefined, now: Missing): Promise<JournalEntry | undefined> {
  const { shelf, doses, days } = now;
  const product = shelf.product.id;
  if (!open && doses === 0) return undefined;
  if (open && doses === 0) {
    await ctx.tx.run('update shortfall set cleared_at = $2, updated_at = $2 where id = $1', [
      open.id,
      ctx.now,
    ]);
    return entry(ctx, 'schedule.shortfall_cleared', shelf, { documentId: open.id, data: { product } });
  }
  if (open && sameDays(open.days, days)) return undefined;
  const documentId = open?.id ?? ctx.newId();
  await ctx.tx.run(
    open
      ? 'update shortfall set doses = $2, days = $3, updated_at = $4 where id = $1'
      : /* sql */ `insert into shortfall (id, doses, days, updated_at, opened_at, place_id, product_id)
          values ($1, $2, $3, $4, $4, $5, $6)`,
    [documentId, doses, JSON.stringify(days), ctx.now, ...(open ? [] : [shelf.place.id, product])],
  );
  return entry(ctx, 'schedule.shortfall', shelf, { documentId, data: { product, doses, days } });
}

/**
 * Re-balances the promises of these pairs, in the caller's transaction: each gets the doses that serve it best now.
 * Records `schedule.rebalanced` where the ledger's reservations moved, `schedule.shortfall` with the doses missing by
 * day where promises cannot be kept, and `schedule.shortfall_cleared` once they can.
 * @returns the doses missing by pair, in the order given.
 */
export async function rebalance(ctx: Context, pairs: readonly Pair[]): Promise<number[]> {
  if (pairs.length === 0) return [];
  const shelves = await openShelves(ctx, pairs);
  const open = await ctx.tx.rows<Open>(OPEN, [
    pairs.map(({ place }) => place.id),
    pairs.map(({ product }) => product.id),
  ]);
  const entries: JournalEntry[] = [];
  const missing: number[] = [];
  for (const shelf of shelves) {
    const { touched, unmet } = await settle(ctx, shelf, planOf(shelf));
    const doses = [...unmet.values()].reduce((sum, n) => sum + n, 0);
    missing.push(doses);
    if (touched.length > 0) {
      const data = { product: shelf.product.id };
      entries.push(entry(ctx, 'schedule.rebalanced', shelf, { data, touched }));
    }
    const known = open.find((row) => row.place === shelf.place.id && row.product === shelf.product.id);
    const told = await tell(ctx, known, { shelf, doses, days: Object.fromEntries(unmet) });
    if (told) entries.push(told);
  }
  await record(ctx, entries);
  return missing;
}
