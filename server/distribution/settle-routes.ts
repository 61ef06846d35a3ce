// After the receipt: the sender settles what is missing; the arrival report says how it came.
import { z } from 'zod';
import { route, type Route } from '../kernel/route.ts';
import { fault, Instant, Uuid } from '../kernel/shapes.ts';
import { OFFICERS, READERS } from '../people/scope.ts';
import { getVisible, mustActAt } from './access.ts';
import { ArrivalReport, arrivalReport } from './arrival-report.ts';
import { nameLines } from './lines.ts';
import { settleShipment } from './settle.ts';
import {
  answerWith,
  MAX_LINES,
  naming,
  tag,
  warningsOfLines,
  type DistributionDoors,
} from './shipment-routes.ts';
import { ShipmentView } from './views.ts';

const Count = z.int().min(0).default(0);
const params = z.object({ id: Uuid });

const SettlementLine = z
  .strictObject({
    ...naming,
    found: Count.meta({ description: 'Doses that are there after all' }),
    lost: Count.meta({ description: 'Doses written off' }),
    charged: Count.meta({ description: 'Doses written off and charged to whoever carried them' }),
    note: z.string().trim().min(1).max(500).optional(),
  })
  .check((check) => {
    const { found, lost, charged } = check.value;
    if (found + lost + charged > 0) return;
    const message = { id: 'Sebutkan jumlah dosis', en: 'Say how many doses' };
    check.issues.push(fault(0, ['found'], 'doses_required', message));
  });

/** Settlement and arrival report. */
export function settleRoutes({ directory, catalogue, activities }: DistributionDoors): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/v1/shipments/:id/settle',
      summary: 'Settle doses that are missing: found, lost or charged',
      description:
        "By the sender's officer or one above. In parts or at once; never more than is still open.",
      tag,
      role: OFFICERS,
      params,
      body: z.strictObject({
        id: Uuid,
        occurredAt: Instant.optional(),
        foundAt: z
          .enum(['sender', 'receiver'])
          .default('sender')
          .meta({ description: 'Whose stock the found doses are in' }),
        lines: z.array(SettlementLine).min(1).max(MAX_LINES),
      }),
      response: ShipmentView,
      problems: [
        'not_found',
        'forbidden',
        'shipment_not_received',
        'settlement_exceeds',
        'settlement_before_receipt',
        'duplicate_batch',
        'unknown_batch',
      ],
      async handle(ctx, { params, body, language }) {
        const visible = await getVisible(ctx, directory, params);
        mustActAt(ctx, directory, visible.from);
        const lines = await nameLines(ctx, catalogue, body.lines);
        await settleShipment(ctx, { ...body, ...visible, lines }, activities);
        return answerWith(ctx, directory, params.id, warningsOfLines(lines), language);
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/shipments/:id/arrival-report',
      summary: 'How a shipment arrived: the data of the vaccine arrival report (VAR)',
      tag,
      role: READERS,
      params,
      response: ArrivalReport,
      problems: ['not_found', 'shipment_not_received'],
      async handle(ctx, { params }) {
        const { shipment } = await getVisible(ctx, directory, params);
        return arrivalReport(ctx, directory, shipment.id);
      },
    }),
  ];
}
