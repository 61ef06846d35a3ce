// How a product stands at a place: what is there and usable, what expires, what is coming, against minimum and maximum.
// One query answers lists, alerts, orders and relocations, so that all of them judge alike.
import type { Sql } from '../kernel/sql.ts';

export const STOCK_STATUSES = ['stock_out', 'below_minimum', 'normal', 'above_maximum', 'no_limits'] as const;
export type StockStatus = (typeof STOCK_STATUSES)[number];

export interface Situation {
  placeId: string;
  productId: string;
  /** Available and quarantined. */
  onHand: number;
  /** Available doses of released batches that have not expired in the place's own time zone; reserved ones included. */
  usable: number;
  /** Usable and not reserved. */
  free: number;
  inbound: number;
  /** Of the usable: expiring within 30, 60 and 90 days; each includes the one before. */
  expiring30: number;
  expiring60: number;
  expiring90: number;
  /** On hand and past expiry. */
  expired: number;
  minimum: number;
  maximum: number;
  /** Doses a month; 0 when nothing is known. */
  monthly: number;
  /** When the stock last moved; null for a place that never had the product. */
  movedAt: Date | null;
  status: StockStatus;
}

/**
 * Needs a `pair (place_id, product_id)` before it and the moment as $1. At zero it is a stock-out. Where nobody set a
 * minimum and maximum and the formula has no use to go by, there are none; both set to 0 by hand, anything else is
 * normal. What cannot be used covers nothing.
 */
const SITUATION = /* sql */ `
  coming as materialized (
    select t.to_id as place_id, b.product_id, sum(b.in_transit)::int as doses
    from transit t join balance b on b.holder_id = t.holder_id
    where t.to_id in (select place_id from pair) and b.in_transit > 0 group by 1, 2
  ), figure as (
    select pair.place_id, pair.product_id, stock.*, coalesce(c.doses, 0) as inbound,
      h.manual_maximum is null and coalesce(h.maximum, 0) = 0 as unlimited, coalesce(h.minimum, 0) as minimum, coalesce(h.maximum, 0) as maximum,
      coalesce(h.monthly, 0) as monthly
    from pair join place m on m.id = pair.place_id
    cross join lateral (select ($1::timestamptz at time zone m.time_zone)::date as today) d
    cross join lateral (
      select coalesce(sum(b.available + b.quarantined), 0)::int as on_hand,
        coalesce(sum(b.available) filter (where t.status = 'released' and t.expiry >= d.today), 0)::int as usable,
        coalesce(sum(b.available - b.allocated - b.promised - b.allowance)
          filter (where t.status = 'released' and t.expiry >= d.today), 0)::int as free,
        coalesce(sum(b.available) filter (where t.status = 'released' and t.expiry between d.today and d.today + 30), 0)::int
          as expiring30,
        coalesce(sum(b.available) filter (where t.status = 'released' and t.expiry between d.today and d.today + 60), 0)::int
          as expiring60,
        coalesce(sum(b.available) filter (where t.status = 'released' and t.expiry between d.today and d.today + 90), 0)::int
          as expiring90,
        coalesce(sum(b.available + b.quarantined) filter (where t.expiry < d.today), 0)::int as expired,
        max(b.last_occurred_at) as moved_at
      from balance b join batch t on t.id = b.batch_id
      where b.holder_id = pair.place_id and b.product_id = pair.product_id and b.version > 0
    ) stock
    left join coming c on c.place_id = pair.place_id and c.product_id = pair.product_id
    left join threshold h on h.place_id = pair.place_id and h.product_id = pair.product_id
  ), situation as (
    select *, case when usable = 0 then 'stock_out' when unlimited then 'no_limits' when usable < minimum then 'below_minimum'
      when usable > maximum and maximum > 0 then 'above_maximum' else 'normal' end as status
    from figure
  )`;

const COLUMNS = /* sql */ `s.place_id as "placeId", s.product_id as "productId", s.on_hand as "onHand", s.usable, s.free,
  s.inbound, s.expiring30, s.expiring60, s.expiring90, s.expired, s.minimum, s.maximum, s.monthly::float8 as monthly,
  s.moved_at as "movedAt", s.status`;

/** Products that a place has, ever had, expects or has a minimum of. */
const KNOWN = (places: string) => /* sql */ `
  select b.holder_id as place_id, b.product_id from balance b where b.holder_id in (${places}) and b.version > 0
  union select h.place_id, h.product_id from threshold h where h.place_id in (${places}) and h.maximum > 0
  union select t.to_id, b.product_id from transit t join balance b on b.holder_id = t.holder_id
    where t.to_id in (${places}) and b.in_transit > 0`;

/** The situation of each of these pairs, in no order. */
export function situationsOf(
  sql: Sql,
  now: Date,
  pairs: readonly (readonly [placeId: string, productId: string])[],
): Promise<Situation[]> {
  return sql.rows<Situation>(
    /* sql */ `with pair as materialized (
      select distinct * from unnest($2::uuid[], $3::uuid[]) p(place_id, product_id)
    ), ${SITUATION} select ${COLUMNS} from situation s`,
    [now, pairs.map(([place]) => place), pairs.map(([, product]) => product)],
  );
}

/** The situation of every product that these places know, in no order. */
export function situationsAt(
  sql: Sql,
  now: Date,
  placeIds: readonly string[],
  productId?: string,
): Promise<Situation[]> {
  return sql.rows<Situation>(
    /* sql */ `with wanted as materialized (select unnest($2::uuid[]) as id),
    pair as materialized (
      select * from (${KNOWN('select id from wanted')}) known where $3::uuid is null or product_id = $3
    ), ${SITUATION} select ${COLUMNS} from situation s`,
    [now, placeIds, productId ?? null],
  );
}
