// Planning's part of the audit: what is kept for activities is reserved in the ledger, and needs add up.
import type { Sql } from '../kernel/sql.ts';
import type { Finding } from '../ledger/audit.ts';

const CHECKS: readonly (readonly [rule: string, query: string])[] = [
  [
    'what activities keep is reserved in the ledger (8)',
    /* sql */ `select e.place_id as holder, e.batch_id as batch, sum(e.doses)::bigint as expected,
      b.allocated::bigint as found
      from earmark e join balance b on b.holder_id = e.place_id and b.batch_id = e.batch_id
      group by e.place_id, e.batch_id, b.allocated having sum(e.doses) > b.allocated limit 1000`,
  ],
  [
    'a closed activity keeps nothing',
    /* sql */ `select e.place_id as holder, e.batch_id as batch, 0 as expected, e.doses::bigint as found
      from earmark e join activity a on a.id = e.activity_id where a.closed_at is not null limit 1000`,
  ],
  [
    'what an activity used is what its movements posted',
    /* sql */ `select u.movement_id as holder, u.batch_id as batch, u.doses::bigint as expected, sum(p.doses)::bigint as found
      from activity_use u join posting p on p.journal_id = u.movement_id and p.bucket = 'administered'
      group by u.movement_id, u.batch_id, u.doses having sum(p.doses) <> u.doses limit 1000`,
  ],
  [
    'a need is its population times its doses by its usage index, rounded up',
    /* sql */ `select n.id as holder, ceil(n.population::numeric * n.doses_each / n.usage_index)::bigint as expected,
      n.vials::bigint as found from need n
      where n.vials <> ceil(n.population::numeric * n.doses_each / n.usage_index) limit 1000`,
  ],
];

/** Runs every check; an empty list is a clean audit. */
export async function auditPlanning(sql: Sql): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [rule, query] of CHECKS) {
    for (const row of await sql.rows<Omit<Finding, 'rule'>>(query)) findings.push({ rule, ...row });
  }
  return findings;
}
