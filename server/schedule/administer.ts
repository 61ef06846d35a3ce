// The dose is given: in one transaction its promise ends, the ledger posts it, and the other promises find their doses
// among what is left. A dose given is a fact: it is recorded whatever the vial was, and flagged.
import type { Context } from '../kernel/context.ts';
import { record } from '../kernel/journal.ts';
import type { Batch } from '../catalogue/catalogue.ts';
import { movementOf } from '../ledger/movement.ts';
import { postOne } from '../ledger/post.ts';
import type { Warning } from '../ledger/types.ts';
import {
  changeStatus,
  lockAppointment,
  pairOf,
  releaseSlot,
  type Appointment,
  type Rooms,
} from './appointment.ts';
import type { ChangeCommand } from './change.ts';
import { scheduleProblems } from './problems.ts';
import { openShelves, planOf, settle, type Settled, type Shelf } from './promises.ts';
import { nextStatus } from './statuses.ts';

export interface AdministerCommand extends ChangeCommand {
  batch: Batch;
  occurredAt?: Date;
  /** Such as what a scan contradicted. */
  warnings?: readonly { code: string }[];
}

/** Ends the promise and plans the others without the dose that is about to be drawn, so that none is cut by it. */
async function makeWay(
  ctx: Context,
  shelf: Shelf,
  { appointment, batch, opened }: { appointment: Appointment; batch: Batch; opened: boolean },
): Promise<Settled> {
  await releaseSlot(ctx, appointment, { place: false });
  const drawn = shelf.batches.find((row) => row.batch === batch.id);
  if (drawn) {
    drawn.available -= 1;
    if (opened) drawn.opened = Math.max(0, drawn.opened - 1);
  }
  const plan = planOf(shelf);
  plan.promise(appointment.date, -1);
  return settle(ctx, shelf, plan);
}

/** A dose given for an activity comes out of what is kept for it, if anything is: it is free again for the plan. */
async function drawKept(
  ctx: Context,
  { activities }: Rooms,
  { appointment, batch, shelf }: { appointment: Appointment; batch: Batch; shelf: Shelf },
): Promise<number> {
  if (!appointment.activity || !activities) return 0;
  const lines = [{ batch: batch.id, doses: 1 }];
  const [drawn] = await activities.draw(ctx, {
    activity: appointment.activity.id,
    place: shelf.place,
    lines,
  });
  const row = shelf.batches.find((one) => one.batch === batch.id);
  if (row && drawn) row.allocated -= drawn.doses;
  return drawn?.doses ?? 0;
}

/**
 * Records that the dose of an appointment was given; it counts for the activity of its session.
 * @throws Problem wrong_product for another vaccine's vial, already_administered and its like, time_in_future,
 * time_too_old.
 */
export async function administer(
  ctx: Context,
  rooms: Rooms,
  command: AdministerCommand,
): Promise<{ appointment: Appointment; warnings: Warning[] }> {
  const appointment = await lockAppointment(ctx, command.appointment);
  const status = nextStatus('administer', appointment.status);
  const pair = pairOf(rooms, appointment);
  const { batch, occurredAt, warnings } = command;
  if (batch.product.id !== pair.product.id)
    throw scheduleProblems.wrong_product({ expected: pair.product.name, found: batch.product.name });

  const movement = movementOf(ctx, {
    id: command.id,
    kind: 'administer',
    place: pair.place,
    batch,
    doses: 1,
    occurredAt,
    warnings,
  });
  const which = { placeId: pair.place.id, batchId: batch.id, at: movement.occurredAt };
  const vial = await rooms.openVials?.lock(ctx, which);
  const [shelf] = await openShelves(ctx, [pair]);
  const fromEarmark = await drawKept(ctx, rooms, { appointment, batch, shelf: shelf! });
  if (vial) await rooms.openVials?.take(ctx, vial, command.id);
  const { touched } = await makeWay(ctx, shelf!, { appointment, batch, opened: vial !== undefined });
  const { id: document, program, dose, activity } = appointment;
  const purpose = activity && { activity: activity.code, fromEarmark };
  const data = { ...movement.data, program, dose, vial: vial?.id, ...purpose };
  const posted = await postOne(ctx, { ...movement, document, data });
  if (activity) {
    await rooms.activities?.gave(ctx, {
      movement: command.id,
      activity: activity.id,
      place: pair.place,
      batch,
      doses: 1,
      fromEarmark,
      occurredAt: movement.occurredAt,
    });
  }
  const changed = await changeStatus(ctx, appointment, { status, batchId: batch.id, movementId: command.id });
  await record(ctx, [
    {
      id: ctx.newId(),
      kind: 'appointment.administered',
      placeId: appointment.placeId,
      documentId: appointment.id,
      data: {
        movement: command.id,
        batch: batch.id,
        slot: appointment.slotId,
        day: appointment.date,
        program,
        dose,
      },
      touched,
    },
  ]);
  return { appointment: changed, warnings: posted.warnings };
}
