// The lines of an order with what became of each: asked, confirmed, allocated, shipped, received; all in whole doses.
import type { Context } from '../kernel/context.ts';
import type { Order } from './order.ts';

export interface OrderLine {
  line: number;
  productId: string;
  productCode: string;
  batchId: string | null;
  lot: string | null;
  unusable: boolean;
  asked: number;
  /** Null while the order is pending. */
  confirmed: number | null;
  reason: string | null;
  allocated: number;
  /** On its way or arrived; what came back unreceived does not count. */
  shipped: number;
  /** Accepted by the receiver. */
  received: number;
}

const LINES = /* sql */ `
  select l.line, l.product_id as "productId", p.code as "productCode", l.batch_id as "batchId", named.lot, l.unusable,
    l.asked, l.confirmed, l.reason,
    coalesce((select sum(a.doses) from order_allocation a where a.order_id = l.order_id and a.line = l.line), 0)::int
      as allocated,
    coalesce(went.shipped, 0)::int as shipped, coalesce(went.received, 0)::int as received
  from order_line l
  join product p on p.id = l.product_id
  left join batch named on named.id = l.batch_id
  left join lateral (
    select sum(sl.doses) as shipped, sum(sl.accepted) as received
    from shipment s
    join shipment_line sl on sl.shipment_id = s.id
    join batch b on b.id = sl.batch_id and b.product_id = l.product_id
    where s.order_id = l.order_id and s.status in ('in_transit', 'received', 'received_with_discrepancy')
      and sl.unusable = l.unusable
      and (l.batch_id = sl.batch_id or (l.batch_id is null and not exists (
        select from order_line o where o.order_id = l.order_id and o.batch_id = sl.batch_id)))
  ) went on true
  where l.order_id = $1 order by l.line`;

/** The lines of an order as they stand. */
export function findOrderLines(ctx: Context, orderId: string): Promise<OrderLine[]> {
  return ctx.tx.rows<OrderLine>(LINES, [orderId]);
}

/** Doses confirmed and neither shipped nor given up. */
export function openDoses(order: Pick<Order, 'closedAt'>, line: OrderLine): number {
  return order.closedAt ? 0 : Math.max((line.confirmed ?? 0) - line.shipped, 0);
}

/** The line that a batch belongs to: the one that names it, or the one that asks for its product. */
export function lineOfBatch(
  lines: readonly OrderLine[],
  batch: { id: string; product: { id: string } },
): OrderLine | undefined {
  return (
    lines.find(({ batchId }) => batchId === batch.id) ??
    lines.find(({ batchId, productId }) => batchId === null && productId === batch.product.id)
  );
}

/** What a line is called in a sentence. */
export const nameOfLine = ({ productCode, lot }: OrderLine): string =>
  lot === null ? productCode : `${productCode} ${lot}`;
