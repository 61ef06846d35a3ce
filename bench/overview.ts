// The nation at a glance with five million movements in the database: the overview from the sums that followers keep,
// beside the same figures added up from balances and days when they are asked for.
import { findOverview, weeksBefore } from '../server/insight/overview.ts';
import { auditOverview, rebuildOverview } from '../server/insight/overview-sums.ts';
import { rebuildReports } from '../server/insight/report-days.ts';
import { poolContext } from '../server/kernel/transaction.ts';
import { systemActor } from '../server/people/scope.ts';
import { createDirectory } from '../server/places/directory.ts';
import { localDay } from '../server/places/local-day.ts';
import { fillTwoMonths } from './reports-fill.ts';
import { isMain, median, openGround, report } from './support.ts';

const MOVEMENTS = 5_000_000;
const TIMES = 20;
const LIMIT_MS = 50;
const AREAS = ['ID', '32', '3273'];

async function timed<T>(times: number, call: () => Promise<T>): Promise<{ ms: number; answer: T }> {
  const taken: number[] = [];
  let answer = await call(); // the first one warms up
  for (let time = 0; time < times; time++) {
    const begun = performance.now();
    answer = await call();
    taken.push(performance.now() - begun);
  }
  return { ms: Math.round(median(taken) * 10) / 10, answer };
}

const inOrder = (rows: Awaited<ReturnType<typeof findOverview>>) =>
  JSON.stringify([...rows].sort((a, b) => (a.productId < b.productId ? -1 : 1)));

/** Runs the bench, prints its table and writes bench/results/overview.json. @returns whether every area was in time. */
export async function run({ movements = MOVEMENTS, times = TIMES } = {}): Promise<boolean> {
  const { house, close } = await openGround(['-c', 'max_wal_size=8GB', '-c', 'maintenance_work_mem=256MB']);
  try {
    const { sql } = house.database;
    await fillTwoMonths(house, movements);
    const directory = await createDirectory(house);
    const begun = performance.now();
    await house.database.asOwner(async (owner) => {
      const ctx = { ...poolContext(house, systemActor), tx: owner };
      await rebuildReports(ctx);
      await rebuildOverview(ctx);
      await owner.run('vacuum analyze stock_day, stock_sum, area_seen, area_stock, area_use');
    });
    const summed = Math.round((performance.now() - begun) / 1000);
    if ((await house.database.asOwner(auditOverview)).length > 0)
      throw new Error('The sums do not equal the balances');
    const rows = [];
    for (const code of AREAS) {
      const place = directory.byCode(code)!;
      const weeks = weeksBefore(localDay(house.now(), place.timeZone));
      const ask = (source: 'kept' | 'direct') => findOverview(sql, house.now(), place, weeks, source);
      const kept = await timed(times, () => ask('kept'));
      const direct = await timed(1, () => ask('direct'));
      const equal = inOrder(kept.answer) === inOrder(direct.answer) && kept.answer.length > 0;
      if (!equal) throw new Error(`The overview of ${code} is not what its balances add up to`);
      const met = kept.ms < LIMIT_MS;
      rows.push({ area: code, ms: kept.ms, 'added up, ms': direct.ms, 'target ms': LIMIT_MS, met });
    }
    await report('overview', rows, { movements, 'seconds to sum anew': summed });
    return rows.every(({ met }) => met);
  } finally {
    await close();
  }
}

if (isMain(import.meta.filename)) process.exitCode = (await run()) ? 0 : 1;
