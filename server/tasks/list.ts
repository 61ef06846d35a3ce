// Tasks as lists: of a place and all below it, and how many of each kind are open there.
import type { Context } from '../kernel/context.ts';
import type { Place } from '../places/directory.ts';
import type { TaskRow } from './entities.ts';
import type { TaskKind } from './kinds.ts';
import { TASK_COLUMNS } from './tasks.ts';

export interface TaskQuery {
  place: Place;
  /** Only the place itself, not what is below it. */
  own?: boolean;
  kind?: TaskKind;
  open?: boolean;
  /** Whether it is put off now. */
  snoozed?: boolean;
  batch?: string;
  product?: string;
  /** Opened moment and id of the last one seen. */
  after?: readonly [openedAt: string, id: string];
  limit: number;
}

const BELOW = /* sql */ `t.place_id in (select id from place where path ~>=~ $1 and path ~<~ (left($1, -1) || '0'))`;

/** Tasks of a place and all below it, the newest first. */
export function findTasks(ctx: Context, query: TaskQuery): Promise<TaskRow[]> {
  return ctx.tx.rows<TaskRow>(
    /* sql */ `
    select ${TASK_COLUMNS} from task t
    where ${BELOW} and ($2::uuid is null or t.place_id = $2) and ($3::text is null or t.kind = $3)
      and ($4::boolean is null or (t.closed_at is null) = $4)
      and ($5::boolean is null or coalesce(t.snoozed_until > $6, false) = $5)
      and ($7::uuid is null or t.batch_id = $7) and ($8::uuid is null or t.product_id = $8)
      and ($9::timestamptz is null or (t.opened_at, t.id) < ($9::timestamptz, $10::uuid))
    order by t.opened_at desc, t.id desc limit $11`,
    [
      query.place.path,
      query.own ? query.place.id : null,
      query.kind ?? null,
      query.open ?? null,
      query.snoozed ?? null,
      ctx.now,
      query.batch ?? null,
      query.product ?? null,
      query.after?.[0] ?? null,
      query.after?.[1] ?? null,
      query.limit,
    ],
  );
}

/** How many tasks of each kind are open at a place (`own`) and at all below it (`all`), without those put off. */
export function countTasks(
  ctx: Context,
  place: Place,
): Promise<{ kind: TaskKind; own: number; all: number; snoozed: number }[]> {
  return ctx.tx.rows(
    /* sql */ `
    select t.kind, count(*) filter (where t.place_id = $3 and not snoozed)::int as own,
      count(*) filter (where not snoozed)::int as all, count(*) filter (where snoozed)::int as snoozed
    from task t cross join lateral (select coalesce(t.snoozed_until > $2, false) as snoozed) s
    where ${BELOW} and t.closed_at is null group by t.kind order by t.kind`,
    [place.path, ctx.now, place.id],
  );
}
