// Tasks: opened once for each journal row that calls for one, listed below a place, acknowledged once.
import type { Context } from '../kernel/context.ts';
import { problems } from '../kernel/problem.ts';
import { record } from '../kernel/journal.ts';
import type { Directory, Place } from '../places/directory.ts';
import type { TaskRow } from './entities.ts';
import { traceProblems } from './problems.ts';

export const TASK_KINDS = ['recall_acknowledge', 'reconcile', 'expiry_conflict'] as const;
export type TaskKind = (typeof TASK_KINDS)[number];

export interface NewTask {
  kind: TaskKind;
  placeId: string;
  batchId?: string | null;
  documentId?: string | null;
  /** The journal row that calls for it; one task of a kind for each place and cause. */
  causeId: string;
  data?: Record<string, unknown>;
}

export const TASK_COLUMNS = /* sql */ `t.id, t.kind, t.place_id as "placeId", t.batch_id as "batchId",
  t.document_id as "documentId", t.cause_id as "causeId", t.data, t.opened_at as "openedAt",
  t.acknowledged_at as "acknowledgedAt", t.acknowledged_by as "acknowledgedBy", t.note, t.closed_at as "closedAt"`;

/** Opens the tasks that are not open yet, in the caller's transaction; answers those that this call opened. */
export async function openTasks(ctx: Context, tasks: readonly NewTask[]): Promise<TaskRow[]> {
  if (tasks.length === 0) return [];
  const rows = tasks.map((task) => ({
    id: ctx.newId(),
    kind: task.kind,
    place_id: task.placeId,
    batch_id: task.batchId ?? null,
    document_id: task.documentId ?? null,
    cause_id: task.causeId,
    data: task.data ?? {},
  }));
  return ctx.tx.rows<TaskRow>(
    /* sql */ `
    insert into task as t (id, kind, place_id, batch_id, document_id, cause_id, data, opened_at)
    select id, kind, place_id, batch_id, document_id, cause_id, data, $2
    from jsonb_to_recordset($1) as n(id uuid, kind text, place_id uuid, batch_id uuid, document_id uuid,
      cause_id uuid, data jsonb)
    order by cause_id, place_id, kind
    on conflict (cause_id, place_id, kind) do nothing
    returning ${TASK_COLUMNS}`,
    [JSON.stringify(rows), ctx.now],
  );
}

/** Closes what is open about a batch's status, for a newer status takes its place; answers how many. */
export function closeRecallTasks(ctx: Context, batchId: string): Promise<number> {
  return ctx.tx.run(
    /* sql */ `update task set closed_at = $2
      where batch_id = $1 and kind = 'recall_acknowledge' and closed_at is null`,
    [batchId, ctx.now],
  );
}

export interface TaskQuery {
  place: Place;
  kind?: TaskKind;
  open?: boolean;
  batch?: string;
  /** Opened moment and id of the last one seen. */
  after?: readonly [openedAt: string, id: string];
  limit: number;
}

/** Tasks of a place and all below it, the newest first. */
export function findTasks(ctx: Context, query: TaskQuery): Promise<TaskRow[]> {
  return ctx.tx.rows<TaskRow>(
    /* sql */ `
    select ${TASK_COLUMNS} from task t
    where t.place_id in (select id from place where path ~>=~ $1 and path ~<~ (left($1, -1) || '0'))
      and ($2::text is null or t.kind = $2) and ($3::boolean is null or (t.closed_at is null) = $3)
      and ($4::uuid is null or t.batch_id = $4)
      and ($5::timestamptz is null or (t.opened_at, t.id) < ($5::timestamptz, $6::uuid))
    order by t.opened_at desc, t.id desc limit $7`,
    [
      query.place.path,
      query.kind ?? null,
      query.open ?? null,
      query.batch ?? null,
      query.after?.[0] ?? null,
      query.after?.[1] ?? null,
      query.limit,
    ],
  );
}

/**
 * Acknowledges a task once, by staff of its own place; that is what it asked for, so it is closed.
 * @throws Problem not_found, forbidden, already_acknowledged, task_closed.
 */
export async function acknowledge(
  ctx: Context,
  directory: Directory,
  command: { id: string; task: string; note?: string },
): Promise<TaskRow> {
  const found = await ctx.tx.maybe<TaskRow>(`select ${TASK_COLUMNS} from task t where t.id = $1 for update`, [
    command.task,
  ]);
  if (!found || !directory.isVisible(ctx.actor, directory.get(found.placeId))) throw problems.not_found();
  if (ctx.actor.unit.id !== found.placeId) throw problems.forbidden();
  if (found.acknowledgedAt) throw traceProblems.already_acknowledged();
  if (found.closedAt) throw traceProblems.task_closed();
  const task = await ctx.tx.one<TaskRow>(
    /* sql */ `update task t set acknowledged_at = $2, acknowledged_by = $3, note = $4, closed_at = $2
      where id = $1 returning ${TASK_COLUMNS}`,
    [command.task, ctx.now, ctx.actor.id, command.note ?? null],
  );
  const data = { task: task.id, kind: task.kind, batch: task.batchId };
  await record(ctx, [
    { id: command.id, kind: 'task.acknowledged', placeId: task.placeId, documentId: task.id, data },
  ]);
  return task;
}
