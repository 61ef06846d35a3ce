// The overview of an area over HTTP: a few figures for each product, and for each figure where it is told apart.
import { z } from 'zod';
import { route, type Route } from '../kernel/route.ts';
import { Code, iso, Moment } from '../kernel/shapes.ts';
import { READERS } from '../people/scope.ts';
import { localDay } from '../places/local-day.ts';
import { PlaceRef, placeRef } from '../places/place-ref.ts';
import { findOverview, USE_WEEKS, weeksBefore, type AreaFigures } from './overview.ts';
import { oneDecimal, ProductRef, productRef, type Nouns } from './views.ts';

const doses = (description: string) => z.int().meta({ description });

const OverviewItem = z.object({
  product: ProductRef,
  onHand: doses('Available and quarantined'),
  available: z.int(),
  quarantined: z.int(),
  usable: doses('Available, released and not expired'),
  inTransit: doses('On their way to places of the area'),
  allocated: doses('Of the available: set aside for orders'),
  promised: doses('Of the available: promised to appointments, with what keeping these may cost besides'),
  expiring: z
    .object({ days30: z.int(), days60: z.int(), days90: z.int() })
    .meta({ description: 'Usable doses that expire within so many days; each includes the one before' }),
  expired: doses('On hand and past expiry'),
  stockOuts: z.int().meta({ description: 'Places with an open alert that they have run out' }),
  weeklyUse: z
    .number()
    .nullable()
    .meta({
      description: `Doses given in a week, over the last ${USE_WEEKS} full weeks or those since the first dose`,
    }),
  coverWeeks: z
    .number()
    .nullable()
    .meta({ description: 'For how many weeks the usable doses last; null without use' }),
  madeOf: z
    .object({ stock: z.string(), status: z.string(), shipments: z.string(), stockOuts: z.string() })
    .meta({ description: 'Where these figures are told apart: the addresses of lists' }),
});

function item(nouns: Nouns, code: string, row: AreaFigures): z.infer<typeof OverviewItem> {
  const product = productRef(nouns.catalogue, row.productId);
  const weekly = row.weeks > 0 && row.used > 0 ? row.used / row.weeks : null;
  const asked = (list: string, more = '') =>
    `/api/v1/${list}?place=${code}&product=${encodeURIComponent(product.code)}${more}`;
  return {
    product,
    onHand: row.onHand,
    available: row.available,
    quarantined: row.quarantined,
    usable: row.usable,
    inTransit: row.inTransit,
    allocated: row.allocated,
    promised: row.promised,
    expiring: { days30: row.expiring30, days60: row.expiring60, days90: row.expiring90 },
    expired: row.expired,
    stockOuts: row.stockOuts,
    weeklyUse: weekly === null ? null : oneDecimal(weekly),
    coverWeeks: weekly === null ? null : oneDecimal(row.usable / weekly),
    madeOf: {
      stock: asked('stock', '&deep=true'),
      status: asked('stock-status', '&deep=true'),
      shipments: `/api/v1/shipments?place=${code}&deep=true&direction=inbound&status=in_transit`,
      stockOuts: asked('tasks', '&kind=stock_out&open=true'),
    },
  };
}

/** The route of the overview. */
export function overviewRoutes(nouns: Nouns): Route[] {
  const { directory } = nouns;
  return [
    route({
      method: 'get',
      path: '/api/v1/overview',
      summary: 'How an area stands, product by product',
      description:
        'A place and everything below it, from sums that follow the journal within a moment. Ordered by the products’ codes.',
      tag: 'Insight',
      role: READERS,
      query: z.strictObject({
        place: Code.optional().meta({ description: 'Your own by default' }),
        product: Code.optional(),
      }),
      response: z.object({ place: PlaceRef, asOf: Moment, items: z.array(OverviewItem) }),
      problems: ['not_found', 'unknown_product'],
      async handle(ctx, { query }) {
        const place = directory.visible(ctx.actor, query.place ?? ctx.actor.unit.code);
        const only = query.product === undefined ? undefined : nouns.catalogue.getProduct(query.product).id;
        const weeks = weeksBefore(localDay(ctx.now, place.timeZone));
        const rows = await findOverview(ctx.tx, ctx.now, place, weeks);
        const items = rows
          .filter(({ productId }) => only === undefined || productId === only)
          .map((row) => item(nouns, place.code, row))
          .sort((a, b) => (a.product.code < b.product.code ? -1 : 1));
        return { place: placeRef(directory, place.id), asOf: iso(ctx.now), items };
      },
    }),
  ];
}
