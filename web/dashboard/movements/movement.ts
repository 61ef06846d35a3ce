// Movements as the service tells them, and the acts that a person can record at a place.
import type { TFunction } from 'i18next';
import type { Reason } from '../../shared/parts/pickers.tsx';
import type { Warned } from '../../shared/parts/problem.tsx';
import { id } from './texts.ts';

export interface Movement {
  id: string;
  kind: string;
  place: string;
  /** Null when it moved several batches. */
  batch: string | null;
  batches: number;
  doses: number | null;
  reason: string | null;
  note: string | null;
  document: string | null;
  /** Doses more or fewer on hand, of the batch that was asked for or of all. */
  change: number;
  occurredAt: string;
  recordedAt: string;
  reversedBy: string | null;
}

export interface Recorded {
  id: string;
  verdict: 'recorded' | 'flagged';
  warnings: Warned[];
}

export const acts = ['administer', 'discard', 'quarantine', 'release', 'adjust'] as const;
export type Act = (typeof acts)[number];

export const reasonsOf: Record<Act, readonly Reason[]> = {
  administer: [],
  discard: [
    'broken',
    'expired',
    'frozen',
    'vvm',
    'excursion',
    'damaged',
    'unlabelled',
    'open_vial',
    'lost',
    'other',
  ],
  quarantine: ['excursion', 'vvm', 'frozen', 'damaged', 'unlabelled', 'expired', 'recall', 'other'],
  release: [],
  adjust: ['miscount', 'found', 'lost', 'other'],
};

/** The journal's `movement.administer`; a kind not known here is shown as it came. */
export function kindName(t: TFunction, kind: string): string {
  const key = kind.replaceAll('.', '_');
  return Object.hasOwn(id.kinds, key) ? t(`movements.kinds.${key as keyof typeof id.kinds}`) : kind;
}

export const canReverse = ({ kind, reversedBy }: Movement) =>
  kind.startsWith('movement.') && kind !== 'movement.reversed' && reversedBy === null;
