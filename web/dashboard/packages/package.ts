// A package as the service tells it.
import type { BatchRef } from '../../shared/contract.ts';

export interface Content {
  batch: BatchRef;
  doses: number;
}

export const stepKinds = [
  'packed',
  'opened',
  'repacked',
  'changed',
  'loaded',
  'unloaded',
  'reduced',
  'emptied',
  'short',
  'dispatched',
  'received',
  'returned',
] as const;

export interface Step {
  at: string;
  kind: (typeof stepKinds)[number];
  place: string | null;
  shipment?: { id: string; code: string };
  pallet?: string;
  from?: string[];
  into?: string[];
  reason?: string;
  note?: string;
}

export interface Package {
  id: string | null;
  sscc: string;
  kind: 'box' | 'pallet' | 'shipment';
  status: 'packed' | 'ended';
  createdAt: string;
  revision: number;
  place: { code: string; name: string } | null;
  shipment: { id: string; code: string; from: string; to: string } | null;
  pallet: string | null;
  contents: Content[];
  boxes: { sscc: string; contents: Content[] }[];
  history: Step[];
}

export const pathOf = (sscc: string) => `/api/v1/packages/${encodeURIComponent(sscc)}`;
export const dosesOf = (contents: readonly Content[]) => contents.reduce((sum, { doses }) => sum + doses, 0);
