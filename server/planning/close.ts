// An activity ends: it is closed by hand, or its last day passes, or a batch may no longer be used. What was kept is let go.
import type { Context } from '../kernel/context.ts';
import { record } from '../kernel/journal.ts';
import { localDay } from '../places/local-day.ts';
import type { Directory } from '../places/directory.ts';
import type { Activity } from './activity.ts';
import { changeEarmarks, lockShelf, type SetAside } from './earmark.ts';
import { planningProblems } from './problems.ts';

interface Kept {
  activityId: string;
  placeId: string;
  batchId: string;
}

const KEPT = /* sql */ `
  select e.activity_id as "activityId", e.place_id as "placeId", e.batch_id as "batchId"
  from earmark e join activity a on a.id = e.activity_id join place p on p.id = e.place_id
    join batch t on t.id = e.batch_id`;
/** Balances are locked place by place, batch by batch, as the ledger does. */
const ORDER = 'order by e.place_id, e.batch_id, e.activity_id';

/** Lets go of earmarks, each with a journal row that says why. */
async function letGo(ctx: Context, setAside: SetAside, kept: readonly Kept[], reason: string): Promise<void> {
  for (const { activityId, placeId, batchId } of kept) {
    const shelf = await lockShelf(ctx, setAside, { id: placeId }, [batchId]);
    const row = shelf.rows.find((found) => found.activityId === activityId && found.batchId === batchId);
    if (!row) continue;
    const { doses } = row;
    await changeEarmarks(ctx, { id: placeId }, shelf, [
      { activity: activityId, batch: batchId, doses: -doses },
    ]);
    await record(ctx, [
      {
        id: ctx.newId(),
        kind: 'earmark.released',
        placeId,
        documentId: activityId,
        data: { batch: batchId, doses, reason },
        touched: [[placeId, batchId]],
      },
    ]);
  }
}

/** Closes an activity, once, and lets go of all that is kept for it. @throws Problem activity_over. */
export async function closeActivity(
  ctx: Context,
  setAside: SetAside,
  { id, activity, reason }: { id: string; activity: Activity; reason: string },
): Promise<void> {
  const closed = await ctx.tx.run('update activity set closed_at = $2 where id = $1 and closed_at is null', [
    activity.id,
    ctx.now,
  ]);
  if (closed === 0)
    throw planningProblems.activity_over({ activity: activity.code, endsOn: activity.endsOn });
  await record(ctx, [
    {
      id,
      kind: 'activity.closed',
      placeId: activity.placeId,
      documentId: activity.id,
      data: { code: activity.code, reason },
    },
  ]);
  const kept = await ctx.tx.rows<Kept>(`${KEPT} where e.activity_id = $1 ${ORDER}`, [activity.id]);
  await letGo(ctx, setAside, kept, 'closed');
}

/** Lets go of what is kept of a batch that was held back or recalled. */
export async function letGoOfBatch(ctx: Context, setAside: SetAside, batch: string): Promise<void> {
  const kept = await ctx.tx.rows<Kept>(`${KEPT} where e.batch_id = $1 ${ORDER}`, [batch]);
  await letGo(ctx, setAside, kept, 'batch_held_back');
}

/**
 * Lets go of what is kept for activities whose last day has passed, and of batches that have expired, by each place's
 * own day. Meant for once after each midnight.
 */
export async function letGoOfPast(ctx: Context, setAside: SetAside, directory: Directory): Promise<void> {
  const found = await ctx.tx.rows<Kept & { endsOn: string; expiry: string }>(
    `${KEPT.replace('select', 'select a.ends_on as "endsOn", t.expiry,')} ${ORDER}`,
  );
  const isPast = ({ placeId, endsOn, expiry }: (typeof found)[number]) => {
    const today = localDay(ctx.now, directory.get(placeId).timeZone);
    return endsOn < today || expiry < today;
  };
  await letGo(ctx, setAside, found.filter(isPast), 'past');
}
