// Stock over HTTP: now, at a moment of occurred time, and which batches to issue first.
import { z } from 'zod';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Context } from '../kernel/context.ts';
import { route, type Route } from '../kernel/route.ts';
import { Code, Day, decodeCursor, Doses, Instant, listOf, Page, pageOf, Uuid } from '../kernel/shapes.ts';
import { READERS } from '../people/scope.ts';
import type { Directory } from '../places/directory.ts';
import { findStock, findStockAt, suggestFirstExpiry, type StockRow } from './stock.ts';
import { StockView, stockView } from './views.ts';

export interface StockDoors {
  directory: Directory;
  catalogue: Catalogue;
  /** How products stand at places, by `place/product`; from insight, by way of the app. */
  statusOf(
    ctx: Context,
    pairs: readonly (readonly [placeId: string, productId: string])[],
  ): Promise<Map<string, z.infer<typeof StockView>['status']>>;
}

const tag = 'Stock';

/** Stock now and at a moment, and what to issue first. */
export function stockRoutes({ directory, catalogue, statusOf }: StockDoors): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/v1/stock',
      summary: 'Stock now, of a place or of all below it',
      tag,
      role: READERS,
      query: z.strictObject({
        place: Code.optional(),
        deep: z.enum(['true', 'false']).default('false'),
        product: Code.optional(),
        batch: Uuid.optional(),
        ...Page,
      }),
      response: listOf(StockView),
      async handle(ctx, { query }) {
        const after = decodeCursor(query.cursor, 2) as [string, string] | undefined;
        const rows = await findStock(ctx, {
          place: directory.visible(ctx.actor, query.place ?? ctx.actor.unit.code),
          deep: query.deep === 'true',
          product: query.product && catalogue.getProduct(query.product).id,
          batch: query.batch,
          after,
          limit: query.limit + 1,
        });
        const page = pageOf(rows, query.limit, (row) => [directory.get(row.placeId).code, row.batchId]);
        const statuses = await statusOf(
          ctx,
          page.items.map(({ placeId, productId }) => [placeId, productId] as const),
        );
        const view = (row: StockRow) =>
          stockView(directory, row, statuses.get(`${row.placeId}/${row.productId}`));
        return { ...page, items: page.items.map(view) };
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/stock/at',
      summary: 'Stock of a place at a moment of occurred time',
      tag,
      role: READERS,
      query: z.strictObject({ place: Code.optional(), at: Instant, product: Code.optional() }),
      response: z.object({
        items: z.array(
          z.object({ batch: z.uuid(), onHand: z.int(), available: z.int(), quarantined: z.int() }),
        ),
      }),
      async handle(ctx, { query }) {
        const place = directory.visible(ctx.actor, query.place ?? ctx.actor.unit.code);
        const product = query.product && catalogue.getProduct(query.product).id;
        return { items: await findStockAt(ctx, place, query.at, product) };
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/stock/suggestion',
      summary: 'Which batches to issue: first expiry, first out',
      tag,
      role: READERS,
      query: z.strictObject({
        place: Code.optional(),
        product: Code,
        doses: z.coerce.number().int().positive(),
        usableOn: Day.optional(),
      }),
      response: z.object({
        picks: z.array(z.object({ batch: z.uuid(), lot: z.string(), expiry: Day, doses: Doses })),
        missing: z.int().meta({ description: 'Doses that no usable, unreserved batch has' }),
      }),
      async handle(ctx, { query }) {
        const place = directory.visible(ctx.actor, query.place ?? ctx.actor.unit.code);
        return suggestFirstExpiry(ctx, { ...query, place, product: catalogue.getProduct(query.product).id });
      },
    }),
  ];
}
