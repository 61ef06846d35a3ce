// Earmarks: doses that a place keeps for an activity, held in the ledger's column `allocated` beside what orders have set
// aside there. Rows and reservation change in one transaction, always under the lock of the balance.
import type { Context } from '../kernel/context.ts';
import { record, type JournalEntry } from '../kernel/journal.ts';
import { reserve } from '../ledger/reserve.ts';
import type { Place } from '../places/directory.ts';

/** What others, such as orders, have set aside at a place, in doses by batch; handed in by `rooms.ts`. */
export type SetAside = (
  ctx: Context,
  place: string,
  batches: readonly string[],
) => Promise<Map<string, number>>;

export interface EarmarkRow {
  activityId: string;
  batchId: string;
  doses: number;
}

export interface Shelf {
  /** By batch: what is unreserved, in doses; nothing for a batch that is held back. */
  free: Map<string, number>;
  rows: EarmarkRow[];
}

interface Held {
  batchId: string;
  allocated: number;
  unreserved: number;
  status: string;
  expiry: string;
}

/** The earmarks that no longer fit, the newest giving way first, and what is left of each. */
function excessOf(rows: readonly (EarmarkRow & { updatedAt: Date })[], held: Held, others: number) {
  let excess = rows.reduce((sum, { doses }) => sum + doses, 0) + others - held.allocated;
  const cuts: { row: EarmarkRow; left: number }[] = [];
  for (const row of [...rows].sort((a, b) => b.updatedAt.getTime() - a.updatedAt.getTime())) {
    if (excess <= 0) break;
    const cut = Math.min(excess, row.doses);
    cuts.push({ row, left: row.doses - cut });
    excess -= cut;
  }
  return cuts;
}

const SET = /* sql */ `
  insert into earmark (activity_id, place_id, batch_id, doses, updated_at) values ($1, $2, $3, $4, $5)
  on conflict on constraint earmark_pkey do update set doses = excluded.doses, updated_at = excluded.updated_at`;
const REMOVE = 'delete from earmark where activity_id = $1 and place_id = $2 and batch_id = $3';

/** Writes the doses of one earmark; one without doses has no row. */
async function writeEarmark(ctx: Context, place: string, row: EarmarkRow): Promise<void> {
  const key = [row.activityId, place, row.batchId];
  if (row.doses === 0) await ctx.tx.run(REMOVE, key);
  else await ctx.tx.run(SET, [...key, row.doses, ctx.now]);
}

/**
 * Locks the balances of these batches at a place and answers the earmarks on them as they really are: a fact, such as
 * vials found broken, may have taken doses that were kept. Such earmarks are cut by name, before any order's.
 */
export async function lockShelf(
  ctx: Context,
  setAside: SetAside,
  place: Pick<Place, 'id'>,
  batches: readonly string[],
): Promise<Shelf & { held: Held[] }> {
  const held = await ctx.tx.rows<Held>(
    /* sql */ `select b.batch_id as "batchId", b.allocated,
      b.available - b.allocated - b.promised - b.allowance - b.opened as unreserved, t.status, t.expiry
    from balance b join batch t on t.id = b.batch_id
    where b.holder_id = $1 and b.batch_id = any($2) order by b.batch_id for update of b`,
    [place.id, batches],
  );
  const found = await ctx.tx.rows<EarmarkRow & { updatedAt: Date }>(
    /* sql */ `select activity_id as "activityId", batch_id as "batchId", doses, updated_at as "updatedAt" from earmark
    where place_id = $1 and batch_id = any($2) order by activity_id`,
    [place.id, batches],
  );
  const others = found.length > 0 ? await setAside(ctx, place.id, batches) : new Map<string, number>();
  const lost: JournalEntry[] = [];
  for (const balance of held) {
    const here = found.filter((row) => row.batchId === balance.batchId);
    for (const { row, left } of excessOf(here, balance, others.get(balance.batchId) ?? 0)) {
      lost.push({
        id: ctx.newId(),
        kind: 'earmark.lost',
        placeId: place.id,
        documentId: row.activityId,
        data: { batch: row.batchId, doses: row.doses - left, left },
      });
      row.doses = left;
      await writeEarmark(ctx, place.id, row);
    }
  }
  await record(ctx, lost);
  return {
    held,
    free: new Map(
      held.map((row) => [row.batchId, row.status === 'released' ? Math.max(row.unreserved, 0) : 0]),
    ),
    rows: found.filter(({ doses }) => doses > 0),
  };
}

export interface EarmarkChange {
  activity: string;
  batch: string;
  /** More or less than before, in doses. */
  doses: number;
}

/**
 * Changes earmarks at a place by so many doses each, and the reservation with them. The caller holds the shelf's locks
 * and records the journal row.
 * @throws Problem reservation_conflict when a balance cannot hold it.
 */
export async function changeEarmarks(
  ctx: Context,
  place: Pick<Place, 'id'>,
  shelf: Shelf,
  changes: readonly EarmarkChange[],
): Promise<void> {
  await reserve(
    ctx,
    place.id,
    changes.map(({ batch, doses }) => ({ batch, allocated: doses })),
  );
  for (const { activity, batch, doses } of changes) {
    const before = shelf.rows.find((row) => row.activityId === activity && row.batchId === batch);
    const row = before ?? { activityId: activity, batchId: batch, doses: 0 };
    if (!before) shelf.rows.push(row);
    row.doses += doses;
    await writeEarmark(ctx, place.id, row);
  }
}

/** How much of a batch is kept for an activity. */
export const earmarkedOf = (shelf: Shelf, activity: string, batch: string): number =>
  shelf.rows.find((row) => row.activityId === activity && row.batchId === batch)?.doses ?? 0;
