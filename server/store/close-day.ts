// A place closes its day: vials whose session is over or whose time has passed are closed and what is left in them is
// wasted. Closing the same day again wastes nothing twice and answers the same.
import type { Context } from '../kernel/context.ts';
import { record } from '../kernel/journal.ts';
import type { Place } from '../places/directory.ts';
import { localDay } from '../places/local-day.ts';
import { storeProblems } from './problems.ts';
import { VIAL_COLUMNS, type Vial } from './vial.ts';
import { closeLocked } from './vial-acts.ts';
import type { StoreRooms } from './views.ts';

export interface CloseDay {
  id: string;
  place: Place;
  /** Today at the place by default. */
  day?: string;
}

export interface DayClosed {
  day: string;
  closedAt: Date;
  /** Every vial that was closed on that day. */
  vials: Vial[];
}

/** Vials for one session: they may not be kept for the next day, however few hours they have been open. */
const SESSION_HOURS = 24;

const DUE = /* sql */ `
  select ${VIAL_COLUMNS} from vial v join product r on r.id = v.product_id join place p on p.id = v.place_id
  where v.place_id = $1 and v.closed_at is null and (v.opened_at at time zone p.time_zone)::date <= $2::date
    and (v.discard_at <= $3 or r.open_vial_hours < $4)
  order by v.id for update of v`;

/**
 * Closes a day of a place, in the caller's transaction: of two at once the second waits for the first.
 * @throws Problem day_not_over for a day that has not come.
 */
export async function closeDay(ctx: Context, rooms: StoreRooms, command: CloseDay): Promise<DayClosed> {
  const { id, place } = command;
  const today = localDay(ctx.now, place.timeZone);
  const day = command.day ?? today;
  if (day > today)
    throw storeProblems.day_not_over({ today }, [
      { pointer: '/day', message: { id: 'Belum tiba', en: 'Has not come' } },
    ]);
  await ctx.tx.run(
    'insert into day_closing (place_id, day, closed_at, closed_by) values ($1, $2, $3, $4) on conflict do nothing',
    [place.id, day, ctx.now, ctx.actor.id],
  );
  const { closedAt } = await ctx.tx.one<{ closedAt: Date }>(
    'select closed_at as "closedAt" from day_closing where place_id = $1 and day = $2 for update',
    [place.id, day],
  );
  const due = await ctx.tx.rows<Vial>(DUE, [place.id, day, ctx.now, SESSION_HOURS]);
  for (const vial of due) {
    const batch = await rooms.catalogue.batch(vial.batchId);
    if (!batch) throw new Error(`There is no batch ${vial.batchId}`);
    const occurredAt = vial.openedAt > ctx.now ? vial.openedAt : ctx.now;
    await closeLocked(ctx, { id: ctx.newId(), vial, place, batch, occurredAt, day });
  }
  await record(ctx, [{ id, kind: 'place.day_closed', placeId: place.id, data: { day, vials: due.length } }]);
  const vials = await ctx.tx.rows<Vial>(
    `select ${VIAL_COLUMNS} from vial v where v.place_id = $1 and v.closed_on = $2 order by v.opened_at, v.id`,
    [place.id, day],
  );
  return { day, closedAt, vials };
}
