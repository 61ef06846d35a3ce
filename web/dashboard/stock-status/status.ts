// How a product stands at a place, as the service tells it.
import type { PlaceRef, ProductRef, StockStatus } from '../../shared/contract.ts';
import type { Tone } from '../../shared/parts/badge.tsx';

export interface Standing {
  place: PlaceRef;
  product: ProductRef;
  status: StockStatus;
  onHand: number;
  usable: number;
  inbound: number;
  minimum: number;
  maximum: number;
  months: number | null;
  expiring: { days30: number; days60: number; days90: number };
  expired: number;
}

export const statuses: readonly StockStatus[] = [
  'stock_out',
  'below_minimum',
  'normal',
  'above_maximum',
  'no_limits',
];

/** The colours that the users know. */
export const tones: Record<StockStatus, Tone> = {
  stock_out: 'red',
  below_minimum: 'yellow',
  normal: 'green',
  above_maximum: 'blue',
  no_limits: 'grey',
};
