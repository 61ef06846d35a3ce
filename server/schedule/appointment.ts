// One appointment, locked for a change: its state moves by compare-and-set, and what it gives back goes back at once.
import type { Context } from '../kernel/context.ts';
import { problems } from '../kernel/problem.ts';
import type { Sql } from '../kernel/sql.ts';
import { activityRefSql, type Activities, type ActivityRef } from '../ledger/activities.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Directory } from '../places/directory.ts';
import type { Pair } from './promises.ts';
import { bumpRevision } from './revision.ts';
import type { Status } from './statuses.ts';

export interface Appointment {
  id: string;
  code: string;
  status: Status;
  program: string;
  dose: number;
  revision: number;
  bookedBy: string;
  bookedAt: Date;
  updatedAt: Date;
  batchId: string | null;
  movementId: string | null;
  cancelReason: string | null;
  registrantId: string;
  placeId: string;
  productId: string;
  slotId: string;
  date: string;
  startsAt: Date;
  endsAt: Date;
  /** What the doses of its session are given for. */
  activity: ActivityRef | null;
}

/** An open vial that a dose is taken from. */
export interface OpenVial {
  id: string;
}

/** The open vials of a place; another room keeps them. */
export interface Vials<V extends OpenVial = OpenVial> {
  /** The open vial for a dose of a batch, locked before any balance; undefined when there is none. */
  lock(ctx: Context, which: { placeId: string; batchId: string; at: Date }): Promise<V | undefined>;
  /** Takes one dose out of it, for that movement. */
  take(ctx: Context, vial: V, movement: string): Promise<void>;
}

/** What the verbs of an appointment stand on besides their transaction. */
export interface Rooms {
  directory: Directory;
  catalogue: Catalogue;
  /** Without it doses are taken from closed vials. */
  openVials?: Vials;
  /** Without it nothing counts for an activity. */
  activities?: Activities;
}

export const APPOINTMENT_COLUMNS = /* sql */ `
  a.id, a.code, a.status, a.program, a.dose, a.revision, a.booked_by as "bookedBy", a.booked_at as "bookedAt",
  a.updated_at as "updatedAt", a.batch_id as "batchId", a.movement_id as "movementId",
  a.cancel_reason as "cancelReason", a.registrant_id as "registrantId", a.place_id as "placeId",
  a.product_id as "productId", s.id as "slotId", s.date, s.starts_at as "startsAt", s.ends_at as "endsAt",
  (select ${activityRefSql('v.activity_id')} from vaccination_session v where v.id = s.session_id) as activity`;

/** An appointment, or undefined. */
export function findAppointment(sql: Sql, id: string): Promise<Appointment | undefined> {
  return sql.maybe<Appointment>(
    `select ${APPOINTMENT_COLUMNS} from appointment a join slot s on s.id = a.slot_id where a.id = $1`,
    [id],
  );
}

/** Locks an appointment, before any balance or slot, and reads it. @throws Problem not_found. */
export async function lockAppointment(ctx: Context, id: string): Promise<Appointment> {
  await ctx.tx.rows('select id from appointment where id = $1 for update', [id]);
  // A new statement: the first may have waited while the appointment moved to another slot.
  const found = await findAppointment(ctx.tx, id);
  if (!found) throw problems.not_found();
  return found;
}

/** The place and product of an appointment. */
export function pairOf(
  { directory, catalogue }: Rooms,
  appointment: Pick<Appointment, 'placeId' | 'productId'>,
): Pair {
  const product = catalogue.product(appointment.productId);
  if (!product) throw new Error(`There is no product ${appointment.productId}`);
  return { place: directory.get(appointment.placeId), product };
}

/** Gives back what an appointment held of its slot: the dose, and unless the person came the place as well. */
export async function releaseSlot(
  ctx: Context,
  appointment: Appointment,
  options: { place: boolean },
): Promise<void> {
  const changed = await ctx.tx.run(
    `update slot set promised = promised - 1, booked = booked - $2 where id = $1 and promised > 0`,
    [appointment.slotId, options.place ? 1 : 0],
  );
  if (changed !== 1) throw new Error(`The slot ${appointment.slotId} owes nothing`);
  await bumpRevision(ctx, [appointment.placeId]);
}

export interface Change {
  status: Status;
  batchId?: string;
  movementId?: string;
  cancelReason?: string;
}

/** Writes a new state over the one that was read. @throws Error when it has changed in between: it was locked. */
export async function changeStatus(
  ctx: Context,
  appointment: Appointment,
  change: Change,
): Promise<Appointment> {
  const changed = await ctx.tx.run(
    /* sql */ `update appointment set status = $3, batch_id = $4, movement_id = $5, cancel_reason = $6, updated_at = $7,
      revision = revision + 1 where id = $1 and status = $2`,
    [
      appointment.id,
      appointment.status,
      change.status,
      change.batchId ?? null,
      change.movementId ?? null,
      change.cancelReason ?? null,
      ctx.now,
    ],
  );
  if (changed !== 1) throw new Error(`The appointment ${appointment.id} changed while it was locked`);
  return (await findAppointment(ctx.tx, appointment.id))!;
}
