// Orders as the API gives them.
import type { ActivityRef } from '../planning/shapes.ts';
import type { id } from './texts.ts';

export type Kind = keyof typeof id.kinds;
export type Status = keyof typeof id.statuses;
export type Act = keyof typeof id.acts;
export type EventName = keyof typeof id.events;

export interface End {
  id: string;
  code: string;
  name: string;
  level: string;
}

interface Common {
  id: string;
  code: string;
  kind: Kind;
  status: Status;
  from: End;
  to: End;
  revision: number;
  createdAt: string;
  neededOn: string | null;
  closedAt: string | null;
  activity: ActivityRef | null;
}

export interface OrderRow extends Common {
  products: string[];
  asked: number;
  confirmed: number | null;
  allocated: number;
  shipped: number;
}

export interface Lot {
  id: string;
  lot: string;
  expiry: string;
  status: string;
}

export interface OrderLine {
  line: number;
  product: { id: string; code: string; name: string; dosesPerVial: number };
  batch: Lot | null;
  unusable: boolean;
  asked: number;
  confirmed: number | null;
  reason: string | null;
  allocated: number;
  shipped: number;
  received: number;
  open: number;
  allocations: { batch: Lot; doses: number; fromEarmark: number }[];
}

export interface Order extends Common {
  coverDays: number;
  note: string | null;
  reason: string | null;
  lines: OrderLine[];
  shipments: {
    id: string;
    code: string;
    status: string;
    dispatchedAt: string | null;
    receivedAt: string | null;
  }[];
  history: {
    at: string;
    act: string;
    status: Status;
    by: string;
    comment: string | null;
    data: Record<string, unknown>;
  }[];
  may: Act[];
}

export interface Candidate {
  line: number;
  batch: Lot;
  free: number;
  /** Of these, kept for the activity of the order. */
  earmarked: number;
  keptForOthers: number;
  otherActivities: string | null;
  allocated: number;
  suggested: number;
  passedOver: keyof typeof id.passed | null;
}

export interface Suggestion {
  place: string;
  items: {
    product: OrderLine['product'];
    usable: number;
    inbound: number;
    ordered: number;
    minimum: number | null;
    maximum: number | null;
    suggested: number | null;
  }[];
  note: string | null;
}

export const kinds: readonly Kind[] = ['request', 'distribution', 'central', 'relocation', 'return'];
export const statuses: readonly Status[] = [
  'pending',
  'confirmed',
  'allocated',
  'shipped',
  'received',
  'cancelled',
];
