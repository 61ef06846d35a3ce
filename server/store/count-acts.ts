// What is done with a count once it is entered: submitted, sent back, approved, posted, cancelled. An approval is a task
// for the officers above a place; posting closes what was due.
import type { Context } from '../kernel/context.ts';
import { problems } from '../kernel/problem.ts';
import { fixCounts, type CountedNow } from '../ledger/count.ts';
import type { Warning } from '../ledger/types.ts';
import type { Directory, Place } from '../places/directory.ts';
import { closeTasks, openTasks } from '../tasks/tasks.ts';
import { advanceCount, lockCount, mustAllow, type Count } from './count.ts';
import { findCountLines, isAboveThreshold } from './count-lines.ts';
import { countDone } from './count-plan.ts';
import { storeProblems } from './problems.ts';

export interface CountActCommand {
  /** Of the journal row. */
  id: string;
  count: string;
  note?: string;
}

/** The count, locked, at a place that the actor sees. @throws Problem not_found. */
export async function lockVisible(ctx: Context, directory: Directory, id: string) {
  const count = await lockCount(ctx, id);
  const place = directory.get(count.placeId);
  if (!directory.isVisible(ctx.actor, place)) throw problems.not_found();
  return { count, place };
}

/** Where officers see to a place's counts: there, or at the place above where it has none. */
function officersOf(directory: Directory, place: Place): Place {
  const hasOfficers = ['national', 'province', 'district'].includes(place.level);
  return hasOfficers || place.parentCode === null ? place : directory.byCode(place.parentCode)!;
}

/**
 * Ends the counting: every batch that the book has there must have been counted. A variance above the threshold opens a
 * task for the officers.
 * @throws Problem not_found, count_wrong_state, count_incomplete with the batches that are missing.
 */
export async function submitCount(ctx: Context, directory: Directory, command: CountActCommand) {
  const { count, place } = await lockVisible(ctx, directory, command.count);
  mustAllow('submit', count);
  const lines = await findCountLines(ctx, count);
  const missing = lines.filter((line) => line.countedAt === null);
  if (missing.length > 0)
    throw storeProblems.count_incomplete(
      { missing: missing.length },
      missing.slice(0, 100).map(({ batch, lot }) => ({
        pointer: `/lines/${batch}`,
        code: 'not_counted',
        message: { id: `Lot ${lot} belum dihitung`, en: `Lot ${lot} was not counted` },
      })),
    );
  const variances = lines.filter(({ book }) => book && isAboveThreshold(ctx, book)).length;
  const data = { batches: lines.length, aboveThreshold: variances };
  await advanceCount(ctx, 'submit', count, { ...command, data });
  if (variances === 0) return;
  await openTasks(ctx, [
    {
      kind: 'count_approval',
      placeId: officersOf(directory, place).id,
      documentId: count.id,
      subjectId: count.id,
      data: { place: place.code, name: place.name, batches: variances },
    },
  ]);
}

const closeApproval = (ctx: Context, count: Count) =>
  closeTasks(ctx, { kind: 'count_approval', subjectId: count.id });

/** Sends a submitted count back to be counted again. @throws Problem not_found, count_wrong_state. */
export async function recount(ctx: Context, directory: Directory, command: CountActCommand): Promise<void> {
  const { count } = await lockVisible(ctx, directory, command.count);
  await advanceCount(ctx, 'recount', count, command);
  await closeApproval(ctx, count);
}

/** Gives the count up; nothing is posted. @throws Problem not_found, count_wrong_state. */
export async function cancelCount(ctx: Context, directory: Directory, command: CountActCommand) {
  const { count } = await lockVisible(ctx, directory, command.count);
  await advanceCount(ctx, 'cancel', count, command);
  await closeApproval(ctx, count);
}

/** Approves a variance above the threshold. @throws Problem not_found, count_wrong_state, approval_not_needed. */
export async function approveCount(ctx: Context, directory: Directory, command: CountActCommand) {
  const { count } = await lockVisible(ctx, directory, command.count);
  mustAllow('approve', count);
  const lines = await findCountLines(ctx, count);
  if (!lines.some(({ book }) => book && isAboveThreshold(ctx, book)))
    throw storeProblems.approval_not_needed();
  await advanceCount(ctx, 'approve', count, command);
  await closeApproval(ctx, count);
}

export interface PostCount extends CountActCommand {
  /** Why a batch differs, and for those that are not named, all of them. */
  reason?: string;
  reasons: readonly { batch: string; reason: string; note?: string }[];
}

const differs = (line: CountedNow) => line.availableVariance !== 0 || line.quarantinedVariance !== 0;

/** @throws Problem variance_reason_required that names each batch which differs without a reason. */
function mustHaveReasons(lines: readonly CountedNow[], reasonOf: (batch: string) => string | undefined) {
  const missing = lines.filter((line) => differs(line) && reasonOf(line.batch) === undefined);
  if (missing.length === 0) return;
  throw storeProblems.variance_reason_required(
    { missing: missing.length },
    missing.slice(0, 100).map(({ batch }) => ({
      pointer: `/reasons/${batch}`,
      code: 'reason_required',
      message: { id: 'Sebutkan alasannya', en: 'State the reason' },
    })),
  );
}

/**
 * Posts the variances, each with its reason, at the instants of counting, and closes the obligatory counts that this one
 * fulfils. What the approval rests on is judged on the locked balances, not on what was shown.
 * @throws Problem not_found, count_wrong_state, approval_needed, variance_reason_required, count_before_last.
 */
export async function postCount(ctx: Context, directory: Directory, command: PostCount): Promise<Warning[]> {
  const { count, place } = await lockVisible(ctx, directory, command.count);
  mustAllow('post', count);
  const entered = (await findCountLines(ctx, count)).filter((line) => line.countedAt !== null);
  const said = new Map(command.reasons.map((one) => [one.batch, one]));
  const reasonOf = (batch: string) => said.get(batch)?.reason ?? command.reason;
  const { lines, warnings } = await fixCounts(ctx, {
    place: count.placeId,
    document: count.id,
    counts: entered.map(({ batch, available, quarantined, countedAt }) => ({
      batch,
      at: countedAt!,
      available: available!,
      quarantined: quarantined!,
      reason: reasonOf(batch),
      note: said.get(batch)?.note,
    })),
  });
  mustHaveReasons(lines, reasonOf);
  if (count.status !== 'approved' && lines.some((line) => isAboveThreshold(ctx, line)))
    throw storeProblems.approval_needed();
  const off = lines.filter(differs);
  await ctx.tx.run(
    /* sql */ `update stock_count_line l set reason = r.reason, note = r.note
      from unnest($2::uuid[], $3::text[], $4::text[]) r(batch, reason, note)
      where l.count_id = $1 and l.batch_id = r.batch`,
    [
      count.id,
      off.map(({ batch }) => batch),
      off.map(({ batch }) => reasonOf(batch)),
      off.map(({ batch }) => said.get(batch)?.note ?? null),
    ],
  );
  const data = { batches: lines.length, variances: off.length };
  await advanceCount(ctx, 'post', count, { ...command, data });
  await closeApproval(ctx, count);
  await countDone(ctx, place, count.productId);
  return warnings;
}
