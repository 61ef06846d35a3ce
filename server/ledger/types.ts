// The ledger's nouns: buckets, accounts, lines, movements and the verdict on each.
import type { Problem } from '../kernel/problem.ts';

/** The buckets in the order of the database's enum; the ordinal (from 1) is what ledger_post takes. */
export const BUCKETS = [
  'available',
  'quarantined',
  'in_transit',
  'administered',
  'wasted',
  'destroyed',
  'unexplained',
  'manufactured',
] as const;
export type Bucket = (typeof BUCKETS)[number];

/** An account is a bucket of a holder: a place, or a shipment for what is in transit. The batch stands in the line. */
export interface Account {
  holder: string;
  bucket: Bucket;
}

/**
 * How strict a line is (ledger rules 3, 4, 8 and 14).
 * `free`: a promise, refused unless the batch is usable on `usableOn` and the doses are unreserved.
 * `held`: refused unless the account holds the doses.
 * `fact`: always recorded; what the book lacks is drawn from `unexplained` and flagged.
 */
export type LineRule = 'free' | 'held' | 'fact';

export interface Line {
  batch: string;
  /** Whole doses, more than zero. */
  doses: number;
  from: Account;
  to: Account;
  rule: LineRule;
  /** The calendar day, at the place, on which the batch must be usable; left out where usability does not matter. */
  usableOn?: string;
}

export interface Movement {
  /** Made by the client, unique for ever (rule 7). */
  id: string;
  /** Hash of what the client said under this id; by default the hash of the command that the request carries. */
  hash?: Buffer;
  /** Such as `movement.discard` or `shipment.dispatched`. */
  kind: string;
  /** The place where it happened. */
  place: string;
  /** The shipment, appointment or batch that it belongs to. */
  document?: string;
  actor?: string;
  device?: string;
  occurredAt: Date;
  reverses?: string;
  lines: Line[];
  /** What readers and followers need to know besides the postings; never personal data. */
  data?: Record<string, unknown>;
  /** Warnings known before posting; any makes the movement `flagged`. */
  warnings?: Warning[];
}

/** A contradiction that was recorded all the same: `unexplained_doses`, `promise_broken`, `batch_expired`, … */
export type Warning = { code: string } & Record<string, unknown>;

export interface BalanceView {
  place: string;
  batch: string;
  onHand: number;
  available: number;
  free: number;
  reserved: number;
  quarantined: number;
  version: number;
}

/** The answer kept for a single movement, before its warnings are put into words. */
export interface MovementAnswer {
  id: string;
  verdict: 'recorded' | 'flagged';
  warnings: Warning[];
  balances: BalanceView[];
}

export type Posted =
  | { outcome: 'recorded'; warnings: Warning[]; answer?: MovementAnswer }
  | { outcome: 'flagged'; warnings: Warning[]; answer?: MovementAnswer }
  | { outcome: 'repeated'; warnings: Warning[]; answer?: MovementAnswer }
  | { outcome: 'refused'; problem: Problem };
