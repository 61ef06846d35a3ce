// Documents of a place and a period over HTTP: the stock card and the month report.
import { z } from 'zod';
import { findLplpo } from '../insight/report-lplpo.ts';
import { periodOf } from '../insight/report-period.ts';
import { route, type Route } from '../kernel/route.ts';
import { Code, Day, Uuid } from '../kernel/shapes.ts';
import { lplpoOf } from './lplpo.ts';
import { common, replyWith, type DocumentDoors } from './reply.ts';
import { stockCardOf } from './stock-card.ts';

/** The stock card and the month report. */
export function reportDocumentRoutes({ directory, catalogue }: DocumentDoors): Route[] {
  const placeOf = Code.optional().meta({ description: "Code of a place; the caller's own by default" });
  return [
    route({
      ...common,
      path: '/api/v1/documents/stock-card',
      summary: 'Kartu stok: what moved of a product at a place in a period, as PDF',
      query: z.strictObject({
        place: placeOf,
        product: Code,
        batch: Uuid.optional(),
        from: Day.optional().meta({ description: 'First day; by default the first of the month' }),
        to: Day.optional().meta({ description: 'Last day, included; by default today' }),
      }),
      problems: ['not_found', 'unknown_product', 'document_too_long'],
      async handle(ctx, { query }) {
        const place = directory.visible(ctx.actor, query.place ?? ctx.actor.unit.code);
        const product = catalogue.getProduct(query.product);
        const card = { place, product, batch: query.batch, ...periodOf(ctx, place, query) };
        return replyWith(await stockCardOf(ctx, directory, card), 'Kartu-Stok');
      },
    }),
    route({
      ...common,
      path: '/api/v1/documents/lplpo',
      summary: 'LPLPO: the month report of a place and what it asks for, as PDF',
      query: z.strictObject({
        place: placeOf,
        month: z
          .string()
          .regex(/^20\d\d-(0[1-9]|1[0-2])$/)
          .optional()
          .meta({ description: 'YYYY-MM; by default this month' }),
      }),
      problems: ['not_found'],
      async handle(ctx, { query }) {
        const place = directory.visible(ctx.actor, query.place ?? ctx.actor.unit.code);
        const report = await findLplpo(ctx, { catalogue }, { place, month: query.month });
        const above = place.parentCode === null ? undefined : directory.byCode(place.parentCode);
        return replyWith(await lplpoOf(place, above, report, ctx.now), 'LPLPO');
      },
    }),
  ];
}
