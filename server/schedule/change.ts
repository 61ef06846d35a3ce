// What may happen to an appointment besides being moved and being kept: cancelled, checked in, not kept.
import type { Context } from '../kernel/context.ts';
import { record } from '../kernel/journal.ts';
import { iso } from '../kernel/shapes.ts';
import {
  changeStatus,
  lockAppointment,
  pairOf,
  releaseSlot,
  type Appointment,
  type Rooms,
} from './appointment.ts';
import { scheduleProblems } from './problems.ts';
import { openShelves, planOf, settle } from './promises.ts';
import { nextStatus } from './statuses.ts';

export interface ChangeCommand {
  /** The client's: that of the journal row. */
  id: string;
  appointment: string;
}

async function recordChange(
  ctx: Context,
  command: ChangeCommand,
  appointment: Appointment,
  act: string,
  touched: readonly (readonly [string, string])[] = [],
): Promise<void> {
  const { program, dose, slotId, productId } = appointment;
  await record(ctx, [
    {
      id: command.id,
      kind: `appointment.${act}`,
      placeId: appointment.placeId,
      documentId: appointment.id,
      data: { slot: slotId, day: appointment.date, product: productId, program, dose },
      touched,
    },
  ]);
}

/** Takes an appointment's dose back into what may be promised. Balances first, then its slot. */
async function release(ctx: Context, rooms: Rooms, appointment: Appointment, options: { place: boolean }) {
  const [shelf] = await openShelves(ctx, [pairOf(rooms, appointment)]);
  await releaseSlot(ctx, appointment, options);
  const plan = planOf(shelf!);
  plan.promise(appointment.date, -1);
  return (await settle(ctx, shelf!, plan)).touched;
}

/** Cancels; place and dose are free at once. @throws Problem already_cancelled, already_administered, already_no_show. */
export async function cancel(
  ctx: Context,
  rooms: Rooms,
  command: ChangeCommand & { reason?: string },
): Promise<Appointment> {
  const appointment = await lockAppointment(ctx, command.appointment);
  const status = nextStatus('cancel', appointment.status);
  const touched = await release(ctx, rooms, appointment, { place: true });
  const changed = await changeStatus(ctx, appointment, { status, cancelReason: command.reason });
  await recordChange(ctx, command, appointment, 'cancelled', touched);
  return changed;
}

/** Notes that the person has come. @throws Problem already_checked_in and its like. */
export async function checkIn(ctx: Context, command: ChangeCommand): Promise<Appointment> {
  const appointment = await lockAppointment(ctx, command.appointment);
  const changed = await changeStatus(ctx, appointment, {
    status: nextStatus('check_in', appointment.status),
  });
  await recordChange(ctx, command, appointment, 'checked_in');
  return changed;
}

/** Notes that the person has not come; the dose is free again. @throws Problem slot_not_begun, already_… */
export async function noShow(ctx: Context, rooms: Rooms, command: ChangeCommand): Promise<Appointment> {
  const appointment = await lockAppointment(ctx, command.appointment);
  const status = nextStatus('no_show', appointment.status);
  if (appointment.startsAt > ctx.now)
    throw scheduleProblems.slot_not_begun({ startsAt: iso(appointment.startsAt) });
  const touched = await release(ctx, rooms, appointment, { place: false });
  const changed = await changeStatus(ctx, appointment, { status });
  await recordChange(ctx, command, appointment, 'no_show', touched);
  return changed;
}
