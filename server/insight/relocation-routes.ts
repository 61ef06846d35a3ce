// Suggestions to move stock over HTTP, each with its arithmetic in figures and in a sentence.
import { z } from 'zod';
import type { Language } from '../kernel/problem.ts';
import { route, type Route } from '../kernel/route.ts';
import { Code, Day } from '../kernel/shapes.ts';
import { READERS } from '../people/scope.ts';
import { PlaceRef, placeRef } from '../places/place-ref.ts';
import { suggestRelocations, type Relocation } from './relocations.ts';
import { TRANSPORT_DAYS } from './surplus.ts';
import { ProductRef, productRef, type Nouns } from './views.ts';

const RelocationView = z.object({
  product: ProductRef,
  batch: z.object({ id: z.uuid(), lot: z.string(), expiry: Day }),
  from: PlaceRef,
  to: PlaceRef,
  doses: z.int().meta({ description: 'Whole vials' }),
  kilometres: z.int().nullable(),
  sender: z.object({
    daysLeft: z.int(),
    monthly: z.number(),
    has: z.int().meta({ description: 'Usable doses that expire with this batch or before' }),
    willUse: z.int().meta({ description: 'Of these, used until this batch expires' }),
    unused: z.int().meta({ description: 'Unreserved doses of this batch that would expire' }),
  }),
  receiver: z.object({
    monthly: z.number(),
    has: z.int().meta({ description: 'Usable and on the way, with what is suggested before' }),
    willUse: z.int().meta({ description: `Used until the batch expires, less ${TRANSPORT_DAYS} days` }),
    room: z.int(),
  }),
  why: z.string(),
});

const round = (value: number) => Math.round(value * 10) / 10;

/** The arithmetic as a sentence. */
function whyOf(language: Language, from: string, to: string, row: Relocation): string {
  const { surplus, monthly, takerMonthly, has, willUse, room } = row;
  const { days, has: had, willUse: uses, doses } = surplus;
  const [mine, theirs] = [round(monthly), round(takerMonthly)];
  return language === 'id'
    ? `${from} punya ${had} dosis yang kedaluwarsa dalam ${days} hari atau lebih cepat dan, dengan ${mine} dosis per bulan, ` +
        `memakai ${uses}; ${doses} dosis batch ini akan tersisa. ${to} memakai ${theirs} per bulan, yaitu ${willUse} ` +
        `sampai saat itu dikurangi ${TRANSPORT_DAYS} hari, dan punya ${has}: masih perlu ${room}.`
    : `${from} has ${had} doses that expire within ${days} days and, at ${mine} a month, uses ${uses}; ${doses} doses of ` +
        `this batch will be left. ${to} uses ${theirs} a month, ${willUse} until then less ${TRANSPORT_DAYS} days, and has ` +
        `${has}: it can use ${room} more.`;
}

/** The route of suggested relocations. */
export function relocationRoutes(nouns: Nouns): Route[] {
  const { directory, catalogue } = nouns;
  return [
    route({
      method: 'get',
      path: '/api/v1/insight/relocations',
      summary:
        'Stock that will expire unused, and a place nearby that will use it; the soonest to expire first',
      tag: 'Insight',
      role: READERS,
      query: z.strictObject({
        under: Code.optional(),
        product: Code.optional(),
        days: z.coerce.number().int().min(1).max(365).default(180).meta({
          description: 'Only batches that expire within so many days',
        }),
        limit: z.coerce.number().int().min(1).max(500).default(100),
      }),
      response: z.object({ items: z.array(RelocationView) }),
      problems: ['not_found', 'unknown_product'],
      async handle(ctx, { query, language }) {
        const rows = await suggestRelocations(ctx, nouns, {
          under: directory.visible(ctx.actor, query.under ?? ctx.actor.unit.code),
          within: query.days,
          product: query.product && nouns.catalogue.getProduct(query.product).id,
          limit: query.limit,
        });
        const items = rows.map((row) => {
          const [from, to] = [placeRef(directory, row.fromId), placeRef(directory, row.placeId)];
          const { surplus, monthly, takerMonthly, has, willUse, room, lot, expiry } = row;
          return {
            product: productRef(catalogue, row.productId),
            batch: { id: surplus.batchId, lot, expiry },
            from,
            to,
            doses: row.doses,
            kilometres: row.kilometres,
            sender: {
              daysLeft: surplus.days,
              monthly: round(monthly),
              has: surplus.has,
              willUse: surplus.willUse,
              unused: surplus.doses,
            },
            receiver: { monthly: round(takerMonthly), has, willUse, room },
            why: whyOf(language, from.name, to.name, row),
          };
        });
        return { items };
      },
    }),
  ];
}
