// Open vials: opened with a time by which they must be discarded, doses taken until nothing is left, the rest wasted.
// What was given, wasted and is left always adds up to what was in it (ledger rule 15).
import type { Batch } from '../catalogue/catalogue.ts';
import type { Context } from '../kernel/context.ts';
import { problems } from '../kernel/problem.ts';
import { setOpened } from '../ledger/opened.ts';
import type { Place } from '../places/directory.ts';
import { instantOf, localDay } from '../places/local-day.ts';

export interface Vial {
  id: string;
  placeId: string;
  productId: string;
  batchId: string;
  /** In the vial when it was opened. */
  doses: number;
  given: number;
  wasted: number;
  openedAt: Date;
  openedBy: string;
  discardAt: Date;
  closedAt: Date | null;
  /** What it was opened for, and how many of its doses were kept for that until then. */
  activityId: string | null;
  fromEarmark: number;
}

export const VIAL_COLUMNS = /* sql */ `v.id, v.place_id as "placeId", v.product_id as "productId",
  v.batch_id as "batchId", v.doses, v.given, v.wasted, v.opened_at as "openedAt", v.opened_by as "openedBy",
  v.discard_at as "discardAt", v.closed_at as "closedAt", v.activity_id as "activityId", v.from_earmark as "fromEarmark"`;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export const leftIn = ({ doses, given, wasted }: Pick<Vial, 'doses' | 'given' | 'wasted'>) =>
  doses - given - wasted;

/** The midnight that ends a day at a place. */
function endOf(day: string, { timeZone }: Place): Date {
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
  return instantOf(next, '00:00', timeZone);
}

/**
 * When a vial that is opened now must be discarded: after the hours of its product, where those are none at the end of
 * the day, and never later than the last day of its batch.
 */
export function discardAtOf(batch: Batch, place: Place, openedAt: Date): Date {
  const { openVialHours } = batch.product;
  const rule =
    openVialHours === 0
      ? endOf(localDay(openedAt, place.timeZone), place)
      : new Date(openedAt.getTime() + openVialHours * HOUR_MS);
  const expiry = endOf(batch.expiry, place);
  return expiry > openedAt && expiry < rule ? expiry : rule;
}

/** The vial, locked; before any balance. @throws Problem not_found. */
export async function lockVial(ctx: Context, id: string): Promise<Vial> {
  const found = await ctx.tx.maybe<Vial>(`select ${VIAL_COLUMNS} from vial v where v.id = $1 for update`, [
    id,
  ]);
  if (!found) throw problems.not_found();
  return found;
}

/** Tells the ledger how many doses are left in open vials of a batch at a place. */
export async function syncOpened(ctx: Context, place: string, batch: string): Promise<void> {
  const { doses, until } = await ctx.tx.one<{ doses: number; until: Date | null }>(
    /* sql */ `
    select coalesce(sum(doses - given - wasted), 0)::int as doses,
      min(discard_at) filter (where discard_at > $3 and doses > given + wasted) as until
    from vial where place_id = $1 and batch_id = $2 and closed_at is null`,
    [place, batch, ctx.now],
  );
  await setOpened(ctx, { place, batch, doses, until: until ?? undefined });
}

export interface Taken {
  vial: Vial;
  doses: number;
  /** Whether they are thrown away. */
  wasted: boolean;
  movement: string;
  /** The calendar day at the place: of the closing, if nothing is left. */
  day: string;
}

/** Takes doses out of a locked vial that holds them; one from which the last was taken is closed. */
export async function takeDoses(ctx: Context, { vial, doses, wasted, movement, day }: Taken): Promise<void> {
  const left = await ctx.tx.maybe<{ left: number }>(
    /* sql */ `update vial set given = given + $2, wasted = wasted + $3 where id = $1
      returning doses - given - wasted as left`,
    [vial.id, wasted ? 0 : doses, wasted ? doses : 0],
  );
  await ctx.tx.run('insert into vial_use (movement_id, vial_id, doses, wasted) values ($1, $2, $3, $4)', [
    movement,
    vial.id,
    doses,
    wasted,
  ]);
  if (left?.left === 0)
    await ctx.tx.run('update vial set closed_at = $2, closed_by = $3, closed_on = $4 where id = $1', [
      vial.id,
      ctx.now,
      ctx.actor.id,
      day,
    ]);
  await syncOpened(ctx, vial.placeId, vial.batchId);
}
