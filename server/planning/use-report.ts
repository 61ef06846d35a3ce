// What an activity used: doses kept now and doses given, by product, by place or by month. Reversed movements count no more.
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

const GROUP: Record<Grouping, { used: string; kept: string }> = {
  product: { used: `''`, kept: `''` },
  place: { used: 'p.code', kept: 'p.code' },
  // What is kept now belongs to no month.
  month: { used: `to_char(u.occurred_at at time zone p.time_zone, 'YYYY-MM')`, kept: `'-'` },
};

/** A page of the report, ordered by group and product. Months are those of each place's own clocks. */
export function findActivityUse(ctx: Context, query: UseQuery): Promise<UseRow[]> {
  const group = GROUP[query.by];
  return ctx.tx.rows<UseRow>(
    /* sql */ `
    with given as (
      select ${group.used} as grp, u.product_id, sum(u.doses) as doses, sum(u.from_earmark) as from_earmark
      from activity_use u join place p on p.id = u.place_id left join reversal r on r.movement_id = u.movement_id
      where u.activity_id = $1 and starts_with(p.path, $2) and r.movement_id is null group by 1, 2
    ), kept as (
      select ${group.kept} as grp, t.product_id, sum(e.doses) as doses
      from earmark e join place p on p.id = e.place_id join batch t on t.id = e.batch_id
      where e.activity_id = $1 and starts_with(p.path, $2) and ${query.by !== 'month'} group by 1, 2
    )
    select grp as group, r.code as "productCode", r.name as "productName", coalesce(k.doses, 0)::int as earmarked,
      coalesce(g.doses, 0)::int as given, coalesce(g.from_earmark, 0)::int as "fromEarmark"
    from given g full join kept k using (grp, product_id) join product r on r.id = product_id
    where $3::text is null or (grp, r.code) > ($3::text, $4::text)
    order by grp, r.code limit $5`,
    [query.activity, query.place.path, query.after?.[0] ?? null, query.after?.[1] ?? null, query.limit],
  );
}
