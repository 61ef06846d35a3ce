// Earmarks over HTTP: doses kept for an activity at a place, moved between activities, let go.
import { z } from 'zod';
import type { Context } from '../kernel/context.ts';
import { route, type Route } from '../kernel/route.ts';
import { Code, decodeCursor, Doses, fault, iso, listOf, Page, pageOf, Uuid } from '../kernel/shapes.ts';
import { catalogueProblems } from '../catalogue/problems.ts';
import { READERS, STAFF } from '../people/scope.ts';
import type { Place } from '../places/directory.ts';
import { activityAt, getVisibleActivity } from './activity.ts';
import type { PlanningDoors } from './activity-routes.ts';
import { findEarmarks, type EarmarkFound } from './earmark-list.ts';
import { makeEarmarks, moveEarmark, type EarmarkLine } from './earmarks.ts';
import { EarmarkView, placeView, productView } from './views.ts';

const tag = 'Earmarks';
const Line = z
  .strictObject({ batch: Uuid.optional(), product: Code.optional(), doses: Doses })
  .check((check) => {
    const { batch, product } = check.value;
    if ((batch === undefined) !== (product === undefined)) return;
    const message = { id: 'Sebutkan batch atau vaksin, salah satu', en: 'Give either a batch or a product' };
    check.issues.push(fault(batch, ['batch'], 'batch_or_product', message));
  });
const Kept = z.object({ items: z.array(EarmarkView) });

function viewOf({ directory, catalogue }: PlanningDoors, row: EarmarkFound): z.infer<typeof EarmarkView> {
  return {
    activity: { id: row.activityId, code: row.activityCode, name: { id: row.nameId, en: row.nameEn } },
    place: placeView(directory, row.placeId),
    batch: {
      id: row.batchId,
      lot: row.lot,
      expiry: row.expiry,
      product: productView(catalogue, row.productId),
    },
    doses: row.doses,
    updatedAt: iso(row.updatedAt),
  };
}

async function batchNamed({ catalogue }: PlanningDoors, id: string, pointer: string) {
  const batch = await catalogue.batch(id);
  if (batch) return batch;
  const message = { id: 'Tidak dikenal', en: 'Unknown' };
  throw catalogueProblems.unknown_batch({ batch: id }, [{ pointer, code: 'unknown', message }]);
}

/** What the place keeps of these batches now, for all activities. */
async function keptOf(ctx: Context, doors: PlanningDoors, place: Place, activity: string) {
  const rows = await findEarmarks(ctx, { place, deep: false, activity, limit: 1000 });
  return { items: rows.map((row) => viewOf(doors, row)) };
}

function writeRoutes(doors: PlanningDoors): Route[] {
  const { directory, catalogue, setAside } = doors;
  const at = { place: Code, batch: Uuid };
  return [
    route({
      method: 'post',
      path: '/api/v1/earmarks',
      summary: 'Keep doses of a place for an activity: all that is asked for, or nothing',
      description: 'By batch, or by product: then the first to expire are taken first.',
      tag,
      role: STAFF,
      body: z.strictObject({
        id: Uuid,
        activity: Code.meta({ description: 'Id or code' }),
        place: Code,
        lines: z.array(Line).min(1).max(100),
      }),
      response: Kept,
      status: 201,
      problems: [
        'unknown_activity',
        'activity_over',
        'activity_of_other_product',
        'earmark_not_free',
        'unknown_batch',
      ],
      async handle(ctx, { body }) {
        const place = directory.visible(ctx.actor, body.place);
        const activity = await activityAt(ctx, directory, body.activity, place);
        const lines: EarmarkLine[] = [];
        for (const [index, { batch, product, doses }] of body.lines.entries()) {
          const pointer = `/lines/${index}/`;
          const of = batch
            ? { batch: await batchNamed(doors, batch, `${pointer}batch`) }
            : { product: catalogue.getProduct(product!, `${pointer}product`) };
          lines.push({ of, doses });
        }
        await makeEarmarks(ctx, setAside, { id: body.id, activity, place, lines });
        return keptOf(ctx, doors, place, activity.id);
      },
    }),
    route({
      method: 'post',
      path: '/api/v1/earmarks/move',
      summary: 'Move kept doses of a batch from one activity to another at the same place',
      tag,
      role: STAFF,
      body: z.strictObject({ id: Uuid, ...at, from: Code, to: Code, doses: Doses }),
      response: Kept,
      status: 201,
      problems: [
        'unknown_activity',
        'same_activity',
        'activity_over',
        'activity_of_other_product',
        'earmark_too_small',
      ],
      async handle(ctx, { body }) {
        const place = directory.visible(ctx.actor, body.place);
        const from = await activityAt(ctx, directory, body.from, place, '/from');
        const to = await activityAt(ctx, directory, body.to, place, '/to');
        const batch = await batchNamed(doors, body.batch, '/batch');
        await moveEarmark(ctx, setAside, { ...body, place, from, to, batch });
        return keptOf(ctx, doors, place, to.id);
      },
    }),
    route({
      method: 'post',
      path: '/api/v1/earmarks/release',
      summary: 'Let go of kept doses: so many, or all of the batch',
      tag,
      role: STAFF,
      body: z.strictObject({ id: Uuid, ...at, activity: Code, doses: Doses.optional() }),
      response: Kept,
      status: 201,
      problems: ['unknown_activity', 'earmark_too_small'],
      async handle(ctx, { body }) {
        const place = directory.visible(ctx.actor, body.place);
        const from = await activityAt(ctx, directory, body.activity, place);
        const batch = await batchNamed(doors, body.batch, '/batch');
        const { id, doses } = body;
        await moveEarmark(ctx, setAside, { id, doses, place, from, batch });
        return keptOf(ctx, doors, place, from.id);
      },
    }),
  ];
}

/** The routes of earmarks. */
export function earmarkRoutes(doors: PlanningDoors): Route[] {
  const { directory, catalogue } = doors;
  return [
    ...writeRoutes(doors),
    route({
      method: 'get',
      path: '/api/v1/earmarks',
      summary: 'What is kept for activities, by place, activity and batch',
      tag,
      role: READERS,
      query: z.strictObject({
        place: Code.optional(),
        deep: z.enum(['true', 'false']).default('false'),
        activity: Code.optional(),
        product: Code.optional(),
        batch: Uuid.optional(),
        ...Page,
      }),
      response: listOf(EarmarkView),
      async handle(ctx, { query }) {
        const rows = await findEarmarks(ctx, {
          place: directory.visible(ctx.actor, query.place ?? ctx.actor.unit.code),
          deep: query.deep === 'true',
          activity: query.activity && (await getVisibleActivity(ctx, directory, query.activity)).id,
          product: query.product && catalogue.getProduct(query.product, '/product').id,
          batch: query.batch,
          after: decodeCursor(query.cursor, 3)?.map(String) as [string, string, string] | undefined,
          limit: query.limit + 1,
        });
        const page = pageOf(rows, query.limit, (row) => [row.placeCode, row.activityCode, row.batchId]);
        return { ...page, items: page.items.map((row) => viewOf(doors, row)) };
      },
    }),
  ];
}
