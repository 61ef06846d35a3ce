// What is done with an order, over HTTP: confirmed, allocated, shipped, closed, cancelled, remarked upon.
import { z } from 'zod';
import type { Context } from '../kernel/context.ts';
import { route, type Route } from '../kernel/route.ts';
import { Doses, Instant, Uuid } from '../kernel/shapes.ts';
import { STAFF, STOCK_ROLES } from '../people/scope.ts';
import { openOrder, type OrderAct, type OrderAtPlaces } from './order.ts';
import { allocateOrder } from './order-allocate.ts';
import { confirmOrder } from './order-confirm.ts';
import { cancelOrder, closeOrder, commentOrder } from './order-end.ts';
import { orderTag, type OrderDoors } from './order-routes.ts';
import { shipOrder } from './order-ship.ts';
import { getVisibleOrder, mustAct, mustSee } from './order-sides.ts';
import { OrderView, orderView } from './order-views.ts';

const params = z.object({ id: Uuid });
const words = z.string().trim().min(1).max(500);
const seen = {
  id: Uuid,
  revision: z.int().optional().meta({ description: 'The revision you decided on; another is refused' }),
};
const Comment = words.optional();

const common = { method: 'post', tag: orderTag, params, response: OrderView } as const;

/** Locks the order, checks the right, does it and answers with the order as it is then. */
async function doing(
  ctx: Context,
  { directory }: OrderDoors,
  act: OrderAct,
  orderId: string,
  revision: number | undefined,
  verb: (at: OrderAtPlaces) => Promise<unknown>,
): Promise<OrderView> {
  const at = await openOrder(ctx, directory, orderId, revision);
  mustSee(ctx, directory, at);
  mustAct(ctx, directory, act, at);
  await verb(at);
  return orderView(ctx, directory, ctx.actor, await getVisibleOrder(ctx, directory, orderId));
}

const Picks = z
  .array(z.strictObject({ batch: Uuid, doses: Doses }))
  .max(500)
  .meta({ description: 'Exactly what shall be set aside; left out, first expiry first out decides' });

function senderRoutes(doors: OrderDoors): Route[] {
  return [
    route({
      ...common,
      path: '/api/v1/orders/:id/confirm',
      summary: 'Confirm an order, with other doses where a reason says why',
      role: STAFF,
      body: z.strictObject({
        ...seen,
        lines: z
          .array(z.strictObject({ line: z.int().min(1), doses: z.int().min(0), reason: words.optional() }))
          .max(100)
          .default([]),
        comment: Comment,
      }),
      problems: ['order_wrong_state', 'order_changed', 'confirm_reason_required', 'nothing_confirmed'],
      handle: (ctx, { params, body }) =>
        doing(ctx, doors, 'confirm', params.id, body.revision, (at) =>
          confirmOrder(ctx, { ...at, id: body.id, lines: body.lines, comment: body.comment }),
        ),
    }),
    route({
      ...common,
      path: '/api/v1/orders/:id/allocate',
      summary: 'Set doses aside, first expiry first out; what was set aside before is replaced',
      role: STAFF,
      body: z.strictObject({
        ...seen,
        lines: Picks.optional(),
        reason: words.optional().meta({
          description: 'Of an officer who departs from first expiry or the cover of the receiver',
        }),
        comment: Comment,
      }),
      problems: [
        'order_wrong_state',
        'order_changed',
        'order_nothing_to_allocate',
        'order_over_confirmed',
        'insufficient_stock',
        'batch_expired',
        'batch_recalled',
        'batch_quarantined',
        'allocation_expires_early',
        'allocation_not_first_expiry',
        'allocation_leaves_earmarked',
        'doses_earmarked',
        'override_needs_officer',
      ],
      handle: (ctx, { params, body }) =>
        doing(ctx, doors, 'allocate', params.id, body.revision, (at) =>
          allocateOrder(ctx, {
            ...at,
            id: body.id,
            picks: body.lines?.map(({ batch, doses }) => ({ batchId: batch, doses })),
            reason: body.reason,
            comment: body.comment,
            activities: doors.activities,
          }),
        ),
    }),
    route({
      ...common,
      path: '/api/v1/orders/:id/ship',
      summary: 'Ship what is set aside, or a part of it; the rest stays open',
      role: STOCK_ROLES,
      body: z.strictObject({
        ...seen,
        lines: z
          .array(z.strictObject({ batch: Uuid, doses: Doses }))
          .min(1)
          .max(200)
          .optional(),
        occurredAt: Instant.optional(),
        note: words.optional(),
      }),
      problems: [
        'order_wrong_state',
        'order_changed',
        'order_not_allocated',
        'insufficient_stock',
        'batch_expired',
        'batch_recalled',
        'batch_quarantined',
        'time_in_future',
        'time_too_old',
      ],
      handle: (ctx, { params, body }) =>
        doing(ctx, doors, 'ship', params.id, body.revision, (at) =>
          shipOrder(ctx, doors, { ...at, ...body }),
        ),
    }),
    route({
      ...common,
      path: '/api/v1/orders/:id/close',
      summary: 'Give up the rest of a partly shipped order',
      role: STAFF,
      body: z.strictObject({ ...seen, reason: words }),
      problems: ['order_wrong_state', 'order_changed', 'order_already_whole'],
      handle: (ctx, { params, body }) =>
        doing(ctx, doors, 'close', params.id, body.revision, (at) =>
          closeOrder(ctx, { ...at, id: body.id, reason: body.reason, activities: doors.activities }),
        ),
    }),
  ];
}

function bothSidesRoutes(doors: OrderDoors): Route[] {
  return [
    route({
      ...common,
      path: '/api/v1/orders/:id/cancel',
      summary: 'Cancel an order of which nothing was shipped; what was set aside is given back',
      role: STAFF,
      body: z.strictObject({ ...seen, reason: words }),
      problems: ['order_wrong_state', 'order_changed'],
      handle: (ctx, { params, body }) =>
        doing(ctx, doors, 'cancel', params.id, body.revision, (at) =>
          cancelOrder(ctx, { ...at, id: body.id, reason: body.reason, activities: doors.activities }),
        ),
    }),
    route({
      ...common,
      path: '/api/v1/orders/:id/comment',
      summary: 'Remark upon an order',
      role: STAFF,
      body: z.strictObject({ id: Uuid, comment: words }),
      handle: (ctx, { params, body }) =>
        doing(ctx, doors, 'comment', params.id, undefined, (at) =>
          commentOrder(ctx, { ...at, id: body.id, comment: body.comment }),
        ),
    }),
  ];
}

/** What is done with an order. */
export function orderActRoutes(doors: OrderDoors): Route[] {
  return [...senderRoutes(doors), ...bothSidesRoutes(doors)];
}
