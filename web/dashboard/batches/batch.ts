// Batches and their trace as the service tells them.
import type { BatchRef, PlaceRef, User } from '../../shared/contract.ts';

export const manufacturer = 'BIOFARMA';

export interface Batch extends BatchRef {
  product: BatchRef['product'] & { gtin: string; dosesPerVial: number };
  statusReason: string | null;
  manufacturedOn: string | null;
  registeredAt: string;
}

export const totalNames = [
  'available',
  'quarantined',
  'inTransit',
  'administered',
  'wasted',
  'destroyed',
  'unexplained',
] as const;
export type TotalName = (typeof totalNames)[number];

export interface Holder {
  place: PlaceRef | null;
  shipment?: { id: string; from: PlaceRef; to: PlaceRef };
  available: number;
  quarantined: number;
  reserved: number;
  inTransit: number;
}

export interface Step {
  at: string;
  type: 'registered' | 'status' | 'shipment' | 'usage';
  place: PlaceRef | null;
  doses?: number;
  status?: string;
  reason?: string;
  shipment?: { id: string; code: string };
  from?: PlaceRef;
  to?: PlaceRef;
  shipped?: number;
  accepted?: number | null;
  rejected?: Record<string, number> | null;
  missing?: number | null;
  receivedAt?: string | null;
  returnedAt?: string | null;
  administered?: number;
  wasted?: number;
  destroyed?: number;
  unexplained?: number;
}

export interface Trace {
  batch: Batch;
  totals: Record<TotalName | 'manufactured', number>;
  holders: Holder[];
  journey: Step[];
}

export type StatusAct = 'recall' | 'quarantine' | 'release';

/** What the person may do with a batch of that status: the service judges the same once more. */
export function actsFor({ role, place }: User, status: string): StatusAct[] {
  const national = role === 'national_officer';
  const maker = role === 'warehouse_staff' && place.code === manufacturer;
  const acts: StatusAct[] = [];
  if ((national || maker) && status !== 'recalled') acts.push('recall');
  if ((national || maker) && status === 'released') acts.push('quarantine');
  if (national && status !== 'released') acts.push('release');
  return acts;
}
