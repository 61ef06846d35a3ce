// Activities over HTTP: opened and closed by an office, listed where they concern a place, with what they used.
import { z } from 'zod';
import type { Context } from '../kernel/context.ts';
import { problems } from '../kernel/problem.ts';
import { route, type Route } from '../kernel/route.ts';
import { Code, Day, decodeCursor, fault, listOf, Page, pageOf, Uuid } from '../kernel/shapes.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { OFFICERS, READERS } from '../people/scope.ts';
import type { Directory, Place } from '../places/directory.ts';
import { localDay } from '../places/local-day.ts';
import {
  ACTIVITY_KINDS,
  findActivities,
  findActivity,
  getVisibleActivity,
  openActivity,
} from './activity.ts';
import { closeActivity } from './close.ts';
import type { SetAside } from './earmark.ts';
import { findActivityUse, GROUPINGS } from './use-report.ts';
import { ActivityView, activityView, placeView, UseView } from './views.ts';

export interface PlanningDoors {
  directory: Directory;
  catalogue: Catalogue;
  setAside: SetAside;
}

const tag = 'Activities';
const Name = z.string().trim().min(1).max(200);
const ActivityCode = z
  .string()
  .regex(/^[A-Z0-9][A-Z0-9-]{0,31}$/)
  .meta({ description: 'Capital letters, digits and hyphens' });
const Key = z.object({ id: Code.meta({ description: 'Id or code of the activity' }) });

/** Where a report about an activity begins: the place named, else the part of it that the actor sees. */
function reportPlace(ctx: Context, directory: Directory, named: string | undefined, home: Place): Place {
  if (named) return directory.visible(ctx.actor, named);
  return directory.isVisible(ctx.actor, home) ? home : directory.visible(ctx.actor, ctx.actor.unit.code);
}

function writeRoutes({ directory, catalogue, setAside }: PlanningDoors): Route[] {
  const viewOf = async (ctx: Context, id: string) =>
    activityView({ directory, catalogue }, (await findActivity(ctx, id))!);
  return [
    route({
      method: 'post',
      path: '/api/v1/activities',
      summary: 'Open an activity for a place and all below it',
      tag,
      role: OFFICERS,
      body: z
        .strictObject({
          id: Uuid,
          code: ActivityCode,
          kind: z.enum(ACTIVITY_KINDS),
          name: z.strictObject({ id: Name, en: Name }),
          place: Code.optional().meta({ description: "The caller's own by default" }),
          startsOn: Day,
          endsOn: Day,
          products: z
            .array(Code)
            .max(50)
            .default([])
            .meta({ description: 'Ids or codes; none: any vaccine' }),
        })
        .check((check) => {
          if (check.value.startsOn <= check.value.endsOn) return;
          const message = { id: 'Sebelum hari pertama', en: 'Before the first day' };
          check.issues.push(fault(check.value.endsOn, ['endsOn'], 'ends_before_start', message));
        }),
      response: ActivityView,
      status: 201,
      problems: ['activity_exists', 'activity_over', 'unknown_product'],
      async handle(ctx, { body: { name, products, ...body } }) {
        const place = directory.visible(ctx.actor, body.place ?? ctx.actor.unit.code);
        const named = products.map((product, at) => catalogue.getProduct(product, `/products/${at}`));
        await openActivity(ctx, {
          ...body,
          place,
          nameId: name.id,
          nameEn: name.en,
          products: [...new Set(named)],
        });
        return viewOf(ctx, body.id);
      },
    }),
    route({
      method: 'post',
      path: '/api/v1/activities/:id/close',
      summary: 'Close an activity: what is kept for it is let go, everywhere',
      tag,
      role: OFFICERS,
      params: Key,
      body: z.strictObject({ id: Uuid, reason: z.string().trim().min(1).max(500) }),
      response: ActivityView,
      problems: ['not_found', 'activity_over'],
      async handle(ctx, { params, body }) {
        const activity = await getVisibleActivity(ctx, directory, params.id);
        if (!directory.isVisible(ctx.actor, directory.get(activity.placeId))) throw problems.forbidden();
        await closeActivity(ctx, setAside, { ...body, activity });
        return viewOf(ctx, activity.id);
      },
    }),
  ];
}

function readRoutes({ directory, catalogue }: PlanningDoors): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/v1/activities',
      summary: 'Activities that concern a place: at it, above it and below it, by code',
      tag,
      role: READERS,
      query: z.strictObject({
        place: Code.optional(),
        kind: z.enum(ACTIVITY_KINDS).optional(),
        open: z
          .enum(['true', 'false'])
          .default('false')
          .meta({ description: 'Only those that are not over' }),
        ...Page,
      }),
      response: listOf(ActivityView),
      async handle(ctx, { query }) {
        const place = directory.visible(ctx.actor, query.place ?? ctx.actor.unit.code);
        const after = decodeCursor(query.cursor, 1)?.map(String)[0];
        const openOn = query.open === 'true' ? localDay(ctx.now, place.timeZone) : undefined;
        const rows = await findActivities(ctx, { ...query, place, openOn, after, limit: query.limit + 1 });
        const page = pageOf(rows, query.limit, ({ code }) => [code]);
        return { ...page, items: page.items.map((row) => activityView({ directory, catalogue }, row)) };
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/activities/:id',
      summary: 'One activity, by id or code',
      tag,
      role: READERS,
      params: Key,
      response: ActivityView,
      problems: ['not_found'],
      async handle(ctx, { params }) {
        return activityView({ directory, catalogue }, await getVisibleActivity(ctx, directory, params.id));
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/activities/:id/report',
      summary: 'What an activity used: doses kept now and doses given, by product, place or month',
      tag,
      role: READERS,
      params: Key,
      query: z.strictObject({
        place: Code.optional().meta({ description: 'Only this place and all below it' }),
        by: z.enum(GROUPINGS).default('product'),
        ...Page,
      }),
      response: listOf(UseView),
      problems: ['not_found'],
      async handle(ctx, { params, query }) {
        const activity = await getVisibleActivity(ctx, directory, params.id);
        const rows = await findActivityUse(ctx, {
          activity: activity.id,
          place: reportPlace(ctx, directory, query.place, directory.get(activity.placeId)),
          by: query.by,
          after: decodeCursor(query.cursor, 2)?.map(String) as [string, string] | undefined,
          limit: query.limit + 1,
        });
        const page = pageOf(rows, query.limit, ({ group, productCode }) => [group, productCode]);
        return {
          ...page,
          items: page.items.map(({ productCode, productName, ...row }) => ({
            ...row,
            place: query.by === 'place' ? placeView(directory, directory.byCode(row.group)!.id) : null,
            product: { code: productCode, name: productName },
          })),
        };
      },
    }),
  ];
}

/** The routes of activities. */
export function activityRoutes(doors: PlanningDoors): Route[] {
  return [...writeRoutes(doors), ...readRoutes(doors)];
}
