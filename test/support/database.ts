// A database of its own for each test file: a clone of the template, made in a few tenths of a second.
import { Client } from 'pg';
import { migrations } from '../../migrations/index.ts';
import { entities } from '../../server/entities.ts';
import type { Config } from '../../server/kernel/config.ts';
import { openDatabase } from '../../server/kernel/database.ts';
import { createHouse, type House } from '../../server/kernel/house.ts';
import { createLog } from '../../server/kernel/log.ts';
import { testConfig } from './config.ts';
import { TEMPLATE, urlOf } from './template.ts';

export interface TestClock {
  now(): Date;
  set(at: Date | string): void;
  /** Moves the clock on by so many milliseconds. */
  advance(milliseconds: number): void;
}

/** A clock that stands where it is put; it runs with real time until it is first set. */
export function createTestClock(): TestClock {
  let offset = 0;
  let fixed: Date | undefined;
  return {
    now: () => (fixed ? new Date(fixed) : new Date(Date.now() + offset)),
    set: (at) => (fixed = new Date(at)),
    advance(milliseconds) {
      if (fixed) fixed = new Date(fixed.getTime() + milliseconds);
      else offset += milliseconds;
    },
  };
}

export interface TestDatabase {
  url: string;
  house: House;
  clock: TestClock;
  close(): Promise<void>;
}

async function asAdmin(statement: string): Promise<void> {
  const client = new Client({ connectionString: process.env.TEST_POSTGRES_URL });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Clones the template and opens a house on it. `close` drops the clone. */
export async function createTestDatabase(changes: Partial<Config> = {}): Promise<TestDatabase> {
  const server = process.env.TEST_POSTGRES_URL;
  if (!server)
    throw new Error('TEST_POSTGRES_URL is not set: run the tests through vitest and its global setup');
  const name = `test_${crypto.randomUUID().replaceAll('-', '')}`;
  for (let attempt = 1; ; attempt++) {
    try {
      await asAdmin(`create database ${name} template ${TEMPLATE}`);
      break;
    } catch (error) {
      // Another test file is cloning at this instant: the template admits one at a time.
      if ((error as { code?: string }).code !== '55006' || attempt > 50) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  const url = urlOf(server, name);
  const config = testConfig(changes);
  const clock = createTestClock();
  const database = await openDatabase({ url, ownerUrl: url, config, entities, migrations });
  const house = createHouse({ config, log: createLog(config.logLevel), database, now: clock.now });
  return {
    url,
    house,
    clock,
    close: async () => {
      await database.close();
      await asAdmin(`drop database if exists ${name} with (force)`);
    },
  };
}
