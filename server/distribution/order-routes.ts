// Orders over HTTP: made, listed, read with their history, suggested, and what an allocation could be made of.
import { z } from 'zod';
import { problems } from '../kernel/problem.ts';
import type { Context } from '../kernel/context.ts';
import { route, type Route } from '../kernel/route.ts';
import { checkedAfter, Code, Day, Doses, iso, listOf, Page, pageOf, Uuid } from '../kernel/shapes.ts';
import { catalogueProblems } from '../catalogue/problems.ts';
import { resolveBatch } from '../catalogue/resolve.ts';
import { READERS, STAFF } from '../people/scope.ts';
import type { Directory, Place } from '../places/directory.ts';
import { localDay } from '../places/local-day.ts';
import { MANUFACTURER } from './batches.ts';
import { within } from './lines.ts';
import { ORDER_KINDS, ORDER_STATUSES, type OrderKind } from './order.ts';
import { findCandidates, neededUntil, PASSED_OVER, pickFirstExpiry } from './order-candidates.ts';
import { createOrder, otherEnd, type NewOrderLine } from './order-create.ts';
import { findOrders, orderSummary } from './order-list.ts';
import { findOrderLines, openDoses } from './order-lines.ts';
import { getVisibleOrder } from './order-sides.ts';
import { SuggestionView, suggestOrder, type ThresholdsOf } from './order-suggestion.ts';
import { OrderSummary, OrderView, orderView } from './order-views.ts';
import type { DistributionDoors } from './shipment-routes.ts';

export interface OrderDoors extends DistributionDoors {
  thresholdsOf: ThresholdsOf;
}

export const orderTag = 'Orders';
const MAX_ORDER_LINES = 100;

const NewLine = z.strictObject({
  product: Code.optional().meta({ description: 'Id or code; a return may name a batch instead' }),
  batch: Uuid.optional(),
  scan: z.string().max(500).optional(),
  doses: Doses,
  unusable: z.boolean().optional().meta({
    description: 'Of a return: quarantined stock; by default true for a batch that may not be used',
  }),
});
type NewLine = z.output<typeof NewLine>;

const NewOrder = z.strictObject({
  id: Uuid,
  kind: z.enum(ORDER_KINDS),
  from: Code.optional().meta({ description: 'The sender; by default the place above, or your own' }),
  to: Code.optional().meta({ description: 'The receiver; by default your own place' }),
  lines: z.array(NewLine).min(1).max(MAX_ORDER_LINES),
  coverDays: z.int().min(0).max(1000).optional(),
  neededOn: Day.optional(),
  activity: Code.optional().meta({
    description: 'Id or code of the activity that the doses are for; it is carried out at the receiver',
  }),
  note: z.string().trim().min(1).max(500).optional(),
});

/** Both ends: the caller's own side must be visible to the caller, the other is named or lies above. */
function endsOf(ctx: Context, directory: Directory, kind: OrderKind, from?: string, to?: string) {
  const own = (code: string | undefined): Place => directory.visible(ctx.actor, code ?? ctx.actor.unit.code);
  if (kind === 'request') {
    const receiver = own(to);
    return { from: otherEnd(directory, receiver, from, 'from'), to: receiver };
  }
  const sender =
    kind === 'central'
      ? own(from ?? MANUFACTURER)
      : kind === 'relocation' && from !== undefined
        ? otherEnd(directory, own(to), from, 'from')
        : own(from);
  if (kind === 'return') return { from: sender, to: otherEnd(directory, sender, to, 'to') };
  return { from: sender, to: otherEnd(directory, sender, to ?? ctx.actor.unit.code, 'to') };
}

const isUnusable = async (ctx: Context, batch: string, today: string): Promise<boolean> => {
  const found = await ctx.tx.maybe<{ unusable: boolean }>(
    `select status <> 'released' or expiry < $2::date as unusable from batch where id = $1`,
    [batch, today],
  );
  return found?.unusable ?? false;
};

async function linesOf(
  ctx: Context,
  { catalogue }: OrderDoors,
  from: Place,
  lines: readonly NewLine[],
): Promise<NewOrderLine[]> {
  const inside = within(ctx, catalogue);
  const today = localDay(ctx.now, from.timeZone);
  const named: NewOrderLine[] = [];
  for (const [index, { product: code, batch, scan, doses, unusable }] of lines.entries()) {
    const pointer = `/lines/${index}`;
    if (code === undefined || batch !== undefined || scan !== undefined) {
      const found = await resolveBatch(inside, { batch, scan }, { year: ctx.now.getUTCFullYear(), pointer });
      const named_ = found.batch;
      const held = unusable ?? (await isUnusable(ctx, named_.id, today));
      named.push({ product: named_.product, batch: named_, doses, unusable: held });
      continue;
    }
    const product = catalogue.product(code);
    if (!product?.active) {
      const message = { id: 'Tidak dikenal', en: 'Unknown' };
      throw catalogueProblems.unknown_product({ product: code }, [
        { pointer: `${pointer}/product`, code: 'unknown', message },
      ]);
    }
    named.push({ product, doses });
  }
  return named;
}

function makeRoute(doors: OrderDoors): Route {
  const { directory } = doors;
  return route({
    method: 'post',
    path: '/api/v1/orders',
    summary: 'Make an order: ask for doses, give them, move them between equals, or send them back up',
    description:
      'A `request` waits for the sender to confirm it; what the side of the sender makes is confirmed at once.',
    tag: orderTag,
    role: STAFF,
    body: NewOrder,
    response: OrderView,
    status: 201,
    problems: [
      'unknown_place',
      'same_place',
      'order_route_wrong',
      'unknown_product',
      'duplicate_order_line',
      'batch_not_returned_here',
      'doses_absurd',
      'unknown_activity',
      'activity_of_other_product',
      'activity_over',
      'activity_not_returned',
    ],
    async handle(ctx, { body }) {
      const { from, to } = endsOf(ctx, directory, body.kind, body.from, body.to);
      const lines = await linesOf(ctx, doors, from, body.lines);
      const products = lines.map(({ product }) => product);
      const activity =
        body.activity === undefined
          ? undefined
          : await doors.activities.named(ctx, { activity: body.activity, place: to, products });
      await createOrder(ctx, directory, { ...body, from, to, lines, activity });
      return orderView(ctx, directory, ctx.actor, await getVisibleOrder(ctx, directory, body.id));
    },
  });
}

const Statuses = z
  .string()
  .max(100)
  .transform((text) => text.split(','))
  .pipe(z.array(z.enum(ORDER_STATUSES)))
  .meta({ description: 'One or several, separated by commas', type: 'string' });

function readRoutes(doors: OrderDoors): Route[] {
  const { directory } = doors;
  return [
    route({
      method: 'get',
      path: '/api/v1/orders',
      summary: 'Orders of a place, the newest first',
      tag: orderTag,
      role: READERS,
      query: z.strictObject({
        place: Code.optional().meta({ description: "Code of a place; the caller's own by default" }),
        deep: z.enum(['true', 'false']).default('false').meta({ description: 'Also of all places below' }),
        role: z.enum(['sender', 'receiver']).optional(),
        status: Statuses.optional(),
        kind: z.enum(ORDER_KINDS).optional(),
        activity: Code.optional().meta({ description: 'Id or code' }),
        ...Page,
      }),
      response: listOf(OrderSummary),
      async handle(ctx, { query }) {
        const rows = await findOrders(ctx, {
          ...query,
          place: directory.visible(ctx.actor, query.place ?? ctx.actor.unit.code),
          deep: query.deep === 'true',
          after: checkedAfter(query.cursor),
          limit: query.limit + 1,
        });
        const page = pageOf(rows, query.limit, ({ createdAt, id }) => [iso(createdAt), id]);
        return { ...page, items: page.items.map((row) => orderSummary(directory, row)) };
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/orders/suggestion',
      summary: 'What a place should ask for, by its thresholds',
      tag: orderTag,
      role: READERS,
      query: z.strictObject({ place: Code.optional() }),
      response: SuggestionView,
      async handle(ctx, { query, language }) {
        const place = directory.visible(ctx.actor, query.place ?? ctx.actor.unit.code);
        return suggestOrder(ctx, doors, place, language);
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/orders/:id',
      summary: 'One order with its lines, shipments and history, and what you may do with it',
      tag: orderTag,
      role: READERS,
      params: z.object({ id: Uuid }),
      response: OrderView,
      problems: ['not_found'],
      async handle(ctx, { params }) {
        return orderView(ctx, directory, ctx.actor, await getVisibleOrder(ctx, directory, params.id));
      },
    }),
  ];
}

const CandidateView = z.object({
  line: z.int(),
  batch: z.object({ id: z.uuid(), lot: z.string(), expiry: Day, status: z.string() }),
  free: z.int().meta({ description: 'Doses that this order may have, with what it has already' }),
  earmarked: z.int().meta({ description: 'Of these, kept for the activity of the order: taken first' }),
  keptForOthers: z.int().meta({ description: 'Kept for other activities, beyond what is free' }),
  otherActivities: z.string().nullable().meta({ description: 'Their codes' }),
  allocated: z.int(),
  suggested: z.int().meta({ description: 'By first expiry, first out' }),
  passedOver: z.enum(PASSED_OVER).nullable(),
});

function candidatesRoute({ directory }: OrderDoors): Route {
  return route({
    method: 'get',
    path: '/api/v1/orders/:id/candidates',
    summary: 'The batches at the sender that the order could be filled from, the first to expire first',
    tag: orderTag,
    role: READERS,
    params: z.object({ id: Uuid }),
    response: z.object({ neededUntil: Day, items: z.array(CandidateView) }),
    problems: ['not_found'],
    async handle(ctx, { params }) {
      const at = await getVisibleOrder(ctx, directory, params.id);
      if (!directory.isVisible(ctx.actor, at.from)) throw problems.forbidden();
      const lines = await findOrderLines(ctx, at.order.id);
      const candidates = await findCandidates(ctx, at);
      const needs = new Map(lines.map((line) => [line.line, openDoses(at.order, line)]));
      const suggested = new Map(
        pickFirstExpiry(needs, candidates).map(({ batchId, doses }) => [batchId, doses]),
      );
      return {
        neededUntil: neededUntil(ctx, at.to, at.order.coverDays),
        items: candidates.map(({ batchId: id, lot, expiry, status, ...candidate }) => ({
          ...candidate,
          batch: { id, lot, expiry, status },
          suggested: suggested.get(id) ?? 0,
        })),
      };
    },
  });
}

/** Making, listing and reading orders. */
export function orderRoutes(doors: OrderDoors): Route[] {
  return [makeRoute(doors), ...readRoutes(doors), candidatesRoute(doors)];
}
