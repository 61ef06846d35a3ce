// `npm run audit`: recomputes every balance from the postings; exit 1 and the difference if there is one.
import 'dotenv/config';
import { readConfig } from './kernel/config.ts';
import { audit } from './ledger/audit.ts';
import { openHouse } from './open.ts';

const { house, close } = await openHouse({ ...readConfig(), logLevel: 'warn' });
try {
  const begun = performance.now();
  const findings = await audit(house.database.sql);
  const { rows } = await house.database.sql.one<{ rows: number }>('select count(*) as rows from balance');
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  if (findings.length > 0) {
    console.table(findings);
    console.error(`${findings.length} findings in ${rows} balances (${seconds} s)`);
    process.exitCode = 1;
  } else {
    console.log(`Clean: ${rows} balances equal the fold of their postings (${seconds} s)`);
  }
} finally {
  await close();
}
