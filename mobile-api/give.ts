// A dose given to somebody with an appointment, or out of a certain open vial. That the dose was given is a fact: where the
// appointment or the vial does not fit it any more, it is recorded without it, flagged, and a task asks to look.
import { resolveBatch, type Resolved } from '../server/catalogue/resolve.ts';
import { within } from '../server/distribution/lines.ts';
import type { Context } from '../server/kernel/context.ts';
import { fill, Problem, problems, type Text } from '../server/kernel/problem.ts';
import { mayMove, movementOf } from '../server/ledger/movement.ts';
import { postOne } from '../server/ledger/post.ts';
import type { Warning } from '../server/ledger/types.ts';
import { administer } from '../server/schedule/administer.ts';
import { findVisible } from '../server/schedule/appointments.ts';
import { readCode } from '../server/schedule/code.ts';
import { ticketCode } from '../server/schedule/views.ts';
import { giveFromVial } from '../server/store/vial-acts.ts';
import { openTasks } from '../server/tasks/tasks.ts';
import { compare, findOnHand } from './believed.ts';
import type { Said } from './known.ts';
import { mobileProblems } from './problems.ts';
import { mustBeOwn, ownPlace, type PhoneRooms } from './rooms.ts';
import type { EventOf } from './shapes.ts';

type Administer = EventOf<'administer'>;

/** What does not undo that the dose was given. */
const STILL_A_FACT = new Set([
  'already_administered',
  'already_cancelled',
  'already_no_show',
  'wrong_product',
  'vial_closed',
  'vial_exhausted',
  'before_opening',
]);

/** The appointment of a scanned or typed ticket. @throws Problem not_a_ticket. */
export function appointmentKey(event: {
  appointment?: string;
  ticket?: string;
}): { id: string } | { code: string } {
  if (event.appointment !== undefined) return { id: event.appointment };
  // Scanners put the symbology in front: `]Q1`.
  const text = (event.ticket ?? '').replace(/^\][A-Za-z]\d/, '');
  const code = ticketCode(text) ?? readCode(text);
  if (!/^[0-9A-Z]{8}$/.test(code)) throw mobileProblems.not_a_ticket();
  return { code };
}

/** The appointment at the phone's own place. @throws Problem not_a_ticket, not_found. */
export async function getAppointment(
  ctx: Context,
  rooms: PhoneRooms,
  event: { appointment?: string; ticket?: string },
): Promise<{ id: string }> {
  const found = await findVisible(ctx.tx, rooms, ctx.actor, appointmentKey(event));
  if (!found) throw problems.not_found();
  mustBeOwn(ctx, found.placeId);
  return found;
}

interface VialRow {
  placeId: string;
  batchId: string;
}

const findVial = (ctx: Context, id: string) =>
  ctx.tx.maybe<VialRow>('select place_id as "placeId", batch_id as "batchId" from vial where id = $1', [id]);

/** The batch that was given: as it is named, else that of the vial. */
async function batchOf(ctx: Context, rooms: PhoneRooms, event: Administer): Promise<Resolved> {
  const { vial, batch, raw: scan } = event;
  const year = ctx.now.getUTCFullYear();
  const catalogue = within(ctx, rooms.catalogue);
  if (vial === undefined || (batch ?? scan) !== undefined)
    return resolveBatch(catalogue, { batch, scan }, { year });
  const row = await findVial(ctx, vial);
  if (!row) throw problems.not_found();
  mustBeOwn(ctx, row.placeId);
  return resolveBatch(catalogue, { batch: row.batchId }, { year });
}

/** A problem as what a fact was recorded in spite of. */
function asWarning({ code, spec, params }: Problem, batch: string): Warning {
  const text = spec.detail ?? spec.title;
  const message: Text = { id: fill(text.id, params), en: fill(text.en, params) };
  return { code, batch, message };
}

/**
 * Records a dose for an appointment or out of a vial.
 * @throws Problem forbidden, not_found, not_a_ticket, validation_failed, those of `resolveBatch`, time_in_future,
 *   time_too_old; and those in `STILL_A_FACT`, after which `giveAnyway` records it.
 */
export async function give(
  ctx: Context,
  rooms: PhoneRooms,
  event: Administer,
  { at, said }: { at: Date; said: Said },
): Promise<readonly Warning[]> {
  mayMove(ctx.actor, 'administer');
  const { id, doses, note, vial } = event;
  const { batch, warnings } = await batchOf(ctx, rooms, event);
  compare(said, event.believed, (await findOnHand(ctx, [batch.id])).get(batch.id) ?? 0);
  if (event.appointment === undefined && event.ticket === undefined) {
    const row = await findVial(ctx, vial!);
    if (!row) throw problems.not_found();
    mustBeOwn(ctx, row.placeId);
    said.warnings = warnings.map((warning) => ({ ...warning }));
    return giveFromVial(ctx, rooms, { id, vial: vial!, doses, occurredAt: at, note });
  }
  if (doses !== 1) {
    const message = { id: 'Satu dosis untuk satu janji temu', en: 'One dose for one appointment' };
    throw problems.validation_failed({}, [{ pointer: '/doses', message, code: 'one_dose' }]);
  }
  const { id: appointment } = await getAppointment(ctx, rooms, event);
  return (await administer(ctx, rooms, { id, appointment, batch, occurredAt: at, warnings })).warnings;
}

/** Whether a refusal leaves it a fact that the dose was given. */
export const isStillAFact = (error: unknown): error is Problem =>
  error instanceof Problem && STILL_A_FACT.has(error.code);

/** Records the dose alone, flagged with why, and asks the place to look. */
export async function giveAnyway(
  ctx: Context,
  rooms: PhoneRooms,
  event: Administer,
  { at, why }: { at: Date; why: Problem },
): Promise<readonly Warning[]> {
  const { id, doses, note, vvm } = event;
  const place = ownPlace(rooms, ctx);
  const { batch, warnings } = await batchOf(ctx, rooms, event);
  const movement = movementOf(ctx, {
    id,
    kind: 'administer',
    place,
    batch,
    doses,
    occurredAt: at,
    vvm,
    note,
    warnings: [...warnings, asWarning(why, batch.id)],
  });
  const posted = await postOne(ctx, movement);
  await openTasks(ctx, [
    {
      kind: 'reconcile',
      placeId: place.id,
      batchId: batch.id,
      productId: batch.product.id,
      causeId: id,
      data: { movement: movement.kind, product: batch.product.name, lot: batch.lot, why: why.code },
    },
  ]);
  return posted.warnings;
}
