// A count for whoever may see its place: for its page, its acts and its printed sheet.
import type { Context } from '../kernel/context.ts';
import { problems } from '../kernel/problem.ts';
import { COUNT_COLUMNS, type Count } from './count.ts';
import type { StoreRooms } from './views.ts';

/** The count, if the actor may see its place. @throws Problem not_found. */
export async function getVisibleCount(ctx: Context, { directory }: StoreRooms, id: string): Promise<Count> {
  const count = await ctx.tx.maybe<Count>(`select ${COUNT_COLUMNS} from stock_count c where c.id = $1`, [id]);
  if (!count || !directory.isVisible(ctx.actor, directory.get(count.placeId))) throw problems.not_found();
  return count;
}
