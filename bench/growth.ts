// Whether the service stays as quick as it grows: stock of a place, trace of a batch and posting, at 0.1, 1 and 5
// million movements. What is asked has the same answer's size each time; only the history around it grows.
import { createCatalogue } from '../server/catalogue/catalogue.ts';
import type { Context } from '../server/kernel/context.ts';
import type { House } from '../server/kernel/house.ts';
import { poolContext, transactOneStatement } from '../server/kernel/transaction.ts';
import { audit } from '../server/ledger/audit.ts';
import { post } from '../server/ledger/post.ts';
import { findStock } from '../server/ledger/stock.ts';
import type { Movement } from '../server/ledger/types.ts';
import { systemActor } from '../server/people/scope.ts';
import { createDirectory } from '../server/places/directory.ts';
import { findHoldings, totalsOf } from '../server/trace/holders.ts';
import { findJourney } from '../server/trace/journey.ts';
import { grow, MOVEMENTS_A_BATCH, prepare, WATCHED_PLACES } from './growth-fill.ts';
import { isMain, median, openGround, report } from './support.ts';

const MILLIONS = [0.1, 1, 5];
const TIMES = 5;
const CALLS = 100;
const POSTED = 100;
const LIMIT = 1.5;

/** The median time of so many calls, in milliseconds. */
async function timed(calls: number, call: (n: number) => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < calls; n++) {
    const begun = performance.now();
    await call(n);
    times.push(performance.now() - begun);
  }
  return median(times);
}

/** Movements of one dose on random accounts of the whole nation. */
async function createPosting(house: House) {
  const accounts = await house.database.sql.rows<{ holder_id: string; batch_id: string }>(
    'select holder_id, batch_id from balance where available between 50 and 100 order by md5(holder_id::text || batch_id) limit 20000',
  );
  const movement = (n: number): Movement => {
    const { holder_id: holder, batch_id: batch } = accounts[n % accounts.length]!;
    return {
      id: house.newId(),
      kind: 'movement.administer',
      place: holder,
      occurredAt: house.now(),
      data: { doses: 1, batch },
      lines: [
        {
          batch,
          doses: 1,
          from: { holder, bucket: 'available' },
          to: { holder, bucket: 'administered' },
          rule: 'fact',
          usableOn: '2026-01-01',
        },
      ],
    };
  };
  let posted = 0;
  return async () => {
    const movements = Array.from({ length: POSTED }, () => movement(posted++));
    const verdicts = await transactOneStatement(house, systemActor, (ctx) =>
      post(ctx, movements, { keepAnswers: true }),
    );
    if (verdicts.some(({ outcome }) => outcome !== 'recorded'))
      throw new Error('A movement was not recorded');
  };
}

async function trace(ctx: Context, batch: string): Promise<void> {
  const totals = await totalsOf(ctx, batch);
  const holders = await findHoldings(ctx, batch);
  const steps = await findJourney(ctx, { batch, sight: '/', limit: 201 });
  if (totals.manufactured !== 20_000 || holders.length < 100 || steps.length < 100)
    throw new Error('The trace is not that of a batch');
}

type Measured = Record<'stock of a place' | 'trace of a batch' | 'posting 100', number>;

async function measure(house: House, batches: number): Promise<Measured> {
  const { sql } = house.database;
  const directory = await createDirectory(house);
  const places = (
    await sql.rows<{ id: string }>('select id from bench_place where n < $1 order by n', [WATCHED_PLACES])
  ).map(({ id }) => directory.get(id));
  const catalogue = await createCatalogue(house);
  const product = catalogue.products()[0]!.id;
  const traced = await sql.rows<{ id: string }>(
    'select id from batch where product_id = $1 order by md5(id::text) limit 60',
    [product],
  );
  const postOnce = await createPosting(house);
  const stock = async (n: number) => {
    const rows = await findStock(poolContext(house, systemActor), {
      place: places[n % places.length]!,
      limit: 101,
    });
    if (rows.length !== 40) throw new Error(`The stock of a watched place has ${rows.length} rows`);
  };
  const traceOne = (n: number) => trace(poolContext(house, systemActor), traced[n % traced.length]!.id);
  const runs: Measured[] = [];
  for (let time = 0; time <= TIMES; time++) {
    runs.push({
      'stock of a place': await timed(CALLS, stock),
      'trace of a batch': await timed(CALLS, traceOne),
      'posting 100': await timed(CALLS, postOnce),
    });
  }
  runs.shift(); // the first one warmed up
  console.log(`${(batches * MOVEMENTS_A_BATCH) / 1e6} million movements measured`);
  const middle = (name: keyof Measured) => median(runs.map((run) => run[name]));
  return {
    'stock of a place': middle('stock of a place'),
    'trace of a batch': middle('trace of a batch'),
    'posting 100': middle('posting 100'),
  };
}

export async function run({ millions = MILLIONS } = {}): Promise<boolean> {
  const { house, close } = await openGround([
    '-c',
    'max_wal_size=8GB',
    '-c',
    'maintenance_work_mem=256MB',
    '-c',
    'work_mem=64MB',
  ]);
  try {
    await prepare(house);
    const measured: Measured[] = [];
    let batches = 0;
    for (const size of millions) {
      const next = Math.round((size * 1e6) / MOVEMENTS_A_BATCH);
      await grow(house, batches, next);
      if (batches === 0 && (await audit(house.database.sql)).length > 0)
        throw new Error('The history does not add up');
      batches = next;
      measured.push(await measure(house, batches));
    }
    const rows = (Object.keys(measured[0]!) as (keyof Measured)[]).map((what) => {
      const times = measured.map((one) => one[what]);
      const ratio = Number((Math.max(...times) / times[0]!).toFixed(2));
      const columns = times.map((time, index) => [`${millions[index]} million, ms`, Number(time.toFixed(2))]);
      return { what, ...Object.fromEntries(columns), ratio, target: LIMIT, met: ratio <= LIMIT };
    });
    await report('growth', rows);
    return rows.every((row) => row.met);
  } finally {
    await close();
  }
}

if (isMain(import.meta.filename)) process.exitCode = (await run()) ? 0 : 1;
