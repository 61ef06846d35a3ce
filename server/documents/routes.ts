// Documents over HTTP: whoever may see the thing may print it.
import { z } from 'zod';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { catalogueProblems } from '../catalogue/problems.ts';
import { getVisible } from '../distribution/access.ts';
import { getVisibleOrder } from '../distribution/order-sides.ts';
import { orderView } from '../distribution/order-views.ts';
import { getShipmentFound } from '../distribution/views.ts';
import { Reply, route, type Route } from '../kernel/route.ts';
import { Code, Day, fault, Uuid } from '../kernel/shapes.ts';
import { READERS } from '../people/scope.ts';
import type { Directory } from '../places/directory.ts';
import { allocationNoteOf } from './allocation-note.ts';
import { renderPdf } from './pdf.ts';
import { sbbkOf } from './sbbk.ts';
import type { Sheet } from './sheet.ts';
import { stockCardOf } from './stock-card.ts';

export interface DocumentDoors {
  directory: Directory;
  catalogue: Catalogue;
}

const common = {
  method: 'get',
  tag: 'Documents',
  role: READERS,
  produces: ['application/pdf'] as string[],
} as const;

/** A sheet as the answer to a request; the file's name holds letters, digits, dots and dashes only. */
export async function replyWith(sheet: Sheet, name: string): Promise<Reply<Buffer>> {
  const file = `${name}-${sheet.number}`.replace(/[^A-Za-z0-9._-]+/g, '-');
  const headers = {
    'Cache-Control': 'private, no-store',
    'Content-Disposition': `inline; filename="${file}.pdf"`,
  };
  return new Reply(await renderPdf(sheet), { type: 'application/pdf', headers });
}

const MOST_DAYS = 366;

/** A period of calendar days, both included, at most a year. */
const CardQuery = z
  .strictObject({ place: Code.optional(), product: Code, from: Day, to: Day })
  .check((check) => {
    const { from, to } = check.value;
    const days = (Date.parse(to) - Date.parse(from)) / 86_400_000;
    if (days >= 0 && days <= MOST_DAYS) return;
    const message = {
      id: `Dari hari pertama sampai paling banyak ${MOST_DAYS} hari kemudian`,
      en: `From the first day to at most ${MOST_DAYS} days later`,
    };
    check.issues.push(fault(to, ['to'], 'period', message));
  });

/** The routes of documents. */
export function documentRoutes(doors: DocumentDoors): Route[] {
  return [
    route({
      ...common,
      path: '/api/v1/documents/sbbk/:id',
      summary: 'SBBK: the goods-issue note of a shipment, as PDF',
      params: z.object({ id: Uuid }),
      problems: ['not_found'],
      async handle(ctx, { params }) {
        const { shipment } = await getVisible(ctx, doors.directory, params);
        const found = await getShipmentFound(ctx, shipment.id);
        return replyWith(await sbbkOf(doors, found, ctx.now), 'SBBK');
      },
    }),
    route({
      ...common,
      path: '/api/v1/documents/allocation-note/:id',
      summary: 'Nota alokasi: what is set aside for an order, as PDF',
      params: z.object({ id: Uuid }),
      problems: ['not_found'],
      async handle(ctx, { params }) {
        const at = await getVisibleOrder(ctx, doors.directory, params.id);
        const order = await orderView(ctx, doors.directory, ctx.actor, at);
        return replyWith(await allocationNoteOf(doors.directory, order, ctx.now), 'Nota-Alokasi');
      },
    }),
    route({
      ...common,
      path: '/api/v1/documents/stock-card',
      summary: 'Kartu stok: what moved of a product at a place in a period, as PDF',
      query: CardQuery,
      problems: ['not_found', 'unknown_product', 'document_too_long'],
      async handle(ctx, { query }) {
        const place = doors.directory.visible(ctx.actor, query.place ?? ctx.actor.unit.code);
        const product = doors.catalogue.product(query.product);
        if (!product) throw catalogueProblems.unknown_product({ product: query.product });
        return replyWith(await stockCardOf(ctx, { ...query, place, product }), 'Kartu-Stok');
      },
    }),
  ];
}
