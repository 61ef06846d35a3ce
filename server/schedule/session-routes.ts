// Sessions over HTTP: opened and closed by a place's staff.
import { z } from 'zod';
import type { Context } from '../kernel/context.ts';
import { problems } from '../kernel/problem.ts';
import { route, type Route } from '../kernel/route.ts';
import { Code, Day, iso, listOf, Page, pageOf, Uuid } from '../kernel/shapes.ts';
import { READERS } from '../people/scope.ts';
import { localDay } from '../places/local-day.ts';
import { pairOf } from './appointment.ts';
import { checkRange, cursorOf, dayPlus, STAFF_ROLES, tag, type ScheduleDoors } from './door-parts.ts';
import { closeSession, createSession, findSession, findSessions, type SessionFound } from './sessions.ts';
import { placeView, productView, SessionView } from './views.ts';

const Params = z.object({ id: Uuid });
const DAYS_SHOWN = 31;
const Time = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
  .meta({ description: 'Local time at the place, HH:MM' });

const SessionBody = z.strictObject({
  id: Uuid,
  place: Code,
  product: Code,
  date: Day,
  start: Time,
  end: Time,
  slotMinutes: z.int().min(5).max(480),
  capacityPerSlot: z.int().min(1).max(1000),
  activity: Code.optional().meta({
    description: 'Id or code of the activity that the doses are given for; not over on the day',
  }),
});

function viewOf(doors: ScheduleDoors, session: SessionFound): SessionView {
  const { place, product } = pairOf(doors, session);
  const { id, date, start, end, timeZone, slotMinutes, capacityPerSlot, status, activity, slots } = session;
  return {
    id,
    place: placeView(place),
    product: productView(product),
    date,
    start,
    end,
    timeZone,
    slotMinutes,
    capacityPerSlot,
    status,
    activity,
    slots: slots.map(({ startsAt, endsAt, ...slot }) => ({
      ...slot,
      start: iso(startsAt),
      end: iso(endsAt),
    })),
  };
}

/** The session of that id at a place that the actor may see. @throws Problem not_found. */
async function getVisible({ directory }: ScheduleDoors, ctx: Context, id: string): Promise<SessionFound> {
  const found = await findSession(ctx.tx, id);
  if (!found || !directory.isVisible(ctx.actor, directory.get(found.placeId))) throw problems.not_found();
  return found;
}

function writeRoutes(doors: ScheduleDoors): Route[] {
  const { directory, catalogue } = doors;
  return [
    route({
      method: 'post',
      path: '/api/v1/sessions',
      summary: 'Open a vaccination session with its slots',
      tag,
      role: STAFF_ROLES,
      body: SessionBody,
      response: SessionView,
      status: 201,
      problems: [
        'place_gives_no_vaccination',
        'unknown_product',
        'unknown_activity',
        'activity_of_other_product',
        'activity_over',
      ],
      async handle(ctx, { body }) {
        const place = directory.visible(ctx.actor, body.place);
        const product = catalogue.getProduct(body.product);
        const { activity: named, date: day, ...times } = body;
        const activity =
          named === undefined
            ? undefined
            : await doors.activities.named(ctx, { activity: named, place, products: [product], day });
        return viewOf(doors, await createSession(ctx, { ...times, date: day, place, product, activity }));
      },
    }),
    route({
      method: 'post',
      path: '/api/v1/sessions/:id/close',
      summary: 'Take no more bookings; those that exist stay',
      tag,
      role: STAFF_ROLES,
      params: Params,
      body: z.strictObject({ id: Uuid }),
      response: SessionView,
      problems: ['not_found'],
      async handle(ctx, { params, body }) {
        const session = await getVisible(doors, ctx, params.id);
        return viewOf(doors, await closeSession(ctx, body.id, session));
      },
    }),
  ];
}

function readRoutes(doors: ScheduleDoors): Route[] {
  const { directory } = doors;
  return [
    route({
      method: 'get',
      path: '/api/v1/sessions',
      summary: 'Sessions of a place and the places below it, by date',
      tag,
      role: READERS,
      query: z.strictObject({ place: Code.optional(), from: Day.optional(), to: Day.optional(), ...Page }),
      response: listOf(SessionView),
      async handle(ctx, { query }) {
        const place = directory.visible(ctx.actor, query.place ?? ctx.actor.unit.code);
        const from = query.from ?? localDay(ctx.now, place.timeZone);
        const to = query.to ?? dayPlus(from, DAYS_SHOWN);
        checkRange(from, to, 366);
        const after = cursorOf(query.cursor, Day);
        const places = directory.under(place).map(({ id }) => id);
        const rows = await findSessions(ctx.tx, { places, from, to, after, limit: query.limit + 1 });
        const page = pageOf(rows, query.limit, (session) => [session.date, session.id]);
        return { ...page, items: page.items.map((session) => viewOf(doors, session)) };
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/sessions/:id',
      summary: 'One session with its slots',
      tag,
      role: READERS,
      params: Params,
      response: SessionView,
      problems: ['not_found'],
      handle: async (ctx, { params }) => viewOf(doors, await getVisible(doors, ctx, params.id)),
    }),
  ];
}

/** The routes of sessions. */
export function sessionRoutes(doors: ScheduleDoors): Route[] {
  return [...writeRoutes(doors), ...readRoutes(doors)];
}
