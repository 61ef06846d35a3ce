// The stock card: every movement of a place's product or batch, what came in, what went out, and what was there after it.
import type { Context } from '../kernel/context.ts';
import type { Place } from '../places/directory.ts';
import { FLOWS, type FlowName } from './report-flows.ts';

export interface CardQuery {
  place: Place;
  product: string;
  batch?: string;
  /** Days at the place, both included. */
  from: string;
  to: string;
  after?: readonly [occurredAt: string, recordedAt: string, movement: string, batch: string];
  limit: number;
}

export interface CardRow {
  movement: string;
  kind: string;
  reason: string | null;
  note: string | null;
  document: string | null;
  otherId: string | null;
  actor: string | null;
  batch: string;
  lot: string;
  expiry: string;
  occurredAt: Date;
  recordedAt: Date;
  reversedBy: string | null;
  /** The columns of the stock report that the movement stands in. */
  figures: FlowName[];
  in: number;
  out: number;
  /** On hand after it. */
  balance: number;
}

export interface Card {
  opening: number;
  closing: number;
  /** Set when months were shed: the card begins at this moment, and the opening is what was carried over to it. */
  carriedAt: Date | null;
  rows: CardRow[];
}

const ways = (way: 1 | -1) =>
  FLOWS.map(({ column, sign }) => `greatest(${sign === way ? '' : '-'}f.${column}, 0)`).join(' + ');
const named = FLOWS.map(({ name, column }) => `case when sum(f.${column}) <> 0 then '${name}' end`).join(
  ', ',
);

const CARD = /* sql */ `
  with flow as materialized (
    select * from stock_flow f
    where f.place_id = $1 and f.batch_id = any($2::uuid[]) and f.occurred_at >= $3
      and f.recorded_at >= $3::timestamptz - interval '1 day'
  ), opening as materialized (
    select (select coalesce(sum(available + quarantined), 0) from balance where holder_id = $1 and batch_id = any($2::uuid[]))
      - (select coalesce(sum(available + quarantined), 0) from flow) as doses
  ), step as (
    select f.journal_id, f.batch_id, f.occurred_at, f.recorded_at, f.kind, f.reason, f.document_id, f.other_id,
      array_remove(array[${named}], null) as figures, sum(${ways(1)})::int as "in", sum(${ways(-1)})::int as "out",
      sum(f.available + f.quarantined) as change
    from flow f where f.occurred_at < $4 group by 1, 2, 3, 4, 5, 6, 7, 8
  ), run as materialized (
    select s.*, (opening.doses
      + sum(s.change) over (order by s.occurred_at, s.recorded_at, s.journal_id, s.batch_id))::bigint as balance
    from step s, opening
  )`;

const PAGE = /* sql */ `${CARD}, ends as (
    select o.doses::bigint as opening, (o.doses + coalesce((select sum(change) from step), 0))::bigint as closing from opening o
  ), page as (
    select r.journal_id as movement, r.kind, r.reason, j.data->>'note' as note, d.code as document,
      r.other_id as "otherId", a.name as actor, r.batch_id as batch, b.lot, b.expiry, r.occurred_at as "occurredAt",
      r.recorded_at as "recordedAt", v.reversed_by as "reversedBy", r.figures, r."in", r."out", r.balance
    from run r
    join batch b on b.id = r.batch_id
    join journal j on j.id = r.journal_id and j.recorded_at = r.recorded_at
    left join shipment d on d.id = r.document_id
    left join account a on a.id = j.actor_id
    left join reversal v on v.movement_id = r.journal_id
    where $5::timestamptz is null or (r.occurred_at, r.recorded_at, r.journal_id, r.batch_id)
      > ($5::timestamptz, $6::timestamptz, $7::uuid, $8::uuid)
    order by r.occurred_at, r.recorded_at, r.journal_id, r.batch_id limit $9
  )
  select e.opening, e.closing, p.* from ends e left join page p on true
  order by p."occurredAt", p."recordedAt", p.movement, p.batch`;

const BOUNDS = /* sql */ `
  select greatest(b.since, s.at) as since, b.until, case when s.at > b.since then s.at end as shed
  from (select $1::date::timestamp at time zone $3 as since, ($2::date + 1)::timestamp at time zone $3 as until) b,
    (select (max(month) + interval '1 month')::timestamp at time zone 'UTC' as at from shed) s`;

/**
 * A page of the card, in one statement: opening, rows and closing belong together. The opening is the stock now less
 * what came since, so that it is right however many months were shed.
 */
export async function findCard(ctx: Context, query: CardQuery): Promise<Card> {
  const { place } = query;
  const batches = await ctx.tx.rows<{ id: string }>(
    `select batch_id as id from balance where holder_id = $1 and product_id = $2 and ($3::uuid is null or batch_id = $3)`,
    [place.id, query.product, query.batch ?? null],
  );
  const bounds = await ctx.tx.one<{ since: Date; until: Date; shed: Date | null }>(BOUNDS, [
    query.from,
    query.to,
    place.timeZone,
  ]);
  const found = await ctx.tx.rows<CardRow & { opening: number; closing: number }>(PAGE, [
    place.id,
    batches.map(({ id }) => id),
    bounds.since,
    bounds.until,
    ...(query.after ?? [null, null, null, null]),
    query.limit,
  ]);
  const { opening, closing } = found[0]!;
  // Without a movement there is still the one row that says opening and closing.
  return {
    opening,
    closing,
    carriedAt: bounds.shed,
    rows: found.filter(({ movement }) => movement !== null),
  };
}
