// Shipments over HTTP: drafted, listed, looked up by id or by the SSCC on the package.
import { z } from 'zod';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Context } from '../kernel/context.ts';
import type { Language } from '../kernel/problem.ts';
import { route, type Route } from '../kernel/route.ts';
import { checkedAfter, Code, Doses, iso, listOf, Page, pageOf, Uuid } from '../kernel/shapes.ts';
import { warningView } from '../ledger/warnings.ts';
import type { Warning } from '../ledger/types.ts';
import { READERS, STOCK_ROLES } from '../people/scope.ts';
import type { Directory } from '../places/directory.ts';
import { getVisible } from './access.ts';
import { createShipment, destinationOf } from './draft.ts';
import { checkDraftLine, nameDraft } from './draft-lines.ts';
import type { NamedLine } from './lines.ts';
import { checkFitsOrder } from './order-shipments.ts';
import { getVisibleOrder } from './order-sides.ts';
import { mustSeePackages } from './packages/sight.ts';
import { findShippedLines, STATUSES } from './shipment.ts';
import { Sscc } from './sscc.ts';
import { findShipments, getShipmentFound, shipmentView, ShipmentView } from './views.ts';

export interface DistributionDoors {
  directory: Directory;
  catalogue: Catalogue;
}

export const tag = 'Shipments';
export const MAX_LINES = 200;
/** A batch is named by its id or by a scan of its label. */
export const naming = { batch: Uuid.optional(), scan: z.string().max(500).optional() };

/** The id of the journal row of a writing request. */
export const commandId = (ctx: Context): string => ctx.command?.id ?? ctx.newId();

/** What the scans of a request contradict or leave in doubt, as warnings of its answer. */
export const warningsOfLines = (lines: readonly NamedLine[]): Warning[] =>
  lines.flatMap(({ batch, warnings }) => warnings.map((warning) => ({ ...warning, batch: batch.id })));

/** A shipment as it is now, with what its act was recorded in spite of. */
export async function answerWith(
  ctx: Context,
  directory: Directory,
  id: string,
  warnings: readonly Warning[],
  language: Language,
): Promise<ShipmentView> {
  const view = shipmentView(directory, await getShipmentFound(ctx, id));
  return { ...view, warnings: warnings.map((warning) => warningView(warning, language)) };
}

function draftRoute({ directory, catalogue }: DistributionDoors): Route {
  return route({
    method: 'post',
    path: '/api/v1/shipments',
    summary: 'Draft a shipment; it reserves nothing until it is dispatched',
    description:
      'A line is a batch with its doses, or a box or pallet with all it holds, by `sscc` or a scan of it.',
    tag,
    role: STOCK_ROLES,
    body: z.strictObject({
      id: Uuid,
      from: Code,
      to: Code,
      lines: z
        .array(
          z.strictObject({ ...naming, sscc: Sscc.optional(), doses: Doses.optional() }).check(checkDraftLine),
        )
        .min(1)
        .max(MAX_LINES),
      orderId: Uuid.optional(),
      note: z.string().max(500).optional(),
    }),
    response: ShipmentView,
    status: 201,
    problems: [
      'unknown_place',
      'same_place',
      'place_not_related',
      'duplicate_batch',
      'unknown_batch',
      'scan_invalid',
      'order_wrong_state',
      'order_over_confirmed',
      'unknown_order_line',
      'unknown_package',
      'package_ended',
      'package_in_transit',
      'package_elsewhere',
      'package_on_pallet',
    ],
    async handle(ctx, { body, language }) {
      const from = directory.visible(ctx.actor, body.from);
      const to = destinationOf(directory, from, body.to);
      const { lines, packages } = await nameDraft(ctx, catalogue, body.lines);
      await mustSeePackages(ctx, packages);
      const visible = body.orderId && (await getVisibleOrder(ctx, directory, body.orderId));
      await createShipment(ctx, directory, { ...body, from, to, lines, packages });
      if (visible) {
        const shipped = await findShippedLines(ctx, body.id);
        const going = shipped.map(({ batchId: id, ...line }) => ({ ...line, batch: { id, ...line } }));
        await checkFitsOrder(ctx, visible.order, { from, to }, going);
      }
      return answerWith(ctx, directory, body.id, warningsOfLines(lines), language);
    },
  });
}

function readRoutes({ directory }: DistributionDoors): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/v1/shipments',
      summary: 'Shipments of a place, the newest first; a receiver sees them from their dispatch on',
      tag,
      role: READERS,
      query: z.strictObject({
        place: Code.optional().meta({ description: "Code of a place; the caller's own by default" }),
        deep: z.enum(['true', 'false']).default('false').meta({ description: 'Also of all places below' }),
        direction: z.enum(['inbound', 'outbound']).optional(),
        status: z.enum(STATUSES).optional(),
        ...Page,
      }),
      response: listOf(ShipmentView),
      async handle(ctx, { query }) {
        const rows = await findShipments(ctx, {
          ...query,
          place: directory.visible(ctx.actor, query.place ?? ctx.actor.unit.code),
          deep: query.deep === 'true',
          after: checkedAfter(query.cursor),
          limit: query.limit + 1,
        });
        const page = pageOf(rows, query.limit, ({ createdAt, id }) => [iso(createdAt), id]);
        return { ...page, items: page.items.map((row) => shipmentView(directory, row)) };
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/shipments/:id',
      summary: 'One shipment',
      tag,
      role: READERS,
      params: z.object({ id: Uuid }),
      response: ShipmentView,
      problems: ['not_found'],
      async handle(ctx, { params }) {
        const { shipment } = await getVisible(ctx, directory, params);
        return shipmentView(directory, await getShipmentFound(ctx, shipment.id));
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/shipments/by-sscc/:sscc',
      summary: 'The shipment whose package carries this SSCC',
      tag,
      role: READERS,
      params: z.object({ sscc: Sscc }),
      response: ShipmentView,
      problems: ['not_found'],
      async handle(ctx, { params }) {
        const { shipment } = await getVisible(ctx, directory, params);
        return shipmentView(directory, await getShipmentFound(ctx, shipment.id));
      },
    }),
  ];
}

/** Drafting, listing and looking up shipments. */
export function shipmentRoutes(doors: DistributionDoors): Route[] {
  return [draftRoute(doors), ...readRoutes(doors)];
}
