// When an event may have occurred (ledger rule 10): not in the future, not too long ago.
import type { Context } from '../kernel/context.ts';
import { ledgerProblems } from './problems.ts';

const DAY_MS = 86_400_000;

/**
 * The moment of an event, by default now.
 * @throws Problem time_in_future beyond the allowed clock skew, time_too_old beyond the allowed back-dating.
 */
export function occurredAtOf(ctx: Context, occurredAt: Date | undefined): Date {
  if (!occurredAt) return ctx.now;
  const ahead = occurredAt.getTime() - ctx.now.getTime();
  if (ahead > ctx.config.clockSkewSeconds * 1000) {
    throw ledgerProblems.time_in_future({ occurredAt: occurredAt.toISOString() }, [
      { pointer: '/occurredAt', message: { id: 'Di masa depan', en: 'Lies in the future' } },
    ]);
  }
  if (-ahead > ctx.config.backdateDays * DAY_MS) {
    throw ledgerProblems.time_too_old({ days: ctx.config.backdateDays }, [
      { pointer: '/occurredAt', message: { id: 'Terlalu lampau', en: 'Too far back' } },
    ]);
  }
  return occurredAt;
}

/** @throws Problem doses_absurd above `config.maxDoses`, pointing at the field. */
export function checkDoses(ctx: Context, doses: number, pointer = '/doses'): number {
  if (Math.abs(doses) > ctx.config.maxDoses) {
    const message = { id: `Paling banyak ${ctx.config.maxDoses}`, en: `At most ${ctx.config.maxDoses}` };
    throw ledgerProblems.doses_absurd({ max: ctx.config.maxDoses }, [{ pointer, message }]);
  }
  return doses;
}
