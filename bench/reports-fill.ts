// Two months of a nation for bench/reports: every place receives twelve products and gives them, day by day.
import type { House } from '../server/kernel/house.ts';
import { monthOf } from '../server/ledger/months.ts';

const DAYS = 60;
const DOSES = 100_000;

const PREPARE = [
  /* sql */ `create unlogged table bench_place as
    select (row_number() over (order by code) - 1)::int as n, id from place where level not in ('national')`,
  /* sql */ `create unlogged table bench_batch as
    select (row_number() over (order by code) - 1)::int as n, uuidv7() as id, id as product_id from product order by code limit 12`,
  /* sql */ `insert into batch (id, product_id, lot, expiry, registered_at)
    select id, product_id, 'REPORT', '2099-12-31', now() - interval '61 days' from bench_batch`,
];

const FILL = /* sql */ `
  create unlogged table bench_fill as
  select uuidv7(m.at - now()) as id, m.at, m.kind, p.id as place_id, b.id as batch_id, b.product_id, m.taken::bucket as taken,
    m.given::bucket as given, m.doses
  from (
    select 'batch.registered' as kind, n % places.count as place, n / places.count as batch, 'manufactured' as taken,
      'available' as given, ${DOSES} as doses, now() - interval '61 days' as at
    from (select count(*)::int as count from bench_place) places, generate_series(0, places.count * 12 - 1) n
    union all
    select 'movement.administer', (n::bigint * 7919 % places.count)::int, n % 12, 'available', 'administered', 1 + n % 5,
      now() - interval '${DAYS} days' + n * interval '${DAYS} days' / $1
    from (select count(*)::int as count from bench_place) places, generate_series(0, $1 - 1) n
  ) m join bench_place p on p.n = m.place join bench_batch b on b.n = m.batch`;

const ROWS = [
  /* sql */ `insert into journal_key (id, hash, recorded_at, seq)
    select id, '\\x01', at, row_number() over (order by at, id) from bench_fill order by at`,
  /* sql */ `insert into journal (id, kind, place_id, actor_id, occurred_at, recorded_at, data, touched)
    select id, kind, place_id, '00000000-0000-0000-0000-000000000001', at, at,
      jsonb_build_object('doses', doses, 'batch', batch_id), array[place_id, batch_id] from bench_fill order by at`,
  /* sql */ `insert into posting (journal_id, line, holder_id, batch_id, bucket, doses, occurred_at, recorded_at)
    select f.id, 1, f.place_id, f.batch_id, case s.side when 1 then f.taken else f.given end,
      case s.side when 1 then -f.doses else f.doses end, f.at, f.at
    from bench_fill f cross join (values (1), (2)) s(side) order by f.at`,
  /* sql */ `insert into balance (holder_id, batch_id, product_id, available, administered, manufactured, version, last_occurred_at)
    select place_id, batch_id, product_id, sum(case when given = 'available' then doses else -doses end),
      coalesce(sum(doses) filter (where given = 'administered'), 0),
      -coalesce(sum(doses) filter (where taken = 'manufactured'), 0), count(*), max(at)
    from bench_fill group by 1, 2, 3`,
];

/** Fills the database with so many doses given. */
export async function fillTwoMonths(house: House, movements: number): Promise<void> {
  await house.database.asOwner(async (sql) => {
    for (let away = -3; away < 0; away++)
      await sql.rows('select make_month($1)', [monthOf(house.now(), away)]);
    for (const text of PREPARE) await sql.run(text);
    await sql.run(FILL.replaceAll('$1', String(movements)));
    for (const text of ROWS) await sql.run(text);
    await sql.run('drop table bench_fill, bench_place, bench_batch');
    await sql.run('vacuum analyze');
  });
}
