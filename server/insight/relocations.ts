// Suggestions to move stock that will expire unused to a place that will use it: which lots and which takers there are
// below a place, put to the arithmetic of `surplus.ts`.
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Context } from '../kernel/context.ts';
import type { Directory, Place } from '../places/directory.ts';
import { situationsOf } from './situation.ts';
import { shareOut, surplusOf, type Lot, type Move, type Surplus, type Taker } from './surplus.ts';

/** Lots looked at in one answer, the soonest to expire first. */
const MOST_LOTS = 2000;
const EARTH_KM = 6371;

export interface Relocation extends Move {
  productId: string;
  fromId: string;
  lot: string;
  expiry: string;
  monthly: number;
  takerMonthly: number;
  surplus: Surplus;
}

interface LotRow extends Lot {
  placeId: string;
  productId: string;
  lot: string;
  expiry: string;
}

/** Usable lots of every place and product below that has one expiring within so many days. */
function findLots(ctx: Context, under: Place, within: number, product?: string): Promise<LotRow[]> {
  return ctx.tx.rows<LotRow>(
    /* sql */ `
    with lot as materialized (
      select b.holder_id as place_id, b.product_id, b.batch_id, t.lot, t.expiry, t.expiry - d.today as days,
        b.available as usable, b.available - b.allocated - b.promised - b.allowance as free
      from place p
      cross join lateral (select ($1::timestamptz at time zone p.time_zone)::date as today) d
      join balance b on b.holder_id = p.id and b.available > 0
      join batch t on t.id = b.batch_id and t.status = 'released' and t.expiry >= d.today
      where p.path ~>=~ $2 and p.path ~<~ (left($2, -1) || '0') and ($4::uuid is null or b.product_id = $4)
    ), ageing as (
      select place_id, product_id, min(days) as soonest from lot group by 1, 2 having min(days) <= $3
    )
    select l.place_id as "placeId", l.product_id as "productId", l.batch_id as "batchId", l.lot, l.expiry, l.days, l.usable,
      l.free
    from ageing a join lot l on l.place_id = a.place_id and l.product_id = a.product_id
    order by a.soonest, l.place_id, l.product_id, l.days, l.batch_id limit $5`,
    [ctx.now, under.path, within, product ?? null, MOST_LOTS],
  );
}

/** (place, product) pairs with a use of their own, under the same parent or grandparent as one of these places. */
function findUsers(ctx: Context, under: Place, places: readonly string[], products: readonly string[]) {
  return ctx.tx.rows<{ placeId: string; productId: string }>(
    /* sql */ `
    with kin as (
      select p.parent_id as id from place p where p.id = any($2) union
      select g.parent_id from place p join place g on g.id = p.parent_id where p.id = any($2)
    ), near as (
      select p.id from place p left join place g on g.id = p.parent_id
      where (p.parent_id in (select id from kin) or g.parent_id in (select id from kin)) and p.active
        and p.path ~>=~ $1 and p.path ~<~ (left($1, -1) || '0')
    )
    select h.place_id as "placeId", h.product_id as "productId" from near join threshold h on h.place_id = near.id
    where h.monthly > 0 and h.product_id = any($3)`,
    [under.path, places, products],
  );
}

/** Kilometres between two places as the crow flies; null when one's position is not known. */
export function kilometresBetween(a: Place, b: Place): number | null {
  if (a.latitude === null || a.longitude === null || b.latitude === null || b.longitude === null) return null;
  const rad = Math.PI / 180;
  const [dLat, dLon] = [(b.latitude - a.latitude) * rad, (b.longitude - a.longitude) * rad];
  const h =
    Math.sin(dLat / 2) ** 2 +
    Math.cos(a.latitude * rad) * Math.cos(b.latitude * rad) * Math.sin(dLon / 2) ** 2;
  return Math.round(2 * EARTH_KM * Math.asin(Math.sqrt(h)));
}

function groupBy<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return groups;
}

/** How near of kin two places are: 0 under one parent, 1 under one grandparent at the same level; else not at all. */
function kinOf(directory: Directory, a: Place, b: Place): number | undefined {
  if (a.id === b.id || a.level !== b.level) return undefined;
  if (a.parentCode === b.parentCode) return 0;
  const above = (place: Place) => (place.parentCode ? directory.byCode(place.parentCode) : undefined);
  const [one, two] = [above(a)?.parentCode, above(b)?.parentCode];
  return one && one === two ? 1 : undefined;
}

/**
 * What should move, the soonest to expire first. Only what expires within `within` days at its place is looked at.
 * @returns at most `limit` moves.
 */
export async function suggestRelocations(
  ctx: Context,
  { directory, catalogue }: { directory: Directory; catalogue: Catalogue },
  query: { under: Place; within: number; product?: string; limit: number },
): Promise<Relocation[]> {
  const lots = await findLots(ctx, query.under, query.within, query.product);
  if (lots.length === 0) return [];
  const users = await findUsers(
    ctx,
    query.under,
    [...new Set(lots.map(({ placeId }) => placeId))],
    [...new Set(lots.map(({ productId }) => productId))],
  );
  const holders = groupBy(lots, ({ placeId, productId }) => `${placeId}/${productId}`);
  const pairs = [...users, ...[...holders.values()].map(([lot]) => lot!)].map(
    ({ placeId, productId }) => [placeId, productId] as const,
  );
  const situations = await situationsOf(ctx.tx, ctx.now, pairs);
  const monthlyOf = new Map(situations.map((s) => [`${s.placeId}/${s.productId}`, s.monthly]));
  const takers = groupBy(
    situations.filter(({ monthly }) => monthly > 0),
    ({ productId }) => productId,
  );
  const added = new Map<string, number>();

  const surpluses = [...holders].flatMap(([key, held]) => {
    const monthly = monthlyOf.get(key) ?? 0;
    const byId = new Map(held.map((lot) => [lot.batchId, lot]));
    return surplusOf(held, monthly)
      .filter(({ days }) => days <= query.within)
      .map((surplus) => ({ surplus, monthly, row: byId.get(surplus.batchId)! }));
  });
  surpluses.sort((a, b) => a.surplus.days - b.surplus.days || b.surplus.doses - a.surplus.doses);

  const moves: Relocation[] = [];
  for (const { surplus, monthly, row } of surpluses) {
    const from = directory.get(row.placeId);
    const candidates = (takers.get(row.productId) ?? []).flatMap((taker): Taker[] => {
      const to = directory.get(taker.placeId);
      const kin = kinOf(directory, from, to);
      if (kin === undefined) return [];
      const inbound = taker.inbound + (added.get(`${taker.placeId}/${row.productId}`) ?? 0);
      return [{ ...taker, inbound, kin, kilometres: kilometresBetween(from, to) }];
    });
    const perVial = catalogue.product(row.productId)?.dosesPerVial ?? 1;
    for (const move of shareOut(surplus, candidates, perVial)) {
      const key = `${move.placeId}/${row.productId}`;
      added.set(key, (added.get(key) ?? 0) + move.doses);
      const { productId, placeId: fromId, lot, expiry } = row;
      const takerMonthly = monthlyOf.get(key) ?? 0;
      moves.push({ ...move, productId, fromId, lot, expiry, monthly, takerMonthly, surplus });
      if (moves.length >= query.limit) return moves;
    }
  }
  return moves;
}
