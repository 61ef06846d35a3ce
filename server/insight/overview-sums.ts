// Keeps the sums of areas: a follower adds what each touched balance has changed by since it was last seen, everything is
// summed anew when places are imported, the audit compares.
import type { Context } from '../kernel/context.ts';
import type { Follower } from '../kernel/follower.ts';
import type { Sql } from '../kernel/sql.ts';

const FOLLOWER = 'overview';

/** What is summed of each balance. */
export const SUMMED_STOCK = [
  'available',
  'quarantined',
  'in_transit',
  'allocated',
  'promised',
  'allowance',
  'opened',
] as const;
const list = SUMMED_STOCK.join(', ');
const each = (said: (column: string) => string) => SUMMED_STOCK.map(said).join(', ');

/** Where what a holder holds is counted: the place itself, or the one that the shipment goes to. */
const WHERE = `left join transit q on q.holder_id = b.holder_id join place m on m.id = coalesce(q.to_id, b.holder_id)`;

const ADD = /* sql */ `
  with touched as (
    select distinct * from unnest($1::uuid[], $2::uuid[]) t(holder_id, batch_id)
  ), change as (
    select b.holder_id, b.batch_id, b.product_id, ${each((one) => `b.${one}`)},
      ${each((one) => `b.${one} - coalesce(s.${one}, 0) as d_${one}`)}
    from touched t join balance b on b.holder_id = t.holder_id and b.batch_id = t.batch_id
    left join area_seen s on s.holder_id = b.holder_id and s.batch_id = b.batch_id
  ), changed as materialized (
    select * from change where (${each((one) => `d_${one}`)}) <> (${each(() => '0')})
  ), seen as (
    insert into area_seen (holder_id, batch_id, ${list}) select holder_id, batch_id, ${list} from changed
    order by holder_id, batch_id
    on conflict (holder_id, batch_id) do update set ${each((one) => `${one} = excluded.${one}`)}
  )
  insert into area_stock as k (area_id, batch_id, time_zone, product_id, ${list})
  select a.area_id, b.batch_id, a.time_zone, b.product_id, ${each((one) => `sum(b.d_${one})`)}
  from changed b ${WHERE} join area_place a on a.place_id = m.id
  group by 1, 2, 3, 4 order by 1, 2, 3
  on conflict (area_id, batch_id, time_zone) do update set ${each((one) => `${one} = k.${one} + excluded.${one}`)}`;

const REBUILD = [
  'delete from area_seen',
  'delete from area_stock',
  `insert into area_seen (holder_id, batch_id, ${list}) select holder_id, batch_id, ${list} from balance`,
  /* sql */ `insert into area_stock (area_id, batch_id, time_zone, product_id, ${list})
    select a.area_id, b.batch_id, a.time_zone, b.product_id, ${each((one) => `sum(b.${one})`)}
    from balance b ${WHERE} join area_place a on a.place_id = m.id group by 1, 2, 3, 4`,
];

/** Sums everything anew from the balances, in the caller's transaction. */
export async function rebuildOverview(ctx: Context): Promise<void> {
  for (const text of REBUILD) await ctx.tx.run(text);
}

/** Keeps the sums of every area that a touched balance lies in; once in effect, as they commit with its cursor. */
export const overviewFollower: Follower = {
  name: FOLLOWER,
  async handle(ctx, rows) {
    if (rows.some(({ kind }) => kind === 'places.imported')) return rebuildOverview(ctx);
    const holders: string[] = [];
    const batches: string[] = [];
    for (const { touched } of rows) {
      for (let i = 0; i < touched.length; i += 2) {
        holders.push(touched[i]!);
        batches.push(touched[i + 1]!);
      }
    }
    if (holders.length > 0) await ctx.tx.run(ADD, [holders, batches]);
  },
};

export interface OverviewFinding {
  rule: string;
  holder?: string;
  batch?: string;
  expected?: number;
  found?: number;
}

/** Balances that rows touched which the follower has not come to yet. */
const LATE = /* sql */ `
  select j.touched[i] as holder_id, j.touched[i + 1] as batch_id
  from journal_key k join journal j on j.id = k.id and j.recorded_at = k.recorded_at
  cross join lateral generate_series(1, cardinality(j.touched) - 1, 2) i
  where k.seq is null or k.seq > (select coalesce(max(seq), 0) from follower where name = '${FOLLOWER}')`;

/** Compares the sums with the balances that the follower has seen, and the doses given with the days' sums. */
export async function auditOverview(sql: Sql): Promise<OverviewFinding[]> {
  const seen = await sql.rows<OverviewFinding>(/* sql */ `with late as materialized (${LATE})
    select 'what is summed of a balance is the balance (overview)' as rule, b.holder_id as holder, b.batch_id as batch,
      b.available::bigint as expected, coalesce(s.available, 0)::bigint as found
    from balance b left join area_seen s on s.holder_id = b.holder_id and s.batch_id = b.batch_id
    where (${each((one) => `b.${one}`)}) is distinct from (${each((one) => `coalesce(s.${one}, 0)`)})
      -- Where the follower never ran, nothing is summed yet.
      and exists (select from follower where name = '${FOLLOWER}')
      and not exists (select from late l where l.holder_id = b.holder_id and l.batch_id = b.batch_id) limit 1000`);
  const stock = await sql.rows<OverviewFinding>(/* sql */ `with fold as (
      select a.area_id, b.batch_id, a.time_zone, ${each((one) => `sum(b.${one}) as ${one}`)}
      from area_seen b ${WHERE} join area_place a on a.place_id = m.id group by 1, 2, 3
    )
    select 'the sums of an area equal what lies in it (overview)' as rule, coalesce(k.area_id, f.area_id) as holder,
      coalesce(k.batch_id, f.batch_id) as batch, coalesce(f.available, 0)::bigint as expected,
      coalesce(k.available, 0)::bigint as found
    from fold f full join area_stock k on k.area_id = f.area_id and k.batch_id = f.batch_id and k.time_zone = f.time_zone
    where (${each((one) => `coalesce(k.${one}, 0)`)}) is distinct from (${each((one) => `coalesce(f.${one}, 0)`)}) limit 1000`);
  const use = await sql.rows<OverviewFinding>(/* sql */ `with fold as (
      select a.area_id, d.week, d.product_id, sum(d.used) as used from (
        select place_id, product_id, date_trunc('week', day)::date as week, sum(used) as used from stock_day
        where used <> 0 group by 1, 2, 3
      ) d join area_place a on a.place_id = d.place_id group by 1, 2, 3
    )
    select 'the doses given in an area equal those of its days (overview)' as rule, coalesce(u.area_id, f.area_id) as holder,
      coalesce(f.used, 0)::bigint as expected, coalesce(u.used, 0)::bigint as found
    from fold f full join area_use u on u.area_id = f.area_id and u.week = f.week and u.product_id = f.product_id
    where coalesce(u.used, 0) <> coalesce(f.used, 0) limit 1000`);
  return [...seen, ...stock, ...use];
}
