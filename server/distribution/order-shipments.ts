// What a shipment does to the order that it belongs to: as it leaves, its doses come out of what was set aside; as the
// last one arrives, the order is received; if all comes back, the order is open again.
import type { Context } from '../kernel/context.ts';
import type { Place } from '../places/directory.ts';
import {
  advanceOrder,
  checkOrderAllows,
  lockOrder,
  ORDER_TRANSITIONS,
  recordStep,
  type Order,
  type OrderAtPlaces,
  type OrderStatus,
} from './order.ts';
import { findOrderLines, lineOfBatch, nameOfLine, openDoses } from './order-lines.ts';
import { orderProblems } from './order-problems.ts';
import { findAllocations, lockAllocations, setAllocations } from './order-stock.ts';
import { distributionProblems } from './problems.ts';

/** A line of a shipment, as far as its order is concerned. */
export interface OrderedDoses {
  batch: { id: string; lot: string; product: { id: string; code: string } };
  doses: number;
  activityId: string | null;
}

/** What leaves by batch: doses that were set aside, and how many of these had been kept for the activity. */
export type Drawn = Map<string, { doses: number; fromEarmark: number }>;

/** The order of a shipment under its lock, always before the shipment's own row is changed; none for most. */
export async function orderOfShipment(
  ctx: Context,
  { orderId }: { orderId: string | null },
): Promise<Order | undefined> {
  return orderId ? lockOrder(ctx, orderId) : undefined;
}

/**
 * Checks that a shipment belongs to an order: its ends, and doses that are confirmed and still open.
 * @throws Problem order_wrong_state, place_not_related, unknown_order_line, order_over_confirmed,
 *   order_of_other_activity.
 */
export async function checkFitsOrder(
  ctx: Context,
  order: Order,
  ends: { from: Place; to: Place },
  shipped: readonly OrderedDoses[],
): Promise<void> {
  checkOrderAllows('ship', order);
  if (order.fromId !== ends.from.id || order.toId !== ends.to.id) {
    const message = { id: 'Bukan pengirim dan penerima pesanan', en: 'Not the ends of the order' };
    throw distributionProblems.place_not_related({ from: ends.from.code, to: ends.to.code }, [
      { pointer: '/orderId', code: 'place_not_related', message },
    ]);
  }
  const lines = await findOrderLines(ctx, order.id);
  const going = new Map<number, number>();
  for (const { batch, doses, activityId } of shipped) {
    if (activityId !== null && activityId !== order.activityId)
      throw await otherActivity(ctx, order, activityId);
    const line = lineOfBatch(lines, batch);
    if (!line) {
      throw orderProblems.unknown_order_line({
        order: order.code,
        what: `${batch.product.code} ${batch.lot}`,
      });
    }
    const total = (going.get(line.line) ?? 0) + doses;
    going.set(line.line, total);
    if (total > openDoses(order, line)) {
      const { confirmed, shipped: before } = line;
      throw orderProblems.order_over_confirmed({
        what: nameOfLine(line),
        confirmed,
        shipped: before,
        asked: total,
      });
    }
  }
}

async function otherActivity(ctx: Context, order: Order, activityId: string) {
  const { ordered, named } = await ctx.tx.one<{ ordered: string | null; named: string }>(
    /* sql */ `select (select code from activity where id = $1) as ordered,
      (select code from activity where id = $2) as named`,
    [order.activityId, activityId],
  );
  const message = { id: 'Bukan kegiatan pesanan ini', en: 'Not the activity of the order' };
  return orderProblems.order_of_other_activity({ order: order.code, ordered: ordered ?? '-', named }, [
    { pointer: '/activity', code: 'order_of_other_activity', message },
  ]);
}

/**
 * Takes what leaves out of what was set aside, so that the ledger finds it free in this same transaction; what was kept
 * for the order's activity leaves first.
 * @returns what was set aside of each batch that leaves, and how much of it had been kept.
 */
export async function drawFromOrder(
  ctx: Context,
  order: Order,
  leaving: readonly { batchId: string; doses: number }[],
): Promise<Drawn> {
  const going = new Map(leaving.map(({ batchId, doses }) => [batchId, doses]));
  const held = await lockAllocations(ctx, order);
  const left = held.map((allocation) => {
    const { batchId, doses, fromEarmark } = allocation;
    const gone = Math.min(going.get(batchId) ?? 0, doses);
    return { ...allocation, doses: doses - gone, fromEarmark: Math.max(fromEarmark - gone, 0), gone };
  });
  await setAllocations(
    ctx,
    order,
    left.filter(({ doses }) => doses > 0),
  );
  const drawn: Drawn = new Map();
  left.forEach(({ batchId, gone, fromEarmark }, index) => {
    drawn.set(batchId, { doses: gone, fromEarmark: held[index]!.fromEarmark - fromEarmark });
  });
  return drawn;
}

/** Whether everything confirmed has been shipped or given up, and everything shipped has arrived. */
async function isComplete(ctx: Context, order: Order): Promise<boolean> {
  const lines = await findOrderLines(ctx, order.id);
  if (lines.some((line) => openDoses(order, line) > 0)) return false;
  const { moving } = await ctx.tx.one<{ moving: boolean }>(
    `select exists (select from shipment where order_id = $1 and status = 'in_transit') as moving`,
    [order.id],
  );
  return !moving;
}

export interface ShipmentOfOrder extends OrderAtPlaces {
  shipment: { id: string; code: string };
  /** What is told of each line. */
  lines: readonly { batchId: string; doses: number }[];
}

const told = ({ shipment, lines }: ShipmentOfOrder, more: Record<string, unknown> = {}) => ({
  shipment: shipment.id,
  shipmentCode: shipment.code,
  lines: lines.map(({ batchId, doses }) => ({ batch: batchId, doses })),
  ...more,
});

/** A shipment of the order has left. */
export async function orderLeft(ctx: Context, step: ShipmentOfOrder): Promise<void> {
  await advanceOrder(ctx, 'ship', step.order, { status: 'shipped' });
  await recordStep(ctx, step, { id: ctx.newId(), act: 'shipped', data: told(step) });
}

/** A shipment of the order has arrived; with the last one the order is received. */
export async function orderArrived(ctx: Context, step: ShipmentOfOrder, arrived: string): Promise<void> {
  const { order } = step;
  if (!ORDER_TRANSITIONS.arrive.from.includes(order.status)) return;
  const status = (await isComplete(ctx, order)) ? 'received' : order.status;
  await advanceOrder(ctx, 'arrive', order, { status });
  await recordStep(ctx, step, {
    id: ctx.newId(),
    act: 'received',
    data: told(step, { shipmentStatus: arrived }),
  });
}

/** A shipment of the order came back unreceived: its doses are open again. */
export async function orderTurnedBack(ctx: Context, step: ShipmentOfOrder, reason: string): Promise<void> {
  const { order } = step;
  if (!ORDER_TRANSITIONS.turn_back.from.includes(order.status)) return;
  await advanceOrder(ctx, 'turn_back', order, { status: await statusWithout(ctx, order) });
  await recordStep(ctx, step, {
    id: ctx.newId(),
    act: 'turned_back',
    comment: reason,
    data: told(step),
  });
}

async function statusWithout(ctx: Context, order: Order): Promise<OrderStatus> {
  const lines = await findOrderLines(ctx, order.id);
  if (lines.some(({ shipped }) => shipped > 0) || order.closedAt) {
    return (await isComplete(ctx, order)) ? 'received' : 'shipped';
  }
  return (await findAllocations(ctx, order.id)).length > 0 ? 'allocated' : 'confirmed';
}
