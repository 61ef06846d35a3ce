// The stock status over HTTP: what each place has of each product against its minimum and maximum.
import { z } from 'zod';
import { route, type Route } from '../kernel/route.ts';
import { Code, decodeCursor, listOf, Page, pageOf } from '../kernel/shapes.ts';
import { READERS } from '../people/scope.ts';
import { STOCK_STATUSES } from './situation.ts';
import { listStatus } from './status-list.ts';
import { StatusView, statusView, type Nouns } from './views.ts';

const WITHIN = ['30', '60', '90'] as const;

/** The routes of the stock status. */
export function statusRoutes(nouns: Nouns): Route[] {
  const { directory, catalogue } = nouns;
  return [
    route({
      method: 'get',
      path: '/api/v1/stock-status',
      summary: 'Stock against minimum and maximum, months of stock, what expires soon and what is on its way',
      description:
        'Judged by usable doses: stock_out at 0, below_minimum, above_maximum, else normal; no_limits where nobody set a minimum and maximum and there is no use to compute them from. Both set to 0 by hand: normal.',
      tag: 'Insight',
      role: READERS,
      query: z.strictObject({
        place: Code.optional(),
        deep: z.enum(['true', 'false']).default('false').meta({ description: 'Also all places below it' }),
        product: Code.optional(),
        status: z.enum(STOCK_STATUSES).optional(),
        expiringWithin: z.enum(WITHIN).optional().meta({ description: 'Days' }),
        ...Page,
      }),
      response: listOf(StatusView),
      problems: ['not_found', 'unknown_product'],
      async handle(ctx, { query }) {
        const within = query.expiringWithin && (Number(query.expiringWithin) as 30 | 60 | 90);
        const rows = await listStatus(ctx, nouns, {
          place: directory.visible(ctx.actor, query.place ?? ctx.actor.unit.code),
          deep: query.deep === 'true',
          product: query.product && nouns.catalogue.getProduct(query.product).id,
          status: query.status,
          expiringWithin: within,
          after: decodeCursor(query.cursor, 2)?.map(String) as [string, string] | undefined,
          limit: query.limit + 1,
        });
        const page = pageOf(rows, query.limit, (row) => [
          directory.get(row.placeId).path,
          catalogue.product(row.productId)?.code ?? '',
        ]);
        return { ...page, items: page.items.map((row) => statusView(nouns, row)) };
      },
    }),
  ];
}
