// Documents over HTTP: whoever may see the thing may print it.
import { z } from 'zod';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { getVisible } from '../distribution/access.ts';
import { getShipmentFound } from '../distribution/views.ts';
import { Reply, route, type Route } from '../kernel/route.ts';
import { Uuid } from '../kernel/shapes.ts';
import { READERS } from '../people/scope.ts';
import type { Directory } from '../places/directory.ts';
import { renderPdf } from './pdf.ts';
import { sbbkOf } from './sbbk.ts';
import type { Sheet } from './sheet.ts';

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
  ];
}
