// Reading appointments: an API client sees what it booked, staff those at the places they may see, all of them masked.
import type { Actor } from '../kernel/context.ts';
import { iso } from '../kernel/shapes.ts';
import type { Sql } from '../kernel/sql.ts';
import { APPOINTMENT_COLUMNS, pairOf, type Appointment, type Rooms } from './appointment.ts';
import { mayShow } from './reach.ts';
import { mask } from './registrant.ts';
import type { Status } from './statuses.ts';
import type { SealedPerson, Vault } from './vault.ts';
import { bookingAnswer, type AppointmentView } from './views.ts';

export type WithPerson = Appointment & { person: SealedPerson };

type Row = Appointment & SealedPerson;

const SELECT = /* sql */ `
  select ${APPOINTMENT_COLUMNS}, r.nik_hash as "nikHash", r.cipher
  from appointment a join slot s on s.id = a.slot_id join registrant r on r.id = a.registrant_id`;

function withPerson({ nikHash, cipher, ...appointment }: Row): WithPerson {
  return { ...appointment, person: { nikHash, cipher } };
}

/** The appointment of that id or code, if the actor may see it; undefined otherwise, whether or not it exists. */
export async function findVisible(
  sql: Sql,
  rooms: Rooms,
  actor: Actor,
  key: { id: string } | { code: string },
): Promise<WithPerson | undefined> {
  const [column, value] = 'id' in key ? ['id', key.id] : ['code', key.code];
  const row = await sql.maybe<Row>(`${SELECT} where a.${column} = $1`, [value]);
  if (!row) return undefined;
  const { path } = rooms.directory.get(row.placeId);
  return mayShow(actor, { bookedBy: row.bookedBy, path }) ? withPerson(row) : undefined;
}

export interface AppointmentQuery {
  /** The place's id; left out for an API client, whose own bookings are listed wherever they are. */
  place?: string;
  bookedBy?: string;
  date?: string;
  status?: Status;
  code?: string;
  after?: readonly [startsAt: string, id: string];
  limit: number;
}

/** A page of appointments in the order of their slots. */
export async function findAppointments(sql: Sql, query: AppointmentQuery): Promise<WithPerson[]> {
  const rows = await sql.rows<Row>(
    /* sql */ `${SELECT}
      where ($1::uuid is null or s.place_id = $1) and ($2::uuid is null or a.booked_by = $2)
        and ($3::date is null or s.date = $3) and ($4::text is null or a.status = $4)
        and ($5::text is null or a.code = $5)
        and ($6::timestamptz is null or (s.starts_at, a.id) > ($6::timestamptz, $7::uuid))
      order by s.starts_at, a.id limit $8`,
    [
      query.place ?? null,
      query.bookedBy ?? null,
      query.date ?? null,
      query.status ?? null,
      query.code ?? null,
      query.after?.[0] ?? null,
      query.after?.[1] ?? null,
      query.limit,
    ],
  );
  return rows.map(withPerson);
}

/** An appointment as a change of it is answered: without its registrant, for the answer is kept. */
export function changedView(rooms: Rooms, appointment: Appointment): AppointmentView {
  const slot = { ...appointment, id: appointment.slotId };
  return {
    ...bookingAnswer(pairOf(rooms, appointment), slot, appointment),
    program: appointment.program,
    revision: appointment.revision,
    bookedAt: iso(appointment.bookedAt),
    updatedAt: iso(appointment.updatedAt),
    batch: appointment.batchId,
    movement: appointment.movementId,
    cancelReason: appointment.cancelReason,
    activity: appointment.activity,
  };
}

/** An appointment with its registrant, masked. */
export function appointmentView(
  rooms: Rooms,
  vault: Vault,
  { person, ...appointment }: WithPerson,
): AppointmentView {
  return { ...changedView(rooms, appointment), registrant: mask(vault.open(person)) };
}
