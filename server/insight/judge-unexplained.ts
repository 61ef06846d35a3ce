// Doses that the book did not have are explained once the account `unexplained` of their place and batch is even again.
import type { Context } from '../kernel/context.ts';
import { closeTasks } from '../tasks/tasks.ts';

/** Closes the tasks to reconcile of these (place, batch) pairs whose doses are explained by now. */
export async function closeExplained(
  ctx: Context,
  pairs: readonly (readonly [placeId: string, batchId: string])[],
): Promise<number> {
  const even = await ctx.tx.rows<{ id: string }>(
    /* sql */ `select t.id from (select distinct * from unnest($1::uuid[], $2::uuid[]) p(place_id, batch_id)) p
      join task t on t.place_id = p.place_id and t.batch_id = p.batch_id and t.kind = 'reconcile' and t.closed_at is null
      join balance b on b.holder_id = p.place_id and b.batch_id = p.batch_id and b.unexplained = 0
      where not exists (select from jsonb_array_elements(t.data -> 'warnings') w
        where w ->> 'code' not in ('unexplained_doses', 'over_receipt'))`,
    [pairs.map(([place]) => place), pairs.map(([, batch]) => batch)],
  );
  return even.length === 0 ? 0 : closeTasks(ctx, { ids: even.map(({ id }) => id) });
}
