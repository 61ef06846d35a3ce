// Stock reports of a period from the sums of days: for each place, or each level, or all, and each product.
import type { Context } from '../kernel/context.ts';
import type { Level, Place } from '../places/directory.ts';
import { FLOWS, type FlowName } from './report-flows.ts';

export type By = 'place' | 'level' | 'all';

export interface SumsQuery {
  place: Place;
  /** Also all places below it. */
  deep: boolean;
  level?: Level;
  product?: string;
  /** Days, YYYY-MM-DD, both included, each in the own time zone of a place. */
  from: string;
  to: string;
  by: By;
  after?: readonly [place: string, product: string];
  limit: number;
}

export type Sums = Record<FlowName, number> & {
  /** Of a place; null for a level or for all. */
  code: string | null;
  level: Level | null;
  product: string;
  /** Places that ever had the product, up to the end of the period. */
  places: number;
  opening: number;
  closing: number;
  closingAvailable: number;
  closingQuarantined: number;
  /** Doses that were discarded or destroyed because they had expired. */
  expired: number;
  /** Doses past their last day that stand at the place as the report is read. */
  expiredOnShelf: number;
  /** Days that ended without an available dose, of the days since the place first had the product. */
  stockOutDays: number;
  days: number;
};

const flowSums = FLOWS.map(
  ({ column }) => `coalesce(sum(d.${column}) filter (where d.day <= $5), 0)::bigint as ${column}`,
).join(', ');
const totals = FLOWS.map(({ name, column }) => `sum(f.${column})::bigint as "${name}"`).join(', ');

const GROUPS: Record<By, { columns: string; order: string }> = {
  place: { columns: 'm.code, m.level', order: 'm.code, r.code' },
  level: { columns: 'null::text as code, m.level', order: 'm.level, r.code' },
  all: { columns: 'null::text as code, null::text as level', order: 'r.code' },
};
const KEYS: Record<By, string> = {
  place: 'm.code, m.level, r.code',
  level: 'm.level, r.code',
  all: 'r.code',
};

/**
 * The stock at the end is what all days come to less what came after the period, so that old days need not be read.
 * A stock-out is a day that ended with nothing available: each day's stock lasts until the next day on which it changed.
 */
const sumsOf = (by: By) => /* sql */ `
  with mine as materialized (
    select id, code, level, least($5::date, ($9::timestamptz at time zone time_zone)::date) as last from place
    where (id = $1 or ($2::text is not null and path ~>=~ $2 and path ~<~ (left($2, -1) || '0')))
      and ($3::text is null or level = $3) and ($7::text is null or code >= $7)
  ), day as materialized (
    select d.* from mine m join stock_day d on d.place_id = m.id and d.day >= $4
    where $6::uuid is null or d.product_id = $6
  ), flow as (
    select d.place_id, d.product_id, ${flowSums},
      coalesce(sum(d.expired) filter (where d.day <= $5), 0)::bigint as expired,
      coalesce(sum(d.available) filter (where d.day <= $5), 0)::bigint as available,
      coalesce(sum(d.quarantined) filter (where d.day <= $5), 0)::bigint as quarantined,
      coalesce(sum(d.available) filter (where d.day > $5), 0)::bigint as available_after,
      coalesce(sum(d.quarantined) filter (where d.day > $5), 0)::bigint as quarantined_after
    from day d group by 1, 2
  ), held as materialized (
    select m.id as place_id, s.product_id, greatest(s.first_day, $4::date) as since,
      s.available - coalesce(f.available_after, 0) as closing_available,
      s.quarantined - coalesce(f.quarantined_after, 0) as closing_quarantined,
      s.available - coalesce(f.available_after, 0) - coalesce(f.available, 0) as opening_available,
      s.quarantined - coalesce(f.quarantined_after, 0) - coalesce(f.quarantined, 0) as opening_quarantined
    from mine m join stock_sum s on s.place_id = m.id
    left join flow f on f.place_id = s.place_id and f.product_id = s.product_id
    where s.first_day <= $5 and ($6::uuid is null or s.product_id = $6)
  ), past as (
    select m.id as place_id, t.product_id, sum(b.available + b.quarantined) as doses
    from place m join balance b on b.holder_id = m.id join batch t on t.id = b.batch_id
    where m.id in (select id from mine) and t.expiry < ($9::timestamptz at time zone m.time_zone)::date group by 1, 2
  ), run as (
    select place_id, product_id, day, sum(available) over w as available, lead(day) over w as next
    from (
      select place_id, product_id, $4::date - 1 as day, opening_available as available from held
      union all select place_id, product_id, day, available from day where day <= $5
    ) p window w as (partition by place_id, product_id order by day)
  ), gap as (
    select r.place_id, r.product_id, sum(greatest(coalesce(r.next, m.last + 1) - greatest(r.day, h.since), 0)) as days
    from run r join mine m on m.id = r.place_id
    join held h on h.place_id = r.place_id and h.product_id = r.product_id
    where r.available = 0 group by 1, 2
  )
  select ${GROUPS[by].columns}, r.code as product, count(*)::int as places,
    sum(h.opening_available + h.opening_quarantined)::bigint as opening,
    ${totals.replaceAll('sum(f.', 'sum(coalesce(f.').replaceAll(')::bigint', ', 0))::bigint')},
    sum(h.closing_available + h.closing_quarantined)::bigint as closing,
    sum(h.closing_available)::bigint as "closingAvailable", sum(h.closing_quarantined)::bigint as "closingQuarantined",
    sum(coalesce(f.expired, 0))::bigint as expired, sum(coalesce(e.doses, 0))::bigint as "expiredOnShelf",
    sum(coalesce(g.days, 0))::bigint as "stockOutDays",
    sum(greatest(m.last - h.since + 1, 0))::bigint as days
  from held h join mine m on m.id = h.place_id join product r on r.id = h.product_id
  left join flow f on f.place_id = h.place_id and f.product_id = h.product_id
  left join gap g on g.place_id = h.place_id and g.product_id = h.product_id
  left join past e on e.place_id = h.place_id and e.product_id = h.product_id
  where $7::text is null or (m.code, r.code) > ($7, $8)
  group by ${KEYS[by]} order by ${GROUPS[by].order} limit $10`;

const TEXTS: Record<By, string> = { place: sumsOf('place'), level: sumsOf('level'), all: sumsOf('all') };

/** The sums of a period. Whatever the grouping, opening and flows add up to closing in every row. */
export function findSums(ctx: Context, query: SumsQuery): Promise<Sums[]> {
  return ctx.tx.rows<Sums>(TEXTS[query.by], [
    query.place.id,
    query.deep ? query.place.path : null,
    query.level ?? null,
    query.from,
    query.to,
    query.product ?? null,
    query.by === 'place' ? (query.after?.[0] ?? null) : null,
    query.by === 'place' ? (query.after?.[1] ?? null) : null,
    ctx.now,
    query.limit,
  ]);
}
