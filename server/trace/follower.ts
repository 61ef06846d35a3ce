// Follows the journal and opens the tasks that its rows call for, exactly once in effect: a contradiction to
// reconcile, stock of a batch that is held back or recalled, an expiry that contradicts the batch.
import type { Context } from '../kernel/context.ts';
import type { Follower } from '../kernel/follower.ts';
import type { JournalRow } from '../kernel/journal.ts';
import { openTasks, type NewTask } from '../tasks/tasks.ts';
import { withNames } from './naming.ts';

const TO_RECONCILE = new Set(['unexplained_doses', 'promise_broken', 'over_receipt']);

type Warned = { code: string; batch?: string };

function warningsOf(row: JournalRow): Warned[] {
  return Array.isArray(row.data.warnings) ? (row.data.warnings as Warned[]) : [];
}

function reconcileTasks(rows: readonly JournalRow[]): NewTask[] {
  return rows.flatMap((row) => {
    const warnings = warningsOf(row).filter((warning) => TO_RECONCILE.has(warning.code));
    if (warnings.length === 0 || !row.placeId) return [];
    const batches = new Set(
      warnings.map((warning) => warning.batch ?? (row.data.batch as string | undefined)),
    );
    const batchId = batches.size === 1 ? [...batches][0] : undefined;
    const { placeId, documentId, kind } = row;
    return [
      {
        kind: 'reconcile',
        placeId,
        batchId,
        documentId,
        causeId: row.id,
        data: { movement: kind, warnings },
      },
    ];
  });
}

/** A scan that contradicts the batch's expiry: a row of its own from a document, a warning of a single movement. */
function conflictTasks(rows: readonly JournalRow[]): NewTask[] {
  return rows.flatMap((row) => {
    const isOwn = row.kind === 'batch.expiry_conflict';
    const warning = row.kind.startsWith('shipment.')
      ? undefined
      : warningsOf(row).find(({ code }) => code === 'expiry_conflict');
    if ((!isOwn && !warning) || !row.placeId) return [];
    const { batch } = row.data as { batch?: string };
    return [
      {
        kind: 'expiry_conflict',
        placeId: row.placeId,
        batchId: batch,
        documentId: row.documentId,
        causeId: row.id,
        data: { ...(isOwn ? row.data : warning) },
      },
    ];
  });
}

/**
 * Places that these rows gave stock of a batch that is not released. The batch is share-locked, so that a release
 * under way either is seen here or sees, and closes, the task. The cause is the change of status: a place is asked
 * once for each.
 */
async function receivedTasks(ctx: Context, rows: readonly JournalRow[]): Promise<NewTask[]> {
  const holders = new Map<string, string>();
  for (const { touched } of rows) {
    for (let i = 0; i < touched.length; i += 2)
      holders.set(`${touched[i]}/${touched[i + 1]}`, touched[i + 1]!);
  }
  const batches = [...new Set(holders.values())];
  if (batches.length === 0) return [];
  const stopped = await ctx.tx.rows<{ id: string; status: string; reason: string | null }>(
    `select id, status, status_reason as reason from batch where id = any($1) and status <> 'released' order by id for share`,
    [batches],
  );
  if (stopped.length === 0) return [];
  const byId = new Map(stopped.map((batch) => [batch.id, batch]));
  const pairs = [...holders].filter(([, batch]) => byId.has(batch));
  const found = await ctx.tx.rows<{ placeId: string; batchId: string; causeId: string }>(
    /* sql */ `
    select b.holder_id as "placeId", b.batch_id as "batchId", cause.id as "causeId"
    from unnest($1::uuid[], $2::uuid[]) p(holder, batch)
    join balance b on b.holder_id = p.holder and b.batch_id = p.batch and b.available + b.quarantined > 0
    join place on place.id = b.holder_id
    cross join lateral (
      select j.id from journal j
      where j.document_id = p.batch and j.kind in ('batch.recalled', 'batch.quarantined')
      order by j.recorded_at desc, j.id desc limit 1
    ) cause`,
    [pairs.map(([key]) => key.split('/')[0]), pairs.map(([, batch]) => batch)],
  );
  return found.map(({ placeId, batchId, causeId }) => {
    const { status, reason } = byId.get(batchId)!;
    return { kind: 'recall_acknowledge', placeId, batchId, causeId, data: { status, reason } };
  });
}

/** The follower that opens tasks. */
export const traceFollower: Follower = {
  name: 'trace',
  async handle(ctx, rows) {
    const wanted = [...reconcileTasks(rows), ...conflictTasks(rows), ...(await receivedTasks(ctx, rows))];
    await openTasks(ctx, await withNames(ctx, wanted));
  },
};
