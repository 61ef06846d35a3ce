// The template database that every test file clones.
import { Client } from 'pg';

export const TEMPLATE = 'jejak_template';

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
}
