// An event of a push as it was read: what it says, which content its id stands for, and what became of it.
import { hashOf } from '../server/kernel/idempotency.ts';
import { Problem, problems } from '../server/kernel/problem.ts';
import { validate } from '../server/kernel/validate.ts';
import type { Warning } from '../server/ledger/types.ts';
import { mobileProblems } from './problems.ts';
import { Event } from './shapes.ts';
import type { Verifier } from './signature.ts';

export type Outcome =
  | { verdict: 'recorded' | 'flagged'; warnings: readonly Warning[] }
  | { verdict: 'repeated'; first: 'recorded' | 'flagged'; warnings: readonly Warning[] }
  | { verdict: 'refused'; problem: Problem };

export interface Item {
  /** As it was sent, for the answer. */
  id: string | null;
  /** The device's number; undefined when nothing of the event is to be believed. */
  seq?: number;
  /** What is not refused at once. */
  good?: Good;
  outcome?: Outcome;
}

/** An event that can be read and was signed as it must be. */
export interface Good {
  event: Event;
  /** Of its content, under which its id stands for ever. */
  hash: Buffer;
}

export const refused = (problem: Problem): Outcome => ({ verdict: 'refused', problem });

/** No part of what happened: how the phone numbers and signs it, and what it knew. A queue may be renumbered and signed anew. */
const NOT_CONTENT = { deviceSeq: undefined, signature: undefined, believed: undefined };

function seqOf({ deviceSeq }: { deviceSeq?: unknown }): number | undefined {
  return Number.isSafeInteger(deviceSeq) && Number(deviceSeq) > 0 ? Number(deviceSeq) : undefined;
}

/** Reads one event of a push; what is wrong with it is its own outcome. */
export function readItem(raw: unknown, verify: Verifier): Item {
  if (raw === null || typeof raw !== 'object' || Array.isArray(raw))
    return { id: null, outcome: refused(mobileProblems.event_invalid()) };
  const said = raw as Record<string, unknown>;
  const id = typeof said.id === 'string' && said.id.length <= 100 ? said.id : null;
  try {
    const event = validate(Event, said, '')!;
    if (!verify(said)) return { id, outcome: refused(mobileProblems.signature_invalid()) };
    const hash = hashOf('phone event', '', { ...said, ...NOT_CONTENT });
    return { id, seq: event.deviceSeq, good: { event, hash } };
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== problems.validation_failed().code) throw error;
    return { id, seq: seqOf(said), outcome: refused(mobileProblems.event_invalid({}, error.errors)) };
  }
}
