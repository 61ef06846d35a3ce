// What happened at a place, or at all below it: the journal's rows that moved stock, newest first at each place. What
// only promised or reserved doses is not among them.
import type { Context } from '../kernel/context.ts';
import type { Place } from '../places/directory.ts';

export interface MovementFound {
  id: string;
  place: string;
  kind: string;
  /** The batch that it moved there; null when it moved several. */
  batch: string | null;
  /** How many batches it moved there. */
  batches: number;
  doses: number | null;
  reason: string | null;
  note: string | null;
  document: string | null;
  /** Doses more or fewer on hand at the place; of the batch that the query names, or of all. */
  change: number;
  occurredAt: Date;
  recordedAt: Date;
  reversedBy: string | null;
}

export interface MovementQuery {
  place: Place;
  /** Also all places below it, by their codes. */
  deep?: boolean;
  batch?: string;
  /** Only what was recorded from this moment on, and before that one. */
  since?: Date;
  until?: Date;
  /** Place, recorded moment and id of the last one seen. */
  after?: readonly [place: string, recordedAt: string, id: string];
  limit: number;
}

/** A page of movements by place, then (recorded_at, id) descending; the index on the place serves it at any size. */
export function findMovements(ctx: Context, query: MovementQuery): Promise<MovementFound[]> {
  return ctx.tx.rows<MovementFound>(
    /* sql */ `
    select f.id, m.code as place, f.kind, coalesce(f.data->>'batch', f.only::text) as batch, f.batches,
      (f.data->>'doses')::int as doses, f.data->>'reason' as reason, f.data->>'note' as note,
      f.document_id as document, f.change, f.occurred_at as "occurredAt",
      date_trunc('milliseconds', f.recorded_at) as "recordedAt", r.reversed_by as "reversedBy"
    from (
      select id, code from place
      where (id = $1 or ($2::text is not null and path ~>=~ $2 and path ~<~ (left($2, -1) || '0')))
        and ($4::text is null or code >= $4)
      order by code
    ) m
    cross join lateral (
      select j.*, moved.change, of.batches, case when of.batches = 1 then moved.first end as only
      from journal j
      cross join lateral (
        select count(*) as postings, (array_agg(p.batch_id))[1] as first,
          coalesce(sum(p.doses) filter (where p.bucket in ('available', 'quarantined')), 0)::int as change
        from posting p
        where p.journal_id = j.id and p.recorded_at = j.recorded_at and p.holder_id = m.id
          and ($3::uuid is null or p.batch_id = $3)
      ) moved
      cross join lateral (
        -- Most rows touch one balance: only the others are counted, for which their batches must be sorted.
        select case when cardinality(j.touched) = 2 or moved.postings = 1 or $3::uuid is not null then 1 else (
          select count(distinct p.batch_id)::int from posting p
          where p.journal_id = j.id and p.recorded_at = j.recorded_at and p.holder_id = m.id) end as batches
      ) of
      where j.place_id = m.id and cardinality(j.touched) > 0 and moved.postings > 0
        and ($3::uuid is null or j.touched @> array[$3::uuid])
        and ($4::text is null or m.code > $4 or (j.recorded_at, j.id) < ($5::timestamptz, $6::uuid))
        and ($7::timestamptz is null or j.recorded_at >= $7) and ($8::timestamptz is null or j.recorded_at < $8)
      order by j.recorded_at desc, j.id desc limit $9
    ) f
    left join reversal r on r.movement_id = f.id
    order by m.code, f.recorded_at desc, f.id desc limit $9`,
    [
      query.place.id,
      query.deep ? query.place.path : null,
      query.batch ?? null,
      query.after?.[0] ?? null,
      query.after?.[1] ?? null,
      query.after?.[2] ?? null,
      query.since ?? null,
      query.until ?? null,
      query.limit,
    ],
  );
}
