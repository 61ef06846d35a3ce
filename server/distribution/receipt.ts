// The arithmetic of a receipt, without a database: accepted + rejected + missing = shipped, line by line (ledger rule 9).
import type { Params, Text } from '../kernel/problem.ts';
import type { Bucket, Line, Warning } from '../ledger/types.ts';
import { distributionProblems } from './problems.ts';
import type { ShippedLine } from './shipment.ts';

/** Stage of a vaccine vial monitor; from C on the vaccine is not to be used. */
export const VVM_STAGES = ['A', 'B', 'C', 'D'] as const;
export type VvmStage = (typeof VVM_STAGES)[number];

export const REJECTION_REASONS = [
  'frozen',
  'broken',
  'damaged',
  'unlabelled',
  'expired',
  'vvm',
  'excursion',
  'other',
] as const;
export type RejectionReason = (typeof REJECTION_REASONS)[number];

export interface Rejection {
  doses: number;
  reason: RejectionReason;
}

/** What the receiver says of one batch; all in whole doses. */
export interface Answer {
  batchId: string;
  lot: string;
  accepted: number;
  rejected?: readonly Rejection[];
  /** By default what is left of the shipped doses. */
  missing?: number;
  vvm?: VvmStage;
  note?: string;
}

/** One line as it ends. */
export interface Outcome {
  line: number;
  batchId: string;
  doses: number;
  accepted: number;
  rejections: Rejection[];
  rejected: number;
  missing: number;
  /** More than was shipped. */
  surplus: number;
  /** Went as unusable stock: what is accepted of it stands in quarantine. */
  unusable: boolean;
  /** What its doses are for. */
  activityId: string | null;
  vvm?: VvmStage;
  note?: string;
}

export interface Judged {
  status: 'received' | 'received_with_discrepancy';
  outcomes: Outcome[];
  warnings: Warning[];
}

const sum = (list: readonly { doses: number }[]) => list.reduce((total, { doses }) => total + doses, 0);

/** Rejections of one reason become one. */
function merged(rejected: readonly Rejection[]): Rejection[] {
  const byReason = new Map<RejectionReason, number>();
  for (const { reason, doses } of rejected) byReason.set(reason, (byReason.get(reason) ?? 0) + doses);
  return [...byReason].map(([reason, doses]) => ({ reason, doses }));
}

function notAddingUp(answer: Answer, index: number, shipped: number, rejected: number, missing: number) {
  const { lot, accepted } = answer;
  const params: Params = { line: index + 1, lot, shipped, accepted, rejected, missing };
  const total = accepted + rejected + missing;
  const message = { id: `${total}, bukan ${shipped} dosis`, en: `${total}, not ${shipped} doses` };
  return distributionProblems.receipt_does_not_add_up(params, [
    { pointer: `/lines/${index}`, message, code: 'receipt_does_not_add_up' },
  ]);
}

/** With the monitor at C or D nothing of a line is accepted, whatever the receiver says: it is rejected as `vvm`. */
function withheld(outcome: Outcome): Outcome {
  const { vvm, accepted, rejections, rejected } = outcome;
  if ((vvm !== 'C' && vvm !== 'D') || accepted === 0) return outcome;
  return {
    ...outcome,
    accepted: 0,
    rejections: merged([...rejections, { reason: 'vvm', doses: accepted }]),
    rejected: rejected + accepted,
  };
}

/** One answer against what was shipped of that batch: nothing, for a batch that was not expected. */
function outcomeOf(answer: Answer, index: number, shipped: ShippedLine | undefined, line: number): Outcome {
  const { batchId, accepted, vvm, note } = answer;
  const doses = shipped?.doses ?? 0;
  const rejections = merged(answer.rejected ?? []);
  const rejected = sum(rejections);
  const arrived = accepted + rejected;
  const unusable = shipped?.unusable ?? false;
  const activityId = shipped?.activityId ?? null;
  const common = { line, batchId, doses, accepted, rejections, rejected, unusable, activityId, vvm, note };
  // More than was shipped must be said of the good doses themselves; otherwise it is a slip of the pen.
  const isSurplus = arrived > doses && (accepted > doses || !shipped);
  if (isSurplus && !answer.missing) return { ...common, missing: 0, surplus: arrived - doses };
  const missing = answer.missing ?? Math.max(doses - arrived, 0);
  if (arrived + missing !== doses || arrived + missing === 0)
    throw notAddingUp(answer, index, doses, rejected, missing);
  return { ...common, missing, surplus: 0 };
}

function unanswered({ lot, doses, batchId }: ShippedLine) {
  const message: Text = { id: `Lot ${lot} tidak disebut`, en: `Lot ${lot} is not mentioned` };
  return distributionProblems.receipt_line_missing({ lot, doses, batch: batchId }, [
    { pointer: '/lines', message, code: 'receipt_line_missing' },
  ]);
}

function warningsOf(outcome: Outcome): Warning[] {
  return [...surplusWarnings(outcome), ...vvmWarnings(outcome)];
}

function vvmWarnings({ batchId: batch, vvm, rejections }: Outcome): Warning[] {
  const doses = rejections.find(({ reason }) => reason === 'vvm')?.doses;
  return (vvm === 'C' || vvm === 'D') && doses ? [{ code: 'vvm_unusable', batch, vvm, doses }] : [];
}

function surplusWarnings(outcome: Outcome): Warning[] {
  const { batchId: batch, doses: shipped, surplus } = outcome;
  if (surplus === 0) return [];
  const code = shipped === 0 ? 'unexpected_batch' : 'over_receipt';
  const message: Text =
    shipped === 0
      ? {
          id: `${surplus} dosis dari batch yang tidak dikirim`,
          en: `${surplus} doses of a batch that was not shipped`,
        }
      : { id: `${surplus} dosis lebih dari yang dikirim`, en: `${surplus} doses more than were shipped` };
  return [{ code, batch, doses: surplus, shipped, message }];
}

/**
 * Holds a receipt against what was shipped. Batches are answered for once each.
 * @throws Problem receipt_line_missing, receipt_does_not_add_up with the numbers.
 */
export function judgeReceipt(shipped: readonly ShippedLine[], answers: readonly Answer[]): Judged {
  const byBatch = new Map(shipped.map((line) => [line.batchId, line]));
  const answered = new Set(answers.map(({ batchId }) => batchId));
  const open = shipped.find(({ batchId }) => !answered.has(batchId));
  if (open) throw unanswered(open);
  let next = Math.max(0, ...shipped.map(({ line }) => line));
  const outcomes = answers.map((answer, index) => {
    const expected = byBatch.get(answer.batchId);
    return withheld(outcomeOf(answer, index, expected, expected?.line ?? ++next));
  });
  const clean = outcomes.every(({ rejected, missing, surplus }) => rejected + missing + surplus === 0);
  return {
    status: clean ? 'received' : 'received_with_discrepancy',
    outcomes: outcomes.sort((a, b) => a.line - b.line),
    warnings: outcomes.flatMap(warningsOf),
  };
}

/** Broken vials are waste where they were found; whatever else is rejected still stands there and is held back. */
const bucketOf = (reason: RejectionReason): Bucket => (reason === 'broken' ? 'wasted' : 'quarantined');

/**
 * The ledger's lines for one outcome. What was in transit is given out first, the rejected before the accepted; what
 * there is besides comes from `unexplained`. What is missing stays in transit, open, until it is settled.
 * @param usableOn the day at the receiver: a batch that may not be used that day is received all the same and flagged.
 */
export function linesOf(outcome: Outcome, shipment: string, place: string, usableOn: string): Line[] {
  const batch = outcome.batchId;
  const parts: { doses: number; bucket: Bucket }[] = [
    ...outcome.rejections.map(({ reason, doses }) => ({ doses, bucket: bucketOf(reason) })),
    { doses: outcome.accepted, bucket: outcome.unusable ? 'quarantined' : 'available' },
  ];
  let inTransit = outcome.doses;
  return parts.flatMap(({ doses, bucket }) => {
    const carried = Math.min(doses, inTransit);
    const beyond = doses - carried;
    inTransit -= carried;
    const good = bucket === 'available';
    const to: Line['to'] = { holder: place, bucket };
    const lines: Line[] = [];
    if (carried > 0) {
      const from = { holder: shipment, bucket: 'in_transit' } as const;
      lines.push({
        batch,
        doses: carried,
        from,
        to,
        rule: good ? 'fact' : 'held',
        usableOn: good ? usableOn : undefined,
      });
    }
    if (beyond > 0) {
      const from = { holder: place, bucket: 'unexplained' } as const;
      const day = good && carried === 0 ? usableOn : undefined;
      lines.push({ batch, doses: beyond, from, to, rule: 'fact', usableOn: day });
    }
    return lines;
  });
}
