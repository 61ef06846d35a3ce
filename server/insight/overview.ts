// How an area stands, product by product: doses on hand, on their way, promised, expiring, places that have run out, and
// for how many weeks it lasts. Read from the sums that followers keep, or added up from the balances of a small area.
import type { Sql } from '../kernel/sql.ts';
import type { Level, Place } from '../places/directory.ts';
import { SUMMED_STOCK } from './overview-sums.ts';

export interface AreaFigures {
  productId: string;
  onHand: number;
  available: number;
  quarantined: number;
  /** On their way to places of the area, from wherever. */
  inTransit: number;
  /** Available doses of released batches that have not expired where they are. */
  usable: number;
  allocated: number;
  /** To appointments, with what keeping these may cost besides. */
  promised: number;
  expired: number;
  /** Of the usable; each includes the one before. */
  expiring30: number;
  expiring60: number;
  expiring90: number;
  /** Open alerts that a place has run out. */
  stockOuts: number;
  /** Doses given in the full weeks that count, and how many weeks these are. */
  used: number;
  weeks: number;
}

/** Full weeks before this one whose doses given say how long the stock lasts. */
export const USE_WEEKS = 12;
const DAY_MS = 86_400_000;
/** The areas that followers keep sums for. */
const KEPT: ReadonlySet<Level> = new Set(['national', 'province', 'district']);

const BELOW = `m.path ~>=~ $3 and m.path ~<~ (left($3, -1) || '0')`;
const sums = SUMMED_STOCK.map((column) => `sum(b.${column}) as ${column}`).join(', ');

/** Sources of `held` and `given`: what is kept, and the same added up from balances and days. */
const SOURCES = {
  kept: /* sql */ `
    held as (select * from area_stock where area_id = $2),
    given as (select product_id, week, used from area_use where area_id = $2 and week >= $4::date and used <> 0)`,
  direct: /* sql */ `
    held as (
      select b.product_id, b.batch_id, m.time_zone, ${sums}
      from place m join balance b on b.holder_id = m.id where ${BELOW} group by 1, 2, 3
      union all
      select b.product_id, b.batch_id, m.time_zone, ${sums}
      from place m join transit q on q.to_id = m.id join balance b on b.holder_id = q.holder_id
      where ${BELOW} group by 1, 2, 3
    ), given as (
      select d.product_id, date_trunc('week', d.day)::date as week, sum(d.used) as used
      from place m join stock_day d on d.place_id = m.id and d.day >= $4::date where ${BELOW}
      group by 1, 2 having sum(d.used) <> 0
    )`,
};

const select = (source: keyof typeof SOURCES) => /* sql */ `
  with ${SOURCES[source]},
  stock as (
    select h.product_id, sum(h.available + h.quarantined)::bigint as on_hand, sum(h.available)::bigint as available,
      sum(h.quarantined)::bigint as quarantined, sum(h.in_transit)::bigint as in_transit,
      sum(h.allocated)::bigint as allocated, sum(h.promised + h.allowance)::bigint as promised,
      sum(h.available) filter (where u.usable)::bigint as usable,
      sum(h.available) filter (where u.usable and t.expiry <= d.today + 30)::bigint as expiring30,
      sum(h.available) filter (where u.usable and t.expiry <= d.today + 60)::bigint as expiring60,
      sum(h.available) filter (where u.usable and t.expiry <= d.today + 90)::bigint as expiring90,
      sum(h.available + h.quarantined) filter (where t.expiry < d.today)::bigint as expired
    from held h join batch t on t.id = h.batch_id
    cross join lateral (select ($1::timestamptz at time zone h.time_zone)::date as today) d
    cross join lateral (select t.status = 'released' and t.expiry >= d.today as usable) u
    group by 1
  ), use as (
    select product_id, coalesce(sum(used) filter (where week < $5::date), 0)::bigint as used,
      least(${USE_WEEKS}, ($5::date - min(week)) / 7) as weeks
    from given group by 1
  ), gone as (
    select k.product_id, count(distinct k.place_id)::int as places from task k join place m on m.id = k.place_id
    where k.closed_at is null and k.kind = 'stock_out' and ${BELOW} group by 1
  )
  select product_id as "productId", coalesce(on_hand, 0) as "onHand", coalesce(available, 0) as available,
    coalesce(quarantined, 0) as quarantined, coalesce(in_transit, 0) as "inTransit", coalesce(usable, 0) as usable,
    coalesce(allocated, 0) as allocated, coalesce(promised, 0) as promised, coalesce(expired, 0) as expired,
    coalesce(expiring30, 0) as expiring30, coalesce(expiring60, 0) as expiring60, coalesce(expiring90, 0) as expiring90,
    coalesce(places, 0) as "stockOuts", coalesce(used, 0) as used, coalesce(weeks, 0) as weeks
  from stock full join use using (product_id) full join gone using (product_id)
  where $2::uuid is not null`;

const TEXTS = { kept: select('kept'), direct: select('direct') };

/** The Monday of the week of a day, and the first Monday whose week counts. */
export function weeksBefore(day: string): { week: string; since: string } {
  const at = new Date(`${day}T00:00:00Z`).getTime();
  const monday = at - ((new Date(at).getUTCDay() + 6) % 7) * DAY_MS;
  const text = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  return { week: text(monday), since: text(monday - USE_WEEKS * 7 * DAY_MS) };
}

/**
 * The figures of every product that the area has, expects, has used of late or has run out of.
 * @param week the Monday of this week in the area's own time zone, and `since` the first Monday that counts.
 * @param source `direct` adds everything up; for what the sums must equal, and for areas without sums.
 */
export function findOverview(
  sql: Sql,
  now: Date,
  place: Place,
  { week, since }: { week: string; since: string },
  source: keyof typeof SOURCES = KEPT.has(place.level) ? 'kept' : 'direct',
): Promise<AreaFigures[]> {
  return sql.rows<AreaFigures>(TEXTS[source], [now, place.id, place.path, since, week]);
}
