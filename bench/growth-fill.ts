// History for bench/growth: batches that each go from Bio Farma to 150 places and are given there, over twelve months of
// partitions. A batch has the same shape at every size; more history means more batches, as in life.
import type { House } from '../server/kernel/house.ts';
import type { Sql } from '../server/kernel/sql.ts';
import { monthOf } from '../server/ledger/months.ts';

/** One registration, 150 deliveries, the rest doses given. */
export const MOVEMENTS_A_BATCH = 1667;
const HOLDERS = 150;
/** These places hold these batches and no others, so that what is asked of them is the same at every size. */
export const WATCHED_PLACES = 40;
const WATCHED_BATCHES = 40;

/** The partitions of the past year, and the places by number: those that are watched first. */
export async function prepare(house: House): Promise<void> {
  await house.database.asOwner(async (sql) => {
    for (let away = -12; away < 0; away++)
      await sql.rows('select make_month($1)', [monthOf(house.now(), away)]);
    await sql.run(`create table bench_place as
      select (row_number() over (order by level <> 'health_centre', code) - 1)::int as n, id from place where code not in ('ID', 'BIOFARMA')`);
    await sql.run('create unique index on bench_place (n) include (id)');
    await sql.run('grant select on bench_place to jejak_app');
  });
}

const FILL = /* sql */ `
  create unlogged table bench_fill as
  select uuidv7(m.at - now()) as id, m.at, m.k, m.batch_id, m.kind, m.doses,
    case when m.k <= ${HOLDERS} then m.source else h.id end as source, coalesce(h.id, m.source) as holder,
    m.taken::bucket as taken, m.given::bucket as given
  from (
    select b.id as batch_id, k, f.id as source, b.n,
      now() - interval '360 days' + (b.n - $1) * interval '300 days' / $2 + k * interval '55 days' / ${MOVEMENTS_A_BATCH} as at,
      case when k = 0 then 'batch.registered' when k <= ${HOLDERS} then 'stock.moved' else 'movement.administer' end as kind,
      case when k = 0 then 20000 when k <= ${HOLDERS} then 100 else 1 end as doses,
      case when k = 0 then 'manufactured' else 'available' end as taken,
      case when k <= ${HOLDERS} then 'available' else 'administered' end as given
    from bench_batch b, generate_series(0, ${MOVEMENTS_A_BATCH - 1}) k, (select id from place where code = 'BIOFARMA') f
    where b.n >= $1 and b.n < $1 + $2
  ) m
  left join bench_place h on m.k > 0 and h.n = case
    when m.n < ${WATCHED_BATCHES} and (m.k - 1) % ${HOLDERS} < ${WATCHED_PLACES} then (m.k - 1) % ${HOLDERS}
    else ${WATCHED_PLACES} + (m.n * 37 + ((m.k - 1) % ${HOLDERS}) * 61) % ((select count(*)::int from bench_place) - ${WATCHED_PLACES}) end
  order by m.at`;

const ROWS = [
  /* sql */ `insert into journal_key (id, hash, recorded_at, seq)
    select id, '\\x01010101010101010101010101010101', at, row_number() over (order by at) + (select coalesce(max(seq), 0) from journal_key)
    from bench_fill order by at`,
  /* sql */ `insert into journal (id, kind, place_id, document_id, actor_id, occurred_at, recorded_at, data, touched)
    select id, kind, source, case when k = 0 then batch_id end, '00000000-0000-0000-0000-000000000001', at, at,
      jsonb_build_object('doses', doses, 'batch', batch_id),
      case when source = holder then array[holder, batch_id] else array[source, batch_id, holder, batch_id] end
    from bench_fill order by at`,
  /* sql */ `insert into posting (journal_id, line, holder_id, batch_id, bucket, doses, occurred_at, recorded_at)
    select f.id, 1, case s.side when 1 then f.source else f.holder end, f.batch_id, case s.side when 1 then f.taken else f.given end,
      case s.side when 1 then -f.doses else f.doses end, f.at, f.at
    from bench_fill f cross join (values (1), (2)) s(side) order by f.at`,
  /* sql */ `insert into balance (holder_id, batch_id, product_id, available, administered, manufactured, version, last_occurred_at)
    select p.holder_id, p.batch_id, b.product_id, sum(p.doses) filter (where p.bucket = 'available'),
      coalesce(sum(p.doses) filter (where p.bucket = 'administered'), 0),
      coalesce(sum(p.doses) filter (where p.bucket = 'manufactured'), 0), count(*), max(p.at)
    from (
      select source as holder_id, batch_id, taken as bucket, -doses as doses, at from bench_fill
      union all select holder, batch_id, given, doses, at from bench_fill
    ) p join batch b on b.id = p.batch_id group by 1, 2, 3`,
];

async function definitions(sql: Sql): Promise<{ name: string; text: string }[]> {
  return sql.rows(/* sql */ `select indexname as name, indexdef as text from pg_indexes
    where schemaname = 'public' and indexname in ('posting_account', 'posting_journal', 'journal_place', 'balance_product')`);
}

/** Adds batches until there are so many. A large step loads first and makes the indexes that are not in order after. */
export async function grow(house: House, from: number, to: number): Promise<void> {
  await house.database.asOwner(async (sql) => {
    await sql.run('create table if not exists bench_batch (n int primary key, id uuid not null)');
    await sql.run(
      /* sql */ `with made as (
        insert into batch (id, product_id, lot, expiry, registered_at)
        select uuidv7(), p.id, 'GROWTH' || n, '2099-12-31', now() - interval '360 days'
        from generate_series($1::int, $2::int - 1) n, (select id from product order by code limit 1) p returning id, lot
      ) insert into bench_batch select replace(lot, 'GROWTH', '')::int, id from made`,
      [from, to],
    );
    await sql.run(FILL.replaceAll('$1', String(from)).replaceAll('$2', String(to - from)));
    const dropped = to - from > 1000 ? await definitions(sql) : [];
    for (const { name } of dropped) await sql.run(`drop index ${name}`);
    for (const text of ROWS) await sql.run(text);
    // Migrated definitions say ONLY for a partitioned table; without it the index is made on every partition.
    for (const { text } of dropped) await sql.run(text.replace(' ON ONLY ', ' ON '));
    await sql.run('drop table bench_fill');
    await sql.run('vacuum analyze');
    await sql.run('checkpoint');
  });
}
