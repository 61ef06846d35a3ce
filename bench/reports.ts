// A month of a whole province with two million movements in the database: the report by place and by level from the sums
// of days, beside the same figures added up from the postings when they are asked for.
import { createCatalogue } from '../server/catalogue/catalogue.ts';
import { auditReports, rebuildReports } from '../server/insight/report-days.ts';
import { findCard } from '../server/insight/report-card.ts';
import { findFigures } from '../server/insight/report-movements.ts';
import { findSums, type By } from '../server/insight/report-sums.ts';
import type { House } from '../server/kernel/house.ts';
import { poolContext } from '../server/kernel/transaction.ts';
import { systemActor } from '../server/people/scope.ts';
import { createDirectory } from '../server/places/directory.ts';
import { localDay } from '../server/places/local-day.ts';
import { fillTwoMonths } from './reports-fill.ts';
import { isMain, median, openGround, report } from './support.ts';

const MOVEMENTS = 2_000_000;
const TIMES = 5;
const LIMIT_MS = 2000;
const PROVINCE = '32';
const DAY_MS = 86_400_000;

/** What one would write first: the month's postings of the province, added up. */
const RIVAL = /* sql */ `
  select p.code, f.product_id, sum(f.used) as used, sum(f.received) as received, sum(f.available + f.quarantined) as change
  from place p join stock_flow f on f.place_id = p.id
  where p.path ~>=~ $1 and p.path ~<~ (left($1, -1) || '0') and f.day between $2 and $3
    and f.occurred_at >= $2::date - interval '1 day' and f.occurred_at < $3::date + interval '2 days'
    and f.recorded_at >= $2::date - interval '2 days'
  group by 1, 2`;

async function timed(times: number, call: () => Promise<unknown>): Promise<number> {
  const taken: number[] = [];
  for (let time = 0; time <= times; time++) {
    const begun = performance.now();
    await call();
    if (time > 0) taken.push(performance.now() - begun); // the first one warms up
  }
  return Math.round(median(taken));
}

async function questions(house: House) {
  const directory = await createDirectory(house);
  const catalogue = await createCatalogue(house);
  const place = directory.byCode(PROVINCE)!;
  const to = localDay(new Date(house.now().getTime() - DAY_MS), place.timeZone);
  const from = localDay(new Date(house.now().getTime() - 30 * DAY_MS), place.timeZone);
  const ctx = () => poolContext(house, systemActor);
  const sums = (by: By, limit: number) => findSums(ctx(), { place, deep: true, from, to, by, limit });
  const centre = directory.under(place, { level: 'health_centre' })[0]!;
  return {
    rival: () => house.database.sql.rows(RIVAL, [place.path, from, to]),
    asked: {
      'by place, all rows': () => sums('place', 100_000),
      'by place, first page and totals': async () => [await sums('place', 101), await sums('all', 1000)],
      'by level': () => sums('level', 1000),
      'movements behind a figure, first page': () =>
        findFigures(ctx(), { place, deep: true, from, to, figures: ['used'], limit: 101 }),
      'stock card of a month': () =>
        findCard(ctx(), { place: centre, product: catalogue.products()[0]!.id, from, to, limit: 1001 }),
    },
  };
}

export async function run({ movements = MOVEMENTS, times = TIMES } = {}): Promise<boolean> {
  const { house, close } = await openGround(['-c', 'max_wal_size=8GB', '-c', 'maintenance_work_mem=256MB']);
  try {
    await fillTwoMonths(house, movements);
    const begun = performance.now();
    await house.database.asOwner((sql) => rebuildReports({ ...poolContext(house, systemActor), tx: sql }));
    const summed = Math.round((performance.now() - begun) / 1000);
    await house.database.asOwner((sql) => sql.run('vacuum analyze stock_day, stock_sum'));
    // As the owner, whose statements have no limit of time: the audit reads all postings.
    const findings = await house.database.asOwner((sql) => auditReports(sql));
    if (findings.length > 0) throw new Error('The sums do not equal the postings');
    const { rival, asked } = await questions(house);
    const naive = await timed(times, rival);
    const rows = [];
    for (const [what, call] of Object.entries(asked)) {
      const ms = await timed(times, call);
      rows.push({ what, ms, 'added up from postings, ms': naive, 'target ms': LIMIT_MS, met: ms < LIMIT_MS });
    }
    await report('reports', rows, { movements, 'seconds to sum anew': summed });
    return rows.every(({ met }) => met);
  } finally {
    await close();
  }
}

if (isMain(import.meta.filename)) process.exitCode = (await run()) ? 0 : 1;
