// Tasks are opened once for each cause and closed once: by the act they ask for, or when their cause is gone. Each change
// is a journal row, so that sockets and phones hear of it.
import type { Context } from '../kernel/context.ts';
import { record, type JournalEntry } from '../kernel/journal.ts';
import type { TaskRow } from './entities.ts';
import type { TaskKind } from './kinds.ts';

export interface NewTask {
  kind: TaskKind;
  placeId: string;
  batchId?: string | null;
  productId?: string | null;
  documentId?: string | null;
  /**
   * The journal row that calls for it: one task of a kind for each place and cause, for ever. Without it the task stands
   * for a condition of `subjectId` that may come again.
   */
  causeId?: string;
  /** What the condition is about (a product, a batch, a document): at most one open task of a kind, place and subject. */
  subjectId?: string | null;
  /** Fills the kind's sentence; never personal data. */
  data?: Record<string, unknown>;
}

export interface Told {
  /** The caller's own journal row already tells the places: no row for each task. */
  quiet?: boolean;
}

export const TASK_COLUMNS = /* sql */ `t.id, t.kind, t.place_id as "placeId", t.batch_id as "batchId",
  t.product_id as "productId", t.document_id as "documentId", t.subject_id as "subjectId", t.cause_id as "causeId",
  t.data, t.opened_at as "openedAt", t.acknowledged_at as "acknowledgedAt", t.acknowledged_by as "acknowledgedBy",
  t.note, t.snoozed_until as "snoozedUntil", t.snoozed_by as "snoozedBy", t.snooze_reason as "snoozeReason",
  t.closed_at as "closedAt", t.close_reason as "closeReason"`;

/** The journal row that tells of a task: `task.opened`, `task.closed` and so on. */
export function taskEntry(id: string, act: string, task: TaskRow, more: object = {}): JournalEntry {
  const { batchId, productId } = task;
  return {
    id,
    kind: `task.${act}`,
    placeId: task.placeId,
    documentId: task.id,
    data: {
      task: task.id,
      kind: task.kind,
      ...(batchId && { batch: batchId }),
      ...(productId && { product: productId }),
      ...more,
    },
  };
}

/** Opens the tasks that are not open yet, in the caller's transaction; answers those that this call opened. */
export async function openTasks(
  ctx: Context,
  tasks: readonly NewTask[],
  { quiet = false }: Told = {},
): Promise<TaskRow[]> {
  if (tasks.length === 0) return [];
  const rows = tasks.map((task) => {
    const told = ctx.newId();
    return {
      id: ctx.newId(),
      told,
      kind: task.kind,
      place_id: task.placeId,
      batch_id: task.batchId ?? null,
      product_id: task.productId ?? null,
      document_id: task.documentId ?? null,
      subject_id: task.subjectId ?? null,
      cause_id: task.causeId ?? told,
      data: task.data ?? {},
    };
  });
  const opened = await ctx.tx.rows<TaskRow>(
    /* sql */ `
    insert into task as t (id, kind, place_id, batch_id, product_id, document_id, subject_id, cause_id, data, opened_at)
    select id, kind, place_id, batch_id, product_id, document_id, subject_id, cause_id, data, $2
    from jsonb_to_recordset($1) as n(id uuid, kind text, place_id uuid, batch_id uuid, product_id uuid,
      document_id uuid, subject_id uuid, cause_id uuid, data jsonb)
    order by kind, place_id, subject_id, cause_id
    on conflict do nothing
    returning ${TASK_COLUMNS}`,
    [JSON.stringify(rows), ctx.now],
  );
  if (!quiet) {
    const told = new Map(rows.map((row) => [row.id, row.told]));
    await record(
      ctx,
      opened.map((task) => taskEntry(told.get(task.id)!, 'opened', task)),
    );
  }
  return opened;
}

export interface WhichTasks {
  kind?: TaskKind | readonly TaskKind[];
  placeId?: string;
  batchId?: string;
  documentId?: string;
  subjectId?: string;
  causeId?: string;
  /** These tasks themselves. */
  ids?: readonly string[];
}

/**
 * Closes what is open and fits all that is named, for its cause is gone; answers how many.
 * @throws Error unless at least one place, batch, document, subject, cause or task is named.
 */
export async function closeTasks(
  ctx: Context,
  which: WhichTasks,
  { quiet = false }: Told = {},
): Promise<number> {
  const { kind, placeId, batchId, documentId, subjectId, causeId, ids } = which;
  if (![placeId, batchId, documentId, subjectId, causeId, ids].some((key) => key !== undefined))
    throw new Error('Say which tasks are to be closed');
  const closed = await ctx.tx.rows<TaskRow>(
    /* sql */ `
    update task t set closed_at = $1, close_reason = 'gone'
    where t.closed_at is null and ($2::text[] is null or t.kind = any($2)) and ($3::uuid is null or t.place_id = $3)
      and ($4::uuid is null or t.batch_id = $4) and ($5::uuid is null or t.document_id = $5)
      and ($6::uuid is null or t.subject_id = $6) and ($7::uuid is null or t.cause_id = $7)
      and ($8::uuid[] is null or t.id = any($8))
    returning ${TASK_COLUMNS}`,
    [
      ctx.now,
      kind === undefined ? null : [kind].flat(),
      placeId ?? null,
      batchId ?? null,
      documentId ?? null,
      subjectId ?? null,
      causeId ?? null,
      ids ?? null,
    ],
  );
  if (!quiet) {
    await record(
      ctx,
      closed.map((task) => taskEntry(ctx.newId(), 'closed', task)),
    );
  }
  return closed.length;
}
