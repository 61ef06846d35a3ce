// The orders' part of the audit: what is set aside is in the ledger, and no line has gone out beyond what was confirmed.
import type { Sql } from '../kernel/sql.ts';
import type { Finding } from '../ledger/audit.ts';

const CHECKS: readonly (readonly [rule: string, query: string])[] = [
  [
    'what orders have set aside is reserved in the ledger (8)',
    /* sql */ `select a.place_id as holder, a.batch_id as batch, sum(a.doses)::bigint as expected,
      b.allocated::bigint as found
      from order_allocation a join balance b on b.holder_id = a.place_id and b.batch_id = a.batch_id
      group by a.place_id, a.batch_id, b.allocated having sum(a.doses) > b.allocated limit 1000`,
  ],
  [
    'an order that is over, or not confirmed, has nothing set aside',
    /* sql */ `select o.id as holder, a.batch_id as batch, 0 as expected, a.doses::bigint as found
      from order_allocation a join supply_order o on o.id = a.order_id
      where o.status not in ('allocated', 'shipped') or o.closed_at is not null limit 1000`,
  ],
  [
    'set aside and shipped together are not more than was confirmed',
    /* sql */ `
    select l.order_id as holder, l.batch_id as batch, l.confirmed::bigint as expected, x.gone::bigint as found
    from (
      select order_id, sum(confirmed) as confirmed, min(batch_id::text)::uuid as batch_id from order_line group by 1
    ) l join lateral (
      select coalesce((select sum(doses) from order_allocation where order_id = l.order_id), 0)
        + coalesce((select sum(sl.doses) from shipment s join shipment_line sl on sl.shipment_id = s.id
          where s.order_id = l.order_id and s.status in ('in_transit', 'received', 'received_with_discrepancy')), 0)
        as gone
    ) x on x.gone > coalesce(l.confirmed, 0) limit 1000`,
  ],
];

/** Runs every check; an empty list is a clean audit. */
export async function auditOrders(sql: Sql): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [rule, query] of CHECKS) {
    for (const row of await sql.rows<Omit<Finding, 'rule'>>(query)) findings.push({ rule, ...row });
  }
  return findings;
}
