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
  /** Doses in open vials, and the last day on which they may be used; undefined when their time is over. */
  opened: number;
  openedLast: string | undefined;
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
interface BalanceRow {
  place: string;
  product: string;
  batch: string;
  available: number;
  allocated: number;
  promised: number;
  allowance: number;
  opened: number;
  openedUntil: string | null;
}

/** What `shelves_open` and its like answer. */
export interface ShelfFacts {
  balances: BalanceRow[] | null;
  batches: [id: string, expiry: string, status: string][] | null;
  demand: [place: string, product: string, day: string, doses: number][] | null;
}

const keyOf = (place: string, product: string) => `${place}/${product}`;

/** The last day on which an open vial may be used; undefined when its time is over. */
function lastDayOf(ctx: Context, place: Place, until: string | null): string | undefined {
  const end = until === null ? undefined : new Date(until);
  return end && end > ctx.now ? localDay(new Date(end.getTime() - 1), place.timeZone) : undefined;
}

/** The shelves of pairs, from what the database told of them; one each, in order. */
export function shelvesOf(ctx: Context, pairs: readonly Pair[], facts: ShelfFacts): Shelf[] {
  const batches = new Map(facts.batches?.map(([id, expiry, status]) => [id, { expiry, status }]));
  const shelves = new Map<string, Shelf>();
  for (const pair of pairs) {
    const today = localDay(ctx.now, pair.place.timeZone);
    shelves.set(keyOf(pair.place.id, pair.product.id), { ...pair, today, batches: [], demand: new Map() });
  }
  for (const { place, product, openedUntil, ...row } of facts.balances ?? []) {
    const { expiry, status } = batches.get(row.batch)!;
    const shelf = shelves.get(keyOf(place, product))!;
    const openedLast = lastDayOf(ctx, shelf.place, openedUntil);
    shelf.batches.push({ ...row, expiry, openedLast, released: status === 'released' });
  }
  for (const [place, product, day, doses] of facts.demand ?? []) {
    shelves.get(keyOf(place, product))!.demand.set(day, doses);
  }
  return [...shelves.values()];
}

/** The parameters that name pairs: places, products, and today at each. */
export function namesOf(ctx: Context, pairs: readonly Pair[]): unknown[] {
  return [
    pairs.map(({ place }) => place.id),
    pairs.map(({ product }) => product.id),
    pairs.map(({ place }) => localDay(ctx.now, place.timeZone)),
  ];
}

async function shelvesBy(ctx: Context, pairs: readonly Pair[], call: string): Promise<Shelf[]> {
  const { facts } = await ctx.tx.one<{ facts: ShelfFacts }>(
    `select ${call}($1, $2, $3) as facts`,
    namesOf(ctx, pairs),
  );
  return shelvesOf(ctx, pairs, facts);
}

/** Locks the balances of the pairs in the ledger's order and reads what they hold and promise; one shelf a pair. */
export const openShelves = (ctx: Context, pairs: readonly Pair[]) => shelvesBy(ctx, pairs, 'shelves_open');

/** The same without locks: for reading. */
export const readShelves = (ctx: Context, pairs: readonly Pair[]) => shelvesBy(ctx, pairs, 'shelves_read');

/**
 * What of a shelf appointments may use: released batches less what orders hold. Doses in open vials are a supply of
 * their own: until their time is over, and held by their vials, not by promises.
 */
export function supplyOf(shelf: Pick<Shelf, 'batches'>): BatchSupply[] {
  return shelf.batches
    .filter((row) => row.released)
    .flatMap(({ batch, expiry, available, allocated, opened, openedLast }) => {
      const closed = { batch, expiry, doses: available - allocated - opened };
      if (opened === 0 || openedLast === undefined) return [closed];
      const last = openedLast < expiry ? openedLast : expiry;
      return [closed, { batch, expiry: last, doses: opened, opened: true }];
    });
}

/** The plan of a shelf. */
export function planOf(shelf: Shelf): Plan {
  return createPlan(shelf.product, shelf.today, supplyOf(shelf), shelf.demand);
}

/** What a plan assigns as changes of the ledger's reservations; the shelf is kept in step. */
export function planChanges(
  shelf: Shelf,
  plan: Plan,
): { changes: ReservationChange[]; unmet: Map<string, number> } {
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
  return { changes, unmet };
}

/** The balances that changes concern, as the journal names them. */
export const touchedBy = (shelf: Shelf, changes: readonly ReservationChange[]) =>
  changes.map((change) => [shelf.place.id, change.batch] as const);

/** Writes what a plan assigns into the ledger's rows. @returns what changed and what cannot be served. */
export async function settle(ctx: Context, shelf: Shelf, plan: Plan): Promise<Settled> {
  const { changes, unmet } = planChanges(shelf, plan);
  await reserve(ctx, shelf.place.id, changes);
  return { touched: touchedBy(shelf, changes), unmet };
}
