// A shipment as the service tells it, and what may be done with it by whom.
import type { BatchRef, PlaceRef } from '../../shared/contract.ts';
import type { Tone } from '../../shared/parts/badge.tsx';
import type { Warned } from '../../shared/parts/problem.tsx';
import type { ActivityRef } from '../planning/shapes.ts';

export const statuses = [
  'draft',
  'in_transit',
  'received',
  'received_with_discrepancy',
  'returned',
  'cancelled',
] as const;
export type Status = (typeof statuses)[number];

export interface ShipmentLine {
  line: number;
  batch: BatchRef;
  doses: number;
  accepted: number | null;
  rejected: { reason: string; doses: number }[];
  missing: number | null;
  surplus: number | null;
  vvm: 'A' | 'B' | 'C' | 'D' | null;
  note: string | null;
  activity: ActivityRef | null;
  /** Missing and not settled. */
  open: number;
}

export interface Shipment {
  id: string;
  code: string;
  status: Status;
  from: PlaceRef;
  to: PlaceRef;
  sscc: string;
  orderId: string | null;
  note: string | null;
  reason: string | null;
  createdAt: string;
  dispatchedAt: string | null;
  receivedAt: string | null;
  returnedAt: string | null;
  lines: ShipmentLine[];
  packages: { sscc: string; kind: 'box' | 'pallet' }[];
  warnings?: Warned[];
}

export const tones: Record<Status, Tone> = {
  draft: 'grey',
  in_transit: 'blue',
  received: 'green',
  received_with_discrepancy: 'amber',
  returned: 'violet',
  cancelled: 'grey',
};

export const rejectionReasons = [
  'broken',
  'frozen',
  'damaged',
  'unlabelled',
  'expired',
  'vvm',
  'excursion',
  'other',
] as const;

export const dosesOf = ({ lines }: Pick<Shipment, 'lines'>) =>
  lines.reduce((sum, { doses }) => sum + doses, 0);

export const pathOf = (id: string) => `/api/v1/shipments/${encodeURIComponent(id)}`;
