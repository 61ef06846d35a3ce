// Counts over HTTP: begun, entered, submitted, approved, posted.
import { z } from 'zod';
import { resolveBatch } from '../catalogue/resolve.ts';
import type { Context } from '../kernel/context.ts';
import { type Language } from '../kernel/problem.ts';
import { route, type Route } from '../kernel/route.ts';
import { Code, Instant, iso, listOf, momentCursor, Page, pageOf, Uuid } from '../kernel/shapes.ts';
import { REASONS } from '../ledger/movement.ts';
import type { Warning } from '../ledger/types.ts';
import { OFFICERS, READERS, STAFF, STOCK_ROLES, type Role } from '../people/scope.ts';
import { approveCount, cancelCount, lockVisible, postCount, recount, submitCount } from './count-acts.ts';
import { COUNT_COLUMNS, COUNT_STATUSES, enterLines, startCount, type Count } from './count.ts';
import { getVisibleCount } from './count-visible.ts';
import { countSummary, CountSummary, countView, CountView } from './count-views.ts';
import { getProduct, namesOf, naming, PlaceQuery, type StoreRooms } from './views.ts';

const tag = 'Counts';
const params = z.object({ id: Uuid });
const Note = z.string().trim().min(1).max(500);
const Found = z.int().min(0).meta({ description: 'Whole doses, those in open vials included' });
const MAX_LINES = 500;

/** The count as it is after an act of this transaction. */
async function answer(
  ctx: Context,
  rooms: StoreRooms,
  id: string,
  options: { language: Language; warnings?: readonly Warning[] },
) {
  return countView(ctx, rooms, await getVisibleCount(ctx, rooms, id), options);
}

function readRoutes(rooms: StoreRooms): Route[] {
  const { directory } = rooms;
  return [
    route({
      method: 'get',
      path: '/api/v1/counts',
      summary: 'Counts of a place and all below it, the newest first',
      tag,
      role: READERS,
      query: z.strictObject({
        place: PlaceQuery,
        status: z.enum(COUNT_STATUSES).optional(),
        open: z.enum(['true', 'false']).optional().meta({ description: 'Neither posted nor cancelled' }),
        ...Page,
      }),
      response: listOf(CountSummary),
      async handle(ctx, { query }) {
        const place = directory.visible(ctx.actor, query.place ?? ctx.actor.unit.code);
        const after = momentCursor(query.cursor);
        const rows = await ctx.tx.rows<Count>(
          /* sql */ `
          select ${COUNT_COLUMNS} from stock_count c join place p on p.id = c.place_id
          where p.path ~>=~ $1 and p.path ~<~ (left($1, -1) || '0') and ($2::text is null or c.status = $2)
            and ($3::boolean is null or (c.status in ('started', 'submitted', 'approved')) = $3)
            and ($4::timestamptz is null or (c.started_at, c.id) < ($4::timestamptz, $5::uuid))
          order by c.started_at desc, c.id desc limit $6`,
          [
            place.path,
            query.status ?? null,
            query.open === undefined ? null : query.open === 'true',
            after?.[0] ?? null,
            after?.[1] ?? null,
            query.limit + 1,
          ],
        );
        const page = pageOf(rows, query.limit, (row) => [iso(row.startedAt), row.id]);
        const names = await namesOf(
          ctx.tx,
          page.items.flatMap(({ startedBy, approvedBy }) => [startedBy, approvedBy]),
        );
        return { ...page, items: page.items.map((count) => countSummary(rooms, count, names)) };
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/counts/:id',
      summary: 'A count with its lines; the variance is as it stands now',
      tag,
      role: READERS,
      params,
      response: CountView,
      problems: ['not_found'],
      handle: (ctx, { params, language }) => answer(ctx, rooms, params.id, { language }),
    }),
  ];
}

function enterRoutes(rooms: StoreRooms): Route[] {
  const { directory, catalogue } = rooms;
  return [
    route({
      method: 'post',
      path: '/api/v1/counts',
      summary: 'Begin a count of a product or of the whole store; stock may go on moving',
      tag,
      role: STOCK_ROLES,
      body: z.strictObject({
        id: Uuid,
        place: Code,
        product: Code.optional(),
        blind: z
          .boolean()
          .default(true)
          .meta({ description: 'What the book says is not shown until submitted' }),
      }),
      response: CountView,
      status: 201,
      problems: ['count_open', 'unknown_product', 'not_found'],
      async handle(ctx, { body, language }) {
        const place = directory.visible(ctx.actor, body.place);
        await startCount(ctx, {
          ...body,
          place,
          product: body.product === undefined ? undefined : catalogue.getProduct(body.product).id,
        });
        return answer(ctx, rooms, body.id, { language });
      },
    }),
    route({
      method: 'post',
      path: '/api/v1/counts/:id/lines',
      summary: 'Enter what was counted; entered again, the newer entry counts',
      tag,
      role: STOCK_ROLES,
      params,
      body: z.strictObject({
        id: Uuid,
        lines: z
          .array(
            z.strictObject({
              ...naming,
              available: Found,
              quarantined: Found.default(0),
              countedAt: Instant.optional().meta({ description: 'The instant of counting, by default now' }),
            }),
          )
          .min(1)
          .max(MAX_LINES),
      }),
      response: CountView,
      problems: [
        'count_wrong_state',
        'count_other_product',
        'count_before_last',
        'batch_twice',
        'unknown_batch',
        'scan_invalid',
        'time_in_future',
        'time_too_old',
        'doses_absurd',
        'not_found',
      ],
      async handle(ctx, { params, body, language }) {
        const { count } = await lockVisible(ctx, directory, params.id);
        const lines = [];
        const warnings: Warning[] = [];
        for (const [index, { batch: named, scan, ...found }] of body.lines.entries()) {
          const options = { year: ctx.now.getUTCFullYear(), pointer: `/lines/${index}` };
          const resolved = await resolveBatch(catalogue, { batch: named, scan }, options);
          warnings.push(...resolved.warnings.map((warning) => ({ ...warning })));
          lines.push({ ...found, batch: resolved.batch });
        }
        const product = count.productId === null ? undefined : getProduct(rooms, count.productId);
        await enterLines(ctx, { id: body.id, count, product, lines });
        return answer(ctx, rooms, params.id, { language, warnings });
      },
    }),
  ];
}

interface Act {
  path: string;
  summary: string;
  role: readonly Role[];
  problems: readonly string[];
  run: typeof submitCount;
}

function actRoute(rooms: StoreRooms, act: Act): Route {
  return route({
    method: 'post',
    path: `/api/v1/counts/:id/${act.path}`,
    summary: act.summary,
    tag,
    role: act.role,
    params,
    body: z.strictObject({ id: Uuid, note: Note.optional() }),
    response: CountView,
    problems: [...act.problems, 'count_wrong_state', 'not_found'],
    async handle(ctx, { params, body, language }) {
      await act.run(ctx, rooms.directory, { ...body, count: params.id });
      return answer(ctx, rooms, params.id, { language });
    },
  });
}

function actRoutes(rooms: StoreRooms): Route[] {
  return [
    actRoute(rooms, {
      path: 'submit',
      summary: 'Everything is counted',
      role: STOCK_ROLES,
      problems: ['count_incomplete'],
      run: submitCount,
    }),
    actRoute(rooms, {
      path: 'recount',
      summary: 'Send a submitted count back to be counted again',
      role: STAFF,
      problems: [],
      run: recount,
    }),
    actRoute(rooms, {
      path: 'approve',
      summary: 'Approve a variance above the threshold',
      role: OFFICERS,
      problems: ['approval_not_needed', 'forbidden'],
      run: approveCount,
    }),
    actRoute(rooms, {
      path: 'cancel',
      summary: 'Give the count up; nothing is posted',
      role: STAFF,
      problems: [],
      run: cancelCount,
    }),
    route({
      method: 'post',
      path: '/api/v1/counts/:id/post',
      summary: 'Post the variances, each with its reason, at the instants of counting',
      description:
        'What occurred before the count and is recorded later changes the variance, not the balance.',
      tag,
      role: STOCK_ROLES,
      params,
      body: z.strictObject({
        id: Uuid,
        reason: z
          .enum(REASONS)
          .optional()
          .meta({ description: 'Of every variance that has none of its own' }),
        reasons: z
          .array(z.strictObject({ batch: Uuid, reason: z.enum(REASONS), note: Note.optional() }))
          .max(MAX_LINES)
          .default([]),
        note: Note.optional(),
      }),
      response: CountView,
      problems: [
        'approval_needed',
        'variance_reason_required',
        'count_before_last',
        'count_wrong_state',
        'not_found',
      ],
      async handle(ctx, { params, body, language }) {
        const warnings = await postCount(ctx, rooms.directory, { ...body, count: params.id });
        return answer(ctx, rooms, params.id, { language, warnings });
      },
    }),
  ];
}

/** Every route of counts. */
export function countRoutes(rooms: StoreRooms): Route[] {
  return [...readRoutes(rooms), ...enterRoutes(rooms), ...actRoutes(rooms)];
}
