// The statements of booking: each takes all commands of a batch at once, and there are as few as can be, for every
// round trip is waited for while the place's balances are locked.
import type { Context } from '../kernel/context.ts';
import type { BookCommand } from './booked.ts';
import { programOf } from './program.ts';
import {
  FACTS,
  factsOf,
  LOCK,
  shelvesOf,
  type BalanceRow,
  type Facts,
  type Pair,
  type Shelf,
} from './promises.ts';

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

const LOCK_ALL = /* sql */ `
  select (select jsonb_agg(b) from (${LOCK}) b) as balances,
    (select jsonb_agg(s) from (
      select id, place_id as "placeId", product_id as "productId", date, starts_at as "startsAt", ends_at as "endsAt",
        capacity, booked
      from slot where id = any($3::uuid[]) and place_id = any($1::uuid[]) and product_id = any($2::uuid[])
      order by id for update) s) as slots`;

type SlotJson = Omit<SlotRow, 'startsAt' | 'endsAt'> & { startsAt: string; endsAt: string };

/** Lateral look-ups with a limit are never turned into a scan of a table, whatever its statistics say. */
const READ = /* sql */ `
  select ${FACTS},
    (select jsonb_agg(jsonb_build_array(k.id, encode(k.hash, 'hex'), a.code)) from unnest($5::uuid[]) u(id)
      cross join lateral (select * from journal_key where journal_key.id = u.id limit 1) k
      left join lateral (select code from appointment where appointment.id = k.id limit 1) a on true) as keys,
    (select jsonb_agg(jsonb_build_object('nikHash', encode(u.nik_hash, 'hex'), 'dose', a.dose, 'id', a.id,
        'code', a.code, 'bookedBy', a.booked_by, 'path', p.path))
      from unnest($6::bytea[]) u(nik_hash)
      cross join lateral (select id from registrant where registrant.nik_hash = u.nik_hash limit 1) r
      cross join lateral (
        select * from appointment where registrant_id = r.id and program = $7
          and status in ('confirmed', 'checked_in', 'administered') limit 100) a
      join place p on p.id = a.place_id) as taken,
    (select jsonb_agg(s.id) from slot s join vaccination_session v on v.id = s.session_id
      where s.id = any($8::uuid[]) and v.status <> 'open') as closed`;

interface ReadRow extends Facts {
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
  const ids = [...new Set(commands.map((command) => command.slotId))];
  const { balances, slots } = await ctx.tx.one<{ balances: BalanceRow[] | null; slots: SlotJson[] | null }>(
    LOCK_ALL,
    [[pair.place.id], [pair.product.id], ids],
  );
  // A new statement, which sees what was committed while the first waited for its locks.
  const read = await ctx.tx.one<ReadRow>(READ, [
    ...factsOf(ctx, [pair], balances ?? []),
    commands.map((command) => command.id),
    commands.map((command) => command.person.nikHash),
    programOf(pair.product),
    ids,
  ]);
  const [shelf] = shelvesOf(ctx, [pair], balances ?? [], read);
  const known = {
    keys: new Map(read.keys?.map(([id, hash, code]) => [id, { hash, code }])),
    taken: read.taken ?? [],
    closed: new Set(read.closed),
  };
  const times = ({ startsAt, endsAt }: SlotJson) => ({
    startsAt: new Date(startsAt),
    endsAt: new Date(endsAt),
  });
  return { shelf: shelf!, slots: (slots ?? []).map((slot) => ({ ...slot, ...times(slot) })), known };
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
const INSERT = /* sql */ `
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
  select id from made`;

/**
 * Writes accepted bookings: people, appointments, what their slots count, and the journal.
 * @param touched the balances that changed for all of them together; the first one's row says so.
 * @returns the ids that were not lost to another booking of the same person.
 */
export async function insertBookings(
  ctx: Context,
  { place, product }: Pair,
  rows: readonly Accepted[],
  touched: readonly (readonly [holder: string, batch: string])[],
): Promise<Set<string>> {
  const made = await ctx.tx.rows<{ id: string }>(INSERT, [
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
    touched.flat(),
  ]);
  return new Set(made.map((row) => row.id));
}

/** Counts one more booking in a slot; the table's own check keeps it within the capacity. */
export async function takeSlot(ctx: Context, id: string): Promise<void> {
  await ctx.tx.run('update slot set booked = booked + 1, promised = promised + 1 where id = $1', [id]);
}
