// Needs listed, summed up the tree, and compared with what came and what was used, month by month.
import type { Context } from '../kernel/context.ts';
import type { Place } from '../places/directory.ts';
import { instantOf } from '../places/local-day.ts';
import { NEED, type Need, type NeedState } from './need.ts';

export interface NeedQuery {
  place: Place;
  deep: boolean;
  year?: number;
  product?: string;
  state?: NeedState;
  /** Place's code, product's code and year of the last one seen. */
  after?: readonly [place: string, product: string, year: number];
  limit: number;
}

export type NeedFound = Need & { placeCode: string; productCode: string };

/** A page of needs by place, product and year. */
export function findNeeds(ctx: Context, query: NeedQuery): Promise<NeedFound[]> {
  return ctx.tx.rows<NeedFound>(
    /* sql */ `
    select n.*, p.code as "placeCode", r.code as "productCode" from (${NEED}) n
    join place p on p.id = n."placeId" join product r on r.id = n."productId"
    where (p.id = $1 or ($2 and p.path ~>=~ $3 and p.path ~<~ (left($3, -1) || '0')))
      and ($4::int is null or n.year = $4) and ($5::uuid is null or r.id = $5) and ($6::text is null or n.state = $6)
      and ($7::text is null or (p.code, r.code, n.year) > ($7::text, $8::text, $9::int))
    order by p.code, r.code, n.year limit $10`,
    [
      query.place.id,
      query.deep,
      query.place.path,
      query.year ?? null,
      query.product ?? null,
      query.state ?? null,
      ...(query.after ?? [null, null, null]),
      query.limit,
    ],
  );
}

export interface NeedSum {
  /** The place itself, or one directly below it with all that is below that. */
  placeCode: string;
  productId: string;
  population: number;
  vials: number;
  doses: number;
  approvedDoses: number;
  draft: number;
  proposed: number;
  approved: number;
  returned: number;
}

/** The needs of a year below a place, summed for each of its parts and each product. */
export function sumNeeds(ctx: Context, place: Place, year: number, product?: string): Promise<NeedSum[]> {
  return ctx.tx.rows<NeedSum>(
    /* sql */ `
    select coalesce(nullif(split_part(substr(p.path, length($1) + 1), '/', 1), ''), $2) as "placeCode",
      n.product_id as "productId", sum(n.population)::bigint as population, sum(n.vials)::bigint as vials,
      sum(n.doses)::bigint as doses, coalesce(sum(n.doses) filter (where n.state = 'approved'), 0)::bigint as "approvedDoses",
      count(*) filter (where n.state = 'draft')::int as draft,
      count(*) filter (where n.state = 'proposed')::int as proposed,
      count(*) filter (where n.state = 'approved')::int as approved,
      count(*) filter (where n.state = 'returned')::int as returned
    from need n join place p on p.id = n.place_id
    where n.year = $3 and p.path ~>=~ $1 and p.path ~<~ (left($1, -1) || '0') and ($4::uuid is null or n.product_id = $4)
    group by 1, 2 order by 1, 2`,
    [place.path, place.code, year, product ?? null],
  );
}

export interface MonthOfNeed {
  /** YYYY-MM by the clocks of the place asked about. */
  month: string;
  received: number;
  used: number;
  wasted: number;
}

/**
 * What came to a place and all below it from outside, what was given there and what was lost, by month of occurred time.
 * Doses that only changed hands within it count no second time; reversed movements net out.
 */
export function findMonthsOfNeed(
  ctx: Context,
  place: Place,
  product: string,
  year: number,
): Promise<MonthOfNeed[]> {
  const since = instantOf(`${year}-01-01`, '00:00', place.timeZone);
  const until = instantOf(`${year + 1}-01-01`, '00:00', place.timeZone);
  return ctx.tx.rows<MonthOfNeed>(
    /* sql */ `
    with mine as materialized (
      select id from place where path ~>=~ $1 and path ~<~ (left($1, -1) || '0')
    ), moved as (
      select to_char(x.occurred_at at time zone $3, 'YYYY-MM') as month, x.bucket, x.doses,
        x.bucket in ('available', 'quarantined') and x.doses > 0 and exists (
          select from journal j join transit t on t.holder_id = j.document_id
          where j.id = x.journal_id and j.recorded_at = x.recorded_at and j.kind = 'shipment.received'
            and t.from_id not in (select id from mine)) as came
      from mine join balance b on b.holder_id = mine.id and b.product_id = $2
      join posting x on x.holder_id = b.holder_id and x.batch_id = b.batch_id
        and x.occurred_at >= $4 and x.occurred_at < $5
    )
    select month, coalesce(sum(doses) filter (where came), 0)::bigint as received,
      coalesce(sum(doses) filter (where bucket = 'administered'), 0)::bigint as used,
      coalesce(sum(doses) filter (where bucket in ('wasted', 'destroyed')), 0)::bigint as wasted
    from moved group by 1 order by 1`,
    [place.path, product, place.timeZone, since, until],
  );
}
