// Minimum and maximum from real consumption: three full months of issues, corrected for the days without stock.
// One statement for a subtree; the postings of four months are read once and by the holder's index.
import type { Context } from '../kernel/context.ts';
import { record } from '../kernel/journal.ts';
import type { Sql } from '../kernel/sql.ts';
import type { Directory, Place } from '../places/directory.ts';

/** Full calendar months, in the place's own time zone, that consumption is taken from. */
export const WINDOW_MONTHS = 3;
/** A place that was without stock most of the time is not thought to need more than so many times what it issued. */
const MOST_CORRECTION = 3;

/**
 * Issues are doses administered and doses dispatched downwards or sideways; what is sent back up, wasted or adjusted is
 * none. A day without stock is one that began and ended with nothing on hand and on which nothing moved.
 */
const COMPUTE = /* sql */ `
  with mine as materialized (
    select p.id, p.path, p.time_zone, s.distribution_months as cycle, s.lead_months as lead,
      (date_trunc('month', $2::timestamptz at time zone p.time_zone) - interval '${WINDOW_MONTHS} months')::date as since,
      date_trunc('month', $2::timestamptz at time zone p.time_zone)::date as until
    from place p join supply_time s on s.level = p.level
    where p.path ~>=~ $1 and p.path ~<~ (left($1, -1) || '0') and p.active and ($4::text is null or p.path = $4)
  ), flow as materialized (
    select m.id as place_id, t.product_id, (p.occurred_at at time zone m.time_zone)::date as day,
      coalesce(sum(p.doses) filter (where p.bucket in ('available', 'quarantined')), 0) as change,
      coalesce(sum(p.doses) filter (where p.bucket = 'administered'), 0) as given
    from mine m join posting p on p.holder_id = m.id join batch t on t.id = p.batch_id
    where p.recorded_at >= $3 and p.occurred_at >= m.since::timestamp at time zone m.time_zone
      and p.bucket in ('available', 'quarantined', 'administered')
    group by 1, 2, 3
  ), sent as (
    select m.id as place_id, t.product_id, sum(l.doses) as doses
    from mine m join shipment s on s.from_id = m.id join place r on r.id = s.to_id
      join shipment_line l on l.shipment_id = s.id join batch t on t.id = l.batch_id
    where s.status in ('in_transit', 'received', 'received_with_discrepancy') and not starts_with(m.path, r.path)
      and s.dispatched_at >= m.since::timestamp at time zone m.time_zone
      and s.dispatched_at < m.until::timestamp at time zone m.time_zone
    group by 1, 2
  ), held as (
    select m.id as place_id, b.product_id, sum(b.available + b.quarantined) as now
    from mine m join balance b on b.holder_id = m.id where b.version > 0 group by 1, 2
  ), point as (
    select h.place_id, h.product_id, m.since - 1 as day,
      h.now - coalesce((select sum(f.change) from flow f
        where f.place_id = h.place_id and f.product_id = h.product_id), 0) as change
    from held h join mine m on m.id = h.place_id
    union all
    select f.place_id, f.product_id, f.day, f.change from flow f join mine m on m.id = f.place_id where f.day < m.until
  ), run as (
    select place_id, product_id, day, sum(change) over w as closing, lead(day) over w as next
    from point window w as (partition by place_id, product_id order by day)
  ), gap as (
    select r.place_id, r.product_id, sum(coalesce(r.next, m.until) - r.day - 1) as days
    from run r join mine m on m.id = r.place_id where r.closing = 0 group by 1, 2
  ), used as (
    select h.place_id, h.product_id, m.since, m.until, m.cycle, m.lead, coalesce(g.days, 0) as dry,
      greatest(coalesce(f.given, 0) + coalesce(s.doses, 0), 0) as issues
    from held h join mine m on m.id = h.place_id
    left join (select f.place_id, f.product_id, sum(f.given) as given from flow f join mine m on m.id = f.place_id
      where f.day < m.until group by 1, 2) f on f.place_id = h.place_id and f.product_id = h.product_id
    left join sent s on s.place_id = h.place_id and s.product_id = h.product_id
    left join gap g on g.place_id = h.place_id and g.product_id = h.product_id
  ), rate as (
    select *, round(issues::numeric / ${WINDOW_MONTHS} * (until - since)
      / greatest(until - since - dry, (until - since)::numeric / ${MOST_CORRECTION}), 4) as monthly from used
  ), wanted as (
    select *, least(ceil(greatest(monthly * 0.3 * cycle, monthly * lead)), 1e9)::int as minimum,
      least(ceil(monthly * (cycle * 1.1 + lead)), 1e9)::int as maximum from rate
  )
  insert into threshold as h (place_id, product_id, issues, stock_out_days, window_from, window_to, monthly,
    computed_minimum, computed_maximum, computed_at)
  select place_id, product_id, least(issues, 1e9)::int, dry, since, until, monthly, least(minimum, maximum), maximum, $2
  from wanted order by place_id, product_id
  on conflict (place_id, product_id) do update set issues = excluded.issues, stock_out_days = excluded.stock_out_days,
    window_from = excluded.window_from, window_to = excluded.window_to, monthly = excluded.monthly,
    computed_minimum = excluded.computed_minimum, computed_maximum = excluded.computed_maximum,
    computed_at = excluded.computed_at
  where (h.issues, h.stock_out_days, h.window_from, h.window_to, h.monthly, h.computed_minimum, h.computed_maximum)
    is distinct from (excluded.issues, excluded.stock_out_days, excluded.window_from, excluded.window_to,
      excluded.monthly, excluded.computed_minimum, excluded.computed_maximum)`;

const DAY_MS = 86_400_000;
/** No window of three full months begins earlier than so many days ago; a posting is recorded when it occurs or later. */
const WINDOW_DAYS = (WINDOW_MONTHS + 1) * 31 + 2;

/**
 * Computes the thresholds of a place and, unless `alone`, of all below it; those set by hand keep counting.
 * @returns how many changed; a journal row says so, and alerts are judged anew by it.
 */
export async function computeThresholds(ctx: Context, place: Place, alone = false): Promise<number> {
  const since = new Date(ctx.now.getTime() - WINDOW_DAYS * DAY_MS);
  const changed = await ctx.tx.run(COMPUTE, [place.path, ctx.now, since, alone ? place.path : null]);
  if (changed > 0) {
    const data = { changed, deep: !alone };
    await record(ctx, [{ id: ctx.newId(), kind: 'thresholds.computed', placeId: place.id, data }]);
  }
  return changed;
}

/** The parts that the nation is worked through in, so that no statement is long: the root alone, then each tree below. */
export async function partsOf(sql: Sql, directory: Directory): Promise<{ place: Place; alone: boolean }[]> {
  const rows = await sql.rows<{
    id: string;
    alone: boolean;
  }>(/* sql */ `select p.id, p.parent_id is null as alone from place p left join place r on r.id = p.parent_id
      where p.active and r.parent_id is null order by p.path`);
  return rows.map(({ id, alone }) => ({ place: directory.get(id), alone }));
}
