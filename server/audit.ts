// `npm run audit`: recomputes every balance from the postings and every promise from the appointments; exit 1 and the
// difference if there is one. It may run beside the service: it reads one snapshot.
import 'dotenv/config';
import { createCatalogue } from './catalogue/catalogue.ts';
import { auditReservations } from './audit-reservations.ts';
import { auditOrders } from './distribution/audit.ts';
import { orderFollower } from './distribution/order-follower.ts';
import { auditPackages } from './distribution/packages/audit.ts';
import { packageFollower } from './distribution/packages/follower.ts';
import { auditOverview, overviewFollower } from './insight/overview-sums.ts';
import { auditReports, reportFollower } from './insight/report-days.ts';
import { findSetAside } from './distribution/order-stock.ts';
import { readConfig } from './kernel/config.ts';
import { followAll } from './kernel/follower.ts';
import type { House } from './kernel/house.ts';
import { createRelay } from './kernel/relay.ts';
import { createSql, type Sql } from './kernel/sql.ts';
import { audit, type Finding } from './ledger/audit.ts';
import { openHouse } from './open.ts';
import { systemActor } from './people/scope.ts';
import { createDirectory } from './places/directory.ts';
import { auditPlanning } from './planning/audit.ts';
import { planningFollower } from './planning/follower.ts';
import { auditSchedule } from './schedule/audit.ts';
import { scheduleFollower } from './schedule/follower.ts';

/** Lets those who reserve take notice of everything committed, as their followers would in a moment. */
async function catchUp(house: House): Promise<void> {
  await createRelay(house, () => undefined).stampAll();
  const rooms = { directory: await createDirectory(house), catalogue: await createCatalogue(house) };
  await followAll(house, systemActor, scheduleFollower(rooms));
  await followAll(house, systemActor, orderFollower);
  await followAll(
    house,
    systemActor,
    packageFollower((id) => rooms.directory.get(id).code),
  );
  await followAll(house, systemActor, reportFollower);
  await followAll(house, systemActor, overviewFollower);
  await followAll(house, systemActor, planningFollower(findSetAside));
}

async function onSnapshot<T>(house: House, read: (sql: Sql) => Promise<T>): Promise<T> {
  const runner = house.database.source.createQueryRunner();
  try {
    await runner.connect();
    await runner.startTransaction('REPEATABLE READ');
    return await read(createSql(runner));
  } finally {
    await runner.rollbackTransaction();
    await runner.release();
  }
}

function report(findings: Finding[], balances: number, seconds: string): void {
  if (findings.length === 0) {
    console.log(`Clean: ${balances} balances equal the fold of their postings (${seconds} s)`);
    return;
  }
  console.table(findings);
  console.error(`${findings.length} findings in ${balances} balances (${seconds} s)`);
  process.exitCode = 1;
}

const { house, close } = await openHouse({ ...readConfig(), logLevel: 'warn', statementTimeoutMs: 0 });
try {
  const begun = performance.now();
  await catchUp(house);
  await onSnapshot(house, async (sql) => {
    const findings = [
      ...(await audit(sql)),
      ...(await auditSchedule(sql, house.now())),
      ...(await auditOrders(sql)),
      ...(await auditPackages(sql)),
      ...(await auditReports(sql)),
      ...(await auditOverview(sql)),
      ...(await auditPlanning(sql)),
      ...(await auditReservations(sql)),
    ];
    const { balances } = await sql.one<{ balances: number }>('select count(*) as balances from balance');
    report(findings, balances, ((performance.now() - begun) / 1000).toFixed(1));
  });
} finally {
  await close();
}
