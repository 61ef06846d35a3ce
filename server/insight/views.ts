// Stock status and thresholds as callers see them.
import { z } from 'zod';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { Day, iso, Moment } from '../kernel/shapes.ts';
import { LEVELS, type Directory } from '../places/directory.ts';
import { PlaceRef, placeRef } from '../places/place-ref.ts';
import { STOCK_STATUSES, type Situation } from './situation.ts';
import type { ThresholdRow } from './thresholds.ts';

const doses = (description: string) => z.int().meta({ description });
const months = (description: string) => z.number().meta({ description });

export const ProductRef = z.object({ id: z.uuid(), code: z.string(), name: z.string() });

export const StatusView = z.object({
  place: PlaceRef,
  product: ProductRef,
  status: z.enum(STOCK_STATUSES),
  onHand: doses('Available and quarantined'),
  usable: doses('Available, released and not expired; the status is judged by these'),
  free: doses('Usable and not reserved'),
  inbound: doses('On their way to the place'),
  minimum: z.int(),
  maximum: z.int(),
  monthly: z.number().meta({ description: 'Doses issued in a month, corrected for days without stock' }),
  months: z
    .number()
    .nullable()
    .meta({ description: 'How many months the usable doses last; null without use' }),
  expiring: z
    .object({ days30: z.int(), days60: z.int(), days90: z.int() })
    .meta({ description: 'Usable doses that expire within so many days; each includes the one before' }),
  expired: doses('On hand and past expiry'),
});

export const ThresholdView = z.object({
  place: PlaceRef,
  product: ProductRef,
  minimum: z.int(),
  maximum: z.int(),
  source: z.enum(['formula', 'manual']),
  formula: z.object({
    minimum: z.int(),
    maximum: z.int(),
    monthly: z.number(),
    issues: doses('Administered and dispatched in the three full months'),
    stockOutDays: z.int().meta({ description: 'Days of these without stock' }),
    from: Day.nullable(),
    to: Day.nullable().meta({ description: 'The first day after the window' }),
    distributionMonths: z.number(),
    leadMonths: z.number(),
    computedAt: Moment.nullable().meta({ description: 'When the figures last changed' }),
  }),
  manual: z.object({ reason: z.string(), setAt: Moment, setBy: z.string().nullable() }).nullable(),
});

export const SupplyTimeView = z.object({
  level: z.enum(LEVELS),
  distributionMonths: months('Between two deliveries'),
  leadMonths: months('From asking to receiving'),
});

export interface Nouns {
  directory: Directory;
  catalogue: Catalogue;
}

/** A product by its id, as these answers name it. */
export function productRef(catalogue: Catalogue, id: string): z.infer<typeof ProductRef> {
  const { code, name } = catalogue.product(id) ?? { code: id, name: id };
  return { id, code, name };
}

/** A figure for people: one decimal is enough. */
export const oneDecimal = (value: number) => Math.round(value * 10) / 10;

/** How a product stands at a place. */
export function statusView({ directory, catalogue }: Nouns, row: Situation): z.infer<typeof StatusView> {
  const { onHand, usable, free, inbound, minimum, maximum, monthly, expired, status } = row;
  return {
    place: placeRef(directory, row.placeId),
    product: productRef(catalogue, row.productId),
    status,
    onHand,
    usable,
    free,
    inbound,
    minimum,
    maximum,
    monthly: oneDecimal(monthly),
    months: monthly > 0 ? oneDecimal(usable / monthly) : null,
    expiring: { days30: row.expiring30, days60: row.expiring60, days90: row.expiring90 },
    expired,
  };
}

/** The thresholds of a place and product, and where they come from. */
export function thresholdView(
  { directory, catalogue }: Nouns,
  row: ThresholdRow,
): z.infer<typeof ThresholdView> {
  const { minimum, maximum, issues, stockOutDays, distributionMonths, leadMonths } = row;
  return {
    place: placeRef(directory, row.placeId),
    product: productRef(catalogue, row.productId),
    minimum,
    maximum,
    source: row.isManual ? 'manual' : 'formula',
    formula: {
      minimum: row.computedMinimum,
      maximum: row.computedMaximum,
      monthly: oneDecimal(row.monthly),
      issues,
      stockOutDays,
      from: row.windowFrom,
      to: row.windowTo,
      distributionMonths,
      leadMonths,
      computedAt: row.computedAt && iso(row.computedAt),
    },
    manual: row.isManual ? { reason: row.reason!, setAt: iso(row.setAt!), setBy: row.setBy } : null,
  };
}
