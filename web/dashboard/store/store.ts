// The stock room as the service tells of it.
import type { PlaceRef } from '../../shared/contract.ts';
import type { Warned } from '../../shared/parts/problem.tsx';
import type { ActivityRef } from '../planning/shapes.ts';

export interface Batch {
  id: string;
  lot: string;
  expiry: string;
  product: { id: string; code: string; name: string; dosesPerVial: number };
}

export const countStatuses = ['started', 'submitted', 'approved', 'posted', 'cancelled'] as const;

export interface CountSummary {
  id: string;
  place: PlaceRef;
  product: Batch['product'] | null;
  blind: boolean;
  status: (typeof countStatuses)[number];
  startedAt: string;
  startedBy: string | null;
}

export interface CountLine {
  batch: Batch;
  available: number | null;
  quarantined: number | null;
  expected: { available: number; quarantined: number } | null;
  variance: { available: number; quarantined: number } | null;
  aboveThreshold: boolean | null;
}

export interface Count extends CountSummary {
  lines: CountLine[];
  needsApproval: boolean | null;
}

export interface Vial {
  id: string;
  batch: Batch;
  doses: number;
  given: number;
  wasted: number;
  left: number;
  openedAt: string;
  discardAt: string;
  pastDiscard: boolean;
  closedAt: string | null;
  activity: ActivityRef | null;
  warnings?: Warned[];
}

export interface Hold {
  batch: Batch & { status: string };
  quarantined: number;
  since: string | null;
  by: string | null;
  reason: string | null;
  note: string | null;
}

export interface VvmCheck {
  id: string;
  batch: Batch;
  doses: number;
  stage: string;
  checkedAt: string;
  checkedBy: string | null;
}

export const methods = [
  'incineration',
  'autoclave',
  'chemical',
  'encapsulation',
  'burial',
  'third_party',
  'other',
] as const;

export interface Destruction {
  id: string;
  place: PlaceRef;
  beritaAcara: string;
  method: (typeof methods)[number];
  witnesses: { name: string; position: string }[];
  note: string | null;
  occurredAt: string;
  recordedBy: string | null;
  doses: number;
  lines: { batch: Batch; doses: number; quarantined: number; available: number }[];
}

export const periods = ['week', 'month', 'quarter', 'year'] as const;

/** How often a place counts a product, or its whole store. */
export interface CountPlan {
  id: string;
  place: PlaceRef;
  product: Batch['product'] | null;
  every: (typeof periods)[number];
  nextDue: string;
  due: boolean;
  active: boolean;
  lastCountedAt: string | null;
}
