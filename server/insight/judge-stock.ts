// Stock-out, below minimum, above maximum: at most one of the three is open for a place and product.
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Context } from '../kernel/context.ts';
import type { TaskKind } from '../tasks/kinds.ts';
import type { NewTask } from '../tasks/tasks.ts';
import {
  areaValues,
  findOpen,
  inArea,
  judgeAlone,
  settle,
  type Area,
  type Judged,
  type Scope,
} from './judging.ts';
import { situationsAt, situationsOf, type Situation } from './situation.ts';

const KINDS = ['stock_out', 'below_minimum', 'above_maximum'] as const satisfies readonly TaskKind[];

/** A product that did not move for so long, and of which no minimum is asked, is no longer used: nobody misses it. */
const FORGOTTEN_DAYS = 90;
const DAY_MS = 86_400_000;

/** The task that a situation calls for; none for what is normal or what the place never had. */
function taskOf(ctx: Context, catalogue: Catalogue, now: Situation): NewTask[] {
  const { status, placeId, productId, usable, minimum, maximum, inbound, movedAt } = now;
  if (status === 'normal' || status === 'no_limits') return [];
  if (status === 'stock_out') {
    // What was only promised to come, or what the nation plans for a place, is not missed before it was there.
    if (movedAt === null) return [];
    const isForgotten = ctx.now.getTime() - movedAt.getTime() > FORGOTTEN_DAYS * DAY_MS;
    if (minimum === 0 && isForgotten) return [];
  }
  const product = catalogue.product(productId);
  if (!product?.active) return [];
  const data = { product: product.name, onHand: usable, minimum, maximum, inbound };
  return [{ kind: status, placeId, productId, subjectId: productId, data }];
}

/** Judges these (place, product) pairs, or every product of an area; twice does no harm. */
export async function judgeStock(ctx: Context, catalogue: Catalogue, scope: Scope): Promise<Judged> {
  await judgeAlone(ctx);
  const situations =
    'pairs' in scope ? await situationsOf(ctx.tx, ctx.now, scope.pairs) : await below(ctx, scope);
  const wanted = situations.flatMap((situation) => taskOf(ctx, catalogue, situation));
  return settle(ctx, await findOpen(ctx, KINDS, scope), wanted);
}

async function below(ctx: Context, area: Area): Promise<Situation[]> {
  const places = await ctx.tx.rows<{ id: string }>(
    `select p.id from place p where ${inArea(1)} and p.active`,
    areaValues(area),
  );
  return situationsAt(
    ctx.tx,
    ctx.now,
    places.map(({ id }) => id),
  );
}
