// Keeps what the ledger holds for appointments equal to what appointments promise: by place and product, batch by batch.
// Everyone who changes promises locks the balances first, in the ledger's order, then slots.
import type { Context } from '../kernel/context.ts';
import { reserve, type ReservationChange } from '../ledger/reserve.ts';
import type { Product } from '../catalogue/catalogue.ts';
import type { Place } from '../places/directory.ts';
import { localDay } from '../places/local-day.ts';
import { createPlan, type BatchSupply, type Plan } from './feasibility.ts';

/** A place and a product: what is planned together. */
export interface Pair {
  place: Place;
  product: Product;
}

/** One batch at the place as the ledger's row says, locked. */
export interface Shelved {
  batch: string;
  expiry: string;
  released: boolean;
  available: number;
  allocated: number;
  promised: number;
  allowance: number;
}

/** The batches of a pair and the doses promised there from today on, by day. */
export interface Shelf extends Pair {
  today: string;
  batches: Shelved[];
  demand: Map<string, number>;
}

export interface Settled {
  /** Balances that changed, as the journal names them. */
  touched: (readonly [holder: string, batch: string])[];
  /** Promised doses by day that nothing can serve. */
  unmet: Map<string, number>;
}

/** A balance of a pair that holds anything. */
export interface BalanceRow {
  place: string;
  product: string;
  batch: string;
  available: number;
  allocated: number;
  promised: number;
  allowance: number;
}

/** Locks the balances of pairs ($1 places, $2 products) in the ledger's order. */
export const LOCK = /* sql */ `
  select b.holder_id as place, b.product_id as product, b.batch_id as batch, b.available, b.allocated, b.promised,
    b.allowance
  from (select distinct * from unnest($1::uuid[], $2::uuid[]) u(place, product)) k
  join balance b on b.holder_id = k.place and b.product_id = k.product
  where b.available > 0 order by b.holder_id, b.batch_id for update of b`;

/** What there is to know of locked balances ($1 places, $2 products, $3 today there, $4 batches), as two columns. */
export const FACTS = /* sql */ `
    (select jsonb_agg(jsonb_build_array(id, expiry, status)) from batch where id = any($4::uuid[])) as batches,
    (select jsonb_agg(jsonb_build_array(d.place_id, d.product_id, d.date, d.doses)) from (
      select s.place_id, s.product_id, s.date, sum(s.promised)::int as doses
      from unnest($1::uuid[], $2::uuid[], $3::date[]) k(place, product, today)
      join slot s on s.place_id = k.place and s.product_id = k.product and s.date >= k.today
      where s.promised > 0 group by 1, 2, 3) d) as demand`;

export interface Facts {
  batches: [id: string, expiry: string, status: string][] | null;
  demand: [place: string, product: string, day: string, doses: number][] | null;
}

const keyOf = (place: string, product: string) => `${place}/${product}`;

/** The shelves of pairs, from their balances and the facts of them. */
export function shelvesOf(ctx: Context, pairs: readonly Pair[], rows: BalanceRow[], facts: Facts): Shelf[] {
  const batches = new Map(facts.batches?.map(([id, expiry, status]) => [id, { expiry, status }]));
  const shelves = new Map<string, Shelf>();
  for (const pair of pairs) {
    const today = localDay(ctx.now, pair.place.timeZone);
    shelves.set(keyOf(pair.place.id, pair.product.id), { ...pair, today, batches: [], demand: new Map() });
  }
  for (const { place, product, ...row } of rows) {
    const { expiry, status } = batches.get(row.batch)!;
    shelves.get(keyOf(place, product))!.batches.push({ ...row, expiry, released: status === 'released' });
  }
  for (const [place, product, day, doses] of facts.demand ?? []) {
    shelves.get(keyOf(place, product))!.demand.set(day, doses);
  }
  return [...shelves.values()];
}

/** The parameters of `FACTS`. */
export function factsOf(ctx: Context, pairs: readonly Pair[], rows: readonly BalanceRow[]): unknown[] {
  return [
    pairs.map(({ place }) => place.id),
    pairs.map(({ product }) => product.id),
    pairs.map(({ place }) => localDay(ctx.now, place.timeZone)),
    rows.map((row) => row.batch),
  ];
}

async function readFacts(ctx: Context, pairs: readonly Pair[], rows: BalanceRow[]): Promise<Shelf[]> {
  const facts = await ctx.tx.one<Facts>(`select ${FACTS}`, factsOf(ctx, pairs, rows));
  return shelvesOf(ctx, pairs, rows, facts);
}

/** Locks the balances of the pairs in the ledger's order and reads what they hold and promise; one shelf a pair. */
export async function openShelves(ctx: Context, pairs: readonly Pair[]): Promise<Shelf[]> {
  const rows = await ctx.tx.rows<BalanceRow>(LOCK, [
    pairs.map(({ place }) => place.id),
    pairs.map(({ product }) => product.id),
  ]);
  // A new statement, which sees what was committed while the first waited for its locks.
  return readFacts(ctx, pairs, rows);
}

/** The same without locks: for reading. */
export async function readShelves(ctx: Context, pairs: readonly Pair[]): Promise<Shelf[]> {
  const rows = await ctx.tx.rows<BalanceRow>(LOCK.replace('for update of b', ''), [
    pairs.map(({ place }) => place.id),
    pairs.map(({ product }) => product.id),
  ]);
  return readFacts(ctx, pairs, rows);
}

/** What of a shelf appointments may use: released batches less what orders hold. */
export function supplyOf(shelf: Pick<Shelf, 'batches'>): BatchSupply[] {
  return shelf.batches
    .filter((row) => row.released)
    .map(({ batch, expiry, available, allocated }) => ({ batch, expiry, doses: available - allocated }));
}

/** The plan of a shelf. */
export function planOf(shelf: Shelf): Plan {
  return createPlan(shelf.product, shelf.today, supplyOf(shelf), shelf.demand);
}

/**
 * Writes what a plan assigns into the ledger's rows, as relative changes, and keeps the shelf in step.
 * @returns what changed and what cannot be served.
 */
export async function settle(ctx: Context, shelf: Shelf, plan: Plan): Promise<Settled> {
  const { shares, unmet } = plan.assign();
  const wanted = new Map(shares.map((share) => [share.batch, share]));
  const changes: ReservationChange[] = [];
  for (const row of shelf.batches) {
    const { promised, allowance } = wanted.get(row.batch) ?? { promised: 0, allowance: 0 };
    if (promised === row.promised && allowance === row.allowance) continue;
    changes.push({
      batch: row.batch,
      promised: promised - row.promised,
      allowance: allowance - row.allowance,
    });
    Object.assign(row, { promised, allowance });
  }
  await reserve(ctx, shelf.place.id, changes);
  return { touched: changes.map((change) => [shelf.place.id, change.batch] as const), unmet };
}
