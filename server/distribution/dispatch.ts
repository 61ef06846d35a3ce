// A shipment leaves: its doses move from the sender's available stock into the shipment's own in-transit account; or it
// comes back and they move home again.
import type { Context } from '../kernel/context.ts';
import { postOne } from '../ledger/post.ts';
import { occurredAtOf } from '../ledger/times.ts';
import { openTransit } from '../ledger/transit.ts';
import type { Place } from '../places/directory.ts';
import { localDay } from '../places/local-day.ts';
import { newsOf } from './draft.ts';
import { distributionProblems } from './problems.ts';
import { advance, checkAllowed, findShippedLines, type Shipment } from './shipment.ts';

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
 * and unreserved (ledger rules 4, 8, 14).
 * @throws Problem already_dispatched, shipment_not_draft, insufficient_stock, batch_expired, batch_recalled,
 *   batch_quarantined, time_in_future, time_too_old.
 */
export async function dispatchShipment(ctx: Context, command: ShipmentAct): Promise<void> {
  const { id, shipment, from, to } = command;
  const occurredAt = occurredAtOf(ctx, command.occurredAt);
  await advance(ctx, 'dispatch', shipment, { status: 'in_transit', at: occurredAt });
  const lines = await findShippedLines(ctx, shipment.id);
  await openTransit(ctx, { holder: shipment.id, from: from.id, to: to.id });
  const usableOn = localDay(occurredAt, from.timeZone);
  await postOne(ctx, {
    id,
    kind: 'shipment.dispatched',
    place: from.id,
    document: shipment.id,
    occurredAt,
    lines: lines.map(({ batchId, doses }) => ({
      batch: batchId,
      doses,
      from: { holder: from.id, bucket: 'available' },
      to: { holder: shipment.id, bucket: 'in_transit' },
      rule: 'free',
      usableOn,
    })),
    data: newsOf(shipment, from, to, 'in_transit', {
      lines: lines.map(({ batchId, doses }) => ({ batch: batchId, doses })),
    }),
  });
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
 * Takes a dispatched shipment back as a return: all its doses are the sender's available stock again.
 * @throws Problem shipment_not_in_transit, already_received, receipt_before_dispatch, time_in_future, time_too_old.
 */
export async function returnShipment(ctx: Context, command: ShipmentAct & { reason: string }): Promise<void> {
  const { id, shipment, from, to, reason } = command;
  checkAllowed('return', shipment);
  const occurredAt = afterDispatch(ctx, shipment, command.occurredAt);
  await advance(ctx, 'return', shipment, { status: 'returned', at: occurredAt, reason });
  const lines = await findShippedLines(ctx, shipment.id);
  await postOne(ctx, {
    id,
    kind: 'shipment.returned',
    place: from.id,
    document: shipment.id,
    occurredAt,
    lines: lines.map(({ batchId, doses }) => ({
      batch: batchId,
      doses,
      from: { holder: shipment.id, bucket: 'in_transit' },
      to: { holder: from.id, bucket: 'available' },
      rule: 'held',
    })),
    data: newsOf(shipment, from, to, 'returned', {
      reason,
      lines: lines.map(({ batchId, doses }) => ({ batch: batchId, doses })),
    }),
  });
}
