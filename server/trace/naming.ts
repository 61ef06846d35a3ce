// What a task of a batch must say to be understood by those who read it: which vaccine, which lot.
import type { Context } from '../kernel/context.ts';
import type { NewTask } from '../tasks/tasks.ts';

/** The tasks with `product` (its name) and `lot` beside their data, where they are about a batch. */
export async function withNames(ctx: Context, tasks: readonly NewTask[]): Promise<NewTask[]> {
  const ids = [...new Set(tasks.flatMap(({ batchId }) => batchId ?? []))];
  if (ids.length === 0) return [...tasks];
  const found = await ctx.tx.rows<{ id: string; product: string; lot: string }>(
    'select b.id, p.name as product, b.lot from batch b join product p on p.id = b.product_id where b.id = any($1)',
    [ids],
  );
  const names = new Map(found.map(({ id, ...named }) => [id, named]));
  return tasks.map((task) => ({ ...task, data: { ...task.data, ...names.get(task.batchId ?? '') } }));
}
