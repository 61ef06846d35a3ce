// The template database that every test file clones: migrated, with the reference nation and the demo accounts.
import { Client } from 'pg';
import { migrations } from '../../migrations/index.ts';
import { loadAccounts } from '../../server/demo/load.ts';
import { loadReference } from '../../server/demo/reference.ts';
import { entities } from '../../server/entities.ts';
import { openDatabase } from '../../server/kernel/database.ts';
import { createHouse } from '../../server/kernel/house.ts';
import { createLog } from '../../server/kernel/log.ts';
import { testConfig } from './config.ts';

export const TEMPLATE = 'jejak_template';

/** The same server, another database. */
export function urlOf(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.toString();
}

/** Makes the template anew on that server. */
export async function makeTemplate(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`drop database if exists ${TEMPLATE} with (force)`);
    await client.query(`create database ${TEMPLATE}`);
  } finally {
    await client.end();
  }
  const config = testConfig();
  const target = urlOf(url, TEMPLATE);
  const database = await openDatabase({ url: target, ownerUrl: target, config, entities, migrations });
  try {
    const house = createHouse({ config, log: createLog('silent'), database });
    await loadReference(house);
    await loadAccounts(house);
  } finally {
    await database.close();
  }
}
