// The audit: recomputes every balance from the postings and checks what must always hold (ledger rules 2, 3, 5, 8).
import type { Sql } from '../kernel/sql.ts';
import { BUCKETS } from './types.ts';

export interface Finding {
  rule: string;
  holder?: string;
  batch?: string;
  bucket?: string;
  expected?: number;
  found?: number;
}

const FOLD = /* sql */ `
  with fold as (
    select holder_id, batch_id, bucket, sum(doses)::bigint as doses from (
      select holder_id, batch_id, bucket, doses from posting
      union all select holder_id, batch_id, bucket, doses from opening
    ) p group by 1, 2, 3
  ), held as (
    select b.holder_id, b.batch_id, k.bucket::bucket, k.doses from balance b
    cross join lateral (values ${BUCKETS.map((bucket) => `('${bucket}', b.${bucket}::bigint)`).join(', ')}) k(bucket, doses)
  )
  select coalesce(f.holder_id, h.holder_id) as holder, coalesce(f.batch_id, h.batch_id) as batch,
    coalesce(f.bucket, h.bucket)::text as bucket, coalesce(f.doses, 0) as expected, coalesce(h.doses, 0) as found
  from fold f full join held h on h.holder_id = f.holder_id and h.batch_id = f.batch_id and h.bucket = f.bucket
  where coalesce(f.doses, 0) <> coalesce(h.doses, 0) limit 1000`;

const CHECKS: readonly (readonly [rule: string, query: string])[] = [
  ['the balance equals the fold of the postings (5)', FOLD],
  [
    'the postings of a batch sum to zero (2)',
    /* sql */ `select batch_id as batch, 0 as expected, sum(doses)::bigint as found from (
      select batch_id, doses from posting union all select batch_id, doses from opening) p
      group by batch_id having sum(doses) <> 0 limit 1000`,
  ],
  [
    'the postings of a movement sum to zero (1)',
    /* sql */ `select journal_id as holder, batch_id as batch, 0 as expected, sum(doses)::bigint as found from posting
      group by 1, 2 having sum(doses) <> 0 limit 1000`,
  ],
  [
    'no balance is negative at any instant of occurred time (3)',
    // Before the last shed month the order of events is no longer known, only what they came to; an event may be
    // recorded an hour before it occurs, by the clock's allowed skew.
    /* sql */ `with cut as (select (max(month) + interval '1 month 1 hour')::timestamp at time zone 'UTC' as at from shed)
      select holder_id as holder, batch_id as batch, bucket::text, 0 as expected, min(running)::bigint as found from (
      select holder_id, batch_id, bucket, sum(sum(doses)) over (partition by holder_id, batch_id, bucket order by at) as running
      from (
        select holder_id, batch_id, bucket, doses, greatest(occurred_at, cut.at) as at from posting, cut
        union all select holder_id, batch_id, bucket, doses, '-infinity' from opening
      ) p where bucket not in ('unexplained', 'manufactured')
      group by holder_id, batch_id, bucket, at
    ) r where running < 0 group by 1, 2, 3 limit 1000`,
  ],
  [
    'reserved doses are on hand (8)',
    /* sql */ `select holder_id as holder, batch_id as batch, available::bigint as expected,
      (allocated + promised + allowance)::bigint as found from balance
      where least(allocated, promised, allowance) < 0 or allocated + promised + allowance > available limit 1000`,
  ],
  [
    'every posting belongs to a journal row (1)',
    /* sql */ `select p.journal_id as holder, p.batch_id as batch from posting p
      where not exists (select from journal j where j.id = p.journal_id and j.recorded_at = p.recorded_at) limit 1000`,
  ],
];

/** Runs every check, each on a snapshot of its own, so that it may run beside the service; an empty list is a clean audit. */
export async function audit(sql: Sql): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [rule, query] of CHECKS) {
    for (const row of await sql.rows<Omit<Finding, 'rule'>>(query)) findings.push({ rule, ...row });
  }
  return findings;
}
