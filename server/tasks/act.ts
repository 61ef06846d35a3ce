// What staff do with a task of their own place: acknowledge it, or put it off until a moment with a reason.
import type { Context } from '../kernel/context.ts';
import { record } from '../kernel/journal.ts';
import { problems } from '../kernel/problem.ts';
import type { Directory } from '../places/directory.ts';
import type { TaskRow } from './entities.ts';
import { TASK_SPECS, type TaskKind } from './kinds.ts';
import { taskProblems } from './problems.ts';
import { TASK_COLUMNS, taskEntry } from './tasks.ts';

/** The longest that a task may be put off, in days. */
export const SNOOZE_DAYS = 90;
const DAY_MS = 86_400_000;

/** The task, locked, for staff of its own place. @throws Problem not_found, forbidden. */
async function getOwnTask(ctx: Context, directory: Directory, id: string): Promise<TaskRow> {
  const found = await ctx.tx.maybe<TaskRow>(`select ${TASK_COLUMNS} from task t where t.id = $1 for update`, [
    id,
  ]);
  if (!found || !directory.isVisible(ctx.actor, directory.get(found.placeId))) throw problems.not_found();
  if (ctx.actor.unit.id !== found.placeId) throw problems.forbidden();
  return found;
}

/**
 * Acknowledges a task once, by staff of its own place; that is what it asked for, so it is closed.
 * @throws Problem not_found, forbidden, already_acknowledged, task_closed, task_closes_itself.
 */
export async function acknowledge(
  ctx: Context,
  directory: Directory,
  command: { id: string; task: string; note?: string },
): Promise<TaskRow> {
  const found = await getOwnTask(ctx, directory, command.task);
  if (found.acknowledgedAt) throw taskProblems.already_acknowledged();
  if (found.closedAt) throw taskProblems.task_closed();
  if (!TASK_SPECS[found.kind as TaskKind].acknowledge) throw taskProblems.task_closes_itself();
  const task = await ctx.tx.one<TaskRow>(
    /* sql */ `update task t set acknowledged_at = $2, acknowledged_by = $3, note = $4, closed_at = $2,
        close_reason = 'acknowledged'
      where id = $1 returning ${TASK_COLUMNS}`,
    [command.task, ctx.now, ctx.actor.id, command.note ?? null],
  );
  await record(ctx, [taskEntry(command.id, 'acknowledged', task)]);
  return task;
}

/**
 * Puts a task off until a moment, by staff of its own place; it wakes by itself. Again: the newer moment counts.
 * @throws Problem not_found, forbidden, task_closed, task_not_snoozable, snooze_time_invalid.
 */
export async function snooze(
  ctx: Context,
  directory: Directory,
  command: { id: string; task: string; until: Date; reason: string },
): Promise<TaskRow> {
  const found = await getOwnTask(ctx, directory, command.task);
  if (found.closedAt) throw taskProblems.task_closed();
  if (!TASK_SPECS[found.kind as TaskKind].snooze) throw taskProblems.task_not_snoozable();
  const ahead = command.until.getTime() - ctx.now.getTime();
  if (ahead <= 0 || ahead > SNOOZE_DAYS * DAY_MS)
    throw taskProblems.snooze_time_invalid({ days: SNOOZE_DAYS }, [
      {
        pointer: '/until',
        message: { id: 'Di luar batas waktu tunda', en: 'Outside what is allowed' },
      },
    ]);
  const task = await ctx.tx.one<TaskRow>(
    /* sql */ `update task t set snoozed_until = $2, snoozed_by = $3, snooze_reason = $4
      where id = $1 returning ${TASK_COLUMNS}`,
    [command.task, command.until, ctx.actor.id, command.reason],
  );
  await record(ctx, [taskEntry(command.id, 'snoozed', task, { until: command.until.toISOString() })]);
  return task;
}

const WAKE_AT_ONCE = 1000;

/** Wakes the tasks whose time has come; answers how many. Several processes may do it at once. */
export async function wakeTasks(ctx: Context): Promise<number> {
  const woken = await ctx.tx.rows<TaskRow>(
    /* sql */ `
    update task t set snoozed_until = null, snoozed_by = null, snooze_reason = null
    where t.id in (select id from task where closed_at is null and snoozed_until <= $1
      order by snoozed_until limit $2 for update skip locked)
    returning ${TASK_COLUMNS}`,
    [ctx.now, WAKE_AT_ONCE],
  );
  await record(
    ctx,
    woken.map((task) => taskEntry(ctx.newId(), 'woken', task)),
  );
  return woken.length;
}
