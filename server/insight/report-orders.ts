// How orders were answered: what was asked for, what was sent and received of it, how long it took until it left.
import { z } from 'zod';
import type { Context } from '../kernel/context.ts';
import { route, type Route } from '../kernel/route.ts';
import { Day, decodeCursor, pageOf } from '../kernel/shapes.ts';
import { READERS } from '../people/scope.ts';
import type { Level, Place } from '../places/directory.ts';
import { percent } from './report-definitions.ts';
import { t } from './report-flows.ts';
import { DeepQuery, periodOf, PeriodQuery, type ReportNouns } from './report-period.ts';

export interface OrdersQuery {
  place: Place;
  deep: boolean;
  level?: Level;
  product?: string;
  from: string;
  to: string;
  after?: readonly [place: string, product: string];
  limit: number;
}

export interface OrdersRow {
  code: string;
  product: string;
  orders: number;
  asked: number;
  confirmed: number;
  shipped: number;
  received: number;
  /** Orders of which something has left. */
  answered: number;
  /** Hours from the order to its first dispatch, on average over those. */
  responseHours: number | null;
}

const ORDERS = /* sql */ `
  with mine as materialized (
    select id, code, time_zone from place
    where (id = $1 or ($2::text is not null and path ~>=~ $2 and path ~<~ (left($2, -1) || '0')))
      and ($3::text is null or level = $3) and ($7::text is null or code >= $7)
  ), line as (
    select o.id, o.to_id, o.created_at, l.product_id, sum(l.asked) as asked, sum(coalesce(l.confirmed, 0)) as confirmed
    from mine m join supply_order o on o.to_id = m.id join order_line l on l.order_id = o.id
    where o.kind <> 'return' and o.status <> 'cancelled' and ($4::uuid is null or l.product_id = $4)
      and o.created_at >= $5::date::timestamp at time zone m.time_zone
      and o.created_at < ($6::date + 1)::timestamp at time zone m.time_zone
    group by 1, 2, 3, 4
  ), sent as (
    select s.order_id, b.product_id, sum(l.doses) as shipped, sum(coalesce(l.accepted, 0)) as received,
      min(s.dispatched_at) as first
    from shipment s join shipment_line l on l.shipment_id = s.id join batch b on b.id = l.batch_id
    where s.order_id in (select id from line) and s.status in ('in_transit', 'received', 'received_with_discrepancy')
    group by 1, 2
  )
  select m.code, r.code as product, count(*)::int as orders, sum(l.asked)::bigint as asked,
    sum(l.confirmed)::bigint as confirmed, coalesce(sum(s.shipped), 0)::bigint as shipped,
    coalesce(sum(s.received), 0)::bigint as received, count(s.first)::int as answered,
    round((avg(extract(epoch from s.first - l.created_at)) / 3600)::numeric, 1)::float8 as "responseHours"
  from line l join mine m on m.id = l.to_id join product r on r.id = l.product_id
  left join sent s on s.order_id = l.id and s.product_id = l.product_id
  where $7::text is null or (m.code, r.code) > ($7, $8)
  group by 1, 2 order by 1, 2 limit $9`;

/** Orders of receivers and products, by when they were made. Returns and cancelled orders are none. */
export function findOrderAnswers(ctx: Context, query: OrdersQuery): Promise<OrdersRow[]> {
  return ctx.tx.rows<OrdersRow>(ORDERS, [
    query.place.id,
    query.deep ? query.place.path : null,
    query.level ?? null,
    query.product ?? null,
    query.from,
    query.to,
    query.after?.[0] ?? null,
    query.after?.[1] ?? null,
    query.limit,
  ]);
}

const TITLE = t('Pemenuhan pesanan', 'Order fill rate and response time');
const DEFINITION = t(
  'Pesanan yang dibuat pada periode itu, menurut penerima dan produk, tanpa retur dan yang dibatalkan. Tingkat pemenuhan = dosis yang dikirim / dosis yang diminta. Waktu tanggap = rata-rata jam dari pesanan sampai kiriman pertamanya berangkat, dari pesanan yang sudah dijawab.',
  'Orders made in the period, by receiver and product, without returns and cancelled ones. Fill rate = doses sent / doses asked for. Response time = average hours from an order to the departure of its first shipment, over the orders that were answered.',
);
const Named = z.object({ code: z.string(), name: z.string() });

/** The report of orders over HTTP. */
export function orderReportRoute({ directory, catalogue }: ReportNouns): Route {
  return route({
    method: 'get',
    path: '/api/v1/reports/orders',
    summary: TITLE.en,
    description: DEFINITION.en,
    tag: 'Reports',
    role: READERS,
    query: z.strictObject({ ...PeriodQuery, ...DeepQuery }),
    response: z.object({
      title: z.string(),
      definition: z.string(),
      period: z.object({ from: Day, to: Day }),
      nextCursor: z.string().nullable(),
      items: z.array(
        z.object({
          place: Named,
          product: Named,
          orders: z.int(),
          asked: z.int(),
          confirmed: z.int(),
          shipped: z.int(),
          received: z.int(),
          fillRate: z.number().nullable().meta({ description: 'Percent' }),
          answered: z.int(),
          responseHours: z.number().nullable(),
        }),
      ),
    }),
    problems: ['not_found', 'unknown_product'],
    async handle(ctx, { query, language }) {
      const place = directory.visible(ctx.actor, query.place ?? ctx.actor.unit.code);
      const period = periodOf(ctx, place, query);
      const rows = await findOrderAnswers(ctx, {
        ...period,
        place,
        deep: query.deep === 'true',
        level: query.level,
        product: query.product && catalogue.getProduct(query.product).id,
        after: decodeCursor(query.cursor, 2)?.map(String) as [string, string] | undefined,
        limit: query.limit + 1,
      });
      const { items, nextCursor } = pageOf(rows, query.limit, (row) => [row.code, row.product]);
      return {
        title: TITLE[language],
        definition: DEFINITION[language],
        period,
        nextCursor,
        items: items.map(({ code, product, ...row }) => ({
          place: { code, name: directory.byCode(code)!.name },
          product: { code: product, name: catalogue.product(product)!.name },
          ...row,
          fillRate: percent(row.shipped, row.asked),
        })),
      };
    },
  });
}
