// Orders and activities share the ledger's column `allocated`: what both have set aside is what it says, dose for dose.
import type { Sql } from './kernel/sql.ts';
import type { Finding } from './ledger/audit.ts';

const QUERY = /* sql */ `
  with kept as (
    select place_id, batch_id, sum(doses) as doses from (
      select place_id, batch_id, doses from order_allocation
      union all select place_id, batch_id, doses from earmark
    ) x group by 1, 2
  )
  select b.holder_id as holder, b.batch_id as batch, coalesce(k.doses, 0)::bigint as expected,
    b.allocated::bigint as found
  from balance b left join kept k on k.place_id = b.holder_id and k.batch_id = b.batch_id
  where b.allocated <> coalesce(k.doses, 0) limit 1000`;

/** Compares them; an empty list is a clean audit. Whoever follows the ledger must have caught up. */
export async function auditReservations(sql: Sql): Promise<Finding[]> {
  const rows = await sql.rows<Omit<Finding, 'rule'>>(QUERY);
  return rows.map((row) => ({
    rule: 'what orders and activities set aside is what is allocated (8)',
    ...row,
  }));
}
