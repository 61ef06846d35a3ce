// How much of a batch's way a caller may see: all of it, or what lies in or touches their subtree.
import type { Actor, Context } from '../kernel/context.ts';
import { problems } from '../kernel/problem.ts';
import { BATCH_COLUMNS, type BatchViewRow } from '../catalogue/views.ts';

/** The place that makes the batches; its staff may hold them back and see where they went. */
export const MANUFACTURER = 'BIOFARMA';

export type FoundBatch = Omit<BatchViewRow, 'product'> & { productId: string };

/** The path below which a caller sees holders and hops; `/` is the whole nation, for it begins every path. */
export function sightOf({ unit }: Actor): string {
  return unit.code === MANUFACTURER ? '/' : unit.path;
}

const REACHED = /* sql */ `
  select from balance b
    left join transit t on t.holder_id = b.holder_id
    join place p on p.id in (b.holder_id, t.from_id, t.to_id)
  where b.batch_id = $1 and starts_with(p.path, $2) limit 1`;

/** The batch, if it ever was in the caller's sight or on the way there. @throws Problem not_found otherwise. */
export async function getBatchInSight(ctx: Context, id: string): Promise<FoundBatch> {
  const batch = await ctx.tx.maybe<FoundBatch>(`select ${BATCH_COLUMNS} from batch b where b.id = $1`, [id]);
  if (!batch) throw problems.not_found();
  const sight = sightOf(ctx.actor);
  const isNational = sight === '/' || sight.indexOf('/', 1) === sight.length - 1;
  if (!isNational && !(await ctx.tx.maybe(REACHED, [id, sight]))) throw problems.not_found();
  return batch;
}
