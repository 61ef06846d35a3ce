// Orders of a place, the newest first, each with its sums.
import type { z } from 'zod';
import type { Context } from '../kernel/context.ts';
import { iso } from '../kernel/shapes.ts';
import { activityRefSql, type ActivityRef } from '../ledger/activities.ts';
import type { Directory, Place } from '../places/directory.ts';
import type { OrderKind, OrderStatus } from './order.ts';
import type { Side } from './order-sides.ts';
import type { OrderSummary } from './order-views.ts';

export interface OrderQuery {
  place: Place;
  /** Also all places below it. */
  deep: boolean;
  role?: Side;
  status?: readonly OrderStatus[];
  kind?: OrderKind;
  /** Id or code. */
  activity?: string;
  /** Created moment and id of the last one seen. */
  after?: readonly [createdAt: string, id: string];
  limit: number;
}

interface Row {
  id: string;
  code: string;
  kind: OrderKind;
  status: OrderStatus;
  fromId: string;
  toId: string;
  revision: number;
  createdAt: Date;
  neededOn: string | null;
  closedAt: Date | null;
  products: string[];
  activity: ActivityRef | null;
  asked: number;
  confirmed: number | null;
  allocated: number;
  shipped: number;
}

const MINE = {
  one: /* sql */ `select id from place where id = $1 and $2::text is not null`,
  deep: /* sql */ `select id from place where $1::uuid is not null and path ~>=~ $2 and path ~<~ (left($2, -1) || '0')`,
};

/** A page of orders; the caller has checked that the place is visible, and with it every order that ends there. */
export function findOrders(ctx: Context, query: OrderQuery): Promise<Row[]> {
  const mine = query.deep ? MINE.deep : MINE.one;
  const sender = `o.from_id in (${mine})`;
  const receiver = `o.to_id in (${mine})`;
  const directed = { sender, receiver, both: `(${sender} or ${receiver})` }[query.role ?? 'both'];
  return ctx.tx.rows<Row>(
    /* sql */ `
    with page as (
      select o.* from supply_order o
      where ${directed} and ($3::text[] is null or o.status = any($3)) and ($4::text is null or o.kind = $4)
        and ($8::text is null or o.activity_id in (select id from activity where id::text = $8 or code = upper($8)))
        and ($5::timestamptz is null or (o.created_at, o.id) < ($5::timestamptz, $6::uuid))
      order by o.created_at desc, o.id desc limit $7
    )
    select o.id, o.code, o.kind, o.status, o.from_id as "fromId", o.to_id as "toId", o.revision,
      o.created_at as "createdAt", o.needed_on as "neededOn", o.closed_at as "closedAt",
      l.products, l.asked, l.confirmed, ${activityRefSql('o.activity_id')} as activity,
      coalesce((select sum(a.doses) from order_allocation a where a.order_id = o.id), 0)::int as allocated,
      coalesce((select sum(sl.doses) from shipment s join shipment_line sl on sl.shipment_id = s.id
        where s.order_id = o.id and s.status in ('in_transit', 'received', 'received_with_discrepancy')), 0)::int as shipped
    from page o
    cross join lateral (
      select array_agg(distinct p.code) as products, sum(l.asked)::int as asked, sum(l.confirmed)::int as confirmed
      from order_line l join product p on p.id = l.product_id where l.order_id = o.id
    ) l
    order by o.created_at desc, o.id desc`,
    [
      query.place.id,
      query.place.path,
      query.status ?? null,
      query.kind ?? null,
      query.after?.[0] ?? null,
      query.after?.[1] ?? null,
      query.limit,
      query.activity ?? null,
    ],
  );
}

/** One row of the list as callers see it. */
export function orderSummary(
  directory: Directory,
  { fromId, toId, ...row }: Row,
): z.infer<typeof OrderSummary> {
  const end = (id: string) => {
    const { code, name, level } = directory.get(id);
    return { id, code, name, level };
  };
  return {
    ...row,
    from: end(fromId),
    to: end(toId),
    createdAt: iso(row.createdAt),
    closedAt: row.closedAt && iso(row.closedAt),
  };
}
