// Whether time grows with the ledger: the stock of a place, the trace of a batch and posting, at 0.1, 1 and 5 million
// movements in one database, over a year of months. The rival of the larger ledger is the smallest one.
import { createDirectory } from '../server/places/directory.ts';
import type { House } from '../server/kernel/house.ts';
import { poolContext } from '../server/kernel/transaction.ts';
import { post } from '../server/ledger/post.ts';
import { findStock } from '../server/ledger/stock.ts';
import { systemActor } from '../server/people/scope.ts';
import { findHoldings, totalsOf } from '../server/trace/holders.ts';
import { findJourney } from '../server/trace/journey.ts';
import { isMain, median, openGround, report } from './support.ts';

const SIZES = [100_000, 1_000_000, 5_000_000];
const LOTS = 3000;
const LOTS_AT_A_PLACE = 3;
const CHUNK = 500_000;
const ROUNDS = 5;
const OPENING = 1_000_000;

/** Batches, and a first balance of three of them at each health centre, posted as such. */
async function lay(house: House): Promise<number> {
  return house.database.asOwner(async (sql) => {
    for (let month = 1; month <= 13; month++) {
      await sql.rows(`select make_month((now() - make_interval(months => $1))::date)`, [month]);
    }
    await sql.run(
      `insert into batch (id, product_id, lot, expiry, registered_at)
       select gen_random_uuid(), (select id from product limit 1), 'GROW' || n, '2099-12-31', now() - interval '13 months'
       from generate_series(1, $1::int) n`,
      [LOTS],
    );
    await sql.run(
      `create table pair as select row_number() over () - 1 as n, p.id as holder, b.id as batch, b.product_id
       from (select id, row_number() over (order by code) as n from place where level = 'health_centre') p
       cross join generate_series(0, $1::int - 1) k
       join (select id, product_id, row_number() over (order by lot) - 1 as n from batch) b on b.n = (p.n * 7 + k * 1009) % $2`,
      [LOTS_AT_A_PLACE, LOTS],
    );
    await sql.rows('create unique index on pair (n)');
    await sql.run(
      `insert into balance (holder_id, batch_id, product_id, available, manufactured, version)
       select holder, batch, product_id, $1, -$1::int, 1 from pair`,
      [OPENING],
    );
    return (await sql.one<{ pairs: number }>('select count(*) as pairs from pair')).pairs;
  });
}

const INDEXES = ['posting_account', 'posting_journal', 'journal_place'];

/** Adds movements number `from` to `to`: one dose given each, spread evenly over places, batches and the year. */
async function grow(house: House, from: number, to: number, pairs: number): Promise<void> {
  await house.database.asOwner(async (sql) => {
    await sql.rows('set synchronous_commit = off');
    const definitions = await sql.rows<{ indexdef: string }>(
      'select indexdef from pg_indexes where indexname = any($1::text[])',
      [INDEXES],
    );
    // Load first, index after: a third of the time.
    for (const name of INDEXES) await sql.rows(`drop index ${name}`);
    for (let at = from; at < to; at += CHUNK) {
      await sql.run(
        /* sql */ `
        with m as materialized (
          select uuidv7() as id, i, p.holder, p.batch,
            now() - interval '12 months' * ((i * 7919) % 1000003) / 1000003.0 as at
          from generate_series($1::bigint, $2::bigint) i join pair p on p.n = i % $3
        ), k as (
          insert into journal_key (id, hash, recorded_at, seq) select id, '\\x00', at, i + 1 from m
        ), j as (
          insert into journal (id, kind, place_id, actor_id, occurred_at, recorded_at, data, touched)
          select id, 'movement.administer', holder, $4, at, at, jsonb_build_object('doses', 1, 'batch', batch), array[holder, batch] from m
        )
        insert into posting (journal_id, line, holder_id, batch_id, bucket, doses, occurred_at, recorded_at)
        select id, 1, holder, batch, s.bucket, s.doses, at, at
        from m, (values ('available'::bucket, -1), ('administered', 1)) s(bucket, doses)`,
        [at, Math.min(at + CHUNK, to) - 1, pairs, systemActor.id],
      );
    }
    for (const { indexdef } of definitions) await sql.rows(indexdef.replace(' ON ONLY ', ' ON '));
    await sql.run(
      `update balance b set available = $1 - c.given, administered = c.given, last_occurred_at = now() - interval '1 hour'
       from (select n, ($2::bigint / $3 + case when n < $2::bigint % $3 then 1 else 0 end)::int as given from pair) c
       join pair p on p.n = c.n where b.holder_id = p.holder and b.batch_id = p.batch`,
      [OPENING, to, pairs],
    );
    await sql.rows('vacuum analyze');
  });
}

async function timed(calls: number, call: () => Promise<unknown>): Promise<number> {
  await call();
  const begun = performance.now();
  for (let n = 0; n < calls; n++) await call();
  return (performance.now() - begun) / calls;
}

/** Milliseconds of each act at the ledger's present size, medians of five rounds. */
async function measure(house: House): Promise<Record<'stock' | 'trace' | 'posting', number>> {
  const ctx = poolContext(house, systemActor);
  const directory = await createDirectory(house);
  const pairs = await house.database.asOwner((sql) =>
    sql.rows<{ holder: string; batch: string }>('select holder, batch from pair'),
  );
  const pick = () => pairs[Math.floor(Math.random() * pairs.length)]!;
  const stock = () => findStock(ctx, { place: directory.get(pick().holder), limit: 101 });
  const trace = async () => {
    const { batch } = pick();
    await totalsOf(ctx, batch);
    await findHoldings(ctx, batch);
    await findJourney(ctx, { batch, sight: '/', limit: 201 });
  };
  const posting = () =>
    post(
      poolContext(house, systemActor),
      Array.from({ length: 100 }, () => {
        const { holder, batch } = pick();
        return {
          id: house.newId(),
          kind: 'movement.administer',
          place: holder,
          occurredAt: house.now(),
          lines: [
            {
              batch,
              doses: 1,
              from: { holder, bucket: 'available' as const },
              to: { holder, bucket: 'administered' as const },
              rule: 'fact' as const,
            },
          ],
        };
      }),
    );
  const rounds = { stock: [] as number[], trace: [] as number[], posting: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    rounds.stock.push(await timed(200, stock));
    rounds.trace.push(await timed(100, trace));
    rounds.posting.push(await timed(30, posting));
  }
  return { stock: median(rounds.stock), trace: median(rounds.trace), posting: median(rounds.posting) };
}

/** Runs the bench; each time must stay within 1.5 times that of the smallest ledger. */
export async function run(sizes: readonly number[] = SIZES): Promise<boolean> {
  const { house, close } = await openGround(['-c', 'max_wal_size=4GB', '-c', 'maintenance_work_mem=256MB']);
  try {
    const pairs = await lay(house);
    const found: ({ movements: number } & Awaited<ReturnType<typeof measure>>)[] = [];
    let filled = 0;
    for (const movements of sizes) {
      const begun = performance.now();
      await grow(house, filled, movements, pairs);
      console.log(`${movements} movements after ${((performance.now() - begun) / 1000).toFixed(0)} s`);
      filled = movements;
      found.push({ movements, ...(await measure(house)) });
    }
    const smallest = found[0]!;
    const rows = found.map(({ movements, ...times }) => {
      const row: Record<string, number> = { movements };
      for (const act of ['stock', 'trace', 'posting'] as const) {
        row[`${act} ms`] = Number(times[act].toFixed(2));
        row[`${act} x`] = Number((times[act] / smallest[act]).toFixed(2));
      }
      return row;
    });
    await report('growth', rows, { rounds: ROUNDS, pairs });
    return rows.every((row) =>
      [row['stock x']!, row['trace x']!, row['posting x']!].every((ratio) => ratio <= 1.5),
    );
  } finally {
    await close();
  }
}

if (isMain(import.meta.filename)) process.exitCode = (await run()) ? 0 : 1;
