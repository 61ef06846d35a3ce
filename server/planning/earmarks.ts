// What is done with earmarks: doses kept for an activity, moved to another, let go. Each is one journal row.
import type { Context } from '../kernel/context.ts';
import { record } from '../kernel/journal.ts';
import type { Batch, Product } from '../catalogue/catalogue.ts';
import { suggestFirstExpiry } from '../ledger/stock.ts';
import { checkDoses } from '../ledger/times.ts';
import type { Place } from '../places/directory.ts';
import { localDay } from '../places/local-day.ts';
import { mustNotBeOver, mustUse, type Activity } from './activity.ts';
import { changeEarmarks, earmarkedOf, lockShelf, type SetAside } from './earmark.ts';
import { planningProblems } from './problems.ts';

export interface EarmarkLine {
  /** A batch, or a product whose batches are taken by expiry, the first first. */
  of: { batch: Batch } | { product: Product };
  doses: number;
}

export interface MakeEarmarks {
  id: string;
  activity: Activity;
  place: Place;
  lines: readonly EarmarkLine[];
}

const notFree = (asked: number, available: number, index: number) =>
  planningProblems.earmark_not_free({ asked, available }, [
    {
      pointer: `/lines/${index}/doses`,
      message: { id: `Hanya ${available} bebas`, en: `Only ${available} are free` },
    },
  ]);

/** The batches that a line takes and how much of each. @throws Problem earmark_not_free. */
async function picksOf(ctx: Context, { place }: MakeEarmarks, line: EarmarkLine, index: number) {
  if ('batch' in line.of) return [{ batch: line.of.batch.id, doses: line.doses }];
  const { product } = line.of;
  const { picks, missing } = await suggestFirstExpiry(ctx, { place, product: product.id, doses: line.doses });
  if (missing > 0) throw notFree(line.doses, line.doses - missing, index);
  return picks.map(({ batch, doses }) => ({ batch, doses }));
}

/**
 * Keeps usable, unreserved doses of a place for an activity: a promise, refused whole unless all of them are there.
 * @throws Problem activity_over, activity_of_other_product, earmark_not_free, reservation_conflict, doses_absurd.
 */
export async function makeEarmarks(ctx: Context, setAside: SetAside, command: MakeEarmarks): Promise<void> {
  const { id, activity, place, lines } = command;
  const today = localDay(ctx.now, place.timeZone);
  mustNotBeOver(activity, today);
  const changes: { activity: string; batch: string; doses: number; index: number }[] = [];
  for (const [index, line] of lines.entries()) {
    mustUse(activity, 'batch' in line.of ? line.of.batch.product : line.of.product);
    checkDoses(ctx, line.doses, `/lines/${index}/doses`);
    const picks = await picksOf(ctx, command, line, index);
    changes.push(...picks.map((pick) => ({ ...pick, activity: activity.id, index })));
  }
  const shelf = await lockShelf(ctx, setAside, place, [...new Set(changes.map(({ batch }) => batch))]);
  const left = new Map(
    shelf.held.map(({ batchId, expiry }) => [batchId, expiry >= today ? (shelf.free.get(batchId) ?? 0) : 0]),
  );
  for (const { batch, doses, index } of changes) {
    const free = left.get(batch) ?? 0;
    if (free < doses) throw notFree(doses, free, index);
    left.set(batch, free - doses);
  }
  await changeEarmarks(ctx, place, shelf, changes);
  await record(ctx, [
    {
      id,
      kind: 'earmark.made',
      placeId: place.id,
      documentId: activity.id,
      data: { activity: activity.code, lines: changes.map(({ batch, doses }) => ({ batch, doses })) },
      touched: [...new Set(changes.map(({ batch }) => batch))].map((batch) => [place.id, batch] as const),
    },
  ]);
}

export interface MoveEarmark {
  id: string;
  place: Place;
  batch: Batch;
  from: Activity;
  /** Left out: the doses are let go. */
  to?: Activity;
  /** All that is kept, when left out. */
  doses?: number;
}

/**
 * Moves kept doses to another activity, or lets them go. What is asked for is there, or it is refused.
 * @throws Problem same_activity, activity_over, activity_of_other_product, earmark_too_small.
 */
export async function moveEarmark(ctx: Context, setAside: SetAside, command: MoveEarmark): Promise<void> {
  const { id, place, batch, from, to } = command;
  if (to) {
    if (to.id === from.id) throw planningProblems.same_activity();
    mustNotBeOver(to, localDay(ctx.now, place.timeZone));
    mustUse(to, batch.product);
  }
  const shelf = await lockShelf(ctx, setAside, place, [batch.id]);
  const earmarked = earmarkedOf(shelf, from.id, batch.id);
  const asked = command.doses ?? earmarked;
  if (asked > earmarked || asked === 0)
    throw planningProblems.earmark_too_small({ asked, earmarked, activity: from.code });
  await changeEarmarks(ctx, place, shelf, [
    { activity: from.id, batch: batch.id, doses: -asked },
    ...(to ? [{ activity: to.id, batch: batch.id, doses: asked }] : []),
  ]);
  await record(ctx, [
    {
      id,
      kind: to ? 'earmark.moved' : 'earmark.released',
      placeId: place.id,
      documentId: from.id,
      data: { from: from.code, to: to?.code, batch: batch.id, doses: asked },
      touched: [[place.id, batch.id]],
    },
  ]);
}
