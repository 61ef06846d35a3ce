// What happens to a shipment, over HTTP: cancelled, dispatched, received, returned; each once.
import { z } from 'zod';
import { route, type Route } from '../kernel/route.ts';
import { fault, Instant, Uuid } from '../kernel/shapes.ts';
import { STOCK_ROLES } from '../people/scope.ts';
import { getVisible, mustActAt } from './access.ts';
import { dispatchShipment, returnShipment } from './dispatch.ts';
import { cancelShipment } from './draft.ts';
import { nameLines } from './lines.ts';
import { receiveShipment } from './receive.ts';
import { Arrival } from './arrival.ts';
import { ssccOfScan } from './draft-lines.ts';
import { REJECTION_REASONS, VVM_STAGES } from './receipt.ts';
import {
  answerWith,
  commandId,
  MAX_LINES,
  naming,
  tag,
  warningsOfLines,
  type DistributionDoors,
} from './shipment-routes.ts';
import { Sscc } from './sscc.ts';
import { ShipmentView } from './views.ts';

const Count = z.int().min(0).meta({ description: 'Whole doses' });
const Rejected = z.strictObject({ doses: z.int().positive(), reason: z.enum(REJECTION_REASONS) });
const ReceiptLine = z.strictObject({
  ...naming,
  accepted: Count,
  rejected: z.array(Rejected).max(20).optional(),
  missing: Count.optional().meta({ description: 'By default whatever is left of the shipped doses' }),
  vvm: z
    .enum(VVM_STAGES)
    .optional()
    .meta({ description: 'Stage of the vial monitors; from C on nothing of the line is accepted' }),
  note: z.string().trim().min(1).max(500).optional(),
  from: z
    .array(z.strictObject({ sscc: Sscc, doses: z.int().positive() }))
    .max(MAX_LINES)
    .optional()
    .meta({ description: 'The boxes that rejected and missing doses were in' }),
});
const params = z.object({ id: Uuid });
const reason = z.string().trim().min(1).max(500);

const common = { method: 'post', tag, role: STOCK_ROLES, params, response: ShipmentView } as const;

function senderRoutes({ directory, activities }: DistributionDoors): Route[] {
  return [
    route({
      ...common,
      path: '/api/v1/shipments/:id/dispatch',
      summary: 'Send a draft: its doses leave the stock of the sender, all or none',
      body: z.strictObject({ id: Uuid.optional(), occurredAt: Instant.optional() }),
      problems: [
        'insufficient_stock',
        'batch_expired',
        'batch_recalled',
        'batch_quarantined',
        'already_dispatched',
        'shipment_not_draft',
        'time_in_future',
        'time_too_old',
        'package_changed',
      ],
      async handle(ctx, { params, body, language }) {
        const visible = await getVisible(ctx, directory, params);
        mustActAt(ctx, directory, visible.from);
        await dispatchShipment(ctx, { ...body, ...visible, id: commandId(ctx) }, activities);
        return answerWith(ctx, directory, params.id, [], language);
      },
    }),
    route({
      ...common,
      path: '/api/v1/shipments/:id/cancel',
      summary: 'Cancel a draft',
      body: z.strictObject({ id: Uuid.optional(), reason }),
      problems: ['shipment_not_draft'],
      async handle(ctx, { params, body, language }) {
        const visible = await getVisible(ctx, directory, params);
        mustActAt(ctx, directory, visible.from);
        await cancelShipment(ctx, { ...visible, reason: body.reason, id: commandId(ctx) });
        return answerWith(ctx, directory, params.id, [], language);
      },
    }),
    route({
      ...common,
      path: '/api/v1/shipments/:id/return',
      summary: 'Take a dispatched shipment back: its doses are in the stock of the sender again',
      body: z.strictObject({ id: Uuid, reason, occurredAt: Instant.optional() }),
      problems: ['shipment_not_in_transit', 'already_received', 'receipt_before_dispatch', 'time_in_future'],
      async handle(ctx, { params, body, language }) {
        const visible = await getVisible(ctx, directory, params);
        mustActAt(ctx, directory, visible.from);
        await returnShipment(ctx, { ...body, ...visible }, activities);
        return answerWith(ctx, directory, params.id, [], language);
      },
    }),
  ];
}

function receiveRoute({ directory, catalogue, activities }: DistributionDoors): Route {
  return route({
    ...common,
    path: '/api/v1/shipments/:id/receive',
    summary: 'Receive a shipment: every batch that was sent is answered for, once',
    description:
      'Without lines, what was scanned is accepted as it was sent: `sscc` or `scan` of the shipment, or of a box or pallet in it; `packages` for several.',
    body: z
      .strictObject({
        id: Uuid,
        occurredAt: Instant.optional(),
        lines: z.array(ReceiptLine).min(1).max(MAX_LINES).optional(),
        sscc: Sscc.optional(),
        scan: z.string().max(500).optional().meta({ description: 'The label of a package as it was read' }),
        packages: z
          .array(Sscc)
          .min(1)
          .max(1000)
          .optional()
          .meta({ description: 'Boxes and pallets that arrived' }),
        restMissing: z.boolean().optional().meta({ description: 'What no scan covers did not arrive' }),
        arrival: Arrival.optional(),
      })
      .check((check) => {
        const { lines, sscc, scan, packages } = check.value;
        if (lines ?? sscc ?? scan ?? packages) return;
        const message = {
          id: 'Sebutkan baris atau paket yang dipindai',
          en: 'Give lines, or the scanned package',
        };
        check.issues.push(fault(undefined, ['lines'], 'lines_or_sscc', message));
      }),
    problems: [
      'already_received',
      'shipment_not_in_transit',
      'receipt_before_dispatch',
      'receipt_does_not_add_up',
      'receipt_line_missing',
      'duplicate_batch',
      'sscc_mismatch',
      'packages_not_scanned',
      'package_not_in_shipment',
      'not_enough_in_box',
      'unknown_batch',
      'scan_invalid',
    ],
    async handle(ctx, { params, body, language }) {
      const visible = await getVisible(ctx, directory, params);
      mustActAt(ctx, directory, visible.to);
      const lines = body.lines && (await nameLines(ctx, catalogue, body.lines));
      const scan = body.scan === undefined ? undefined : ssccOfScan(ctx, body.scan, '/scan');
      const scanned = [
        ...new Set([body.sscc, scan, ...(body.packages ?? [])].filter((one) => one !== undefined)),
      ];
      const warnings = await receiveShipment(ctx, { ...body, ...visible, lines, scanned }, activities);
      return answerWith(ctx, directory, params.id, [...warnings, ...warningsOfLines(lines ?? [])], language);
    },
  });
}

/** What is done with a shipment. */
export function actRoutes(doors: DistributionDoors): Route[] {
  return [...senderRoutes(doors), receiveRoute(doors)];
}
