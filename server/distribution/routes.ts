// Every route of distribution: batches registered, shipments drafted, sent and received, orders made and fulfilled.
import { z } from 'zod';
import { problems } from '../kernel/problem.ts';
import { route, type Route } from '../kernel/route.ts';
import { Day, Doses, Uuid } from '../kernel/shapes.ts';
import { BatchView, BUDGET_SOURCES } from '../catalogue/views.ts';
import { actRoutes } from './act-routes.ts';
import { packageRoutes } from './packages/routes.ts';
import { MANUFACTURER, productOfGtin, registerBatch } from './batches.ts';
import { deliveryRoutes } from './delivery-routes.ts';
import { orderActRoutes } from './order-act-routes.ts';
import { orderRoutes, type OrderDoors } from './order-routes.ts';
import { settleRoutes } from './settle-routes.ts';
import { shipmentRoutes, type DistributionDoors } from './shipment-routes.ts';

function batchRoute({ directory, catalogue }: DistributionDoors): Route {
  return route({
    method: 'post',
    path: '/api/v1/batches',
    summary: "Register a batch: its doses become the manufacturer's stock",
    tag: 'Batches',
    role: ['warehouse_staff'],
    body: z.strictObject({
      id: Uuid,
      gtin: z.string().max(64).meta({ description: 'GTIN of 8, 12, 13 or 14 digits' }),
      lot: z
        .string()
        .max(64)
        .meta({ description: '1 to 20 characters of CSET 82; upper and lower case differ' }),
      expiry: Day.meta({ description: 'The last day of use' }),
      manufacturedOn: Day.optional(),
      doses: Doses,
      budgetSource: z.enum(BUDGET_SOURCES).optional().meta({ description: 'Who paid for it' }),
      budgetYear: z.int().min(2000).max(2200).optional(),
    }),
    response: BatchView,
    status: 201,
    problems: [
      'batch_exists',
      'invalid_gtin',
      'unknown_gtin',
      'invalid_lot',
      'expiry_in_past',
      'expiry_too_far',
      'invalid_manufactured_on',
      'doses_absurd',
    ],
    async handle(ctx, { body }) {
      const place = directory.byCode(MANUFACTURER);
      if (!place || !directory.isVisible(ctx.actor, place)) throw problems.forbidden();
      const product = productOfGtin(catalogue, body.gtin);
      return registerBatch(ctx, { ...body, product, place });
    },
  });
}

/** Every route of distribution. */
export function distributionRoutes(doors: OrderDoors): Route[] {
  return [
    batchRoute(doors),
    ...shipmentRoutes(doors),
    ...actRoutes(doors),
    ...packageRoutes(doors),
    ...settleRoutes(doors),
    ...deliveryRoutes(doors),
    ...orderRoutes(doors),
    ...orderActRoutes(doors),
  ];
}
