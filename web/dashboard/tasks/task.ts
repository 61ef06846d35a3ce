// A task as the service tells it, in the reader's language.
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

export const tones: Record<Task['weight'], Tone> = { urgent: 'red', warning: 'amber', notice: 'blue' };
