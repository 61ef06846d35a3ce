// Needs over HTTP: drafted and proposed below, approved or returned above.
import { z } from 'zod';
import type { Context } from '../kernel/context.ts';
import { problems } from '../kernel/problem.ts';
import { route, type Route } from '../kernel/route.ts';
import { Code, decodeCursor, iso, listOf, Page, pageOf, Uuid } from '../kernel/shapes.ts';
import { OFFICERS, READERS, type Role } from '../people/scope.ts';
import type { PlanningDoors } from './activity-routes.ts';
import { changeNeed, createNeed, getNeed, NEED_STATES, usualIndex, type NeedChange } from './need.ts';
import { mayApprove, mayReturn } from './need-rights.ts';
import { findNeeds } from './need-sums.ts';
import { NeedHistory, NeedView, needView } from './need-views.ts';

const tag = 'Needs';
/** Who drafts and proposes. */
const PLANNERS: readonly Role[] = ['health_centre_staff', ...OFFICERS];

export const Year = z.coerce.number().int().min(2000).max(2200);
const facts = {
  population: z.int().min(0).max(300_000_000).meta({ description: 'People to be vaccinated' }),
  dosesEach: z.int().min(1).max(20),
  usageIndex: z
    .number()
    .min(0.01)
    .max(1000)
    .refine((index) => Math.abs(index * 100 - Math.round(index * 100)) < 1e-6, 'Two decimals at most')
    .meta({ description: 'Doses really given from a vial, two decimals at most' }),
};
const params = z.object({ id: Uuid });
const revision = z.int().min(1).meta({ description: 'The one that the caller saw' });
const reason = z.string().trim().min(1).max(500);

type Step = Pick<NeedChange, 'id' | 'act' | 'revision' | 'facts' | 'reason'>;

function actRoutes(doors: PlanningDoors): Route[] {
  const { directory, catalogue } = doors;
  const common = { method: 'post', tag, params, response: NeedView } as const;
  const refusals = ['not_found', 'need_changed', 'need_wrong_state'];

  async function take(ctx: Context, id: string, step: Step) {
    const need = await getNeed(ctx, id);
    const place = directory.get(need.placeId);
    if (!directory.isVisible(ctx.actor, place)) throw problems.not_found();
    const level = step.act === 'approve' ? mayApprove(directory, ctx.actor, need, place) : undefined;
    if (step.act === 'return') mayReturn(directory, ctx.actor, need, place);
    const product = catalogue.product(need.productId)!;
    return needView(doors, await changeNeed(ctx, { ...step, need, place, product, level }));
  }

  return [
    route({
      ...common,
      path: '/api/v1/needs/:id/amend',
      summary: 'Amend a need that is a draft or was returned; it is a draft again',
      role: PLANNERS,
      body: z.strictObject({ id: Uuid, revision, ...z.object(facts).partial().shape }),
      problems: [...refusals, 'usage_index_too_high', 'need_too_large'],
      handle: (ctx, { params, body: { id, revision, ...facts } }) =>
        take(ctx, params.id, { id, revision, facts, act: 'amend' }),
    }),
    route({
      ...common,
      path: '/api/v1/needs/:id/propose',
      summary: 'Propose a need to the offices above',
      role: PLANNERS,
      body: z.strictObject({ id: Uuid, revision }),
      problems: refusals,
      handle: (ctx, { params, body }) => take(ctx, params.id, { ...body, act: 'propose' }),
    }),
    route({
      ...common,
      path: '/api/v1/needs/:id/approve',
      summary: 'Approve a need, from an office above its place; later again from one further up',
      role: OFFICERS,
      body: z.strictObject({ id: Uuid, revision }),
      problems: [...refusals, 'need_own_proposal', 'need_approved_above'],
      handle: (ctx, { params, body }) => take(ctx, params.id, { ...body, act: 'approve' }),
    }),
    route({
      ...common,
      path: '/api/v1/needs/:id/return',
      summary: 'Return a need with the reason; it can then be amended and proposed again',
      role: OFFICERS,
      body: z.strictObject({ id: Uuid, revision, reason }),
      problems: [...refusals, 'need_approved_above'],
      handle: (ctx, { params, body }) => take(ctx, params.id, { ...body, act: 'return' }),
    }),
  ];
}

interface StepRow {
  revision: number;
  act: string;
  state: (typeof NEED_STATES)[number];
  at: Date;
  name: string;
  unit: string;
  reason: string | null;
  population: number;
  dosesEach: number;
  usageIndex: number;
  vials: number;
}

const HISTORY = /* sql */ `
  select revision, act, state, at, actor_name as name, unit_code as unit, reason, population, doses_each as "dosesEach",
    usage_index::float8 as "usageIndex", vials
  from need_step where need_id = $1 order by revision`;

/** The routes of single needs; sums and progress are in `need-sum-routes.ts`. */
export function needRoutes(doors: PlanningDoors): Route[] {
  const { directory, catalogue } = doors;
  return [
    route({
      method: 'post',
      path: '/api/v1/needs',
      summary: "Draft a place's need of a product in a year",
      tag,
      role: PLANNERS,
      body: z.strictObject({
        id: Uuid,
        place: Code,
        product: Code,
        year: z.int().min(2000).max(2200),
        population: facts.population,
        dosesEach: facts.dosesEach.default(1),
        usageIndex: facts.usageIndex.optional().meta({
          description: "Doses really given from a vial; by default the vial's doses less the planned wastage",
        }),
      }),
      response: NeedView,
      status: 201,
      problems: ['need_exists', 'unknown_product', 'usage_index_too_high', 'need_too_large'],
      async handle(ctx, { body }) {
        const place = directory.visible(ctx.actor, body.place);
        const product = catalogue.getProduct(body.product, '/product');
        const usageIndex = body.usageIndex ?? usualIndex(product);
        return needView(doors, await createNeed(ctx, { ...body, usageIndex, place, product }));
      },
    }),
    ...actRoutes(doors),
    route({
      method: 'get',
      path: '/api/v1/needs',
      summary: 'Needs of a place, or of all below it, by place, product and year',
      tag,
      role: READERS,
      query: z.strictObject({
        place: Code.optional(),
        deep: z.enum(['true', 'false']).default('false'),
        year: Year.optional(),
        product: Code.optional(),
        state: z.enum(NEED_STATES).optional(),
        ...Page,
      }),
      response: listOf(NeedView),
      async handle(ctx, { query }) {
        const after = decodeCursor(query.cursor, 3);
        const rows = await findNeeds(ctx, {
          place: directory.visible(ctx.actor, query.place ?? ctx.actor.unit.code),
          deep: query.deep === 'true',
          year: query.year,
          product: query.product && catalogue.getProduct(query.product, '/product').id,
          state: query.state,
          after: after && [String(after[0]), String(after[1]), Number(after[2])],
          limit: query.limit + 1,
        });
        const page = pageOf(rows, query.limit, (row) => [row.placeCode, row.productCode, row.year]);
        return { ...page, items: page.items.map((row) => needView(doors, row)) };
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/needs/:id',
      summary: 'One need with its history',
      tag,
      role: READERS,
      params,
      response: NeedHistory,
      problems: ['not_found'],
      async handle(ctx, { params }) {
        const need = await getNeed(ctx, params.id);
        if (!directory.isVisible(ctx.actor, directory.get(need.placeId))) throw problems.not_found();
        const steps = await ctx.tx.rows<StepRow>(HISTORY, [need.id]);
        const history = steps.map(({ at, name, unit, ...step }) => ({
          ...step,
          at: iso(at),
          by: { name, unit },
        }));
        return { ...needView(doors, need), history };
      },
    }),
  ];
}
