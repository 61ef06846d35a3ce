// Appointments over HTTP: booked many at once, then changed one at a time.
import { z } from 'zod';
import { resolveBatch } from '../catalogue/resolve.ts';
import type { Context } from '../kernel/context.ts';
import { problems } from '../kernel/problem.ts';
import { Reply, route, type Route } from '../kernel/route.ts';
import { Code, Day, Instant, iso, listOf, Page, pageOf, Uuid } from '../kernel/shapes.ts';
import type { Warning } from '../ledger/types.ts';
import { warningView } from '../ledger/warnings.ts';
import { APPOINTMENT_ROLES, READERS, type Role } from '../people/scope.ts';
import { administer } from './administer.ts';
import type { Appointment } from './appointment.ts';
import { appointmentView, changedView, findAppointments, findVisible } from './appointments.ts';
import { cancel, checkIn, noShow } from './change.ts';
import { readCode } from './code.ts';
import { Registrant } from './registrant.ts';
import { reschedule } from './reschedule.ts';
import { cursorOf, STAFF_ROLES, tag, type ScheduleDoors } from './door-parts.ts';
import { STATUSES } from './statuses.ts';
import { AppointmentView, BookingView } from './views.ts';

const Params = z.object({ id: Uuid });
const scope = 'appointments:write';
const READ_ROLES: readonly Role[] = [...READERS, 'api_client'];
const ALREADY = ['already_cancelled', 'already_checked_in', 'already_administered', 'already_no_show'];
const SCARCE = ['slot_full', 'doses_exhausted', 'session_closed', 'slot_past'];

const BookBody = z.strictObject({
  id: Uuid,
  slotId: Uuid,
  dose: z.int().min(1).max(20).meta({ description: 'Which dose of the programme' }),
  registrant: Registrant,
});

function bookRoute({ directory, catalogue, vault, slots, bookings }: ScheduleDoors): Route {
  return route({
    method: 'post',
    path: '/api/v1/appointments',
    summary: 'Book a slot for one person',
    description:
      'Refused when the slot is full or every usable dose of that day is promised. ' +
      'Personal data is encrypted, never repeated in answers and never logged.',
    tag,
    role: APPOINTMENT_ROLES,
    scope,
    mode: 'combined',
    body: BookBody,
    response: BookingView,
    status: 201,
    problems: [...SCARCE, 'already_booked', 'idempotency_conflict', 'not_found'],
    async handle(ctx, { body }) {
      const where = await slots.find(ctx.tx, body.slotId);
      if (!where) throw problems.not_found();
      const place = directory.get(where.placeId);
      // An API client books anywhere; staff where they work.
      if (ctx.actor.kind !== 'client' && !directory.isVisible(ctx.actor, place)) throw problems.not_found();
      const product = catalogue.product(where.productId)!;
      const { answer, replayed } = await bookings.submit({
        id: body.id,
        hash: ctx.command!.hash,
        actor: ctx.actor,
        slotId: body.slotId,
        dose: body.dose,
        person: vault.seal(body.registrant),
        place,
        product,
      });
      return new Reply(answer, { headers: replayed ? { 'Idempotency-Replayed': 'true' } : {} });
    },
  });
}

interface Change<B> {
  path: string;
  summary: string;
  role: readonly Role[];
  problems: readonly string[];
  run(
    ctx: Context,
    appointment: string,
    body: B,
  ): Promise<Appointment | { appointment: Appointment; warnings: Warning[] }>;
}

/** A route that changes one appointment, which the actor must be able to see. */
function changeRoute<B extends z.ZodType<{ id: string }>>(
  doors: ScheduleDoors,
  body: B,
  change: Change<z.output<B>>,
): Route {
  return route({
    method: 'post',
    path: `/api/v1/appointments/:id/${change.path}`,
    summary: change.summary,
    tag,
    role: change.role,
    scope,
    params: Params,
    body,
    response: AppointmentView,
    problems: [...ALREADY, ...change.problems, 'not_found'],
    async handle(ctx, request) {
      const seen = await findVisible(ctx.tx, doors, ctx.actor, { id: request.params.id });
      if (!seen) throw problems.not_found();
      const result = await change.run(ctx, seen.id, request.body as z.output<B>);
      if (!('warnings' in result)) return changedView(doors, result);
      const warnings = result.warnings.map((warning) => warningView(warning, request.language));
      return { ...changedView(doors, result.appointment), warnings };
    },
  });
}

const Id = z.strictObject({ id: Uuid });

function changeRoutes(doors: ScheduleDoors): Route[] {
  const { directory, catalogue, slots } = doors;
  return [
    changeRoute(doors, z.strictObject({ id: Uuid, slotId: Uuid }), {
      path: 'reschedule',
      summary: 'Move an appointment; the new place is taken before the old is given up',
      role: APPOINTMENT_ROLES,
      problems: [...SCARCE, 'already_in_slot', 'other_program'],
      async run(ctx, appointment, { id, slotId }) {
        const where = await slots.find(ctx.tx, slotId);
        if (!where) throw problems.not_found();
        if (ctx.actor.kind !== 'client' && !directory.isVisible(ctx.actor, directory.get(where.placeId)))
          throw problems.not_found();
        return reschedule(ctx, doors, { id, appointment, slotId });
      },
    }),
    changeRoute(doors, z.strictObject({ id: Uuid, reason: z.string().trim().min(1).max(500).optional() }), {
      path: 'cancel',
      summary: 'Cancel an appointment; its place and dose are free at once',
      role: APPOINTMENT_ROLES,
      problems: [],
      run: (ctx, appointment, { id, reason }) => cancel(ctx, doors, { id, appointment, reason }),
    }),
    changeRoute(doors, Id, {
      path: 'check-in',
      summary: 'The person has come',
      role: STAFF_ROLES,
      problems: [],
      run: (ctx, appointment, { id }) => checkIn(ctx, { id, appointment }),
    }),
    changeRoute(doors, Id, {
      path: 'no-show',
      summary: 'The person has not come; the dose is free again',
      role: STAFF_ROLES,
      problems: ['slot_not_begun'],
      run: (ctx, appointment, { id }) => noShow(ctx, doors, { id, appointment }),
    }),
    changeRoute(
      doors,
      z.strictObject({
        id: Uuid,
        batch: Uuid.optional(),
        scan: z.string().max(500).optional(),
        occurredAt: Instant.optional(),
      }),
      {
        path: 'administer',
        summary: 'The dose was given: posted to the ledger in the same transaction',
        role: STAFF_ROLES,
        problems: ['wrong_product', 'unknown_batch', 'scan_invalid', 'time_in_future', 'time_too_old'],
        async run(ctx, appointment, { id, occurredAt, ...naming }) {
          const { batch, warnings } = await resolveBatch(catalogue, naming, {
            year: ctx.now.getUTCFullYear(),
          });
          return administer(ctx, doors, { id, appointment, batch, occurredAt, warnings });
        },
      },
    ),
  ];
}

function readRoutes(doors: ScheduleDoors): Route[] {
  const { directory, vault } = doors;
  return [
    route({
      method: 'get',
      path: '/api/v1/appointments/:id',
      summary: 'One appointment, its registrant masked',
      tag,
      role: READ_ROLES,
      params: Params,
      response: AppointmentView,
      problems: ['not_found'],
      async handle(ctx, { params }) {
        const found = await findVisible(ctx.tx, doors, ctx.actor, params);
        if (!found) throw problems.not_found();
        return appointmentView(doors, vault, found);
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/appointments',
      summary: 'Appointments of a place and day, or the one of a code; an API client sees what it booked',
      tag,
      role: READ_ROLES,
      query: z.strictObject({
        place: Code.optional(),
        date: Day.optional(),
        status: z.enum(STATUSES).optional(),
        code: z.string().max(20).optional().meta({ description: 'A ticket’s code, as people type it' }),
        ...Page,
      }),
      response: listOf(AppointmentView),
      async handle(ctx, { query }) {
        const { code, date, status, limit } = query;
        if (code !== undefined) {
          const found = await findVisible(ctx.tx, doors, ctx.actor, { code: readCode(code) });
          return { items: found ? [appointmentView(doors, vault, found)] : [], nextCursor: null };
        }
        const isClient = ctx.actor.kind === 'client';
        // A client's list is narrowed by who booked, so it may name any place.
        const named = query.place ?? (isClient ? undefined : ctx.actor.unit.code);
        const place = named && (isClient ? directory.byCode(named) : directory.visible(ctx.actor, named));
        if (named && !place) throw problems.not_found();
        const after = cursorOf(query.cursor, z.iso.datetime());
        const rows = await findAppointments(ctx.tx, {
          place: place ? place.id : undefined,
          bookedBy: isClient ? ctx.actor.id : undefined,
          date,
          status,
          after,
          limit: limit + 1,
        });
        const page = pageOf(rows, limit, (row) => [iso(row.startsAt), row.id]);
        return { ...page, items: page.items.map((row) => appointmentView(doors, vault, row)) };
      },
    }),
  ];
}

/** The routes of appointments. */
export function appointmentRoutes(doors: ScheduleDoors): Route[] {
  return [bookRoute(doors), ...changeRoutes(doors), ...readRoutes(doors)];
}
