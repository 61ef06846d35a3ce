// POST /api/v1/scans: what a code means, before anything is done with it. It reads only.
import { z } from 'zod';
import { route, type Route } from '../kernel/route.ts';
import { Code } from '../kernel/shapes.ts';
import { READERS } from '../people/scope.ts';
import { placeView, PlaceView } from '../places/routes.ts';
import { understandScan, type ScanDoors } from './scans.ts';
import { BatchView, productView, ProductView } from './views.ts';

const ScanView = z.object({
  kind: z.enum(['batch', 'package', 'place', 'ticket', 'document', 'unknown']),
  elements: z.looseObject({
    gtin: z.string().optional(),
    lot: z.string().optional(),
    expiry: z.string().optional(),
    serial: z.string().optional(),
    sscc: z.string().optional(),
    count: z.int().optional(),
  }),
  product: ProductView.optional(),
  batch: BatchView.optional(),
  balance: z.looseObject({}).optional().meta({ description: 'What `place` has of the batch' }),
  package: z.looseObject({}).optional().meta({
    description:
      'A box or pallet as GET /packages/{sscc}; or the shipment as GET /shipments/{id}, of kind `shipment`, with its contents',
  }),
  place: PlaceView.optional(),
  ticket: z.looseObject({}).optional(),
  document: z
    .object({ kind: z.enum(['order', 'count', 'destruction']), id: z.uuid(), code: z.string().nullable() })
    .optional()
    .meta({ description: 'What a printed document is about' }),
  warnings: z.array(z.looseObject({ code: z.string(), message: z.string() })),
});

/** The route of scans. */
export function scanRoutes(doors: ScanDoors): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/v1/scans',
      summary: 'What a scanned code means',
      description:
        'The text exactly as the reader gave it; GS (0x1D) is kept, a symbology identifier may lead.',
      tag: 'Scans',
      role: READERS,
      mode: 'read',
      body: z.strictObject({
        raw: z.string().max(4000),
        symbology: z
          .string()
          .max(40)
          .optional()
          .meta({ description: 'What the reader says it read: ]d2, ]C1, …' }),
        place: Code.optional().meta({
          description: 'Where it was scanned; its balance of the batch is told too',
        }),
      }),
      response: ScanView,
      problems: ['scan_invalid', 'not_found'],
      async handle(ctx, { body, language }) {
        const place = body.place === undefined ? undefined : doors.directory.visible(ctx.actor, body.place);
        const found = await understandScan(ctx, doors, { ...body, place });
        return {
          ...found,
          elements: { ...found.elements },
          product: found.product && productView(found.product),
          place: found.place && placeView(found.place),
          balance: found.balance && { ...found.balance },
          package: found.package && { ...found.package },
          ticket: found.ticket && { ...found.ticket },
          warnings: found.warnings.map(({ message, ...rest }) => ({ ...rest, message: message[language] })),
        };
      },
    }),
  ];
}
