// What other rooms ask of insight; rooms.ts hands these functions in.
import type { Context } from '../kernel/context.ts';
import { situationsAt, situationsOf, type Situation, type StockStatus } from './situation.ts';

/**
 * Minimum, maximum, monthly use, usable and inbound doses of these places' products, of those that have a maximum.
 * @param productIds all products when left out.
 */
export async function thresholdsOf(
  ctx: Context,
  placeIds: readonly string[],
  productIds?: readonly string[],
): Promise<Situation[]> {
  if (placeIds.length === 0) return [];
  const wanted = productIds && new Set(productIds);
  const rows = await situationsAt(ctx.tx, ctx.now, placeIds);
  return rows.filter(({ productId, maximum }) => maximum > 0 && (!wanted || wanted.has(productId)));
}

/** The status of each (place, product), under the key `place/product`. */
export async function statusOf(
  ctx: Context,
  pairs: readonly (readonly [placeId: string, productId: string])[],
): Promise<Map<string, StockStatus>> {
  if (pairs.length === 0) return new Map();
  const rows = await situationsOf(ctx.tx, ctx.now, pairs);
  return new Map(rows.map(({ placeId, productId, status }) => [`${placeId}/${productId}`, status]));
}
