// The month report of one place (LPLPO): what it had, received and used, what is left, and what it asks for.
import { z } from 'zod';
import type { Context } from '../kernel/context.ts';
import { route, type Route } from '../kernel/route.ts';
import { Code, Day } from '../kernel/shapes.ts';
import { READERS } from '../people/scope.ts';
import type { Place } from '../places/directory.ts';
import { localDay } from '../places/local-day.ts';
import { t } from './report-flows.ts';
import type { ReportNouns } from './report-period.ts';
import { findSums } from './report-sums.ts';

export interface LplpoLine {
  product: { code: string; name: string };
  dosesPerVial: number;
  opening: number;
  received: number;
  used: number;
  discardedOpen: number;
  discardedClosed: number;
  /** Sent to other places. */
  issued: number;
  adjusted: number;
  closing: number;
  stockOutDays: number;
  minimum: number | null;
  maximum: number | null;
  inbound: number;
  /** Doses to the maximum, less what is on its way, in whole vials. */
  proposed: number | null;
}

export interface Lplpo {
  month: string;
  from: string;
  to: string;
  lines: LplpoLine[];
}

interface Limits {
  productId: string;
  minimum: number | null;
  maximum: number | null;
  inbound: number;
}

const LIMITS = /* sql */ `
  select coalesce(h.product_id, i.product_id) as "productId", h.minimum, h.maximum, coalesce(i.doses, 0)::int as inbound
  from (select product_id, minimum, maximum from threshold where place_id = $1) h
  full join (
    select b.product_id, sum(b.in_transit) as doses from transit t join balance b on b.holder_id = t.holder_id
    where t.to_id = $1 and b.in_transit > 0 group by 1
  ) i on i.product_id = h.product_id`;

/** The last day of a month, YYYY-MM-DD. */
function lastDay(month: string): string {
  const [year, number] = month.split('-').map(Number);
  return new Date(Date.UTC(year!, number!, 0)).toISOString().slice(0, 10);
}

/**
 * The month report of a place. Minimum, maximum and what is on its way are those of now: what is asked for is asked now.
 * @param month YYYY-MM, in the place's time zone; by default this one.
 */
export async function findLplpo(
  ctx: Context,
  { catalogue }: Pick<ReportNouns, 'catalogue'>,
  { place, month = localDay(ctx.now, place.timeZone).slice(0, 7) }: { place: Place; month?: string },
): Promise<Lplpo> {
  const [from, to] = [`${month}-01`, lastDay(month)];
  const sums = await findSums(ctx, { place, deep: false, from, to, by: 'place', limit: 10_000 });
  const limits = new Map((await ctx.tx.rows<Limits>(LIMITS, [place.id])).map((row) => [row.productId, row]));
  const lines = sums.map((s): LplpoLine => {
    const product = catalogue.product(s.product)!;
    const { minimum = null, maximum = null, inbound = 0 } = limits.get(product.id) ?? {};
    const wanting = maximum === null ? null : Math.max(maximum - s.closing - inbound, 0);
    return {
      product: { code: product.code, name: product.name },
      dosesPerVial: product.dosesPerVial,
      opening: s.opening,
      received: s.produced + s.received + s.returnsReceived,
      used: s.used,
      discardedOpen: s.discardedOpen,
      discardedClosed: s.discardedClosed + s.destroyed,
      issued: s.distributed + s.returned,
      adjusted: s.adjustedUp - s.adjustedDown + s.unexplainedUp - s.unexplainedDown,
      closing: s.closing,
      stockOutDays: s.stockOutDays,
      minimum,
      maximum,
      inbound,
      proposed: wanting === null ? null : Math.ceil(wanting / product.dosesPerVial) * product.dosesPerVial,
    };
  });
  return { month, from, to, lines };
}

const TITLE = t('LPLPO: laporan pemakaian dan lembar permintaan obat', 'LPLPO: usage-and-request report');
const DEFINITION = t(
  'Stok akhir = stok awal + diterima − dipakai − dibuang (terbuka dan tertutup, termasuk dimusnahkan) − dikeluarkan + penyesuaian. Usulan permintaan = maksimum − stok akhir − dalam perjalanan, dibulatkan ke atas ke vial utuh, tidak pernah kurang dari nol.',
  'Closing = opening + received − used − discarded (open and closed, destroyed included) − issued + adjusted. Proposed request = maximum − closing − in transit, rounded up to whole vials, never less than nothing.',
);
const doses = z.int();

/** The month report over HTTP. */
export function lplpoRoute(nouns: ReportNouns): Route {
  const { directory } = nouns;
  return route({
    method: 'get',
    path: '/api/v1/reports/lplpo',
    summary: TITLE.en,
    description: DEFINITION.en,
    tag: 'Reports',
    role: READERS,
    query: z.strictObject({
      place: Code.optional(),
      month: z
        .string()
        .regex(/^20\d\d-(0[1-9]|1[0-2])$/)
        .optional()
        .meta({ description: 'YYYY-MM; by default this month' }),
    }),
    response: z.object({
      title: z.string(),
      definition: z.string(),
      month: z.string(),
      period: z.object({ from: Day, to: Day }),
      items: z.array(
        z.object({
          product: z.object({ code: z.string(), name: z.string() }),
          dosesPerVial: z.int(),
          opening: doses,
          received: doses,
          used: doses,
          discardedOpen: doses,
          discardedClosed: doses,
          issued: doses,
          adjusted: doses,
          closing: doses,
          stockOutDays: z.int(),
          minimum: doses.nullable(),
          maximum: doses.nullable(),
          inbound: doses,
          proposed: doses.nullable(),
        }),
      ),
    }),
    problems: ['not_found'],
    async handle(ctx, { query, language }) {
      const place = directory.visible(ctx.actor, query.place ?? ctx.actor.unit.code);
      const { month, from, to, lines } = await findLplpo(ctx, nouns, { place, month: query.month });
      return {
        title: TITLE[language],
        definition: DEFINITION[language],
        month,
        period: { from, to },
        items: lines,
      };
    },
  });
}
