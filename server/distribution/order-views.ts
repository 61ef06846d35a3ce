// Orders as callers see them, and the query that reads one with its lines, its shipments and its history.
import { z } from 'zod';
import type { Actor, Context } from '../kernel/context.ts';
import { Day, iso, Moment } from '../kernel/shapes.ts';
import { ActivityRef, activityRefSql } from '../ledger/activities.ts';
import type { Directory } from '../places/directory.ts';
import { ORDER_ACTS, ORDER_KINDS, ORDER_STATUSES, type OrderAct, type OrderAtPlaces } from './order.ts';
import { findOrderLines, openDoses, type OrderLine } from './order-lines.ts';
import { actsNow } from './order-sides.ts';
import { STATUSES } from './shipment.ts';

export const OrderEnd = z.object({ id: z.uuid(), code: z.string(), name: z.string(), level: z.string() });
const doses = (description: string) => z.int().meta({ description });
const Product = z.object({ id: z.uuid(), code: z.string(), name: z.string(), dosesPerVial: z.int() });
const BatchRef = z.object({ id: z.uuid(), lot: z.string(), expiry: Day, status: z.string() });

export const OrderLineView = z.object({
  line: z.int(),
  product: Product,
  batch: BatchRef.nullable().meta({ description: 'Named by some lines of returns' }),
  unusable: z.boolean().meta({ description: 'Goes as unusable stock' }),
  asked: doses('Doses asked for'),
  confirmed: z.int().nullable().meta({ description: 'Null while the order is pending' }),
  reason: z.string().nullable().meta({ description: 'Why confirmed is not what was asked' }),
  allocated: doses('Set aside at the sender'),
  shipped: doses('On its way or arrived'),
  received: doses('Accepted by the receiver'),
  open: doses('Confirmed, neither shipped nor given up'),
  allocations: z.array(
    z.object({
      batch: BatchRef,
      doses: z.int(),
      fromEarmark: doses('Of these, kept for the activity of the order until they were set aside'),
    }),
  ),
});

const common = {
  id: z.uuid(),
  code: z.string(),
  kind: z.enum(ORDER_KINDS),
  status: z.enum(ORDER_STATUSES),
  from: OrderEnd,
  to: OrderEnd,
  revision: z.int(),
  createdAt: Moment,
  neededOn: Day.nullable(),
  closedAt: Moment.nullable().meta({ description: 'When the rest was given up' }),
  activity: ActivityRef.nullable().meta({ description: 'What the doses are for' }),
};

export const OrderSummary = z.object({
  ...common,
  products: z.array(z.string()).meta({ description: 'Codes' }),
  asked: z.int(),
  confirmed: z.int().nullable(),
  allocated: z.int(),
  shipped: z.int(),
});

export const OrderView = z.object({
  ...common,
  coverDays: z.int().meta({ description: 'Days that doses must last at the receiver' }),
  note: z.string().nullable(),
  reason: z.string().nullable().meta({ description: 'Why it was cancelled or its rest given up' }),
  lines: z.array(OrderLineView),
  shipments: z.array(
    z.object({
      id: z.uuid(),
      code: z.string(),
      status: z.enum(STATUSES),
      dispatchedAt: Moment.nullable(),
      receivedAt: Moment.nullable(),
    }),
  ),
  history: z.array(
    z.object({
      at: Moment,
      act: z.string(),
      status: z.enum(ORDER_STATUSES),
      by: z.string(),
      comment: z.string().nullable(),
      data: z.record(z.string(), z.unknown()),
    }),
  ),
  may: z.array(z.enum(ORDER_ACTS)).meta({ description: 'What you may do with it now' }),
});
export type OrderView = z.infer<typeof OrderView>;

interface Found {
  createdAt: Date;
  neededOn: string | null;
  activity: ActivityRef | null;
  note: string | null;
  reason: string | null;
  products: Record<string, OrderView['lines'][number]['product']>;
  batches: Record<string, z.infer<typeof BatchRef>>;
  allocations: { line: number; batchId: string; doses: number; fromEarmark: number }[];
  shipments: OrderView['shipments'];
  history: OrderView['history'];
}

const stamp = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const FOUND = /* sql */ `
  select o.created_at as "createdAt", o.needed_on as "neededOn", o.note, o.reason,
    ${activityRefSql('o.activity_id')} as activity,
    (select jsonb_object_agg(p.id, jsonb_build_object('id', p.id, 'code', p.code, 'name', p.name,
        'dosesPerVial', p.doses_per_vial))
      from order_line l join product p on p.id = l.product_id where l.order_id = o.id) as products,
    (select coalesce(jsonb_object_agg(b.id, jsonb_build_object('id', b.id, 'lot', b.lot, 'expiry', b.expiry,
        'status', b.status)), '{}')
      from batch b where b.id in (select batch_id from order_line where order_id = o.id
        union select batch_id from order_allocation where order_id = o.id)) as batches,
    (select coalesce(jsonb_agg(jsonb_build_object('line', a.line, 'batchId', a.batch_id, 'doses', a.doses,
        'fromEarmark', a.from_earmark)
        order by b.expiry, b.lot), '[]')
      from order_allocation a join batch b on b.id = a.batch_id where a.order_id = o.id) as allocations,
    (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'code', s.code, 'status', s.status,
        'dispatchedAt', ${stamp('s.dispatched_at')}, 'receivedAt', ${stamp('s.received_at')})
        order by s.created_at, s.id), '[]')
      from shipment s where s.order_id = o.id and ($2 or s.dispatched_at is not null)) as shipments,
    (select jsonb_agg(jsonb_build_object('at', ${stamp('e.at')}, 'act', e.act, 'status', e.status,
        'by', e.actor_name, 'comment', e.comment, 'data', e.data) order by e.at, e.id)
      from order_event e where e.order_id = o.id) as history
  from supply_order o where o.id = $1`;

/** An act that is allowed by right and state may still have nothing to act on. */
function makesSense(act: OrderAct, lines: readonly OrderLine[], order: OrderAtPlaces['order']): boolean {
  const open = lines.filter((line) => openDoses(order, line) > 0);
  if (act === 'allocate') return lines.some((l) => l.allocated > 0) || open.some((line) => !line.unusable);
  if (act === 'ship') return lines.some((l) => l.allocated > 0) || open.some((line) => line.unusable);
  if (act === 'close') return open.length > 0;
  return true;
}

const endOf = ({ id, code, name, level }: OrderAtPlaces['from']) => ({ id, code, name, level });

/** One order as the actor sees it: a draft shipment is its sender's business. */
export async function orderView(
  ctx: Context,
  directory: Directory,
  actor: Actor,
  at: OrderAtPlaces,
): Promise<OrderView> {
  const { order, from, to } = at;
  const lines = await findOrderLines(ctx, order.id);
  const found = await ctx.tx.one<Found>(FOUND, [order.id, directory.isVisible(actor, from)]);
  return {
    id: order.id,
    code: order.code,
    kind: order.kind,
    status: order.status,
    from: endOf(from),
    to: endOf(to),
    revision: order.revision,
    createdAt: iso(found.createdAt),
    neededOn: found.neededOn,
    closedAt: order.closedAt && iso(order.closedAt),
    activity: found.activity,
    coverDays: order.coverDays,
    note: found.note,
    reason: found.reason,
    lines: lines.map((line) => ({
      line: line.line,
      product: found.products[line.productId]!,
      batch: line.batchId === null ? null : found.batches[line.batchId]!,
      unusable: line.unusable,
      asked: line.asked,
      confirmed: line.confirmed,
      reason: line.reason,
      allocated: line.allocated,
      shipped: line.shipped,
      received: line.received,
      open: openDoses(order, line),
      allocations: found.allocations
        .filter((allocation) => allocation.line === line.line)
        .map(({ batchId, doses, fromEarmark }) => ({ batch: found.batches[batchId]!, doses, fromEarmark })),
    })),
    shipments: found.shipments,
    history: found.history,
    may: actsNow(directory, actor, at).filter((act) => makesSense(act, lines, order)),
  };
}
