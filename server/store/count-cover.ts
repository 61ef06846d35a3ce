// The count that somebody who counts a product without being told of one works on.
import type { Product } from '../catalogue/catalogue.ts';
import type { Context } from '../kernel/context.ts';
import type { Place } from '../places/directory.ts';
import { startCount } from './count.ts';

const COVERING = /* sql */ `
  select id from stock_count where place_id = $1 and status = 'started' and (product_id is null or product_id = $2)
  order by product_id nulls last limit 1`;

/**
 * The id of the count under way at a place that covers the product; one of that product alone is begun when there is none.
 * @throws Problem count_open while one that covers it has been submitted.
 */
export async function coveringCount(ctx: Context, place: Place, product: Product): Promise<string> {
  const found = await ctx.tx.maybe<{ id: string }>(COVERING, [place.id, product.id]);
  if (found) return found.id;
  const id = ctx.newId();
  await startCount(ctx, { id, place, product: product.id, blind: false });
  return id;
}
