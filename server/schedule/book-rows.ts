// The statements of booking: each takes all commands of a batch at once.
import type { Actor, Context } from '../kernel/context.ts';
import { programOf } from './program.ts';
import type { Pair } from './promises.ts';
import type { SealedPerson } from './vault.ts';

export interface SlotRow {
  id: string;
  sessionId: string;
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

const SLOTS = /* sql */ `
  select id, session_id as "sessionId", place_id as "placeId", product_id as "productId", date,
    starts_at as "startsAt", ends_at as "endsAt", capacity, booked
  from slot where id = any($1::uuid[]) and place_id = $2 and product_id = $3 order by id for update`;

/** Locks slots of one place and product, in order. */
export function lockSlots(
  ctx: Context,
  { place, product }: Pair,
  ids: readonly string[],
): Promise<SlotRow[]> {
  return ctx.tx.rows<SlotRow>(SLOTS, [ids, place.id, product.id]);
}

/** Lateral look-ups with a limit are never turned into a scan of a table, whatever its statistics say. */
const KNOWN = /* sql */ `
  select
    (select jsonb_agg(jsonb_build_array(k.id, encode(k.hash, 'hex'), a.code)) from unnest($1::uuid[]) u(id)
      cross join lateral (select * from journal_key where journal_key.id = u.id limit 1) k
      left join lateral (select code from appointment where appointment.id = k.id limit 1) a on true) as keys,
    (select jsonb_agg(jsonb_build_object('nikHash', encode(u.nik_hash, 'hex'), 'dose', a.dose, 'id', a.id,
        'code', a.code, 'bookedBy', a.booked_by, 'path', p.path))
      from unnest($2::bytea[]) u(nik_hash)
      cross join lateral (select id from registrant where registrant.nik_hash = u.nik_hash limit 1) r
      cross join lateral (
        select * from appointment where registrant_id = r.id and program = $3
          and status in ('confirmed', 'checked_in', 'administered') limit 100) a
      join place p on p.id = a.place_id) as taken,
    (select jsonb_agg(s.id) from slot s join vaccination_session v on v.id = s.session_id
      where s.id = any($4::uuid[]) and v.status <> 'open') as closed`;

/** What is already known of the commands and their people. To be read after the locks are held. */
export async function readKnown(
  ctx: Context,
  program: string,
  commands: readonly { id: string; slotId: string; person: SealedPerson }[],
): Promise<Known> {
  const found = await ctx.tx.one<{
    keys: [string, string | null, string | null][] | null;
    taken: Taken[] | null;
    closed: string[] | null;
  }>(KNOWN, [
    commands.map((command) => command.id),
    commands.map((command) => command.person.nikHash),
    program,
    [...new Set(commands.map((command) => command.slotId))],
  ]);
  return {
    keys: new Map(found.keys?.map(([id, hash, code]) => [id, { hash, code }])),
    taken: found.taken ?? [],
    closed: new Set(found.closed),
  };
}

export interface NewAppointment {
  id: string;
  code: string;
  slotId: string;
  dose: number;
  actor: Actor;
  person: SealedPerson;
}

/** People come in the order of their hashes, so that two places booking the same people never wait for each other. */
const INSERT = /* sql */ `
  with person as (
    insert into registrant (id, nik_hash, cipher, created_at, updated_at)
    select distinct on (nik_hash) id, nik_hash, cipher, $4, $4
    from unnest($1::uuid[], $2::bytea[], $3::bytea[]) p(id, nik_hash, cipher) order by nik_hash
    on conflict (nik_hash) do update set cipher = excluded.cipher, updated_at = excluded.updated_at
    returning id, nik_hash
  )
  insert into appointment (id, code, slot_id, place_id, product_id, program, dose, registrant_id, booked_by, booked_at,
    updated_at)
  select a.id, a.code, a.slot_id, $5, $6, $7, a.dose, person.id, a.actor, $4, $4
  from unnest($8::uuid[], $9::text[], $10::uuid[], $11::int[], $12::uuid[], $2::bytea[])
    a(id, code, slot_id, dose, actor, nik_hash)
  join person on person.nik_hash = a.nik_hash
  on conflict (registrant_id, program, dose) where status in ('confirmed', 'checked_in', 'administered') do nothing
  returning id`;

/** Inserts registrants and their appointments; answers the ids that were not lost to another booking of the person. */
export async function insertAppointments(
  ctx: Context,
  { place, product }: Pair,
  rows: readonly NewAppointment[],
): Promise<Set<string>> {
  const made = await ctx.tx.rows<{ id: string }>(INSERT, [
    rows.map(() => ctx.newId()),
    rows.map(({ person }) => person.nikHash),
    rows.map(({ person }) => person.cipher),
    ctx.now,
    place.id,
    product.id,
    programOf(product),
    rows.map((row) => row.id),
    rows.map((row) => row.code),
    rows.map((row) => row.slotId),
    rows.map((row) => row.dose),
    rows.map((row) => row.actor.id),
  ]);
  return new Set(made.map((row) => row.id));
}

/** Counts bookings in their slots, one for each id given; the table's own check keeps them within the capacity. */
export async function takeSlots(ctx: Context, ids: readonly string[]): Promise<void> {
  await ctx.tx.run(
    /* sql */ `update slot s set booked = s.booked + t.n, promised = s.promised + t.n
      from (select id, count(*)::int as n from unnest($1::uuid[]) u(id) group by id) t where s.id = t.id`,
    [ids],
  );
}
