// Documents over HTTP: whoever may see the thing may print it.
import { z } from 'zod';
import { getVisible } from '../distribution/access.ts';
import { arrivalReport } from '../distribution/arrival-report.ts';
import { getVisibleOrder } from '../distribution/order-sides.ts';
import { orderView } from '../distribution/order-views.ts';
import { getShipmentFound } from '../distribution/views.ts';
import { route, type Route } from '../kernel/route.ts';
import { Uuid } from '../kernel/shapes.ts';
import { getVisibleCount } from '../store/count-visible.ts';
import { countView } from '../store/count-views.ts';
import { getDestruction } from '../store/destruction-routes.ts';
import { allocationNoteOf } from './allocation-note.ts';
import { arrivalReportSheet } from './arrival.ts';
import { beritaAcaraOf } from './berita-acara.ts';
import { countSheetOf } from './count-sheet.ts';
import { common, replyWith, type DocumentDoors } from './reply.ts';
import { reportDocumentRoutes } from './report-routes.ts';
import { sbbkOf } from './sbbk.ts';

const params = z.object({ id: Uuid });

function distributionRoutes(doors: DocumentDoors): Route[] {
  const { directory } = doors;
  return [
    route({
      ...common,
      path: '/api/v1/documents/sbbk/:id',
      summary: 'SBBK: the goods-issue note of a shipment, as PDF',
      params,
      problems: ['not_found'],
      async handle(ctx, { params }) {
        const { shipment } = await getVisible(ctx, directory, params);
        const found = await getShipmentFound(ctx, shipment.id);
        return replyWith(await sbbkOf(doors, found, ctx.now), 'SBBK');
      },
    }),
    route({
      ...common,
      path: '/api/v1/documents/arrival-report/:id',
      summary: 'VAR: the vaccine arrival report of a shipment that was received, as PDF',
      params,
      problems: ['not_found', 'shipment_not_received'],
      async handle(ctx, { params }) {
        const { shipment } = await getVisible(ctx, directory, params);
        const report = await arrivalReport(ctx, directory, shipment.id);
        return replyWith(await arrivalReportSheet(doors, report, ctx.now), 'VAR');
      },
    }),
    route({
      ...common,
      path: '/api/v1/documents/allocation-note/:id',
      summary: 'Nota alokasi: what is set aside for an order, as PDF',
      params,
      problems: ['not_found'],
      async handle(ctx, { params }) {
        const at = await getVisibleOrder(ctx, directory, params.id);
        const order = await orderView(ctx, directory, ctx.actor, at);
        return replyWith(await allocationNoteOf(directory, order, ctx.now), 'Nota-Alokasi');
      },
    }),
  ];
}

function storeRoutes(doors: DocumentDoors): Route[] {
  const { directory } = doors;
  return [
    route({
      ...common,
      path: '/api/v1/documents/count-sheet/:id',
      summary: 'Lembar stok opname: what is to be counted, or what was found, as PDF',
      description: 'Of a blind count that is under way nothing is printed of what the book says.',
      params,
      problems: ['not_found'],
      async handle(ctx, { params }) {
        const count = await getVisibleCount(ctx, doors, params.id);
        const view = await countView(ctx, doors, count, { language: 'id' });
        return replyWith(await countSheetOf(directory, view, ctx.now), 'Stok-Opname');
      },
    }),
    route({
      ...common,
      path: '/api/v1/documents/berita-acara/:id',
      summary: 'Berita acara pemusnahan: the official record of a destruction, as PDF',
      params,
      problems: ['not_found'],
      async handle(ctx, { params }) {
        const destruction = await getDestruction(ctx, doors, params.id);
        return replyWith(await beritaAcaraOf(directory, destruction, ctx.now), 'Berita-Acara');
      },
    }),
  ];
}

/** The routes of documents. */
export function documentRoutes(doors: DocumentDoors): Route[] {
  return [...distributionRoutes(doors), ...storeRoutes(doors), ...reportDocumentRoutes(doors)];
}
