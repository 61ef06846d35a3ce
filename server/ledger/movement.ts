// A single movement at one place, as staff record it: administer, discard, quarantine, release, adjust.
import type { Actor, Context } from '../kernel/context.ts';
import { problems } from '../kernel/problem.ts';
import type { Batch } from '../catalogue/catalogue.ts';
import { OFFICERS, STOCK_ROLES } from '../people/scope.ts';
import type { Place } from '../places/directory.ts';
import { localDay } from '../places/local-day.ts';
import { checkDoses, occurredAtOf } from './times.ts';
import type { Account, Line, LineRule, Movement, Warning } from './types.ts';

export const KINDS = ['administer', 'discard', 'quarantine', 'release', 'adjust'] as const;
export type Kind = (typeof KINDS)[number];
/** What is lost, held back or corrected says why (rule 16). */
export const NEEDS_REASON: ReadonlySet<Kind> = new Set(['discard', 'quarantine', 'adjust']);
export const REASONS = [
  'frozen',
  'broken',
  'damaged',
  'unlabelled',
  'expired',
  'vvm',
  'excursion',
  'open_vial',
  'lost',
  'found',
  'miscount',
  'recall',
  'other',
] as const;
export type Reason = (typeof REASONS)[number];
export const VVM_STAGES = ['A', 'B', 'C', 'D'] as const;

/**
 * Whether an actor's role may record a kind of movement: what is held back is let go by an officer, all else is done by
 * who moves stock. @throws Problem forbidden.
 */
export function mayMove(actor: Actor, kind: Kind): void {
  const allowed = kind === 'release' ? OFFICERS : STOCK_ROLES;
  if (!(allowed as readonly string[]).includes(actor.role)) throw problems.forbidden();
}

export interface MovementCommand {
  id: string;
  hash?: Buffer;
  kind: Kind;
  place: Place;
  batch: Batch;
  /** More than zero, except that an adjustment may take away. */
  doses: number;
  occurredAt?: Date;
  reason?: Reason;
  vvm?: (typeof VVM_STAGES)[number];
  note?: string;
  /** Such as what a scan contradicted. */
  warnings?: readonly { code: string }[];
}

/** From which bucket to which, and how strictly, each kind moves doses at one place. */
const WAYS: Record<
  Kind,
  { from: Account['bucket']; to: Account['bucket']; rule: LineRule; usable: boolean }
> = {
  administer: { from: 'available', to: 'administered', rule: 'fact', usable: true },
  discard: { from: 'available', to: 'wasted', rule: 'fact', usable: false },
  quarantine: { from: 'available', to: 'quarantined', rule: 'held', usable: false },
  release: { from: 'quarantined', to: 'available', rule: 'held', usable: false },
  adjust: { from: 'unexplained', to: 'available', rule: 'held', usable: false },
};

/**
 * The ledger movement for what was recorded. A dose given from unusable stock is a fact and is flagged (rule 14); an
 * adjustment takes its doses from, or gives them to, the account `unexplained`.
 * @throws Problem time_in_future, time_too_old, doses_absurd.
 */
export function movementOf(ctx: Context, command: MovementCommand): Movement {
  const { kind, place, batch } = command;
  const way = WAYS[kind];
  const occurredAt = occurredAtOf(ctx, command.occurredAt);
  const takesAway = kind === 'adjust' && command.doses < 0;
  const [from, to] = takesAway ? [way.to, way.from] : [way.from, way.to];
  const line: Line = {
    batch: batch.id,
    doses: Math.abs(checkDoses(ctx, command.doses)),
    from: { holder: place.id, bucket: from },
    to: { holder: place.id, bucket: to },
    rule: way.rule,
    usableOn: way.usable ? localDay(occurredAt, place.timeZone) : undefined,
  };
  const warnings: Warning[] = (command.warnings ?? []).map((warning) => ({ ...warning }));
  if (kind === 'administer' && (command.vvm === 'C' || command.vvm === 'D')) {
    warnings.push({ code: 'vvm_unusable', vvm: command.vvm, batch: batch.id });
  }
  const { reason, vvm, note } = command;
  return {
    id: command.id,
    hash: command.hash,
    kind: `movement.${kind}`,
    place: place.id,
    occurredAt,
    lines: [line],
    data: {
      doses: command.doses,
      batch: batch.id,
      product: batch.product.id,
      reason,
      vvm,
      note,
      // Wastage from open vials is kept apart from that of closed ones (rule 15).
      open: kind === 'discard' ? reason === 'open_vial' : undefined,
    },
    warnings,
  };
}
