// The calendar of obligatory counts: how often a place counts a product or its whole store, when that is next due, and a
// task when the day has come.
import type { Context } from '../kernel/context.ts';
import { record } from '../kernel/journal.ts';
import type { Place } from '../places/directory.ts';
import { localDay } from '../places/local-day.ts';
import { closeTasks, openTasks } from '../tasks/tasks.ts';

export const PERIODS = ['week', 'month', 'quarter', 'year'] as const;
export type Period = (typeof PERIODS)[number];

export interface CountPlan {
  id: string;
  placeId: string;
  productId: string | null;
  every: Period;
  nextDue: string;
  active: boolean;
  lastCountedAt: Date | null;
}

export interface SetPlan {
  id: string;
  places: readonly Place[];
  /** The place that the plan was set at: of the journal row. */
  at: Place;
  product?: string;
  every: Period;
  nextDue: string;
  active: boolean;
}

const ZERO = '00000000-0000-0000-0000-000000000000';

const SET = /* sql */ `
  insert into count_plan (id, place_id, product_id, every, next_due, active, updated_at, updated_by)
  select p.id, p.place, $3, $4, $5, $6, $7, $8 from unnest($1::uuid[], $2::uuid[]) p(id, place) order by p.place
  on conflict (place_id, coalesce(product_id, '${ZERO}')) do update set every = excluded.every,
    next_due = excluded.next_due, active = excluded.active, updated_at = excluded.updated_at,
    updated_by = excluded.updated_by
  returning id`;

/** Sets how often places count, in place of what was set before; what is no longer due is closed. */
export async function setPlans(ctx: Context, command: SetPlan): Promise<number> {
  const { id, places, at, product, every, nextDue, active } = command;
  const set = await ctx.tx.rows<{ id: string }>(SET, [
    places.map(() => ctx.newId()),
    places.map((place) => place.id),
    product ?? null,
    every,
    nextDue,
    active,
    ctx.now,
    ctx.actor.id,
  ]);
  await closeGone(
    ctx,
    set.map((row) => row.id),
  );
  const data = { product, every, nextDue, active, places: set.length };
  await record(ctx, [{ id, kind: 'count.planned', placeId: at.id, data }]);
  return set.length;
}

/** Closes tasks of plans that are not due any more. */
async function closeGone(ctx: Context, plans: readonly string[]): Promise<void> {
  const tasks = await ctx.tx.rows<{ id: string }>(
    /* sql */ `select t.id from task t join count_plan p on p.id = t.subject_id join place on place.id = p.place_id
      where t.kind = 'count_due' and t.closed_at is null and t.subject_id = any($1::uuid[])
        and (not p.active or p.next_due > ($2::timestamptz at time zone place.time_zone)::date)`,
    [plans, ctx.now],
  );
  if (tasks.length > 0) await closeTasks(ctx, { ids: tasks.map((task) => task.id) });
}

/** One period on, however many times, until after the day; the interval of a period is PostgreSQL's. */
const MOVE_ON = /* sql */ `
  update count_plan p set next_due = (
    select min(d)::date from generate_series(p.next_due + i.step, greatest(p.next_due, $3::date) + i.step, i.step) d where d > $3::date
  )
  from (values ('week', interval '1 week'), ('month', interval '1 month'), ('quarter', interval '3 months'),
    ('year', interval '1 year')) i(every, step)
  where i.every = p.every and p.place_id = $1 and p.active and p.next_due <= $3::date + i.step / 2
    and ($2::uuid is null or p.product_id = $2)
  returning p.id`;

/**
 * Takes note that a place has counted a product, or everything: what was due, or will be within half a period, is done
 * and next due a period later.
 */
export async function countDone(ctx: Context, place: Place, productId: string | null): Promise<void> {
  const today = localDay(ctx.now, place.timeZone);
  const moved = await ctx.tx.rows<{ id: string }>(MOVE_ON, [place.id, productId, today]);
  await closeGone(
    ctx,
    moved.map((row) => row.id),
  );
}

const DUE = /* sql */ `
  select p.id, p.place_id as "placeId", p.product_id as "productId", p.next_due as "nextDue", r.name as product
  from count_plan p join place on place.id = p.place_id left join product r on r.id = p.product_id
  where p.active and p.next_due <= ($1::timestamptz at time zone place.time_zone)::date
    and not exists (select from task t where t.kind = 'count_due' and t.place_id = p.place_id and t.subject_id = p.id
      and t.closed_at is null)
  order by p.id limit $2`;

const AT_ONCE = 1000;

interface Due {
  id: string;
  placeId: string;
  productId: string | null;
  nextDue: string;
  product: string | null;
}

/** Opens a task for each count whose day has come, once; answers how many. Several processes may do it at once. */
export async function openDueCounts(ctx: Context): Promise<number> {
  const due = await ctx.tx.rows<Due>(DUE, [ctx.now, AT_ONCE]);
  const opened = await openTasks(
    ctx,
    due.map(({ id, placeId, productId, nextDue, product }) => ({
      kind: 'count_due' as const,
      placeId,
      productId,
      subjectId: id,
      data: { due: nextDue, product: product ?? '-' },
    })),
  );
  return opened.length;
}

export interface PlanQuery {
  place: Place;
  /** Only what is due on or before the day at the place. */
  due?: boolean;
  after?: readonly [placeCode: string, id: string];
  limit: number;
}

/** Plans of a place and all below it, by place; with when each was last fulfilled. */
export function findPlans(ctx: Context, query: PlanQuery): Promise<(CountPlan & { due: boolean })[]> {
  return ctx.tx.rows(
    /* sql */ `
    select p.id, p.place_id as "placeId", p.product_id as "productId", p.every, p.next_due as "nextDue", p.active,
      p.active and p.next_due <= d.today as due,
      (select max(c.posted_at) from stock_count c where c.place_id = p.place_id and c.status = 'posted'
        and (c.product_id is null or c.product_id = p.product_id)) as "lastCountedAt"
    from place join count_plan p on p.place_id = place.id
    cross join lateral (select ($2::timestamptz at time zone place.time_zone)::date as today) d
    where place.path ~>=~ $1 and place.path ~<~ (left($1, -1) || '0')
      and ($3::boolean is null or (p.active and p.next_due <= d.today) = $3)
      and ($4::text is null or (place.code, p.id) > ($4::text, $5::uuid))
    order by place.code, p.id limit $6`,
    [
      query.place.path,
      ctx.now,
      query.due ?? null,
      query.after?.[0] ?? null,
      query.after?.[1] ?? null,
      query.limit,
    ],
  );
}
