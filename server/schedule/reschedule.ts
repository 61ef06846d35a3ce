// Moves an appointment to another slot: the new place is taken before the old is given up, in one transaction, so that
// a refusal leaves everything as it was.
import type { Context } from '../kernel/context.ts';
import { record } from '../kernel/journal.ts';
import { problems } from '../kernel/problem.ts';
import { iso } from '../kernel/shapes.ts';
import {
  findAppointment,
  lockAppointment,
  pairOf,
  releaseSlot,
  type Appointment,
  type Rooms,
} from './appointment.ts';
import { takeSlot, type SlotRow } from './book-rows.ts';
import type { ChangeCommand } from './change.ts';
import type { Plan } from './feasibility.ts';
import { scheduleProblems } from './problems.ts';
import { programOf } from './program.ts';
import { openShelves, planOf, settle, type Pair, type Shelf } from './promises.ts';
import { getSlotPlace } from './slots.ts';
import { nextStatus } from './statuses.ts';

export interface RescheduleCommand extends ChangeCommand {
  slotId: string;
}

type LockedSlot = SlotRow & { sessionId: string };

/** Locks the old slot and the new in order; answers the new one. Then asks whether its session still takes anyone. */
async function lockBoth(
  ctx: Context,
  old: string,
  fresh: string,
): Promise<{ slot: LockedSlot; open: boolean }> {
  const rows = await ctx.tx.rows<LockedSlot>(
    /* sql */ `select id, session_id as "sessionId", place_id as "placeId", product_id as "productId", date,
      starts_at as "startsAt", ends_at as "endsAt", capacity, booked
      from slot where id = any($1::uuid[]) order by id for update`,
    [[old, fresh]],
  );
  const slot = rows.find((row) => row.id === fresh)!;
  const session = await ctx.tx.one<{ status: string }>(
    'select status from vaccination_session where id = $1',
    [slot.sessionId],
  );
  return { slot, open: session.status === 'open' };
}

const isSame = (a: Pair, b: Pair) => a.place.id === b.place.id && a.product.id === b.product.id;

function refuse(ctx: Context, plan: Plan, slot: LockedSlot, open: boolean): void {
  if (!open) throw scheduleProblems.session_closed();
  if (slot.endsAt <= ctx.now) throw scheduleProblems.slot_past({ endsAt: iso(slot.endsAt) });
  if (slot.booked >= slot.capacity) throw scheduleProblems.slot_full({ capacity: slot.capacity });
  const promisedDoses = plan.promisedDoses(slot.date);
  const usableDoses = plan.usableDoses(slot.date);
  if (promisedDoses >= usableDoses) {
    const why = usableDoses === 0 ? 'no_usable_doses' : 'all_promised';
    throw scheduleProblems.doses_exhausted({ usableDoses, promisedDoses, day: slot.date, why });
  }
}

/** The promise moves from one shelf's plan to another's, or within one. */
async function movePromise(
  ctx: Context,
  shelves: { from: Shelf; to: Shelf },
  appointment: Appointment,
  check: (plan: Plan) => LockedSlot,
) {
  const together = isSame(shelves.from, shelves.to);
  const to = planOf(shelves.to);
  const from = together ? to : planOf(shelves.from);
  from.promise(appointment.date, -1);
  const slot = check(to);
  to.promise(slot.date, 1);
  await takeSlot(ctx, slot.id);
  await releaseSlot(ctx, appointment, { place: true });
  const touched = [...(await settle(ctx, shelves.to, to)).touched];
  if (!together) touched.push(...(await settle(ctx, shelves.from, from)).touched);
  return touched;
}

/**
 * Moves an appointment to a slot of the same programme, at the same place or another.
 * @throws Problem as a booking does, already_in_slot, other_program, not_found for a slot that does not exist.
 */
export async function reschedule(
  ctx: Context,
  rooms: Rooms,
  command: RescheduleCommand,
): Promise<Appointment> {
  const appointment = await lockAppointment(ctx, command.appointment);
  nextStatus('reschedule', appointment.status);
  if (appointment.slotId === command.slotId) throw scheduleProblems.already_in_slot();
  const where = await getSlotPlace(ctx.tx, command.slotId);
  if (!where) throw problems.not_found();
  const [old, fresh] = [pairOf(rooms, appointment), pairOf(rooms, where)];
  const program = programOf(fresh.product);
  if (program !== appointment.program)
    throw scheduleProblems.other_program({ expected: appointment.program, found: program });

  const shelves = await openShelves(ctx, isSame(old, fresh) ? [old] : [old, fresh]);
  const shelfOf = (pair: Pair) => shelves.find((shelf) => isSame(shelf, pair))!;
  const { slot, open } = await lockBoth(ctx, appointment.slotId, command.slotId);
  const between = { from: shelfOf(old), to: shelfOf(fresh) };
  const touched = await movePromise(ctx, between, appointment, (plan) => {
    refuse(ctx, plan, slot, open);
    return slot;
  });
  await ctx.tx.run(
    /* sql */ `update appointment set slot_id = $2, place_id = $3, product_id = $4, updated_at = $5,
      revision = revision + 1 where id = $1`,
    [appointment.id, slot.id, slot.placeId, slot.productId, ctx.now],
  );
  const { slotId, date, placeId, productId, dose } = appointment;
  await record(ctx, [
    {
      id: command.id,
      kind: 'appointment.rescheduled',
      placeId: slot.placeId,
      documentId: appointment.id,
      data: {
        slot: slot.id,
        day: slot.date,
        product: slot.productId,
        program,
        dose,
        from: { slot: slotId, day: date, place: placeId, product: productId },
      },
      touched,
    },
  ]);
  return (await findAppointment(ctx.tx, appointment.id))!;
}
