// Shipments over HTTP: drafted, listed, looked up by id or by the SSCC on the package.
import { z } from 'zod';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Context } from '../kernel/context.ts';
import type { Language } from '../kernel/problem.ts';
import { route, type Route } from '../kernel/route.ts';
import { checkedAfter, Code, Doses, iso, listOf, Page, pageOf, Uuid } from '../kernel/shapes.ts';
import type { Activities } from '../ledger/activities.ts';
import { warningView } from '../ledger/warnings.ts';
import type { Warning } from '../ledger/types.ts';
import { READERS, STOCK_ROLES } from '../people/scope.ts';
import type { Directory, Place } from '../places/directory.ts';
import { getVisible } from './access.ts';
import { createShipment, destinationOf, type DraftLine } from './draft.ts';
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
  activities: Activities;
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

/** The activity that a shipment names. @throws Problem unknown_activity, activity_of_other_product, activity_over. */
async function activityOf(
  ctx: Context,
  { activities }: DistributionDoors,
  named: { activity?: string; to: Place; lines: readonly NamedLine[]; pointer?: string },
): Promise<string | undefined> {
  const { activity, to: place, lines, pointer } = named;
  if (activity === undefined) return undefined;
  const products = lines.map(({ batch }) => batch.product);
  return (await activities.named(ctx, { activity, place, products, pointer })).id;
}

async function withActivities(
  ctx: Context,
  doors: DistributionDoors,
  to: Place,
  named: readonly (DraftLine & { activity?: string; position: number })[],
): Promise<DraftLine[]> {
  const lines: DraftLine[] = [];
  for (const { activity, position, ...line } of named) {
    const pointer = `/lines/${position}/activity`;
    const activityId = await activityOf(ctx, doors, { activity, to, lines: [line], pointer });
    lines.push({ ...line, activityId });
  }
  return lines;
}

function draftRoute(doors: DistributionDoors): Route {
  const { directory, catalogue } = doors;
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
          z
            .strictObject({
              ...naming,
              sscc: Sscc.optional(),
              doses: Doses.optional(),
              activity: Code.optional().meta({ description: 'Of these doses, if not that of the shipment' }),
            })
            .check(checkDraftLine),
        )
        .min(1)
        .max(MAX_LINES),
      orderId: Uuid.optional(),
      activity: Code.optional().meta({
        description: 'Id or code of the activity that the doses are for; by default that of the order',
      }),
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
      'unknown_activity',
      'activity_of_other_product',
      'activity_over',
      'order_of_other_activity',
    ],
    async handle(ctx, { body, language }) {
      const from = directory.visible(ctx.actor, body.from);
      const to = destinationOf(directory, from, body.to);
      const { lines: named, packages } = await nameDraft(ctx, catalogue, body.lines);
      await mustSeePackages(ctx, packages);
      const visible = body.orderId ? await getVisibleOrder(ctx, directory, body.orderId) : undefined;
      const lines = await withActivities(ctx, doors, to, named);
      const whole = await activityOf(ctx, doors, { activity: body.activity, to, lines: named });
      const activityId = whole ?? visible?.order.activityId ?? undefined;
      const { id, orderId, note } = body;
      await createShipment(ctx, directory, { id, orderId, note, from, to, lines, packages, activityId });
      const shipped = await findShippedLines(ctx, body.id);
      if (body.activity !== undefined && packages.length > 0) {
        const products = shipped.map(({ product }) => catalogue.getProduct(product.id));
        await doors.activities.named(ctx, { activity: body.activity, place: to, products });
      }
      if (visible) {
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
