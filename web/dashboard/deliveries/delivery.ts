// A delivery order as the service tells it.
import type { Status } from '../shipments/shipment.ts';

interface Rejection {
  code: string;
  message: string;
}

export interface DeliverySummary {
  id: string;
  number: string;
  to: { code: string; name: string };
  revision: number;
  updatedAt: string;
  shipment: { id: string; code: string; status: Status; sscc: string } | null;
  /** Lines and packages that wait for a correction. */
  rejected: number;
}

export interface DeliveryLine {
  line: number;
  gtin: string;
  lot: string;
  expiry: string;
  doses: number;
  batch: string | null;
  rejection: Rejection | null;
}

export interface DeliveryPackage {
  sscc: string;
  contents: { line: number; doses: number }[];
  pallet: string | null;
  rejection: Rejection | null;
}

export interface Amendment {
  at: string;
  kind: 'created' | 'amended';
  by: string | null;
  lines: number;
  rejected: number;
  changes: { line: number; before: string; after: string }[];
}

export interface Delivery extends DeliverySummary {
  note: string | null;
  lines: DeliveryLine[];
  packages: DeliveryPackage[];
  history: Amendment[];
}

/** What came of a file, or would come of it. */
export interface FileReport {
  outcome: 'dry' | 'refused' | 'nothing' | 'written';
  rows: number;
  orders: { number: string; outcome: 'created' | 'amended' }[];
  unchanged: number;
  rejected: number;
  faults: { line: number; column: string; value: string; code: string; message: string }[];
  unread: string[];
}

export const path = '/api/v1/delivery-orders';
export const pathOf = (number: string) => `${path}/${encodeURIComponent(number)}`;
