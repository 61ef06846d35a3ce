// Keeps stock_day and stock_sum: a follower adds what is new, a command sums them anew, the audit compares.
import type { Context } from '../kernel/context.ts';
import type { Follower } from '../kernel/follower.ts';
import type { JournalRow } from '../kernel/journal.ts';
import { SUMMED } from './report-flows.ts';
import type { Sql } from '../kernel/sql.ts';
import { ADD_USE, rebuildUse } from './overview-use.ts';

const FOLLOWER = 'reports';
const list = SUMMED.join(', ');
const sums = SUMMED.map((column) => `sum(${column})::bigint as ${column}`).join(', ');

const ADD = /* sql */ `
  with flow as (
    select place_id, product_id, day, ${sums} from stock_flow
    where journal_id = any($1::uuid[]) and recorded_at >= $2 and recorded_at <= $3 group by 1, 2, 3
  ), days as (
    insert into stock_day as d (place_id, product_id, day, ${list})
    select place_id, product_id, day, ${list} from flow order by place_id, day, product_id
    on conflict (place_id, day, product_id) do update set
      ${SUMMED.map((column) => `${column} = d.${column} + excluded.${column}`).join(', ')}
  ), areas as (${ADD_USE})
  insert into stock_sum as s (place_id, product_id, available, quarantined, first_day)
  select place_id, product_id, sum(available), sum(quarantined), min(day) from flow group by 1, 2 order by 1, 2
  on conflict (place_id, product_id) do update set available = s.available + excluded.available,
    quarantined = s.quarantined + excluded.quarantined, first_day = least(s.first_day, excluded.first_day)`;

async function add(ctx: Context, moved: readonly JournalRow[]): Promise<void> {
  const times = moved.map(({ recordedAt }) => recordedAt.getTime());
  await ctx.tx.run(ADD, [
    moved.map(({ id }) => id),
    new Date(Math.min(...times)),
    // Recorded times have microseconds where SQL wrote them; a Date has not.
    new Date(Math.max(...times) + 1),
  ]);
}

/** Adds each movement to its place's day, once: the sums commit together with the follower's cursor. */
export const reportFollower: Follower = {
  name: FOLLOWER,
  async handle(ctx, rows) {
    const moved = rows.filter(({ touched }) => touched.length > 0);
    if (moved.length > 0) await add(ctx, moved);
    // Places may lie in other areas than before.
    if (rows.some(({ kind }) => kind === 'places.imported')) await rebuildUse(ctx);
  },
};

/**
 * The first day of which every posting is still there: after the last shed month the days of all zones are whole from
 * the second day on. What is older stays as it was summed.
 */
const WHOLE_SINCE = /* sql */ `select coalesce(max(month) + interval '1 month 1 day', '-infinity')::date as day from shed`;

/** The number of the newest journal row that is in the sums. */
const SEEN = /* sql */ `select coalesce(max(seq), 0) from follower where name = '${FOLLOWER}'`;

/** All days as the postings say them, as far as the follower has come. */
const FOLD = /* sql */ `
  select f.place_id, f.product_id, f.day, ${sums} from stock_flow f
  join journal_key n on n.id = f.journal_id and n.seq <= (${SEEN})
  where f.day >= (${WHOLE_SINCE}) group by 1, 2, 3`;

/** What a place holds of a product by the opening balances and the postings, as far as the follower has come. */
const HELD = /* sql */ `
  select h.id as place_id, b.product_id, coalesce(sum(x.doses) filter (where x.bucket = 'available'), 0)::bigint as available,
    coalesce(sum(x.doses) filter (where x.bucket = 'quarantined'), 0)::bigint as quarantined
  from (
    select p.holder_id, p.batch_id, p.bucket, p.doses from posting p join journal_key n on n.id = p.journal_id and n.seq <= (${SEEN})
    union all select holder_id, batch_id, bucket, doses from opening
  ) x join place h on h.id = x.holder_id join batch b on b.id = x.batch_id group by 1, 2`;

export interface ReportFinding {
  rule: string;
  holder?: string;
  expected?: number;
  found?: number;
}

/** Compares the sums with the postings that the follower has seen; an empty list is a clean audit. */
export async function auditReports(sql: Sql): Promise<ReportFinding[]> {
  const days = await sql.rows<ReportFinding>(/* sql */ `with fold as (${FOLD})
    select 'the sums of a day equal its postings (reports)' as rule, coalesce(d.place_id, f.place_id) as holder,
      coalesce(f.available + f.quarantined, 0) as expected, coalesce(d.available + d.quarantined, 0) as found
    from fold f full join (select * from stock_day where day >= (${WHOLE_SINCE})) d
      on d.place_id = f.place_id and d.product_id = f.product_id and d.day = f.day
    where (${SUMMED.map((column) => `coalesce(d.${column}, 0)`).join(', ')})
      is distinct from (${SUMMED.map((column) => `coalesce(f.${column}, 0)`).join(', ')}) limit 1000`);
  const held = await sql.rows<ReportFinding>(/* sql */ `with held as (${HELD})
    select 'the sum of all days equals the stock (reports)' as rule, coalesce(s.place_id, h.place_id) as holder,
      coalesce(h.available + h.quarantined, 0) as expected, coalesce(s.available + s.quarantined, 0) as found
    from held h full join stock_sum s on s.place_id = h.place_id and s.product_id = h.product_id
    where (coalesce(s.available, 0), coalesce(s.quarantined, 0))
      is distinct from (coalesce(h.available, 0), coalesce(h.quarantined, 0)) limit 1000`);
  return [...days, ...held];
}

/**
 * Sums every day anew from the postings, in the caller's transaction; days of which months were shed stay as they are.
 * @returns how many days of places and products there are.
 */
export async function rebuildReports(ctx: Context): Promise<number> {
  await ctx.tx.run('insert into follower (name) values ($1) on conflict do nothing', [FOLLOWER]);
  // Only what is numbered and committed by now: the follower goes on after it.
  await ctx.tx.run(
    'update follower set seq = (select coalesce(max(seq), 0) from journal_key) where name = $1',
    [FOLLOWER],
  );
  await ctx.tx.run(`delete from stock_day where day >= (${WHOLE_SINCE})`);
  await ctx.tx.run(/* sql */ `insert into stock_day (place_id, product_id, day, ${list})
    select place_id, product_id, day, ${list} from (${FOLD}) f order by place_id, day, product_id`);
  await ctx.tx.run('delete from stock_sum');
  await ctx.tx.run(/* sql */ `insert into stock_sum (place_id, product_id, available, quarantined, first_day)
    select h.place_id, h.product_id, h.available, h.quarantined,
      coalesce((select min(day) from stock_day d where d.place_id = h.place_id and d.product_id = h.product_id),
        (select max(month) from shed), current_date)
    from (${HELD}) h order by 1, 2`);
  await rebuildUse(ctx);
  const { days } = await ctx.tx.one<{ days: number }>('select count(*) as days from stock_day');
  return days;
}
