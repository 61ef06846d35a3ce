// `npm run rebuild`: sums the days of the reports anew from the postings, as after a place has changed its time zone. It
// may run beside the service, whose follower waits for it.
import 'dotenv/config';
import { rebuildReports } from './insight/report-days.ts';
import { readConfig } from './kernel/config.ts';
import { transact } from './kernel/transaction.ts';
import { openHouse } from './open.ts';
import { systemActor } from './people/scope.ts';

const { house, close } = await openHouse({ ...readConfig(), logLevel: 'warn', statementTimeoutMs: 0 });
try {
  const days = await transact(house, systemActor, rebuildReports);
  console.log(`${days} days of places and products summed anew`);
} finally {
  await close();
}
