// What an activity used and where its doses are: kept, set aside for orders, on their way, arrived, given and left over in
// vials opened for it; by product, place or month. Reversed movements count no more.
import type { Context } from '../kernel/context.ts';
import type { Place } from '../places/directory.ts';

export const GROUPINGS = ['product', 'place', 'month'] as const;
export type Grouping = (typeof GROUPINGS)[number];

export interface UseRow {
  /** The place's code, the month YYYY-MM, or nothing. */
  group: string;
  productCode: string;
  productName: string;
  earmarked: number;
  allocated: number;
  inTransit: number;
  received: number;
  wasted: number;
  given: number;
  fromEarmark: number;
}

export interface UseQuery {
  activity: string;
  place: Place;
  by: Grouping;
  after?: readonly [group: string, product: string];
  limit: number;
}

/** SQL of the group of a row: of a place `p`, and of the moment when it happened, if it belongs to one. */
const GROUP: Record<Grouping, (at?: string) => string> = {
  product: () => `''`,
  place: () => 'p.code',
  // What stands somewhere now belongs to no month.
  month: (at) => (at ? `to_char(${at} at time zone p.time_zone, 'YYYY-MM')` : `'-'`),
};

/** A page of the report, ordered by group and product. Months are those of each place's own clocks. */
export function findActivityUse(ctx: Context, query: UseQuery): Promise<UseRow[]> {
  const group = GROUP[query.by];
  const isNow = query.by !== 'month';
  return ctx.tx.rows<UseRow>(
    /* sql */ `
    with figure as (
      select ${group('u.occurred_at')} as grp, u.product_id, 'given' as name, u.doses, u.from_earmark
      from activity_use u join place p on p.id = u.place_id left join reversal r on r.movement_id = u.movement_id
      where u.activity_id = $1 and starts_with(p.path, $2) and r.movement_id is null
      union all
      select ${group()}, t.product_id, 'earmarked', e.doses, 0
      from earmark e join place p on p.id = e.place_id join batch t on t.id = e.batch_id
      where e.activity_id = $1 and starts_with(p.path, $2) and ${isNow}
      union all
      select ${group()}, t.product_id, 'allocated', a.doses, 0
      from supply_order o join order_allocation a on a.order_id = o.id join place p on p.id = a.place_id
        join batch t on t.id = a.batch_id
      where o.activity_id = $1 and starts_with(p.path, $2) and ${isNow}
      union all
      select ${group()}, t.product_id, 'inTransit', l.doses, 0
      from shipment_line l join shipment s on s.id = l.shipment_id and s.status = 'in_transit'
        join place p on p.id = s.to_id join batch t on t.id = l.batch_id
      where l.activity_id = $1 and starts_with(p.path, $2) and ${isNow}
      union all
      select ${group('s.received_at')}, t.product_id, 'received', l.accepted, 0
      from shipment_line l join shipment s on s.id = l.shipment_id join place p on p.id = s.to_id
        join batch t on t.id = l.batch_id
      where l.activity_id = $1 and starts_with(p.path, $2) and l.accepted > 0
      union all
      select ${group('coalesce(v.closed_at, v.opened_at)')}, v.product_id, 'wasted', v.wasted, 0
      from vial v join place p on p.id = v.place_id
      where v.activity_id = $1 and starts_with(p.path, $2) and v.wasted > 0
    ), summed as (
      select grp, product_id,
        coalesce(sum(doses) filter (where name = 'earmarked'), 0)::int as earmarked,
        coalesce(sum(doses) filter (where name = 'allocated'), 0)::int as allocated,
        coalesce(sum(doses) filter (where name = 'inTransit'), 0)::int as "inTransit",
        coalesce(sum(doses) filter (where name = 'received'), 0)::int as received,
        coalesce(sum(doses) filter (where name = 'given'), 0)::int as given,
        coalesce(sum(from_earmark), 0)::int as "fromEarmark",
        coalesce(sum(doses) filter (where name = 'wasted'), 0)::int as wasted
      from figure group by 1, 2
    )
    select grp as group, r.code as "productCode", r.name as "productName", earmarked, allocated, "inTransit", received,
      given, "fromEarmark", wasted
    from summed join product r on r.id = product_id
    where $3::text is null or (grp, r.code) > ($3::text, $4::text)
    order by grp, r.code limit $5`,
    [query.activity, query.place.path, query.after?.[0] ?? null, query.after?.[1] ?? null, query.limit],
  );
}
