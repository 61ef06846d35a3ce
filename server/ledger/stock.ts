// Stock as it is now and as it was: balances of a place or of all below it, and what to issue first.
import type { Context } from '../kernel/context.ts';
import type { Sql } from '../kernel/sql.ts';
import type { Place } from '../places/directory.ts';
import { localDay } from '../places/local-day.ts';
import { BUCKETS, type Bucket } from './types.ts';

export interface StockRow {
  placeId: string;
  batchId: string;
  lot: string;
  expiry: string;
  status: string;
  productId: string;
  productCode: string;
  productName: string;
  onHand: number;
  available: number;
  free: number;
  reserved: number;
  quarantined: number;
  inbound: number;
  version: number;
}

export interface StockQuery {
  place: Place;
  /** Also all places below it. */
  deep?: boolean;
  product?: string;
  batch?: string;
  after?: readonly [placeCode: string, batch: string];
  limit: number;
}

/** The places of a query: one by its id, or a subtree by the range of its paths ('0' follows '/'). */
const MINE = {
  one: /* sql */ `select id, code, time_zone from place where id = $1 and $2::text is not null`,
  deep: /* sql */ `select id, code, time_zone from place where $1::uuid is not null
    and path ~>=~ $2 and path ~<~ (left($2, -1) || '0')`,
};

/**
 * The stock of a place, or with `deep` of all below it, ordered by place and batch. `inbound` counts doses on their way
 * to the place. `free` is what may be promised: zero for a batch that is held back or expired in the place's own time
 * zone (ledger rules 8, 13, 14). A balance that fell to nothing is still shown, so that a stock-out is seen as such.
 */
export async function findStock(ctx: Context, query: StockQuery): Promise<StockRow[]> {
  return ctx.tx.rows<StockRow>(
    /* sql */ `
    with mine as materialized (${query.deep ? MINE.deep : MINE.one}),
    moving as (
      select t.to_id as place_id, b.batch_id, sum(b.in_transit)::int as doses
      from transit t join balance b on b.holder_id = t.holder_id
      where t.to_id in (select id from mine) and b.in_transit > 0
        and ($3::uuid is null or b.product_id = $3) and ($4::uuid is null or b.batch_id = $4)
      group by 1, 2
    ), held as (
      select b.* from mine m join balance b on b.holder_id = m.id
      where b.version > 0 and ($3::uuid is null or b.product_id = $3) and ($4::uuid is null or b.batch_id = $4)
    )
    select m.id as "placeId", t.id as "batchId", t.lot, t.expiry, t.status, r.id as "productId", r.code as "productCode",
      r.name as "productName", coalesce(b.available + b.quarantined, 0) as "onHand",
      coalesce(b.available, 0) as available,
      case when t.status = 'released' and t.expiry >= ($5::timestamptz at time zone m.time_zone)::date
        then coalesce(b.available - b.allocated - b.promised - b.allowance - b.opened, 0) else 0 end as free,
      coalesce(b.allocated + b.promised, 0) as reserved, coalesce(b.quarantined, 0) as quarantined,
      coalesce(i.doses, 0) as inbound, coalesce(b.version, 0) as version
    from held b
    full join moving i on i.place_id = b.holder_id and i.batch_id = b.batch_id
    join mine m on m.id = coalesce(b.holder_id, i.place_id)
    join batch t on t.id = coalesce(b.batch_id, i.batch_id)
    join product r on r.id = t.product_id
    where $6::text is null or (m.code, t.id) > ($6::text, $7::uuid)
    order by m.code, t.id limit $8`,
    [
      query.place.id,
      query.place.path,
      query.product ?? null,
      query.batch ?? null,
      ctx.now,
      query.after?.[0] ?? null,
      query.after?.[1] ?? null,
      query.limit,
    ],
  );
}

/** The balances of some (holder, batch) pairs as they are now: what sockets send after a change. */
export async function findBalances(sql: Sql, pairs: readonly (readonly [holder: string, batch: string])[]) {
  return sql.rows<{
    placeId: string;
    batchId: string;
    onHand: number;
    available: number;
    free: number;
    reserved: number;
    quarantined: number;
    version: number;
  }>(
    /* sql */ `
    select b.holder_id as "placeId", b.batch_id as "batchId", b.available + b.quarantined as "onHand", b.available,
      b.available - b.allocated - b.promised - b.allowance - b.opened as free, b.allocated + b.promised as reserved,
      b.quarantined, b.version
    from unnest($1::uuid[], $2::uuid[]) p(holder, batch) join balance b on b.holder_id = p.holder and b.batch_id = p.batch`,
    [pairs.map(([holder]) => holder), pairs.map(([, batch]) => batch)],
  );
}

/**
 * What an account held at a moment of occurred time: the balance now less every posting that occurred later (rule 6).
 * @returns doses by bucket for each batch that the place has ever held.
 */
export async function findStockAt(ctx: Context, place: Place, at: Date, product?: string) {
  const rows = await ctx.tx.rows<Record<Bucket, number> & { batch: string }>(
    /* sql */ `
    select b.batch_id as batch, ${BUCKETS.map((k) => `b.${k} - coalesce(sum(p.doses) filter (where p.bucket = '${k}'), 0)::int as ${k}`).join(', ')}
    from balance b
    left join posting p on p.holder_id = b.holder_id and p.batch_id = b.batch_id and p.occurred_at > $2
      and p.recorded_at > $2::timestamptz - interval '1 day'
    where b.holder_id = $1 and b.version > 0 and ($3::uuid is null or b.product_id = $3)
    group by b.holder_id, b.batch_id order by b.batch_id`,
    [place.id, at, product ?? null],
  );
  return rows.map(({ batch, available, quarantined }) => ({
    batch,
    onHand: available + quarantined,
    available,
    quarantined,
  }));
}

export interface Suggestion {
  batch: string;
  lot: string;
  expiry: string;
  doses: number;
}

/**
 * First expiry, first out: which batches to take `doses` of a product from. Only what is usable on `usableOn` (by
 * default today at the place) and unreserved is offered (rule 14).
 * @returns the picks in order of expiry and how many doses could not be found.
 */
export async function suggestFirstExpiry(
  ctx: Context,
  command: { place: Place; product: string; doses: number; usableOn?: string },
): Promise<{ picks: Suggestion[]; missing: number }> {
  const free = await ctx.tx.rows<Suggestion>(
    /* sql */ `
    select t.id as batch, t.lot, t.expiry, b.available - b.allocated - b.promised - b.allowance - b.opened as doses
    from balance b join batch t on t.id = b.batch_id
    where b.holder_id = $1 and b.product_id = $2 and t.status = 'released' and t.expiry >= $3
      and b.available > b.allocated + b.promised + b.allowance + b.opened
    order by t.expiry, t.lot, t.id`,
    [command.place.id, command.product, command.usableOn ?? localDay(ctx.now, command.place.timeZone)],
  );
  let missing = command.doses;
  const picks: Suggestion[] = [];
  for (const row of free) {
    if (missing === 0) break;
    const doses = Math.min(row.doses, missing);
    picks.push({ ...row, doses });
    missing -= doses;
  }
  return { picks, missing };
}
