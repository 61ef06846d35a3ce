// Delivery orders over HTTP, for the manufacturer's own system and its staff.
import { z } from 'zod';
import type { Context } from '../kernel/context.ts';
import { problems, type Language } from '../kernel/problem.ts';
import { Reply, route, type Route } from '../kernel/route.ts';
import { checkedAfter, Code, iso, listOf, Moment, Page, pageOf } from '../kernel/shapes.ts';
import { READERS } from '../people/scope.ts';
import type { Directory, Place } from '../places/directory.ts';
import { MANUFACTURER } from './batches.ts';
import { putDelivery, type DeliveryOutcome } from './delivery.ts';
import { findDeliveryLines, findDeliveryPackages } from './delivery-rows.ts';
import { rejectionView } from './delivery-texts.ts';
import { destinationOf } from './draft.ts';
import type { DistributionDoors } from './shipment-routes.ts';
import { STATUSES } from './shipment.ts';

const tag = 'Delivery orders';
const scope = 'deliveries:write';
const Number_ = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
const params = z.object({ number: Number_ });
const Rejection = z.object({ code: z.string(), message: z.string() }).nullable();

const Body = z.strictObject({
  to: Code,
  lines: z
    .array(
      z.strictObject({
        gtin: z.string().max(64),
        lot: z.string().max(64),
        expiry: z.string().max(32).meta({ description: 'YYYY-MM-DD' }),
        doses: z.int().meta({ description: 'Whole doses' }),
      }),
    )
    .min(1)
    .max(200),
  packages: z
    .array(
      z.strictObject({
        sscc: z.string().max(64),
        contents: z
          .array(z.strictObject({ line: z.int().min(1), doses: z.int().positive() }))
          .min(1)
          .max(200)
          .meta({ description: 'Lines by their number, from 1' }),
      }),
    )
    .max(2000)
    .default([]),
  note: z.string().trim().min(1).max(500).optional(),
});

const DeliverySummary = z.object({
  id: z.uuid(),
  number: z.string(),
  to: z.object({ code: z.string(), name: z.string() }),
  revision: z.int(),
  updatedAt: Moment,
  shipment: z
    .object({ id: z.uuid(), code: z.string(), status: z.enum(STATUSES), sscc: z.string() })
    .nullable(),
  rejected: z.int().meta({ description: 'Lines and packages that wait for a correction' }),
});
const DeliveryView = DeliverySummary.extend({
  note: z.string().nullable(),
  outcome: z.enum(['created', 'amended', 'unchanged']).optional(),
  lines: z.array(
    z.object({
      line: z.int(),
      gtin: z.string(),
      lot: z.string(),
      expiry: z.string(),
      doses: z.int(),
      batch: z.uuid().nullable(),
      status: z.enum(['accepted', 'rejected']),
      rejection: Rejection,
    }),
  ),
  packages: z.array(
    z.object({
      sscc: z.string(),
      contents: z.array(z.object({ line: z.int(), doses: z.int() })),
      status: z.enum(['accepted', 'rejected']),
      rejection: Rejection,
    }),
  ),
});

interface Row {
  id: string;
  number: string;
  toId: string;
  revision: number;
  updatedAt: Date;
  note: string | null;
  shipment: z.infer<typeof DeliverySummary>['shipment'];
  rejected: number;
}

const SELECT = /* sql */ `
  select d.id, d.number, d.to_id as "toId", d.revision, d.updated_at as "updatedAt", d.note,
    case when s.id is not null then
      jsonb_build_object('id', s.id, 'code', s.code, 'status', s.status, 'sscc', s.sscc) end as shipment,
    ((select count(*) from delivery_line l where l.delivery_id = d.id and l.rejection is not null)
      + (select count(*) from delivery_package k where k.delivery_id = d.id and k.rejection is not null))::int as rejected
  from delivery_order d left join shipment s on s.id = d.shipment_id`;

function summary(directory: Directory, row: Row): z.infer<typeof DeliverySummary> {
  const { id, number, revision, shipment, rejected } = row;
  const { code, name } = directory.get(row.toId);
  return { id, number, revision, shipment, rejected, to: { code, name }, updatedAt: iso(row.updatedAt) };
}

const judged = <T extends { rejected: Parameters<typeof rejectionView>[0] }>(
  { rejected, ...rest }: T,
  language: Language,
) => ({
  ...rest,
  status: rejected ? ('rejected' as const) : ('accepted' as const),
  rejection: rejectionView(rejected, language),
});

async function view(
  ctx: Context,
  directory: Directory,
  row: Row,
  language: Language,
  outcome?: DeliveryOutcome,
): Promise<z.infer<typeof DeliveryView>> {
  const lines = await findDeliveryLines(ctx, row.id);
  const packages = await findDeliveryPackages(ctx, row.id);
  return {
    ...summary(directory, row),
    note: row.note,
    outcome,
    lines: lines.map(({ batchId, ...line }) => ({ ...judged(line, language), batch: batchId })),
    packages: packages.map((one) => ({ ...judged(one, language), contents: [...one.contents] })),
  };
}

/** The manufacturer's store, if the caller works there or above. */
function makerOf(ctx: Context, directory: Directory): Place {
  const place = directory.byCode(MANUFACTURER);
  if (!place || !directory.isVisible(ctx.actor, place)) throw problems.forbidden();
  return place;
}

function putRoute({ directory, catalogue }: DistributionDoors): Route {
  return route({
    method: 'put',
    path: '/api/v1/delivery-orders/:number',
    summary:
      'Say what a delivery order is; the draft shipment follows, and what is wrong is reported line by line',
    description:
      'The number and the content are the identity: the same again is answered `unchanged`, in whatever order or however late it comes.',
    tag,
    role: ['warehouse_staff', 'api_client'],
    scope,
    // Idempotent by its number and content, not by a client's id: the same again writes nothing at all.
    mode: 'plain',
    params,
    body: Body,
    response: DeliveryView,
    problems: ['unknown_place', 'same_place', 'delivery_dispatched', 'delivery_cancelled'],
    async handle(ctx, { params, body, language }) {
      const from = makerOf(ctx, directory);
      const to = destinationOf(directory, from, body.to);
      const { id, outcome } = await putDelivery(
        ctx,
        { directory, catalogue },
        { ...params, ...body, from, to },
      );
      const row = await ctx.tx.one<Row>(`${SELECT} where d.id = $1`, [id]);
      const answer = await view(ctx, directory, row, language, outcome);
      return new Reply(answer, { status: outcome === 'created' ? 201 : 200 });
    },
  });
}

function readRoutes({ directory }: DistributionDoors): Route[] {
  const common = { method: 'get', tag, role: [...READERS, 'api_client'], scope } as const;
  return [
    route({
      ...common,
      path: '/api/v1/delivery-orders',
      summary: 'Delivery orders, the last changed first',
      query: z.strictObject({
        rejected: z.enum(['true']).optional().meta({ description: 'Only those that wait for a correction' }),
        ...Page,
      }),
      response: listOf(DeliverySummary),
      async handle(ctx, { query }) {
        const from = makerOf(ctx, directory);
        const after = checkedAfter(query.cursor);
        const rows = await ctx.tx.rows<Row>(
          /* sql */ `select * from (${SELECT} where d.from_id = $1) x
            where ($2::timestamptz is null or ("updatedAt", id) < ($2::timestamptz, $3::uuid))
              and ($4::boolean is null or rejected > 0)
            order by "updatedAt" desc, id desc limit $5`,
          [from.id, after?.[0] ?? null, after?.[1] ?? null, query.rejected ? true : null, query.limit + 1],
        );
        const page = pageOf(rows, query.limit, ({ updatedAt, id }) => [iso(updatedAt), id]);
        return { ...page, items: page.items.map((row) => summary(directory, row)) };
      },
    }),
    route({
      ...common,
      path: '/api/v1/delivery-orders/:number',
      summary: 'One delivery order with its lines, packages and what became of each',
      params,
      response: DeliveryView,
      problems: ['not_found'],
      async handle(ctx, { params, language }) {
        const from = makerOf(ctx, directory);
        const row = await ctx.tx.maybe<Row>(`${SELECT} where d.from_id = $1 and d.number = $2`, [
          from.id,
          params.number,
        ]);
        if (!row) throw problems.not_found();
        return view(ctx, directory, row, language);
      },
    }),
  ];
}

/** Delivery orders. */
export function deliveryRoutes(doors: DistributionDoors): Route[] {
  return [putRoute(doors), ...readRoutes(doors)];
}
