// The states of an appointment and the only ways between them. A state changes by compare-and-set, once (ledger rule 17).
import type { Problem } from '../kernel/problem.ts';
import { scheduleProblems } from './problems.ts';

export const STATUSES = ['confirmed', 'checked_in', 'administered', 'cancelled', 'no_show'] as const;
export type Status = (typeof STATUSES)[number];

export type Act = 'reschedule' | 'cancel' | 'check_in' | 'administer' | 'no_show';

/** Whoever holds one of these is still owed a dose. */
export const ACTIVE: readonly Status[] = ['confirmed', 'checked_in'];

/** From which states an act may start, and where it leads. */
export const TRANSITIONS: Record<Act, { from: readonly Status[]; to: Status }> = {
  reschedule: { from: ['confirmed'], to: 'confirmed' },
  cancel: { from: ['confirmed', 'checked_in'], to: 'cancelled' },
  check_in: { from: ['confirmed'], to: 'checked_in' },
  administer: { from: ['confirmed', 'checked_in'], to: 'administered' },
  no_show: { from: ['confirmed'], to: 'no_show' },
};

const ALREADY: Record<Exclude<Status, 'confirmed'>, () => Problem> = {
  checked_in: () => scheduleProblems.already_checked_in(),
  administered: () => scheduleProblems.already_administered(),
  cancelled: () => scheduleProblems.already_cancelled(),
  no_show: () => scheduleProblems.already_no_show(),
};

/**
 * The state that `act` leads to from `status`.
 * @throws Problem that names the state which forbids it: already_cancelled, already_administered, …
 */
export function nextStatus(act: Act, status: Status): Status {
  const { from, to } = TRANSITIONS[act];
  if (from.includes(status)) return to;
  if (status === 'confirmed') throw new Error(`Nothing leads from confirmed by ${act}`);
  throw ALREADY[status]();
}
