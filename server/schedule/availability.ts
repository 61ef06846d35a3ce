// What can be booked, for everyone: sessions of an area with the doses and places that are left. No personal data.
// Supply and promises are read once for each place and product, in one go for the whole area.
import { createHash } from 'node:crypto';
import type { Context } from '../kernel/context.ts';
import { iso } from '../kernel/shapes.ts';
import type { Sql } from '../kernel/sql.ts';
import type { Place } from '../places/directory.ts';
import { pairOf, type Rooms } from './appointment.ts';
import type { Plan } from './feasibility.ts';
import { planOf, readShelves, type Pair } from './promises.ts';
import { findSessions, type SessionFound } from './sessions.ts';
import { placeView, productView } from './views.ts';

export interface AvailabilityQuery {
  places: readonly Place[];
  from: string;
  to: string;
  product?: string;
  after?: readonly [date: string, id: string];
  limit: number;
}

/** What an answer rests on. Equal states give equal answers. */
export interface State {
  /** Grows with every commit that changes what the area can promise. */
  revision: number;
  /** How many of the slots are over: the clock changes the answer too. */
  over: number;
}

const STATE = /* sql */ `
  select
    coalesce((select sum(b.version) from balance b
      where b.holder_id = any($1::uuid[]) and ($2::uuid is null or b.product_id = $2)), 0)::bigint
    + coalesce((select sum(r.revision) from availability_revision r where r.place_id = any($1::uuid[])), 0)::bigint
      as revision,
    (select count(*) from slot s where s.place_id = any($1::uuid[]) and ($2::uuid is null or s.product_id = $2)
      and s.date between $3 and $4 and s.ends_at <= $5)::int as over`;

/** Reads the state that an answer would rest on: cheap beside the answer itself. */
export function readState(sql: Sql, query: AvailabilityQuery, now: Date): Promise<State> {
  return sql.one<State>(STATE, [
    query.places.map((place) => place.id),
    query.product ?? null,
    query.from,
    query.to,
    now,
  ]);
}

/** The tag of a state as one query sees it; `asOf` tells apart the moments at which it was put into words. */
export function tagOf(query: AvailabilityQuery, state: State): string {
  const { places, ...rest } = query;
  const content = [places.length, places[0]?.id, rest, state];
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 22);
}

const keyOf = (session: { placeId: string; productId: string }) => `${session.placeId}/${session.productId}`;

/** Slots that are not over, each with what is left of its own places and of the day's doses. */
function slotsOf(session: SessionFound, left: number, now: Date) {
  return session.slots
    .filter((slot) => slot.endsAt > now)
    .map((slot) => ({
      id: slot.id,
      start: iso(slot.startsAt),
      end: iso(slot.endsAt),
      free: Math.min(slot.capacity - slot.booked, left),
    }));
}

function sessionView(session: SessionFound, pair: Pair, plan: Plan, now: Date) {
  const usableDoses = plan.usableDoses(session.date);
  const promisedDoses = plan.promisedDoses(session.date);
  return {
    id: session.id,
    place: placeView(pair.place),
    product: productView(pair.product),
    date: session.date,
    timeZone: session.timeZone,
    usableDoses,
    promisedDoses,
    slots: slotsOf(session, Math.max(0, usableDoses - promisedDoses), now),
  };
}

/** The open sessions of the query with what is left of each; one more than `limit` where there are more. */
export async function findAvailability(ctx: Context, rooms: Rooms, query: AvailabilityQuery) {
  const places = query.places.map((place) => place.id);
  const { from, to, product, after, limit } = query;
  const sessions = await findSessions(ctx.tx, { places, from, to, product, after, limit, open: true });
  const pairs = new Map(sessions.map((session) => [keyOf(session), pairOf(rooms, session)]));
  const shelves = await readShelves(ctx, [...pairs.values()]);
  const plans = new Map(
    shelves.map((shelf) => [keyOf({ placeId: shelf.place.id, productId: shelf.product.id }), planOf(shelf)]),
  );
  return sessions.map((session) =>
    sessionView(session, pairs.get(keyOf(session))!, plans.get(keyOf(session))!, ctx.now),
  );
}
