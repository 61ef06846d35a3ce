// Doses given by week, for the areas that sums are kept for; the follower of the reports adds them with its days, so that
// both always say the same.
import type { Context } from '../kernel/context.ts';

/** Adds what `flow` (place_id, product_id, day, used) holds; a part of the reports follower's statement. */
export const ADD_USE = /* sql */ `
  insert into area_use as u (area_id, week, product_id, used)
  select a.area_id, date_trunc('week', f.day)::date, f.product_id, sum(f.used)
  from flow f join area_place a on a.place_id = f.place_id where f.used <> 0
  group by 1, 2, 3 order by 1, 2, 3
  on conflict (area_id, week, product_id) do update set used = u.used + excluded.used`;

/** Sums the doses given anew from the days, in the caller's transaction. */
export async function rebuildUse(ctx: Context): Promise<void> {
  await ctx.tx.run('delete from area_use');
  await ctx.tx.run(/* sql */ `insert into area_use (area_id, week, product_id, used)
    select a.area_id, d.week, d.product_id, sum(d.used) from (
      select place_id, product_id, date_trunc('week', day)::date as week, sum(used) as used from stock_day
      where used <> 0 group by 1, 2, 3
    ) d join area_place a on a.place_id = d.place_id group by 1, 2, 3`);
}
