// Open vials over HTTP, and the day that a place closes.
import { z } from 'zod';
import { resolveBatch } from '../catalogue/resolve.ts';
import type { Context } from '../kernel/context.ts';
import { problems, type Language } from '../kernel/problem.ts';
import { route, type Route } from '../kernel/route.ts';
import {
  Code,
  Day,
  Doses,
  Instant,
  iso,
  listOf,
  momentCursor,
  Page,
  pageOf,
  Uuid,
} from '../kernel/shapes.ts';
import type { Warning } from '../ledger/types.ts';
import { READERS, STOCK_ROLES } from '../people/scope.ts';
import { placeRef } from '../places/place-ref.ts';
import { closeDay } from './close-day.ts';
import { closeVial, giveFromVial } from './vial-acts.ts';
import { openVial, type VialRooms } from './vial-open.ts';
import { DayView, VialAnswer, vialAnswer, VialView, vialViews } from './vial-views.ts';
import { VIAL_COLUMNS, type Vial } from './vial.ts';
import { naming, PlaceQuery } from './views.ts';

const tag = 'Open vials';
const params = z.object({ id: Uuid });
const Note = z.string().trim().min(1).max(500);
const Activity = Code.optional().meta({ description: 'Id or code of the activity that the doses are for' });
const PURPOSE = ['unknown_activity', 'activity_of_other_product', 'activity_over'];
const TIMES = ['time_in_future', 'time_too_old'];

async function answer(
  ctx: Context,
  rooms: VialRooms,
  id: string,
  options: { language: Language; warnings?: readonly Warning[] },
) {
  const vial = await ctx.tx.maybe<Vial>(`select ${VIAL_COLUMNS} from vial v where v.id = $1`, [id]);
  if (!vial || !rooms.directory.isVisible(ctx.actor, rooms.directory.get(vial.placeId)))
    throw problems.not_found();
  return vialAnswer(ctx, rooms, vial, options);
}

function readRoutes(rooms: VialRooms): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/v1/vials',
      summary: 'Vials that a place has opened, the newest first',
      tag,
      role: READERS,
      query: z.strictObject({
        place: PlaceQuery,
        open: z.enum(['true', 'false']).optional(),
        closedOn: Day.optional(),
        ...Page,
      }),
      response: listOf(VialView),
      async handle(ctx, { query }) {
        const place = rooms.directory.visible(ctx.actor, query.place ?? ctx.actor.unit.code);
        const after = momentCursor(query.cursor);
        const rows = await ctx.tx.rows<Vial>(
          /* sql */ `
          select ${VIAL_COLUMNS} from vial v
          where v.place_id = $1 and ($2::boolean is null or (v.closed_at is null) = $2)
            and ($3::date is null or v.closed_on = $3)
            and ($4::timestamptz is null or (v.opened_at, v.id) < ($4::timestamptz, $5::uuid))
          order by v.opened_at desc, v.id desc limit $6`,
          [
            place.id,
            query.open === undefined ? null : query.open === 'true',
            query.closedOn ?? null,
            after?.[0] ?? null,
            after?.[1] ?? null,
            query.limit + 1,
          ],
        );
        const page = pageOf(rows, query.limit, (row) => [iso(row.openedAt), row.id]);
        return { ...page, items: await vialViews(ctx, rooms, page.items) };
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/vials/:id',
      summary: 'A vial that was opened',
      tag,
      role: READERS,
      params,
      response: VialAnswer,
      problems: ['not_found'],
      handle: (ctx, { params, language }) => answer(ctx, rooms, params.id, { language }),
    }),
  ];
}

function openRoute(rooms: VialRooms): Route {
  return route({
    method: 'post',
    path: '/api/v1/vials',
    summary: 'Open a vial: its doses can no longer be issued, and today’s appointments are served from it',
    description: 'With `anyway` it has been opened: it is recorded and what is against it becomes a warning.',
    tag,
    role: STOCK_ROLES,
    body: z.strictObject({
      id: Uuid,
      place: Code,
      ...naming,
      openedAt: Instant.optional(),
      activity: Activity,
      anyway: z.boolean().default(false),
    }),
    response: VialAnswer,
    status: 201,
    problems: [
      'single_dose',
      'vial_not_there',
      'vial_promised',
      'batch_expired',
      'batch_recalled',
      'batch_quarantined',
      'unknown_batch',
      'scan_invalid',
      'not_found',
      ...PURPOSE,
      ...TIMES,
    ],
    async handle(ctx, { body, language }) {
      const place = rooms.directory.visible(ctx.actor, body.place);
      const options = { year: ctx.now.getUTCFullYear() };
      const { batch, warnings: scanned } = await resolveBatch(rooms.catalogue, body, options);
      const { id, openedAt, anyway, activity } = body;
      const told = scanned.map((warning) => ({ ...warning }));
      const opening = { id, place, batch, openedAt, anyway, activity, warnings: told };
      const warnings = await openVial(ctx, rooms, opening);
      return answer(ctx, rooms, id, { language, warnings });
    },
  });
}

function useRoutes(rooms: VialRooms): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/v1/vials/:id/give',
      summary: 'Give doses from an open vial, never more than are left in it',
      tag,
      role: STOCK_ROLES,
      params,
      body: z.strictObject({
        id: Uuid,
        doses: Doses.default(1),
        occurredAt: Instant.optional(),
        activity: Activity.meta({ description: 'By default the one that the vial was opened for' }),
        note: Note.optional(),
      }),
      response: VialAnswer,
      problems: ['vial_exhausted', 'vial_closed', 'before_opening', 'not_found', ...PURPOSE, ...TIMES],
      async handle(ctx, { params, body, language }) {
        const warnings = await giveFromVial(ctx, rooms, { ...body, vial: params.id });
        return answer(ctx, rooms, params.id, { language, warnings });
      },
    }),
    route({
      method: 'post',
      path: '/api/v1/vials/:id/close',
      summary: 'Close a vial; what is left in it is wasted with the reason open_vial',
      tag,
      role: STOCK_ROLES,
      params,
      body: z.strictObject({ id: Uuid, occurredAt: Instant.optional(), note: Note.optional() }),
      response: VialAnswer,
      problems: ['vial_closed', 'before_opening', 'not_found', ...TIMES],
      async handle(ctx, { params, body, language }) {
        const warnings = await closeVial(ctx, rooms, { ...body, vial: params.id });
        return answer(ctx, rooms, params.id, { language, warnings });
      },
    }),
    route({
      method: 'post',
      path: '/api/v1/places/:code/close-day',
      summary: 'Close the day of a place: session vials and those past their time are closed, once',
      tag,
      role: STOCK_ROLES,
      params: z.object({ code: Code }),
      body: z.strictObject({ id: Uuid, day: Day.optional().meta({ description: 'Today at the place' }) }),
      response: DayView,
      problems: ['day_not_over', 'not_found'],
      async handle(ctx, { params, body }) {
        const place = rooms.directory.visible(ctx.actor, params.code);
        const { day, closedAt, vials } = await closeDay(ctx, rooms, { ...body, place });
        const sum = (of: 'given' | 'wasted') => vials.reduce((all, vial) => all + vial[of], 0);
        return {
          place: placeRef(rooms.directory, place.id),
          day,
          closedAt: iso(closedAt),
          vials: await vialViews(ctx, rooms, vials),
          given: sum('given'),
          wasted: sum('wasted'),
        };
      },
    }),
  ];
}

/** Every route of open vials. */
export function vialRoutes(rooms: VialRooms): Route[] {
  return [...readRoutes(rooms), openRoute(rooms), ...useRoutes(rooms)];
}
