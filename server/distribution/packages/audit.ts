// Checks what must always hold of packages, once the follower has taken notice of everything committed.
import type { Sql } from '../../kernel/sql.ts';
import type { Finding } from '../../ledger/audit.ts';

const CHECKS: readonly (readonly [rule: string, query: string])[] = [
  [
    'packages hold no more of a batch than their place or shipment has',
    /* sql */ `select coalesce(p.place_id, p.shipment_id) as holder, c.batch_id as batch,
      coalesce(max(case when p.place_id is null then b.in_transit else b.available + b.quarantined end), 0) as expected,
      sum(c.doses)::int as found
    from package p join package_content c on c.package_id = p.id
    left join balance b on b.holder_id = coalesce(p.place_id, p.shipment_id) and b.batch_id = c.batch_id
    group by 1, 2
    having sum(c.doses) > coalesce(max(case when p.place_id is null then b.in_transit
      else b.available + b.quarantined end), 0) limit 1000`,
  ],
  [
    'a box is where its pallet is',
    /* sql */ `select p.id as holder from package p join package y on y.id = p.parent_id
    where (p.place_id, p.shipment_id) is distinct from (y.place_id, y.shipment_id) or y.ended_at is not null limit 1000`,
  ],
  [
    'an ended package holds nothing, a living one something',
    /* sql */ `select p.id as holder from package p where (p.ended_at is null) <> (
      exists (select from package_content c where c.package_id = p.id)
      or exists (select from package y where y.parent_id = p.id)) limit 1000`,
  ],
  [
    'missing doses of a shipment are in transit until they are settled',
    /* sql */ `select l.shipment_id as holder, l.batch_id as batch, l.missing - l.found - l.lost - l.charged as expected,
      coalesce(b.in_transit, 0) as found
    from shipment_line l left join balance b on b.holder_id = l.shipment_id and b.batch_id = l.batch_id
    where l.missing is not null and l.missing - l.found - l.lost - l.charged <> coalesce(b.in_transit, 0) limit 1000`,
  ],
];

/** Runs every check; an empty list is a clean audit. */
export async function auditPackages(sql: Sql): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [rule, query] of CHECKS) {
    for (const row of await sql.rows<Omit<Finding, 'rule'>>(query)) findings.push({ rule, ...row });
  }
  return findings;
}
