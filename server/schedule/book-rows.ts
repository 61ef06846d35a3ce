// The statements of booking: each takes all commands of a batch at once, and there are as few as can be, for every
// round trip is waited for while the place's balances are locked.
import type { Context } from '../kernel/context.ts';
import { checkReserved, reservationCall, type ReservationChange } from '../ledger/reserve.ts';
import type { BookCommand } from './booked.ts';
import { programOf } from './program.ts';
import { namesOf, shelvesOf, touchedBy, type Pair, type Shelf, type ShelfFacts } from './promises.ts';

export interface SlotRow {
  id: string;
  placeId: string;
  productId: string;
  date: string;
  startsAt: Date;
  endsAt: Date;
  capacity: number;
  booked: number;
}

/** An appointment that stands in the way of another of the same person and dose. */
export interface Taken {
  nikHash: string;
  dose: number;
  id: string;
  code: string;
  bookedBy: string;
  path: string;
}

export interface Known {
  /** Ids that were used before: the hash of what was said (hex) and the code of the appointment that was made. */
  keys: Map<string, { hash: string | null; code: string | null }>;
  taken: Taken[];
  /** Slots whose session is closed. */
  closed: Set<string>;
}

type SlotJson = Omit<SlotRow, 'startsAt' | 'endsAt'> & { startsAt: string; endsAt: string };

/** What `booking_open` answers. */
interface BookingFacts extends ShelfFacts {
  slots: SlotJson[] | null;
  keys: [string, string | null, string | null][] | null;
  taken: Taken[] | null;
  closed: string[] | null;
}

/** Locks the balances and slots that commands for one place and product are about, then reads all that is known. */
export async function openBooking(
  ctx: Context,
  pair: Pair,
  commands: readonly BookCommand[],
): Promise<{ shelf: Shelf; slots: SlotRow[]; known: Known }> {
  const { facts } = await ctx.tx.one<{ facts: BookingFacts }>(
    'select booking_open($1, $2, $3, $4, $5, $6, $7) as facts',
    [
      ...namesOf(ctx, [pair]),
      [...new Set(commands.map((command) => command.slotId))],
      commands.map((command) => command.id),
      commands.map((command) => command.person.nikHash),
      programOf(pair.product),
    ],
  );
  const [shelf] = shelvesOf(ctx, [pair], facts);
  const known = {
    keys: new Map(facts.keys?.map(([id, hash, code]) => [id, { hash, code }])),
    taken: facts.taken ?? [],
    closed: new Set(facts.closed),
  };
  const times = ({ startsAt, endsAt }: SlotJson) => ({
    startsAt: new Date(startsAt),
    endsAt: new Date(endsAt),
  });
  return { shelf: shelf!, slots: (facts.slots ?? []).map((slot) => ({ ...slot, ...times(slot) })), known };
}

/** A booking that was accepted and is to be written. */
export interface Accepted extends BookCommand {
  code: string;
  day: string;
}

/**
 * People come in the order of their hashes, so that two places booking the same people never wait for each other. The
 * slots' own check keeps them within their capacity.
 */
const insert = (reservation: string) => /* sql */ `
  with entry as (
    select * from unnest($1::uuid[], $2::bytea[], $3::uuid[], $4::bytea[], $5::bytea[], $6::text[], $7::uuid[],
      $8::date[], $9::int[], $10::uuid[])
      as e(id, hash, person_id, nik_hash, cipher, code, slot_id, day, dose, actor)
  ), person as (
    insert into registrant (id, nik_hash, cipher, created_at, updated_at)
    select distinct on (nik_hash) person_id, nik_hash, cipher, $11, $11 from entry order by nik_hash
    on conflict (nik_hash) do update set cipher = excluded.cipher, updated_at = excluded.updated_at
    returning id, nik_hash
  ), made as (
    insert into appointment (id, code, slot_id, place_id, product_id, program, dose, registrant_id, booked_by, booked_at,
      updated_at)
    select e.id, e.code, e.slot_id, $12, $13, $14, e.dose, person.id, e.actor, $11, $11
    from entry e join person on person.nik_hash = e.nik_hash
    on conflict (registrant_id, program, dose) where status in ('confirmed', 'checked_in', 'administered') do nothing
    returning id
  ), fresh as (
    select e.* from entry e join made on made.id = e.id
  ), counted as (
    update slot s set booked = s.booked + t.n, promised = s.promised + t.n
    from (select slot_id, count(*)::int as n from fresh group by slot_id) t where s.id = t.slot_id
  ), key as (
    insert into journal_key (id, hash, recorded_at) select id, hash, $11 from fresh
  ), told as (
    insert into journal (id, kind, place_id, document_id, actor_id, occurred_at, recorded_at, data, touched)
    select id, 'appointment.booked', $12, id, actor, $11, $11,
      jsonb_build_object('slot', slot_id, 'day', day, 'product', $13::uuid, 'program', $14::text, 'dose', dose),
      case when id = $15 then $16::uuid[] else '{}' end
    from fresh
  )
  select (select jsonb_agg(id) from made) as ids, ${reservation} as reserved`;

/**
 * Writes accepted bookings: people, appointments, what their slots count, the journal, and what the ledger reserves.
 * @param changes of the reservations, for all of them together; the first one's row names the balances.
 * @returns the ids that were not lost to another booking of the same person.
 */
export async function insertBookings(
  ctx: Context,
  shelf: Shelf,
  rows: readonly Accepted[],
  changes: readonly ReservationChange[],
): Promise<Set<string>> {
  const { place, product } = shelf;
  const reservation = reservationCall(place.id, changes, 17);
  const sql = insert(reservation.sql);
  const { ids, reserved } = await ctx.tx.one<{ ids: string[] | null; reserved: number }>(sql, [
    rows.map((row) => row.id),
    rows.map((row) => row.hash),
    rows.map(() => ctx.newId()),
    rows.map(({ person }) => person.nikHash),
    rows.map(({ person }) => person.cipher),
    rows.map((row) => row.code),
    rows.map((row) => row.slotId),
    rows.map((row) => row.day),
    rows.map((row) => row.dose),
    rows.map((row) => row.actor.id),
    ctx.now,
    place.id,
    product.id,
    programOf(product),
    rows[0]!.id,
    touchedBy(shelf, changes).flat(),
    ...reservation.values,
  ]);
  checkReserved(reserved, reservation.rows);
  return new Set(ids);
}

/** Counts one more booking in a slot; the table's own check keeps it within the capacity. */
export async function takeSlot(ctx: Context, id: string): Promise<void> {
  await ctx.tx.run('update slot set booked = booked + 1, promised = promised + 1 where id = $1', [id]);
}
