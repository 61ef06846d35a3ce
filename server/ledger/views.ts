// Stock, balances and movements as callers see them.
import { z } from 'zod';
import { Day, Moment } from '../kernel/shapes.ts';
import type { Directory } from '../places/directory.ts';
import type { StockRow } from './stock.ts';
import { WarningView } from './warnings.ts';

const doses = (description: string) => z.int().meta({ description });

export const StockView = z.object({
  place: z.object({ id: z.uuid(), code: z.string(), name: z.string(), level: z.string() }),
  batch: z.object({
    id: z.uuid(),
    lot: z.string(),
    expiry: Day,
    status: z.string(),
    product: z.object({ id: z.uuid(), code: z.string(), name: z.string() }),
  }),
  onHand: doses('available + quarantined'),
  available: doses('Doses in the bucket available, reserved ones included'),
  free: doses('What may still be promised or issued: usable and unreserved'),
  reserved: doses('Allocated to orders and promised to appointments; part of available'),
  quarantined: doses('Held back at this place'),
  inbound: doses('On their way to this place'),
  version: z.int().meta({ description: 'Grows with every change of this balance; keep the highest' }),
  status: z
    .enum(['stock_out', 'below_minimum', 'normal', 'above_maximum', 'no_limits'])
    .optional()
    .meta({ description: 'Of the product at the place, all its batches together' }),
});

export const MovementBalance = z.object({
  place: z.string(),
  batch: z.uuid(),
  onHand: z.int(),
  available: z.int(),
  free: z.int(),
  reserved: z.int(),
  quarantined: z.int(),
  version: z.int(),
});

export const MovementView = z.object({
  id: z.uuid(),
  verdict: z.enum(['recorded', 'flagged']),
  warnings: z.array(WarningView),
  balances: z.array(MovementBalance),
});

export const MovementRow = z.object({
  id: z.uuid(),
  kind: z.string(),
  place: z.string(),
  batch: z.uuid().nullable().meta({ description: 'Null when it moved several batches' }),
  batches: z.int().meta({ description: 'How many batches it moved at the place' }),
  doses: z.int().nullable().meta({ description: 'As they were said; null of a document with several lines' }),
  reason: z.string().nullable(),
  note: z.string().nullable(),
  document: z.uuid().nullable().meta({ description: 'The shipment or other document it belongs to' }),
  change: z.int().meta({ description: 'Doses more or fewer on hand, of the batch asked for or of all' }),
  occurredAt: Moment,
  recordedAt: Moment,
  reversedBy: z.uuid().nullable(),
});

/** A row of stock as callers see it. */
export function stockView(
  directory: Directory,
  row: StockRow,
  status?: z.infer<typeof StockView>['status'],
): z.infer<typeof StockView> {
  const place = directory.get(row.placeId);
  return {
    place: { id: place.id, code: place.code, name: place.name, level: place.level },
    batch: {
      id: row.batchId,
      lot: row.lot,
      expiry: row.expiry,
      status: row.status,
      product: { id: row.productId, code: row.productCode, name: row.productName },
    },
    onHand: row.onHand,
    available: row.available,
    free: row.free,
    reserved: row.reserved,
    quarantined: row.quarantined,
    inbound: row.inbound,
    version: row.version,
    ...(status && { status }),
  };
}
