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
    'a counted balance is what was counted, whatever came later (12)',
    // Of what occurred in the very instant of a count, only what the count or a late movement posted belongs to it; where
    // that cannot be told apart, nothing is said.
    /* sql */ `with cut as (select (max(month) + interval '1 month 1 hour')::timestamp at time zone 'UTC' as at from shed),
    k as (
      select c.holder_id, c.batch_id, c.at, c.recorded_at, v.bucket::bucket, v.doses
      from counted c cross join cut
      cross join lateral (values ('available', c.available), ('quarantined', c.quarantined)) v(bucket, doses)
      where cut.at is null or c.at > cut.at
    )
    select k.holder_id as holder, k.batch_id as batch, k.bucket::text, k.doses::bigint as expected, f.doses as found
    from k cross join lateral (
      select coalesce(sum(p.doses), 0)::bigint as doses, coalesce(bool_or(p.unclear), false) as unclear from (
        select p.doses, p.occurred_at = k.at and p.recorded_at >= k.recorded_at and j.occurred_at = k.at
          and j.kind <> 'count.variance' as unclear
        from posting p left join journal j
          on p.occurred_at = k.at and j.id = p.journal_id and j.recorded_at = p.recorded_at
        where p.holder_id = k.holder_id and p.batch_id = k.batch_id and p.bucket = k.bucket and p.occurred_at <= k.at
        union all
        select o.doses, false from opening o
        where o.holder_id = k.holder_id and o.batch_id = k.batch_id and o.bucket = k.bucket
      ) p
    ) f where not f.unclear and f.doses <> k.doses limit 1000`,
  ],
  [
    'reserved doses are on hand (8)',
    /* sql */ `select holder_id as holder, batch_id as batch, available::bigint as expected,
      (allocated + promised + allowance + opened)::bigint as found from balance
      where least(allocated, promised, allowance, opened) < 0 or allocated + promised + allowance + opened > available limit 1000`,
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
