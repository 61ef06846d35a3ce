// Planning as other rooms know it: an activity named at a place, what is kept for it drawn on or added to, a dose counted
// for it. Handed to orders, shipments, open vials and sessions by `rooms.ts`.
import type { Context } from '../kernel/context.ts';
import { record } from '../kernel/journal.ts';
import type { Activities, BatchDoses, Giving, KeepDoses } from '../ledger/activities.ts';
import type { Warning } from '../ledger/types.ts';
import type { Directory } from '../places/directory.ts';
import { localDay } from '../places/local-day.ts';
import { activityAt, findActivity, mustNotBeOver, mustUse, type Activity } from './activity.ts';
import { changeEarmarks, earmarkedOf, lockShelf, type SetAside, type Shelf } from './earmark.ts';

export interface PurposeRooms {
  directory: Directory;
  /** What orders have set aside. */
  setAside: SetAside;
}

const add = (lines: readonly BatchDoses[]): Map<string, number> => {
  const sums = new Map<string, number>();
  for (const { batch, doses } of lines) sums.set(batch, (sums.get(batch) ?? 0) + doses);
  return sums;
};

async function draw(
  ctx: Context,
  { setAside }: PurposeRooms,
  { activity, place, lines }: { activity: string; place: { id: string }; lines: readonly BatchDoses[] },
): Promise<BatchDoses[]> {
  const wanted = add(lines);
  const shelf = await lockShelf(ctx, setAside, place, [...wanted.keys()]);
  const drawn = [...wanted]
    .map(([batch, doses]) => ({ batch, doses: Math.min(doses, earmarkedOf(shelf, activity, batch)) }))
    .filter(({ doses }) => doses > 0);
  await changeEarmarks(
    ctx,
    place,
    shelf,
    drawn.map(({ batch, doses }) => ({ activity, batch, doses: -doses })),
  );
  return drawn;
}

const notKept = (activity: Activity, batch: string, doses: number, isOver: boolean): Warning => ({
  code: isOver ? 'activity_is_over' : 'not_kept_for_activity',
  batch,
  doses,
  activity: activity.code,
});

/** How much of each batch can be kept: usable today, and unreserved. */
function keepable(shelf: Shelf & { held: { batchId: string; expiry: string }[] }, today: string) {
  const expiry = new Map(shelf.held.map((row) => [row.batchId, row.expiry]));
  return (batch: string) => ((expiry.get(batch) ?? '') >= today ? (shelf.free.get(batch) ?? 0) : 0);
}

async function keep(ctx: Context, { setAside }: PurposeRooms, command: KeepDoses): Promise<Warning[]> {
  const { place, document } = command;
  const wanted = add(command.lines.filter(({ doses }) => doses > 0));
  const activity = (await findActivity(ctx, command.activity))!;
  const today = localDay(ctx.now, place.timeZone);
  const isOver = activity.closedAt !== null || activity.endsOn < today;
  const shelf = await lockShelf(ctx, setAside, place, [...wanted.keys()]);
  const mayKeep = keepable(shelf, today);
  const kept = [...wanted].map(([batch, doses]) => ({
    batch,
    asked: doses,
    doses: isOver ? 0 : Math.min(doses, mayKeep(batch)),
  }));
  const changes = kept.filter(({ doses }) => doses > 0);
  await changeEarmarks(
    ctx,
    place,
    shelf,
    changes.map(({ batch, doses }) => ({ activity: activity.id, batch, doses })),
  );
  if (changes.length > 0) {
    await record(ctx, [
      {
        id: ctx.newId(),
        kind: 'earmark.made',
        placeId: place.id,
        documentId: activity.id,
        data: {
          activity: activity.code,
          of: document,
          lines: changes.map(({ batch, doses }) => ({ batch, doses })),
        },
        touched: changes.map(({ batch }) => [place.id, batch] as const),
      },
    ]);
  }
  return kept
    .filter(({ asked, doses }) => doses < asked)
    .map(({ batch, asked, doses }) => notKept(activity, batch, asked - doses, isOver));
}

/** Counts what a movement gave for an activity: one row beside the movement's own. */
export async function gave(ctx: Context, giving: Giving): Promise<void> {
  const { movement, activity, place, batch, doses, fromEarmark, occurredAt } = giving;
  await ctx.tx.run(
    /* sql */ `
    insert into activity_use (movement_id, activity_id, place_id, batch_id, product_id, doses, from_earmark, occurred_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [movement, activity, place.id, batch.id, batch.product.id, doses, fromEarmark, occurredAt],
  );
}

/** What other rooms need of planning. */
export function createActivities(rooms: PurposeRooms): Activities {
  return {
    async named(ctx, { activity: named, place, products, day, pointer }) {
      const activity = await activityAt(ctx, rooms.directory, named, place, pointer);
      for (const product of products) mustUse(activity, product);
      mustNotBeOver(activity, day ?? localDay(ctx.now, place.timeZone));
      const { id, code, nameId, nameEn } = activity;
      return { id, code, name: { id: nameId, en: nameEn } };
    },
    trueUp: async (ctx, place, batches) => void (await lockShelf(ctx, rooms.setAside, place, batches)),
    draw: (ctx, from) => draw(ctx, rooms, from),
    keep: (ctx, command) => keep(ctx, rooms, command),
    gave,
  };
}
