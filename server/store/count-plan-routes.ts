// The calendar of obligatory counts over HTTP.
import { z } from 'zod';
import { route, type Route } from '../kernel/route.ts';
import { Code, Day, decodeCursor, listOf, Page, pageOf, Uuid } from '../kernel/shapes.ts';
import { OFFICERS, READERS } from '../people/scope.ts';
import { LEVELS } from '../places/directory.ts';
import { findPlans, PERIODS, setPlans } from './count-plan.ts';
import { planView, PlanView } from './count-views.ts';
import { PlaceQuery, type StoreRooms } from './views.ts';

const tag = 'Counts';

/** Every route of the calendar of counts. */
export function countPlanRoutes(rooms: StoreRooms): Route[] {
  const { directory, catalogue } = rooms;
  return [
    route({
      method: 'get',
      path: '/api/v1/count-plans',
      summary: 'The calendar of obligatory counts of a place and all below it',
      tag,
      role: READERS,
      query: z.strictObject({ place: PlaceQuery, due: z.enum(['true', 'false']).optional(), ...Page }),
      response: listOf(PlanView),
      async handle(ctx, { query }) {
        const plans = await findPlans(ctx, {
          place: directory.visible(ctx.actor, query.place ?? ctx.actor.unit.code),
          due: query.due === undefined ? undefined : query.due === 'true',
          after: decodeCursor(query.cursor, 2) as [string, string] | undefined,
          limit: query.limit + 1,
        });
        const page = pageOf(plans, query.limit, (row) => [directory.get(row.placeId).code, row.id]);
        return { ...page, items: page.items.map((plan) => planView(rooms, plan)) };
      },
    }),
    route({
      method: 'post',
      path: '/api/v1/count-plans',
      summary: 'Set how often a place, or every place of a level below it, counts',
      tag,
      role: OFFICERS,
      body: z.strictObject({
        id: Uuid,
        place: Code,
        level: z.enum(LEVELS).optional().meta({ description: 'Every place of this level under the place' }),
        product: Code.optional().meta({ description: 'The whole store by default' }),
        every: z.enum(PERIODS),
        nextDue: Day,
        active: z.boolean().default(true),
      }),
      response: z.object({ places: z.int().meta({ description: 'For how many places it was set' }) }),
      status: 201,
      problems: ['unknown_product', 'not_found'],
      async handle(ctx, { body }) {
        const at = directory.visible(ctx.actor, body.place);
        const places = body.level === undefined ? [at] : directory.under(at, { level: body.level });
        const product = body.product === undefined ? undefined : catalogue.getProduct(body.product).id;
        return { places: await setPlans(ctx, { ...body, at, places, product }) };
      },
    }),
  ];
}
