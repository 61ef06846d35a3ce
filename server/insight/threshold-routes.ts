// Minimum and maximum over HTTP: listed, set by hand, computed now; and the supply times they rest on.
import { z } from 'zod';
import { route, type Route } from '../kernel/route.ts';
import { Code, decodeCursor, listOf, Page, pageOf, Uuid } from '../kernel/shapes.ts';
import { OFFICERS, READERS } from '../people/scope.ts';
import { LEVELS } from '../places/directory.ts';
import { findSupplyTimes, findThresholds, recompute, setSupplyTime, setThreshold } from './thresholds.ts';
import { SupplyTimeView, ThresholdView, thresholdView, type Nouns } from './views.ts';

const tag = 'Insight';
const Limit = z.int().min(0).max(1_000_000_000);
const Months = z.number().min(0).max(24).multipleOf(0.01);

function limitRoutes(nouns: Nouns): Route[] {
  const { directory, catalogue } = nouns;
  return [
    route({
      method: 'get',
      path: '/api/v1/thresholds',
      summary: 'Minimum and maximum of places and products, and where they come from',
      tag,
      role: READERS,
      query: z.strictObject({
        place: Code.optional(),
        deep: z.enum(['true', 'false']).default('false'),
        product: Code.optional(),
        ...Page,
      }),
      response: listOf(ThresholdView),
      problems: ['not_found', 'unknown_product'],
      async handle(ctx, { query }) {
        const rows = await findThresholds(ctx, {
          place: directory.visible(ctx.actor, query.place ?? ctx.actor.unit.code),
          deep: query.deep === 'true',
          product: query.product && nouns.catalogue.getProduct(query.product).id,
          after: decodeCursor(query.cursor, 2)?.map(String) as [string, string] | undefined,
          limit: query.limit + 1,
        });
        const page = pageOf(rows, query.limit, (row) => [
          directory.get(row.placeId).path,
          catalogue.product(row.productId)?.code ?? '',
        ]);
        return { ...page, items: page.items.map((row) => thresholdView(nouns, row)) };
      },
    }),
    route({
      method: 'put',
      path: '/api/v1/thresholds',
      summary: 'Set minimum and maximum by hand with a reason, or give them back to the formula',
      tag,
      role: OFFICERS,
      body: z.union([
        z.strictObject({
          id: Uuid,
          place: Code,
          product: Code,
          minimum: Limit,
          maximum: Limit,
          reason: z.string().trim().min(1).max(500),
        }),
        z.strictObject({ id: Uuid, place: Code, product: Code, formula: z.literal(true) }),
      ]),
      response: ThresholdView,
      problems: ['threshold_order', 'threshold_not_set', 'not_found', 'unknown_product'],
      async handle(ctx, { body }) {
        const place = directory.visible(ctx.actor, body.place);
        const product = nouns.catalogue.getProduct(body.product);
        const limits = 'formula' in body ? null : body;
        return thresholdView(nouns, await setThreshold(ctx, { id: body.id, place, product, limits }));
      },
    }),
    route({
      method: 'post',
      path: '/api/v1/thresholds/compute',
      summary: 'Compute minimum and maximum below a place now, as each night does',
      tag,
      role: OFFICERS,
      body: z.strictObject({ id: Uuid, place: Code }),
      response: z.object({ changed: z.int() }),
      problems: ['not_found'],
      async handle(ctx, { body }) {
        const place = directory.visible(ctx.actor, body.place);
        return { changed: await recompute(ctx, { id: body.id, place }) };
      },
    }),
  ];
}

/** Every route of thresholds. */
export function thresholdRoutes(nouns: Nouns): Route[] {
  return [
    ...limitRoutes(nouns),
    route({
      method: 'get',
      path: '/api/v1/supply-times',
      summary: 'How long supply takes, by level',
      tag,
      role: READERS,
      response: z.object({ items: z.array(SupplyTimeView) }),
      async handle(ctx) {
        return { items: await findSupplyTimes(ctx.tx) };
      },
    }),
    route({
      method: 'put',
      path: '/api/v1/supply-times',
      summary: 'Change the supply times of a level; thresholds follow the next night',
      tag,
      role: ['national_officer'],
      body: z.strictObject({
        id: Uuid,
        level: z.enum(LEVELS),
        distributionMonths: Months,
        leadMonths: Months,
      }),
      response: SupplyTimeView,
      async handle(ctx, { body }) {
        return setSupplyTime(ctx, body);
      },
    }),
  ];
}
