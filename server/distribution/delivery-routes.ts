// Delivery orders over HTTP, for the manufacturer's own system and its staff.
import { z } from 'zod';
import type { Context } from '../kernel/context.ts';
import { problems } from '../kernel/problem.ts';
import { Reply, route, type Route } from '../kernel/route.ts';
import { checkedAfter, Code, iso, listOf, Page, pageOf } from '../kernel/shapes.ts';
import { READERS } from '../people/scope.ts';
import type { Directory, Place } from '../places/directory.ts';
import { MANUFACTURER } from './batches.ts';
import { putDelivery } from './delivery.ts';
import { importDeliveries } from './delivery-file.ts';
import {
  DELIVERIES,
  DeliverySummary,
  deliverySummary,
  DeliveryView,
  deliveryView,
  type DeliveryRow,
} from './delivery-views.ts';
import { destinationOf } from './draft.ts';
import type { DistributionDoors } from './shipment-routes.ts';

const tag = 'Delivery orders';
const scope = 'deliveries:write';
const Number_ = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
const params = z.object({ number: Number_ });

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
        pallet: z.string().max(64).optional().meta({ description: 'SSCC of the pallet it stands on' }),
      }),
    )
    .max(2000)
    .default([]),
  note: z.string().trim().min(1).max(500).optional(),
});

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
      const row = await ctx.tx.one<DeliveryRow>(`${DELIVERIES} where d.id = $1`, [id]);
      const answer = await deliveryView(ctx, directory, row, language, outcome);
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
        const rows = await ctx.tx.rows<DeliveryRow>(
          /* sql */ `select * from (${DELIVERIES} where d.from_id = $1) x
            where ($2::timestamptz is null or ("updatedAt", id) < ($2::timestamptz, $3::uuid))
              and ($4::boolean is null or rejected > 0)
            order by "updatedAt" desc, id desc limit $5`,
          [from.id, after?.[0] ?? null, after?.[1] ?? null, query.rejected ? true : null, query.limit + 1],
        );
        const page = pageOf(rows, query.limit, ({ updatedAt, id }) => [iso(updatedAt), id]);
        return { ...page, items: page.items.map((row) => deliverySummary(directory, row)) };
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
        const row = await ctx.tx.maybe<DeliveryRow>(`${DELIVERIES} where d.from_id = $1 and d.number = $2`, [
          from.id,
          params.number,
        ]);
        if (!row) throw problems.not_found();
        return deliveryView(ctx, directory, row, language);
      },
    }),
  ];
}

/** Most bytes of a file: a body of this size is parsed in one piece. */
const MAX_FILE_BYTES = 2_000_000;

const FileReport = z.object({
  outcome: z.enum(['dry', 'refused', 'nothing', 'written']).meta({
    description: 'A file that cannot be read as a list is refused as a whole',
  }),
  rows: z.int(),
  orders: z.array(z.object({ number: z.string(), outcome: z.enum(['created', 'amended']) })),
  unchanged: z.int().meta({ description: 'Delivery orders that say what they said before' }),
  rejected: z.int().meta({ description: 'Rows with a fault' }),
  faults: z.array(
    z.object({ line: z.int(), column: z.string(), value: z.string(), code: z.string(), message: z.string() }),
  ),
  unread: z.array(z.string()).meta({ description: 'Columns that are not read' }),
});
type FileReport = z.infer<typeof FileReport>;

function fileRoute({ directory, catalogue }: DistributionDoors): Route {
  return route({
    method: 'post',
    path: '/api/v1/delivery-orders/file',
    summary: 'Delivery orders from a CSV file: a dry run that reports what would happen, or written',
    description:
      'Columns as in docs/import.md. A rejected line is reported and waits, the others are written; a cell or column that cannot be read refuses the file.',
    tag,
    role: ['warehouse_staff', 'api_client'],
    scope,
    mode: 'plain',
    maxBodyBytes: Math.ceil((MAX_FILE_BYTES * 4) / 3) + 10_000,
    body: z.strictObject({
      content: z.base64().min(4).meta({ description: 'The bytes of the file, base64' }),
      commit: z.boolean().default(false).meta({ description: 'Write; without it a dry run' }),
    }),
    response: FileReport,
    problems: ['body_too_large'],
    async handle(ctx, { body, language }) {
      makerOf(ctx, directory);
      if (!body.commit) await ctx.tx.run('savepoint dry_run');
      const { plan, unreadable } = await importDeliveries(
        ctx,
        { directory, catalogue },
        Buffer.from(body.content, 'base64'),
      );
      if (!body.commit) await ctx.tx.run('rollback to savepoint dry_run');
      const moved = plan.fresh.length + plan.changed.length > 0;
      const outcome: FileReport['outcome'] = unreadable
        ? 'refused'
        : !moved
          ? 'nothing'
          : body.commit
            ? 'written'
            : 'dry';
      return {
        outcome,
        rows: plan.rows,
        orders: [
          ...plan.fresh.map(({ code }) => ({ number: code, outcome: 'created' as const })),
          ...plan.changed.map(({ row }) => ({ number: row.code, outcome: 'amended' as const })),
        ],
        unchanged: plan.unchanged,
        rejected: plan.rejected,
        faults: plan.faults.map(({ message, ...fault }) => ({ ...fault, message: message[language] })),
        unread: plan.unread,
      };
    },
  });
}

/** Delivery orders. */
export function deliveryRoutes(doors: DistributionDoors): Route[] {
  return [putRoute(doors), fileRoute(doors), ...readRoutes(doors)];
}
