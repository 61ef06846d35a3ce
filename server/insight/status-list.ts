// The stock status as a list over a subtree: places in the order of the tree, some hundreds at a time, so that a page of
// the nation costs no more than a page of a district.
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Context } from '../kernel/context.ts';
import type { Directory, Place } from '../places/directory.ts';
import { situationsAt, type Situation, type StockStatus } from './situation.ts';

export interface StatusQuery {
  place: Place;
  deep: boolean;
  product?: string;
  status?: StockStatus;
  /** Only where usable doses expire within so many days. */
  expiringWithin?: 30 | 60 | 90;
  after?: readonly [path: string, productCode: string];
  limit: number;
}

const PLACES_AT_ONCE = 300;

/** At most `limit` situations after the given one, ordered by the places' paths and the products' codes. */
export async function listStatus(
  ctx: Context,
  { directory, catalogue }: { directory: Directory; catalogue: Catalogue },
  query: StatusQuery,
): Promise<Situation[]> {
  const { place, after, limit, status, expiringWithin } = query;
  const places = (query.deep ? directory.under(place) : [place]).filter(
    ({ path }) => after === undefined || path >= after[0],
  );
  const pathOf = (row: Situation) => directory.get(row.placeId).path;
  const codeOf = (row: Situation) => catalogue.product(row.productId)?.code ?? '';
  const isWanted = (row: Situation) =>
    (status === undefined || row.status === status) &&
    (expiringWithin === undefined || row[`expiring${expiringWithin}`] > 0) &&
    (after === undefined || pathOf(row) > after[0] || codeOf(row) > after[1]);
  const found: Situation[] = [];
  for (let from = 0; from < places.length && found.length < limit; from += PLACES_AT_ONCE) {
    const ids = places.slice(from, from + PLACES_AT_ONCE).map(({ id }) => id);
    const rows = (await situationsAt(ctx.tx, ctx.now, ids, query.product)).filter(isWanted);
    const keyed = rows.map((row) => ({ row, path: pathOf(row), code: codeOf(row) }));
    keyed.sort((a, b) => (a.path === b.path ? compare(a.code, b.code) : compare(a.path, b.path)));
    found.push(...keyed.map(({ row }) => row));
  }
  return found.slice(0, limit);
}

/** Byte order, as the paths are ordered. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
