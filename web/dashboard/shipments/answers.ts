// What the receiver says of each batch, and the arithmetic of it: accepted + rejected + missing = shipped.
import type { BatchRef } from '../../shared/contract.ts';
import type { Reason } from '../../shared/parts/pickers.tsx';
import type { Shipment } from './shipment.ts';

export interface Rejection {
  key: string;
  reason: Reason | null;
  doses: number | null;
}

export interface Answer {
  batch: BatchRef;
  /** Shipped; 0 for a batch that was found in the package without having been sent. */
  doses: number;
  /** Nothing until it is filled in. */
  accepted: number | null;
  rejected: Rejection[];
}

export const emptyAnswers = ({ lines }: Shipment): Answer[] =>
  lines.map(({ batch, doses }) => ({ batch, doses, accepted: null, rejected: [] }));

/** All of it is there and good. */
export const complete = (answer: Answer): Answer => ({
  ...answer,
  accepted: answer.doses || answer.accepted,
  rejected: [],
});

export const isAnswered = ({ accepted, rejected }: Answer) =>
  accepted !== null && rejected.every(({ reason, doses }) => reason !== null && doses !== null && doses > 0);

/** What neither was accepted nor rejected; below zero there is more than was sent. */
export const leftOf = ({ doses, accepted, rejected }: Answer) =>
  doses - (accepted ?? 0) - rejected.reduce((sum, one) => sum + (one.doses ?? 0), 0);

export const toBody = (answers: readonly Answer[]) =>
  answers.map(({ batch, accepted, rejected }) => ({
    batch: batch.id,
    accepted: accepted ?? 0,
    rejected: rejected.map(({ reason, doses }) => ({ reason, doses })),
  }));
