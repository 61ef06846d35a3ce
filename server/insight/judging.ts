// What all alerts share: one judge at a time, and the difference between what should be open and what is.
import type { Context } from '../kernel/context.ts';
import type { TaskKind } from '../tasks/kinds.ts';
import { closeTasks, openTasks, type NewTask } from '../tasks/tasks.ts';

/** A place with all below it unless `alone`, of one time zone if it is named. */
export interface Area {
  path: string;
  alone?: boolean;
  timeZone?: string;
}

/** Where alerts are judged: some (place, product or batch) pairs, or an area. */
export type Scope = { pairs: readonly (readonly [placeId: string, id: string])[] } | Area;

/** The condition on `p` (a place) that it lies in the area whose values begin at `$first`. */
export const inArea = (
  first: number,
) => /* sql */ `p.path ~>=~ $${first} and p.path ~<~ (left($${first}, -1) || '0')
  and (not $${first + 1}::boolean or p.path = $${first}) and ($${first + 2}::text is null or p.time_zone = $${first + 2})`;
export const areaValues = ({ path, alone, timeZone }: Area) => [path, alone ?? false, timeZone ?? null];

/**
 * Waits until no other transaction judges. Whoever judges next sees what the last one has seen, and later: a stale
 * judgement never overwrites a fresh one. Followers and jobs hold it for the length of one small transaction.
 */
export async function judgeAlone(ctx: Context): Promise<void> {
  await ctx.tx.run(`select pg_advisory_xact_lock(hashtext('insight.judge'))`);
}

export interface OpenTask {
  id: string;
  kind: TaskKind;
  placeId: string;
  subjectId: string;
  data: Record<string, unknown>;
}

/** The open tasks of these kinds in a scope; a pair's second id is the subject of its task. */
export function findOpen(ctx: Context, kinds: readonly TaskKind[], scope: Scope): Promise<OpenTask[]> {
  const columns = `t.id, t.kind, t.place_id as "placeId", t.subject_id as "subjectId", t.data`;
  if ('pairs' in scope) {
    return ctx.tx.rows<OpenTask>(
      /* sql */ `select ${columns} from (select distinct * from unnest($2::uuid[], $3::uuid[]) p(place_id, id)) p
        join task t on t.place_id = p.place_id and t.subject_id = p.id
        where t.closed_at is null and t.kind = any($1)`,
      [kinds, scope.pairs.map(([place]) => place), scope.pairs.map(([, id]) => id)],
    );
  }
  return ctx.tx.rows<OpenTask>(
    /* sql */ `select ${columns} from place p join task t on t.place_id = p.id
      where ${inArea(2)} and t.closed_at is null and t.kind = any($1)`,
    [kinds, ...areaValues(scope)],
  );
}

const keyOf = (task: { kind: string; placeId: string; subjectId?: string | null }) =>
  `${task.kind}/${task.placeId}/${task.subjectId}`;

export interface Judged {
  opened: number;
  closed: number;
}

/** Opens what is wanted and not open, closes what is open and not wanted, and lets the figures of the rest be today's. */
export async function settle(
  ctx: Context,
  open: readonly OpenTask[],
  wanted: readonly NewTask[],
): Promise<Judged> {
  const wantedKeys = new Map(wanted.map((task) => [keyOf(task), task]));
  const openKeys = new Set(open.map(keyOf));
  const gone = open.filter((task) => !wantedKeys.has(keyOf(task)));
  const fresh = wanted.filter((task) => !openKeys.has(keyOf(task)));
  const closed = gone.length === 0 ? 0 : await closeTasks(ctx, { ids: gone.map(({ id }) => id) });
  const opened = await openTasks(ctx, fresh);
  const stale = open.flatMap((task) => {
    const data = wantedKeys.get(keyOf(task))?.data;
    return data && !sameFigures(task.data, data) ? [{ id: task.id, data }] : [];
  });
  if (stale.length > 0) {
    // Figures only: balances tell their change themselves.
    await ctx.tx.run(
      /* sql */ `update task t set data = n.data from jsonb_to_recordset($1) as n(id uuid, data jsonb) where t.id = n.id`,
      [JSON.stringify(stale)],
    );
  }
  return { opened: opened.length, closed };
}

function sameFigures(before: Record<string, unknown>, now: Record<string, unknown>): boolean {
  return Object.keys(now).every((key) => before[key] === now[key]);
}
