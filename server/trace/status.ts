// A batch's status: released, held back or recalled, changed by compare-and-set along one table of transitions.
// Whoever holds the batch, or has it on the way, gets a task in the same transaction.
import type { Context } from '../kernel/context.ts';
import { record } from '../kernel/journal.ts';
import { problems } from '../kernel/problem.ts';
import { BATCH_COLUMNS, type BatchStatus } from '../catalogue/views.ts';
import { touchBalances, type HeldBalance } from '../ledger/touch.ts';
import type { Directory } from '../places/directory.ts';
import { closeTasks, openTasks, type NewTask } from '../tasks/tasks.ts';
import { withNames } from './naming.ts';
import { traceProblems } from './problems.ts';
import { MANUFACTURER, type FoundBatch } from './sight.ts';

export type StatusAct = 'recall' | 'quarantine' | 'release';

/** From which statuses each act leads to its own; a recall is final but for a national officer who says why. */
const ACTS: Record<StatusAct, { to: BatchStatus; from: readonly BatchStatus[] }> = {
  recall: { to: 'recalled', from: ['released', 'quarantined'] },
  quarantine: { to: 'quarantined', from: ['released'] },
  release: { to: 'released', from: ['quarantined', 'recalled'] },
};

export interface StatusCommand {
  id: string;
  batch: string;
  act: StatusAct;
  reason?: string;
}

export interface StatusChanged {
  batch: FoundBatch;
  held: HeldBalance[];
  /** How many tasks were opened. */
  tasks: number;
}

/** @throws Problem forbidden unless a national officer acts, or the manufacturer's staff to hold back or recall. */
function mayChange(ctx: Context, act: StatusAct): void {
  const { role, unit } = ctx.actor;
  if (role === 'national_officer') return;
  if (role === 'warehouse_staff' && unit.code === MANUFACTURER && act !== 'release') return;
  throw problems.forbidden();
}

/** The places that must know: holders, and both ends of what is on its way. */
export function concernedPlaces(held: readonly HeldBalance[], directory: Directory): Set<string> {
  const places = new Set<string>();
  for (const { holderId, fromId, toId } of held) {
    for (const id of [holderId, fromId, toId]) if (id && directory.byId(id)) places.add(id);
  }
  return places;
}

async function setStatus(ctx: Context, { act, batch, reason }: StatusCommand): Promise<FoundBatch> {
  const { to, from } = ACTS[act];
  // The row lock: a second change waits here and then sees what the first has made of it.
  const now = await ctx.tx.maybe<{ status: BatchStatus }>(
    'select status from batch where id = $1 for no key update',
    [batch],
  );
  if (!now) throw problems.not_found();
  if (!from.includes(now.status)) {
    if (now.status === 'recalled' && act === 'quarantine')
      throw traceProblems.batch_recalled_final({ status: now.status });
    throw traceProblems.batch_status_conflict({ status: now.status, asked: to });
  }
  if (act === 'release' && now.status === 'recalled' && !reason) {
    throw traceProblems.batch_recalled_final({ status: now.status });
  }
  return ctx.tx.one(
    `update batch b set status = $2, status_reason = $3 where b.id = $1 returning ${BATCH_COLUMNS}`,
    [batch, to, reason ?? null],
  );
}

/**
 * Changes a batch's status. The batch is changed before its balances are locked: a dispatch that was first is seen
 * here and its ends get a task, one that comes later sees the new status and is refused.
 * @throws Problem not_found, forbidden, batch_status_conflict, batch_recalled_final.
 */
export async function changeStatus(
  ctx: Context,
  directory: Directory,
  command: StatusCommand,
): Promise<StatusChanged> {
  mayChange(ctx, command.act);
  const batch = await setStatus(ctx, command);
  const held = await touchBalances(ctx, batch.id);
  // The row recorded below tells all of them at once.
  const told = { quiet: true };
  await closeTasks(ctx, { kind: 'recall_acknowledge', batchId: batch.id }, told);
  const places = batch.status === 'released' ? new Set<string>() : concernedPlaces(held, directory);
  const data = { status: batch.status, reason: command.reason };
  const tasks: NewTask[] = [...places].map((placeId) => ({
    kind: 'recall_acknowledge',
    placeId,
    batchId: batch.id,
    causeId: command.id,
    data,
  }));
  const opened = await openTasks(ctx, await withNames(ctx, tasks), told);
  const codeOf = (id: string) => directory.get(id).code;
  const moving = held.filter(({ fromId, toId }) => fromId && toId);
  await record(ctx, [
    {
      id: command.id,
      kind: `batch.${batch.status}`,
      documentId: batch.id,
      data: {
        ...data,
        batch: batch.id,
        lot: batch.lot,
        holders: held.length,
        inTransit: moving.map(({ fromId, toId }) => [codeOf(fromId!), codeOf(toId!)]),
      },
      touched: held.map(({ holderId }) => [holderId, batch.id] as const),
    },
  ]);
  return { batch, held, tasks: opened.length };
}
