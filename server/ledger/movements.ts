// What happened at a place: the journal's rows that moved its stock, newest first.
import type { Context } from '../kernel/context.ts';
import type { Place } from '../places/directory.ts';

export interface MovementFound {
  id: string;
  kind: string;
  batch: string | null;
  doses: number | null;
  reason: string | null;
  note: string | null;
  occurredAt: Date;
  recordedAt: Date;
  reversedBy: string | null;
}

export interface MovementQuery {
  place: Place;
  batch?: string;
  /** Recorded moment and id of the last one seen. */
  after?: readonly [recordedAt: string, id: string];
  limit: number;
}

/** A page of movements by (recorded_at, id) descending; the index on the place serves it at any size. */
export function findMovements(ctx: Context, query: MovementQuery): Promise<MovementFound[]> {
  return ctx.tx.rows<MovementFound>(
    /* sql */ `
    select j.id, j.kind, j.data->>'batch' as batch, (j.data->>'doses')::int as doses, j.data->>'reason' as reason,
      j.data->>'note' as note, j.occurred_at as "occurredAt", date_trunc('milliseconds', j.recorded_at) as "recordedAt",
      r.reversed_by as "reversedBy"
    from journal j left join reversal r on r.movement_id = j.id
    where j.place_id = $1 and cardinality(j.touched) > 0
      and ($2::uuid is null or j.touched @> array[$2::uuid])
      and ($3::timestamptz is null or (j.recorded_at, j.id) < ($3::timestamptz, $4::uuid))
    order by j.recorded_at desc, j.id desc limit $5`,
    [query.place.id, query.batch ?? null, query.after?.[0] ?? null, query.after?.[1] ?? null, query.limit],
  );
}
