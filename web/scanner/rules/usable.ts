// May I use it? What speaks against using a batch here and now, worst first. Pure; the service judges again by the
// same rules (ledger rule 14) when the phone is back.
import type { BatchStatus } from '../../shared/contract.ts';

export type Reason =
  | 'recalled'
  | 'expired'
  | 'quarantined'
  | 'vvm'
  | 'vial_over'
  | 'not_here'
  | 'expiry_conflict'
  | 'expires_soon';

export interface Judgement {
  verdict: 'use' | 'look' | 'do_not_use';
  reasons: Reason[];
}

export interface Circumstances {
  batch: { status: BatchStatus; expiry: string };
  /** The stage of the vial's monitor, when somebody looked. */
  vvm?: 'A' | 'B' | 'C' | 'D';
  /** Usable doses that the phone believes to be here. */
  usable: number;
  /** Whether anything of it is here, held back or not. */
  here: boolean;
  /** The day at the place, YYYY-MM-DD. */
  today: string;
  now: number;
  /** What the label says, when it was scanned. */
  scannedExpiry?: string;
  /** The open vial of this batch, if there is one. */
  vial?: { discardAt: string };
}

const SOON_DAYS = 30;
const FORBIDDING: ReadonlySet<Reason> = new Set(['recalled', 'expired', 'quarantined', 'vvm', 'not_here']);

const daysBetween = (from: string, to: string) =>
  Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);

/** Which reasons there are, and what they come to: use it, look again, or do not use it. */
export function judge(given: Circumstances): Judgement {
  const { batch, today, now, scannedExpiry, vial } = given;
  const reasons: Reason[] = [];
  if (batch.status === 'recalled') reasons.push('recalled');
  const days = daysBetween(today, batch.expiry);
  if (days < 0 || (scannedExpiry !== undefined && daysBetween(today, scannedExpiry) < 0))
    reasons.push('expired');
  if (batch.status === 'quarantined' || (given.here && given.usable === 0)) reasons.push('quarantined');
  if (given.vvm === 'C' || given.vvm === 'D') reasons.push('vvm');
  if (!given.here) reasons.push('not_here');
  if (vial && Date.parse(vial.discardAt) <= now) reasons.push('vial_over');
  if (scannedExpiry !== undefined && scannedExpiry !== batch.expiry) reasons.push('expiry_conflict');
  if (days >= 0 && days <= SOON_DAYS) reasons.push('expires_soon');
  if (reasons.some((reason) => FORBIDDING.has(reason))) return { verdict: 'do_not_use', reasons };
  const asks = reasons.includes('vial_over') || reasons.includes('expiry_conflict');
  return { verdict: asks ? 'look' : 'use', reasons };
}

/** The calendar day at a place, YYYY-MM-DD. */
export function dayAt(now: number, timeZone = 'Asia/Jakarta'): string {
  return new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(now);
}
