// A dose is given for an activity: what was kept for it is drawn first, in the same transaction as the movement. A dose
// given is a fact: it is recorded whether anything was kept or not.
import type { Context } from '../kernel/context.ts';
import type { House } from '../kernel/house.ts';
import { transact } from '../kernel/transaction.ts';
import type { Recorded } from '../ledger/combine.ts';
import { postOne } from '../ledger/post.ts';
import type { ActivityGiving } from '../ledger/movement-routes.ts';
import { activityAt, mustUse } from './activity.ts';
import { changeEarmarks, earmarkedOf, lockShelf } from './earmark.ts';
import { gave, type PurposeRooms } from './purpose.ts';

/**
 * Posts the movement in the caller's transaction, drawing on what the activity has kept of the batch there. Repeated,
 * it draws nothing again.
 * @throws Problem unknown_activity, activity_of_other_product, and whatever the ledger refuses.
 */
export async function giveForActivity(
  ctx: Context,
  { directory, setAside }: PurposeRooms,
  giving: ActivityGiving,
): Promise<Recorded> {
  const { movement, place, batch, doses } = giving;
  const activity = await activityAt(ctx, directory, giving.activity, place);
  mustUse(activity, batch.product);
  const shelf = await lockShelf(ctx, setAside, place, [batch.id]);
  const isKnown = await ctx.tx.maybe('select from journal_key where id = $1', [movement.id]);
  const drawn = isKnown ? 0 : Math.min(doses, earmarkedOf(shelf, activity.id, batch.id));
  if (drawn > 0) {
    await changeEarmarks(ctx, place, shelf, [{ activity: activity.id, batch: batch.id, doses: -drawn }]);
  }
  const data = { ...movement.data, activity: activity.code, fromEarmark: drawn };
  const posted = await postOne(ctx, { ...movement, data }, { keepAnswers: true });
  if (posted.outcome === 'repeated') return posted;
  await gave(ctx, {
    movement: movement.id,
    activity: activity.id,
    place,
    batch,
    doses,
    fromEarmark: drawn,
    occurredAt: movement.occurredAt,
  });
  return posted;
}

/** For the ledger's route: `giveForActivity` in a transaction of its own. */
export function activityGiver(house: House, rooms: PurposeRooms) {
  return (ctx: Context, giving: ActivityGiving): Promise<Recorded> =>
    transact(house, ctx.actor, (inner) => giveForActivity(inner, rooms, giving), ctx.command);
}
