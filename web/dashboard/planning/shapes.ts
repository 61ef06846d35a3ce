// What the service answers about activities, kept doses and needs.
import type { PlaceRef } from '../../shared/contract.ts';

interface Product {
  id: string;
  code: string;
  name: string;
}
interface Names {
  id: string;
  en: string;
}

const levels = ['national', 'province', 'district'];

/** Whether an office of the first level stands at or above a place of the second, where one is below the other. */
export function isAtOrAbove(office: string, level: string): boolean {
  const rank = (name: string) => levels.indexOf(name) + 1 || levels.length + 1;
  return rank(office) <= rank(level);
}

export const activityKinds = ['routine', 'bias', 'ori', 'campaign'] as const;
export type ActivityKind = (typeof activityKinds)[number];

export interface Activity {
  id: string;
  code: string;
  kind: ActivityKind;
  name: Names;
  place: PlaceRef;
  startsOn: string;
  endsOn: string;
  closedAt: string | null;
  products: Product[];
}

/** An activity as orders, shipments, vials and sessions name it. */
export interface ActivityRef {
  id: string;
  code: string;
  name: Names;
}

export interface Earmark {
  activity: ActivityRef;
  place: PlaceRef;
  batch: { id: string; lot: string; expiry: string; product: Product };
  doses: number;
}

export interface Use {
  group: string;
  place: PlaceRef | null;
  product: { code: string; name: string };
  earmarked: number;
  allocated: number;
  inTransit: number;
  received: number;
  given: number;
  fromEarmark: number;
  wasted: number;
}

export const needStates = ['draft', 'proposed', 'approved', 'returned'] as const;
export type NeedState = (typeof needStates)[number];

export interface Need {
  id: string;
  place: PlaceRef;
  product: Product;
  year: number;
  population: number;
  dosesEach: number;
  usageIndex: number;
  vials: number;
  doses: number;
  state: NeedState;
  approvedLevel: string | null;
  reason: string | null;
  revision: number;
}

export interface NeedStep {
  revision: number;
  act: 'create' | 'import' | 'amend' | 'propose' | 'approve' | 'return';
  state: NeedState;
  at: string;
  by: { name: string; unit: string };
  reason: string | null;
  population: number;
  dosesEach: number;
  usageIndex: number;
  vials: number;
}

export interface NeedSum extends Record<NeedState, number> {
  place: PlaceRef;
  product: Product;
  population: number;
  vials: number;
  doses: number;
  approvedDoses: number;
}

export interface Progress {
  doses: number;
  approvedDoses: number;
  months: {
    month: string;
    needed: number;
    received: number;
    used: number;
    wasted: number;
    receivedSoFar: number;
    usedSoFar: number;
  }[];
}
