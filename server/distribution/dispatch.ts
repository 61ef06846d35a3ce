// A shipment leaves: its doses move from the sender's available stock into the shipment's own in-transit account; or it
// comes back and they move home again.
import type { Context } from '../kernel/context.ts';
import type { Activities } from '../ledger/activities.ts';
import { postOne } from '../ledger/post.ts';
import { occurredAtOf } from '../ledger/times.ts';
import { openTransit } from '../ledger/transit.ts';
import type { Place } from '../places/directory.ts';
import { packDelivery } from './delivery-packing.ts';
import { checkDeliveryWhole } from './delivery-rows.ts';
import { deliveryProblems } from './delivery-texts.ts';
import { newsOf } from './draft.ts';
import { leavingLines } from './leaving.ts';
import {
  checkFitsOrder,
  drawFromOrder,
  orderLeft,
  orderOfShipment,
  orderTurnedBack,
  type Drawn,
} from './order-shipments.ts';
import { drawForActivities, keepForActivities } from './purpose.ts';
import { landPackages, takePackages } from './packages/shipping.ts';
import { distributionProblems } from './problems.ts';
import { advance, checkAllowed, findShippedLines, lockShipment, type Shipment } from './shipment.ts';

export interface ShipmentAct {
  /** Of the journal row. */
  id: string;
  shipment: Shipment;
  from: Place;
  to: Place;
  occurredAt?: Date;
}

/**
 * Sends a draft: a promise, refused whole unless every batch is usable that day at the sender and its doses are there
 * and unreserved (ledger rules 4, 8, 14). Of an order, its own reservation is given back first, in the same transaction;
 * so is what the sender has kept for the activity of a line.
 * @throws Problem shipment_changed, delivery_has_rejections, order_wrong_state, order_over_confirmed, already_dispatched,
 *   shipment_not_draft, insufficient_stock, batch_expired, batch_recalled, batch_quarantined, time_in_future, time_too_old; package_changed, package_ended,
 *   package_in_transit, package_elsewhere when one of its packages is no longer there as it was scanned; not_enough_loose,
 *   sscc_taken when a delivery order's packages cannot be packed.
 */
export async function dispatchShipment(
  ctx: Context,
  command: ShipmentAct,
  activities?: Activities,
): Promise<void> {
  const { id, shipment, from, to } = command;
  const occurredAt = occurredAtOf(ctx, command.occurredAt);
  const order = await orderOfShipment(ctx, shipment);
  // Under its lock the shipment is read again: another dispatch, or a change of the draft, may have been waited for.
  const now = await lockShipment(ctx, shipment.id);
  checkAllowed('dispatch', now);
  if (now.toId !== to.id) throw deliveryProblems.shipment_changed({ shipment: shipment.code });
  await checkDeliveryWhole(ctx, shipment.id);
  const lines = await findShippedLines(ctx, shipment.id);
  await openTransit(ctx, { holder: shipment.id, from: from.id, to: to.id });
  let drawn: Drawn = new Map();
  if (order) {
    const going = lines.map(({ batchId: id, ...line }) => ({ ...line, batch: { id, ...line } }));
    await checkFitsOrder(ctx, order, { from, to }, going);
    drawn = await drawFromOrder(ctx, order, lines);
  }
  await drawForActivities(ctx, { shipment: shipment.id, from, lines, drawn }, activities);
  await advance(ctx, 'dispatch', shipment, { status: 'in_transit', at: occurredAt });
  await packDelivery(ctx, shipment.id, from);
  await takePackages(ctx, shipment.id, from);
  await postOne(ctx, {
    id,
    kind: 'shipment.dispatched',
    place: from.id,
    document: shipment.id,
    occurredAt,
    lines: await leavingLines(ctx, shipment.id, from, lines, occurredAt),
    data: newsOf(shipment, from, to, 'in_transit', {
      lines: lines.map(({ batchId, doses }) => ({ batch: batchId, doses })),
    }),
  });
  if (order) await orderLeft(ctx, { order, from, to, shipment, lines });
}

/**
 * When something happened to a shipment on its way: by default now, or at its dispatch if that lies a moment ahead.
 * @throws Problem receipt_before_dispatch, time_in_future, time_too_old.
 */
export function afterDispatch(ctx: Context, shipment: Shipment, occurredAt: Date | undefined): Date {
  const { dispatchedAt } = shipment;
  const at = occurredAtOf(ctx, occurredAt);
  if (!dispatchedAt || at >= dispatchedAt) return at;
  if (!occurredAt) return dispatchedAt;
  const message = { id: 'Sebelum pengiriman', en: 'Before the dispatch' };
  throw distributionProblems.receipt_before_dispatch(
    { dispatchedAt: dispatchedAt.toISOString(), occurredAt: at.toISOString() },
    [{ pointer: '/occurredAt', message, code: 'receipt_before_dispatch' }],
  );
}

/**
 * Takes a dispatched shipment back as a return: all its doses are the sender's available stock again; what was kept
 * there for an activity is kept for it again.
 * @throws Problem shipment_not_in_transit, already_received, receipt_before_dispatch, time_in_future, time_too_old.
 */
export async function returnShipment(
  ctx: Context,
  command: ShipmentAct & { reason: string },
  activities?: Activities,
): Promise<void> {
  const { id, shipment, from, to, reason } = command;
  checkAllowed('return', shipment);
  const occurredAt = afterDispatch(ctx, shipment, command.occurredAt);
  const order = await orderOfShipment(ctx, shipment);
  await advance(ctx, 'return', shipment, { status: 'returned', at: occurredAt, reason });
  const lines = await findShippedLines(ctx, shipment.id);
  await landPackages(ctx, { shipment, place: from, shipped: lines, losses: [] });
  await postOne(ctx, {
    id,
    kind: 'shipment.returned',
    place: from.id,
    document: shipment.id,
    occurredAt,
    lines: lines.map(({ batchId, doses, unusable }) => ({
      batch: batchId,
      doses,
      from: { holder: shipment.id, bucket: 'in_transit' },
      to: { holder: from.id, bucket: unusable ? 'quarantined' : 'available' },
      rule: 'held',
    })),
    data: newsOf(shipment, from, to, 'returned', {
      reason,
      lines: lines.map(({ batchId, doses }) => ({ batch: batchId, doses })),
    }),
  });
  await keepForActivities(
    ctx,
    {
      shipment: shipment.id,
      place: from,
      lines: lines.map(({ fromEarmark, ...line }) => ({ ...line, doses: fromEarmark })),
    },
    activities,
  );
  if (order) await orderTurnedBack(ctx, { order, from, to, shipment, lines }, reason);
}
