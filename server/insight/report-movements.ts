// The movements behind a figure of a report: what a place, or each place below one, did in a period, in one column.
import type { Context } from '../kernel/context.ts';
import type { Level, Place } from '../places/directory.ts';
import { FIGURES, type Figure } from './report-flows.ts';

export interface FiguresQuery {
  place: Place;
  /** Also all places below it. */
  deep: boolean;
  level?: Level;
  product?: string;
  batch?: string;
  /** Days, both included, each in the own time zone of a place. */
  from: string;
  to: string;
  figures: readonly Figure[];
  after?: readonly [place: string, occurredAt: string, movement: string, batch: string];
  limit: number;
}

export interface FigureRow {
  code: string;
  movement: string;
  kind: string;
  reason: string | null;
  document: string | null;
  otherId: string | null;
  productId: string;
  batch: string;
  lot: string;
  expiry: string;
  occurredAt: Date;
  recordedAt: Date;
  /** Doses in each of the figures that were asked for, in their order. */
  doses: number[];
}

/**
 * Movements by place and occurred time, batch by batch, that are not zero in the figures asked for; their sum is the
 * report's figure. The places come from the sums of days, the movements by the index on the account.
 */
export function findFigures(ctx: Context, query: FiguresQuery): Promise<FigureRow[]> {
  const figures = query.figures.map((name) => `(${FIGURES[name]})`);
  return ctx.tx.rows<FigureRow>(
    /* sql */ `
    with mine as materialized (
      select m.id, m.code, m.time_zone from place m
      where (m.id = $1 or ($2::text is not null and m.path ~>=~ $2 and m.path ~<~ (left($2, -1) || '0')))
        and ($3::text is null or m.level = $3) and ($8::text is null or m.code >= $8)
        and exists (select from stock_day d where d.place_id = m.id and d.day between $6 and $7
          and ($4::uuid is null or d.product_id = $4))
      order by m.code
    )
    select m.code, f.journal_id as movement, f.kind, f.reason, s.code as document, f.other_id as "otherId",
      f.product_id as "productId", f.batch_id as batch, b.lot, b.expiry, f.occurred_at as "occurredAt",
      f.recorded_at as "recordedAt", f.doses
    from mine m cross join lateral (
      select f.journal_id, f.recorded_at, f.occurred_at, f.batch_id, f.product_id, f.kind, f.reason, f.document_id,
        f.other_id, array[${figures.map((figure) => `${figure}::bigint`).join(', ')}]::int[] as doses
      from stock_flow f
      where f.place_id = m.id and f.batch_id in (select h.batch_id from balance h where h.holder_id = m.id
          and ($4::uuid is null or h.product_id = $4) and ($5::uuid is null or h.batch_id = $5))
        and f.occurred_at >= $6::date::timestamp at time zone m.time_zone
        and f.occurred_at < ($7::date + 1)::timestamp at time zone m.time_zone
        and f.recorded_at >= $6::date - interval '2 days'
        and ($8::text is null or m.code > $8 or (f.occurred_at, f.journal_id, f.batch_id) > ($9::timestamptz, $10::uuid, $11::uuid))
      group by 1, 2, 3, 4, 5, 6, 7, 8, 9
      having ${figures.map((figure) => `${figure} <> 0`).join(' or ')}
      order by f.occurred_at, f.journal_id, f.batch_id limit $12
    ) f
    join batch b on b.id = f.batch_id
    left join shipment s on s.id = f.document_id
    order by m.code, f.occurred_at, f.journal_id, f.batch_id limit $12`,
    [
      query.place.id,
      query.deep ? query.place.path : null,
      query.level ?? null,
      query.product ?? null,
      query.batch ?? null,
      query.from,
      query.to,
      query.after?.[0] ?? null,
      query.after?.[1] ?? null,
      query.after?.[2] ?? null,
      query.after?.[3] ?? null,
      query.limit,
    ],
  );
}
