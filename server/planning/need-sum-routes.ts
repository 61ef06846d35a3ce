// Needs over HTTP as sums: up the tree, and through the year beside what came and what was used.
import { z } from 'zod';
import { route, type Route } from '../kernel/route.ts';
import { Code } from '../kernel/shapes.ts';
import { READERS } from '../people/scope.ts';
import type { PlanningDoors } from './activity-routes.ts';
import { Year } from './need-routes.ts';
import { findMonthsOfNeed, sumNeeds, type MonthOfNeed } from './need-sums.ts';
import { NeedSumView, ProgressView } from './need-views.ts';
import { placeView, productView } from './views.ts';

const tag = 'Needs';
const MONTHS = 12;

/** Twelve months, each with its own and with the sums so far; a month without any movement counts nothing. */
export function monthsOf(year: number, doses: number, found: readonly MonthOfNeed[]) {
  const sofar = { receivedSoFar: 0, usedSoFar: 0 };
  return Array.from({ length: MONTHS }, (_, index) => {
    const month = `${year}-${String(index + 1).padStart(2, '0')}`;
    const { received, used, wasted } = found.find((row) => row.month === month) ?? {
      received: 0,
      used: 0,
      wasted: 0,
    };
    sofar.receivedSoFar += received;
    sofar.usedSoFar += used;
    return { month, needed: Math.ceil((doses * (index + 1)) / MONTHS), received, used, wasted, ...sofar };
  });
}

/** The routes of sums; they stand before the route of one need, whose id would match their names. */
export function needSumRoutes({ directory, catalogue }: PlanningDoors): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/v1/needs/summary',
      summary: 'The needs of a year below a place, summed for each of its parts and each product',
      tag,
      role: READERS,
      query: z.strictObject({ place: Code.optional(), year: Year, product: Code.optional() }),
      response: z.object({ items: z.array(NeedSumView) }),
      async handle(ctx, { query }) {
        const place = directory.visible(ctx.actor, query.place ?? ctx.actor.unit.code);
        const product = query.product && catalogue.getProduct(query.product, '/product').id;
        const sums = await sumNeeds(ctx, place, query.year, product);
        return {
          items: sums.map(({ placeCode, productId, ...sum }) => ({
            place: placeView(directory, directory.byCode(placeCode)!.id),
            product: productView(catalogue, productId),
            ...sum,
          })),
        };
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/needs/progress',
      summary: 'The need of a year beside what came and what was used, month by month',
      description: 'Of the place and all below it; what only changed hands among them counts once.',
      tag,
      role: READERS,
      query: z.strictObject({ place: Code.optional(), product: Code, year: Year }),
      response: ProgressView,
      async handle(ctx, { query }) {
        const place = directory.visible(ctx.actor, query.place ?? ctx.actor.unit.code);
        const product = catalogue.getProduct(query.product, '/product');
        const sums = await sumNeeds(ctx, place, query.year, product.id);
        const total = (of: 'doses' | 'approvedDoses') => sums.reduce((sum, row) => sum + row[of], 0);
        const months = await findMonthsOfNeed(ctx, place, product.id, query.year);
        return {
          place: placeView(directory, place.id),
          product: productView(catalogue, product.id),
          year: query.year,
          doses: total('doses'),
          approvedDoses: total('approvedDoses'),
          months: monthsOf(query.year, total('doses'), months),
        };
      },
    }),
  ];
}
