// Expiry notices: one task for each place and batch that advances from step to step, then one for what has expired.
import type { Context } from '../kernel/context.ts';
import { record } from '../kernel/journal.ts';
import type { TaskRow } from '../tasks/entities.ts';
import { TASK_COLUMNS, taskEntry, type NewTask } from '../tasks/tasks.ts';
import {
  areaValues,
  findOpen,
  inArea,
  judgeAlone,
  settle,
  type Judged,
  type OpenTask,
  type Scope,
} from './judging.ts';

/** Days before expiry at which a notice is given, the first one first. */
export const EXPIRY_STEPS = [90, 60, 30, 14, 10, 3, 1] as const;

/** The step that so many days before expiry belong to; undefined when it is too early. Today is the last step. */
export function stepOf(days: number): number | undefined {
  return EXPIRY_STEPS.filter((step) => days <= step).at(-1);
}

interface Ageing {
  placeId: string;
  batchId: string;
  productId: string;
  product: string;
  lot: string;
  expiry: string;
  onHand: number;
  /** Until expiry in the place's own time zone; negative when past. */
  days: number;
}

// A recalled batch has a task of its own that is more pressing, until its expiry.
const AGEING = /* sql */ `
  select b.holder_id as "placeId", b.batch_id as "batchId", t.product_id as "productId", r.name as product, t.lot, t.expiry,
    b.available + b.quarantined as "onHand", t.expiry - d.today as days
  from place p
  cross join lateral (select ($1::timestamptz at time zone p.time_zone)::date as today) d
  join balance b on b.holder_id = p.id and b.available + b.quarantined > 0
  join batch t on t.id = b.batch_id
  join product r on r.id = t.product_id`;
const SOON = /* sql */ `t.expiry - d.today <= ${EXPIRY_STEPS[0]} and (t.status <> 'recalled' or t.expiry < d.today)`;

function findAgeing(ctx: Context, scope: Scope): Promise<Ageing[]> {
  if ('pairs' in scope) {
    return ctx.tx.rows<Ageing>(
      /* sql */ `${AGEING} join (select distinct * from unnest($2::uuid[], $3::uuid[]) w(place_id, batch_id)) w
          on w.place_id = b.holder_id and w.batch_id = b.batch_id where ${SOON}`,
      [ctx.now, scope.pairs.map(([place]) => place), scope.pairs.map(([, batch]) => batch)],
    );
  }
  return ctx.tx.rows<Ageing>(`${AGEING} where ${inArea(2)} and ${SOON}`, [ctx.now, ...areaValues(scope)]);
}

function taskOf(row: Ageing): NewTask {
  const { placeId, batchId, productId, product, lot, expiry, onHand, days } = row;
  const of = { placeId, batchId, productId, subjectId: batchId };
  const data = { product, lot, expiry, onHand };
  if (days < 0) return { kind: 'expired', ...of, data };
  return { kind: 'expiring', ...of, data: { ...data, days, step: stepOf(days)! } };
}

/** What has come to a nearer step wakes, if it was put off, and is told anew. */
async function advance(ctx: Context, open: readonly OpenTask[], wanted: readonly NewTask[]): Promise<void> {
  const steps = new Map(
    wanted.map((task) => [`${task.placeId}/${task.subjectId}`, task.data?.step as number]),
  );
  const nearer = open.filter((task) => {
    const step = steps.get(`${task.placeId}/${task.subjectId}`);
    return task.kind === 'expiring' && step !== undefined && step < (task.data.step as number);
  });
  if (nearer.length === 0) return;
  const woken = await ctx.tx.rows<TaskRow>(
    /* sql */ `update task t set snoozed_until = null, snoozed_by = null, snooze_reason = null
      where t.id = any($1) returning ${TASK_COLUMNS}`,
    [nearer.map(({ id }) => id)],
  );
  const entry = (task: TaskRow) =>
    taskEntry(ctx.newId(), 'advanced', task, { step: steps.get(`${task.placeId}/${task.subjectId}`) });
  await record(ctx, woken.map(entry));
}

/** Judges these (place, batch) pairs, or every batch of an area; twice does no harm. */
export async function judgeExpiry(ctx: Context, scope: Scope): Promise<Judged> {
  await judgeAlone(ctx);
  const wanted = (await findAgeing(ctx, scope)).map(taskOf);
  const open = await findOpen(ctx, ['expiring', 'expired'], scope);
  await advance(ctx, open, wanted);
  return settle(ctx, open, wanted);
}
