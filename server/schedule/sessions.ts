// Sessions: a place gives one product on one day, in slots of equal length in its own time zone.
import type { Context } from '../kernel/context.ts';
import { record } from '../kernel/journal.ts';
import { problems, type Text } from '../kernel/problem.ts';
import type { Sql } from '../kernel/sql.ts';
import { activityRefSql, type ActivityRef } from '../ledger/activities.ts';
import type { Product } from '../catalogue/catalogue.ts';
import type { Place } from '../places/directory.ts';
import { instantOf, localDay } from '../places/local-day.ts';
import { scheduleProblems } from './problems.ts';
import { bumpRevision } from './revision.ts';

export interface SessionCommand {
  /** The client's: the session's id and that of its journal row. */
  id: string;
  place: Place;
  product: Product;
  /** YYYY-MM-DD at the place. */
  date: string;
  /** HH:MM at the place. */
  start: string;
  end: string;
  slotMinutes: number;
  capacityPerSlot: number;
  /** What its doses are given for. */
  activity?: ActivityRef;
}

export interface SlotFound {
  id: string;
  startsAt: Date;
  endsAt: Date;
  capacity: number;
  booked: number;
  promised: number;
}

export interface SessionFound {
  id: string;
  placeId: string;
  productId: string;
  date: string;
  start: string;
  end: string;
  timeZone: string;
  slotMinutes: number;
  capacityPerSlot: number;
  status: 'open' | 'closed';
  activity: ActivityRef | null;
  slots: SlotFound[];
}

/** The levels of places where people are vaccinated. */
const SERVING = new Set(['health_centre', 'hospital', 'clinic', 'post']);
const DAYS_AHEAD = 365;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

function refuse(pointer: string, id: string, en: string): never {
  const message: Text = { id, en };
  throw problems.validation_failed({}, [{ pointer, message }]);
}

/** The slots of a session: whole ones only; what is left over at the end stays free. */
export function slotTimes(
  command: Pick<SessionCommand, 'date' | 'start' | 'end' | 'slotMinutes'>,
  timeZone: string,
): { startsAt: Date; endsAt: Date }[] {
  const end = instantOf(command.date, command.end, timeZone).getTime();
  const length = command.slotMinutes * MINUTE_MS;
  const slots = [];
  for (
    let at = instantOf(command.date, command.start, timeZone).getTime();
    at + length <= end;
    at += length
  ) {
    slots.push({ startsAt: new Date(at), endsAt: new Date(at + length) });
  }
  return slots;
}

function check(ctx: Context, command: SessionCommand): { startsAt: Date; endsAt: Date }[] {
  const { place, date, start, end } = command;
  if (!SERVING.has(place.level)) throw scheduleProblems.place_gives_no_vaccination({ place: place.name });
  if (end <= start) refuse('/end', 'Harus sesudah start', 'Must be after start');
  const today = localDay(ctx.now, place.timeZone);
  if (date < today) refuse('/date', 'Sudah lewat', 'Lies in the past');
  const last = localDay(new Date(ctx.now.getTime() + DAYS_AHEAD * DAY_MS), place.timeZone);
  if (date > last) refuse('/date', `Paling jauh ${last}`, `At the latest ${last}`);
  const slots = slotTimes(command, place.timeZone);
  if (slots.length === 0)
    refuse('/slotMinutes', 'Tidak ada slot yang muat', 'No slot fits between start and end');
  if (slots.at(-1)!.endsAt <= ctx.now) refuse('/end', 'Sudah lewat', 'Lies in the past');
  return slots;
}

/**
 * Opens a session with its slots.
 * @throws Problem place_gives_no_vaccination, or validation_failed for times that make no session.
 */
export async function createSession(ctx: Context, command: SessionCommand): Promise<SessionFound> {
  const { id, place, product, date, start, end, slotMinutes, capacityPerSlot, activity } = command;
  const slots = check(ctx, command).map((slot) => ({ ...slot, id: ctx.newId() }));
  await record(ctx, [
    {
      id,
      kind: 'session.opened',
      placeId: place.id,
      documentId: id,
      data: { product: product.id, date, start, end, slotMinutes, capacityPerSlot, activity: activity?.code },
    },
  ]);
  await ctx.tx.run(
    /* sql */ `insert into vaccination_session (id, place_id, product_id, date, start_time, end_time, time_zone,
      slot_minutes, capacity_per_slot, created_at, activity_id) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      id,
      place.id,
      product.id,
      date,
      start,
      end,
      place.timeZone,
      slotMinutes,
      capacityPerSlot,
      ctx.now,
      activity?.id ?? null,
    ],
  );
  await ctx.tx.run(
    /* sql */ `insert into slot (id, session_id, place_id, product_id, date, starts_at, ends_at, capacity)
      select s.id, $1, $2, $3, $4, s.starts_at, s.ends_at, $5
      from unnest($6::uuid[], $7::timestamptz[], $8::timestamptz[]) s(id, starts_at, ends_at)`,
    [
      id,
      place.id,
      product.id,
      date,
      capacityPerSlot,
      slots.map((slot) => slot.id),
      slots.map((slot) => slot.startsAt),
      slots.map((slot) => slot.endsAt),
    ],
  );
  await bumpRevision(ctx, [place.id]);
  return (await findSession(ctx.tx, id))!;
}

const COLUMNS = /* sql */ `
  v.id, v.place_id as "placeId", v.product_id as "productId", v.date, to_char(v.start_time, 'HH24:MI') as start,
  to_char(v.end_time, 'HH24:MI') as "end", v.time_zone as "timeZone", v.slot_minutes as "slotMinutes",
  v.capacity_per_slot as "capacityPerSlot", v.status, ${activityRefSql('v.activity_id')} as activity`;

type WithoutSlots = Omit<SessionFound, 'slots'>;

async function withSlots(sql: Sql, sessions: WithoutSlots[]): Promise<SessionFound[]> {
  const slots = await sql.rows<SlotFound & { sessionId: string }>(
    /* sql */ `select id, session_id as "sessionId", starts_at as "startsAt", ends_at as "endsAt", capacity, booked,
      promised from slot where session_id = any($1::uuid[]) order by session_id, starts_at`,
    [sessions.map((session) => session.id)],
  );
  const bySession = new Map<string, SlotFound[]>(sessions.map((session) => [session.id, []]));
  for (const { sessionId, ...slot } of slots) bySession.get(sessionId)!.push(slot);
  return sessions.map((session) => ({ ...session, slots: bySession.get(session.id)! }));
}

/** A session with its slots, or undefined. */
export async function findSession(sql: Sql, id: string): Promise<SessionFound | undefined> {
  const rows = await sql.rows<WithoutSlots>(`select ${COLUMNS} from vaccination_session v where v.id = $1`, [
    id,
  ]);
  return (await withSlots(sql, rows))[0];
}

export interface SessionQuery {
  places: readonly string[];
  from: string;
  to: string;
  product?: string;
  open?: boolean;
  after?: readonly [date: string, id: string];
  limit: number;
}

/** Sessions of places by date, with their slots. */
export async function findSessions(sql: Sql, query: SessionQuery): Promise<SessionFound[]> {
  const rows = await sql.rows<WithoutSlots>(
    /* sql */ `select ${COLUMNS} from vaccination_session v
      where v.place_id = any($1::uuid[]) and v.date between $2 and $3 and ($4::uuid is null or v.product_id = $4)
        and (not $5 or v.status = 'open') and ($6::date is null or (v.date, v.id) > ($6::date, $7::uuid))
      order by v.date, v.id limit $8`,
    [
      query.places,
      query.from,
      query.to,
      query.product ?? null,
      query.open ?? false,
      query.after?.[0] ?? null,
      query.after?.[1] ?? null,
      query.limit,
    ],
  );
  return withSlots(sql, rows);
}

/**
 * Closes a session to new bookings; those that exist stay. Closing twice is no error.
 * The slots are locked first, so that no booking under way slips in behind.
 */
export async function closeSession(ctx: Context, id: string, session: SessionFound): Promise<SessionFound> {
  await ctx.tx.rows('select id from slot where session_id = $1 order by id for update', [session.id]);
  await ctx.tx.run(`update vaccination_session set status = 'closed' where id = $1 and status = 'open'`, [
    session.id,
  ]);
  await record(ctx, [
    {
      id,
      kind: 'session.closed',
      placeId: session.placeId,
      documentId: session.id,
      data: { product: session.productId, date: session.date },
    },
  ]);
  await bumpRevision(ctx, [session.placeId]);
  return (await findSession(ctx.tx, session.id))!;
}
