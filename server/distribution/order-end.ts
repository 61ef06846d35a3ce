// How an order ends before its time: its rest is closed, or all of it is cancelled; what was set aside is given back. And
// what people say along the way.
import type { Context } from '../kernel/context.ts';
import type { Activities } from '../ledger/activities.ts';
import { advanceOrder, checkOrderAllows, recordStep, type OrderAtPlaces } from './order.ts';
import { findOrderLines, openDoses } from './order-lines.ts';
import { orderProblems } from './order-problems.ts';
import { releaseAllocations } from './order-stock.ts';

export interface EndOrder extends OrderAtPlaces {
  id: string;
  reason: string;
  activities: Activities;
}

/** Cancels an order of which nothing has been shipped. @throws Problem order_wrong_state. */
export async function cancelOrder(ctx: Context, command: EndOrder): Promise<void> {
  const { id, order, from, reason } = command;
  checkOrderAllows('cancel', order);
  const released = await releaseAllocations(ctx, order, from, command.activities);
  await advanceOrder(ctx, 'cancel', order, { status: 'cancelled', reason });
  const touched = released.map((batch) => [from.id, batch] as const);
  await recordStep(ctx, command, { id, act: 'cancelled', comment: reason, touched });
}

/**
 * Gives up the rest of a partly shipped order. When everything that left has arrived, the order is received by it.
 * @throws Problem order_wrong_state, order_already_whole.
 */
export async function closeOrder(ctx: Context, command: EndOrder): Promise<void> {
  const { id, order, from, reason } = command;
  checkOrderAllows('close', order);
  const lines = await findOrderLines(ctx, order.id);
  const open = lines
    .map((line) => ({ line: line.line, doses: openDoses(order, line) }))
    .filter(({ doses }) => doses > 0);
  if (open.length === 0) throw orderProblems.order_already_whole({ order: order.code });
  const released = await releaseAllocations(ctx, order, from, command.activities);
  const { moving } = await ctx.tx.one<{ moving: boolean }>(
    `select exists (select from shipment where order_id = $1 and status = 'in_transit') as moving`,
    [order.id],
  );
  await advanceOrder(ctx, 'close', order, {
    status: moving ? 'shipped' : 'received',
    reason,
    closed: true,
  });
  const touched = released.map((batch) => [from.id, batch] as const);
  await recordStep(ctx, command, { id, act: 'closed', comment: reason, data: { lines: open }, touched });
}

/** Adds a remark, in any state; the state stays. */
export async function commentOrder(
  ctx: Context,
  command: OrderAtPlaces & { id: string; comment: string },
): Promise<void> {
  await recordStep(ctx, command, { id: command.id, act: 'commented', comment: command.comment });
}
