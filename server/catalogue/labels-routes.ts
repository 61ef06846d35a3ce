// Labels over HTTP, as SVG or PNG. Packages and tickets belong to rooms above this one: the app says how to find them.
import { z } from 'zod';
import { batchSymbols } from '../gs1/symbol.ts';
import type { Context } from '../kernel/context.ts';
import { problems } from '../kernel/problem.ts';
import { Reply, route, type Route } from '../kernel/route.ts';
import { Code, Uuid } from '../kernel/shapes.ts';
import { EVERYONE, READERS } from '../people/scope.ts';
import type { Directory } from '../places/directory.ts';
import type { Catalogue } from './catalogue.ts';
import { batchLabel, packageLabel, placeLabel, ticketLabel, type Label } from './labels.ts';

export interface LabelDoors {
  catalogue: Catalogue;
  directory: Directory;
  /** What to write under the symbol of a package; undefined when the actor may not see it or there is none. */
  packageCaption(ctx: Context, sscc: string): Promise<string | undefined>;
  /** What a ticket's QR says; undefined when the actor may not see it or there is none. */
  ticketText(ctx: Context, id: string): Promise<{ text: string; caption: string } | undefined>;
}

const Format = z.enum(['svg', 'png']).default('svg');
const common = {
  method: 'get',
  tag: 'Labels',
  produces: ['image/svg+xml', 'image/png'] as string[],
  problems: ['not_found'] as string[],
} as const;

const replyWith = ({ body, type, headers }: Label) => new Reply(body, { type, headers });

/** The routes of labels. */
export function labelRoutes(doors: LabelDoors): Route[] {
  const { catalogue, directory } = doors;
  const query = z.strictObject({ format: Format });
  return [
    route({
      ...common,
      path: '/api/v1/labels/batch/:id',
      summary: 'The label of a batch: GTIN, expiry and lot in one symbol',
      role: READERS,
      params: z.object({ id: Uuid }),
      query: z.strictObject({ format: Format, type: z.enum(batchSymbols).default('gs1datamatrix') }),
      async handle(_, { params, query }) {
        const batch = await catalogue.batch(params.id);
        if (!batch) throw problems.not_found();
        return replyWith(await batchLabel(batch, query.format, query.type));
      },
    }),
    route({
      ...common,
      path: '/api/v1/labels/package/:sscc',
      summary: 'The label of a package: its SSCC',
      role: READERS,
      params: z.object({ sscc: z.string().regex(/^\d{18}$/) }),
      query,
      async handle(ctx, { params, query }) {
        const caption = await doors.packageCaption(ctx, params.sscc);
        if (caption === undefined) throw problems.not_found();
        return replyWith(await packageLabel(params.sscc, query.format, caption));
      },
    }),
    route({
      ...common,
      path: '/api/v1/labels/place/:code',
      summary: 'The QR of a place',
      role: READERS,
      params: z.object({ code: Code }),
      query,
      async handle(ctx, { params, query }) {
        return replyWith(await placeLabel(directory.visible(ctx.actor, params.code), query.format));
      },
    }),
    route({
      ...common,
      path: '/api/v1/labels/ticket/:id',
      summary: "The QR of an appointment's ticket",
      role: EVERYONE,
      scope: 'appointments:read',
      params: z.object({ id: Uuid }),
      query,
      async handle(ctx, { params, query }) {
        const ticket = await doors.ticketText(ctx, params.id);
        if (!ticket) throw problems.not_found();
        return replyWith(await ticketLabel(ticket, params.id, query.format));
      },
    }),
  ];
}
