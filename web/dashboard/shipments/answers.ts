// What the receiver says of each batch, and the arithmetic of it: accepted + rejected + missing = shipped.
import type { BatchRef, Photo } from '../../shared/contract.ts';
import type { common } from '../../shared/i18n/common.ts';

type Reason = keyof typeof common.id.reasons;

export interface Rejection {
  key: string;
  reason: Reason | null;
  doses: number | null;
}

export const vvmStages = ['A', 'B', 'C', 'D'] as const;
export type VvmStage = (typeof vvmStages)[number];

export interface Answer {
  batch: BatchRef;
  /** The line of the shipment; nothing for a batch that was found without having been sent. */
  line?: number;
  /** Shipped; 0 for a batch that was found in the package without having been sent. */
  doses: number;
  /** Nothing until it is filled in. */
  accepted: number | null;
  /** Scanned as complete: what is then rejected is taken off what is accepted. */
  complete?: boolean;
  rejected: Rejection[];
  vvm: VvmStage | null;
  note: string;
  photos: Photo[];
}

type Contents = readonly { batch: BatchRef; doses: number }[];

export const emptyAnswer = (batch: BatchRef, doses: number, line?: number): Answer => {
  return { batch, line, doses, accepted: null, rejected: [], vvm: null, note: '', photos: [] };
};

export const emptyAnswers = ({
  lines,
}: {
  lines: readonly (Contents[number] & { line: number })[];
}): Answer[] => lines.map(({ batch, doses, line }) => emptyAnswer(batch, doses, line));

/** All of it is there and good. */
export const complete = (answer: Answer): Answer => ({
  ...answer,
  accepted: answer.doses || answer.accepted,
  complete: answer.doses > 0,
  rejected: [],
});

/** What was not filled in did not arrive. */
export const restMissing = (answer: Answer): Answer =>
  answer.accepted === null ? { ...answer, accepted: 0 } : answer;

const sumOf = (rejected: readonly Rejection[]) => rejected.reduce((sum, one) => sum + (one.doses ?? 0), 0);

/** Rejections as they are now; of a line that was scanned as complete, the others stay accepted. */
export const reject = (answer: Answer, rejected: Rejection[]): Answer => ({
  ...answer,
  rejected,
  accepted: answer.complete ? Math.max(answer.doses - sumOf(rejected), 0) : answer.accepted,
});

/** Adds what a scanned box or pallet holds to what has arrived. */
export function arrive(answers: readonly Answer[], contents: Contents): Answer[] {
  const arrived = new Map<string, number>();
  for (const { batch, doses } of contents) arrived.set(batch.id, (arrived.get(batch.id) ?? 0) + doses);
  return answers.map((answer) => {
    const more = arrived.get(answer.batch.id);
    if (more === undefined) return answer;
    const accepted = Math.min(
      (answer.accepted ?? 0) + more,
      Math.max(answer.doses - sumOf(answer.rejected), 0),
    );
    return { ...answer, accepted, complete: accepted === answer.doses };
  });
}

export const isAnswered = ({ accepted, rejected }: Answer) =>
  accepted !== null && rejected.every(({ reason, doses }) => reason !== null && doses !== null && doses > 0);

/** What neither was accepted nor rejected; below zero there is more than was sent. */
export const leftOf = ({ doses, accepted, rejected }: Answer) => doses - (accepted ?? 0) - sumOf(rejected);

export const toBody = (answers: readonly Answer[]) =>
  answers.map(({ batch, accepted, rejected, vvm, note }) => ({
    batch: batch.id,
    accepted: accepted ?? 0,
    rejected: rejected.map(({ reason, doses }) => ({ reason, doses })),
    vvm: vvm ?? undefined,
    note: note.trim() || undefined,
  }));
