// The places over HTTP: a searchable list below one's own place, and one place.
import { z } from 'zod';
import { route, type Route } from '../kernel/route.ts';
import { Code, listOf, Page } from '../kernel/shapes.ts';
import { LEVELS, type Directory, type Place } from './directory.ts';
import { partnersOf } from './partners.ts';

export const PlaceView = z.object({
  id: z.uuid(),
  code: z.string(),
  name: z.string(),
  level: z.enum(LEVELS),
  parentCode: z.string().nullable(),
  areaCode: z.string().nullable(),
  timeZone: z.string(),
  gln: z.string().nullable(),
  latitude: z.number().nullable(),
  longitude: z.number().nullable(),
});
export type PlaceView = z.infer<typeof PlaceView>;

/** A place as callers see it. */
export function placeView(place: Place): PlaceView {
  const { id, code, name, level, parentCode, areaCode, timeZone, gln, latitude, longitude } = place;
  return { id, code, name, level, parentCode, areaCode, timeZone, gln, latitude, longitude };
}

/** The routes of places. */
export function placeRoutes(directory: Directory): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/v1/places',
      summary: 'Places below one place, parents first',
      tag: 'Places',
      role: 'signed-in',
      query: z.strictObject({
        ...Page,
        under: Code.optional().meta({ description: "Code of a place; the caller's own by default" }),
        level: z.enum(LEVELS).optional(),
        q: z.string().max(200).optional().meta({ description: 'Part of a name or code' }),
      }),
      response: listOf(PlaceView),
      problems: ['not_found'],
      async handle(ctx, { query: { under, ...rest } }) {
        const { items, nextCursor } = directory.search({
          ...rest,
          under: directory.visible(ctx.actor, under ?? ctx.actor.unit.code),
        });
        return { items: items.map(placeView), nextCursor };
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/places/:code',
      summary: 'One place',
      tag: 'Places',
      role: 'signed-in',
      params: z.object({ code: Code }),
      response: PlaceView,
      problems: ['not_found'],
      async handle(ctx, { params }) {
        return placeView(directory.visible(ctx.actor, params.code));
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/places/:code/partners',
      summary: 'Places with which a place exchanges stock, those above it first',
      tag: 'Places',
      role: 'signed-in',
      params: z.object({ code: Code }),
      query: z.strictObject({
        direction: z
          .enum(['to', 'from'])
          .default('to')
          .meta({ description: 'Those it sends to, or those it receives from' }),
        q: z.string().max(200).default('').meta({ description: 'Part of a name or code' }),
        limit: z.coerce.number().int().min(1).max(1000).default(100),
      }),
      response: z.object({ items: z.array(PlaceView) }),
      problems: ['not_found'],
      async handle(ctx, { params, query }) {
        const place = directory.visible(ctx.actor, params.code);
        return { items: partnersOf(directory, { ...query, place }).map(placeView) };
      },
    }),
  ];
}
