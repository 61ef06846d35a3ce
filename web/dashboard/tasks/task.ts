// A task as the service tells it, in the reader's language.
import { query } from '../../shared/api.ts';
import type { PlaceRef } from '../../shared/contract.ts';
import type { Tone } from '../../shared/parts/badge.tsx';

export interface Task {
  id: string;
  kind: string;
  title: string;
  detail: string;
  weight: 'urgent' | 'warning' | 'notice';
  place: PlaceRef;
  owner: { role: string };
  batch: string | null;
  product: string | null;
  document: string | null;
  canAcknowledge: boolean;
  canSnooze: boolean;
  openedAt: string;
  snoozedUntil: string | null;
  snoozeReason: string | null;
  note: string | null;
  closedAt: string | null;
  closeReason: 'acknowledged' | 'gone' | null;
}

/** The screen of what a task is about; nothing for what has none. `codeOf` knows a product's code by its id. */
export function aboutOf(task: Task, codeOf: (product: string) => string | undefined): string | undefined {
  const { kind, batch, product, document, place } = task;
  if (kind === 'count_due') return '/counts/calendar';
  if (kind === 'count_approval') return document ? `/counts/${document}` : undefined;
  if (kind === 'shipment_overdue' || kind === 'discrepancy_open')
    return document ? `/shipments/${document}` : undefined;
  if (batch) return `/batches/${batch}`;
  const code = product ? codeOf(product) : undefined;
  if (code) return `/stock-status${query({ place: place.code, scope: 'own', product: code })}`;
  return undefined;
}

export const tones: Record<Task['weight'], Tone> = { urgent: 'red', warning: 'amber', notice: 'blue' };
