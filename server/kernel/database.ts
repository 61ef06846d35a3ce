// The database as the service uses it: a pool that acts as the application's role, and the owner who migrates.
import pg from 'pg';
import { DataSource, DefaultNamingStrategy, type EntitySchema, type MixedList } from 'typeorm';
import type { Config } from './config.ts';
import { createSql, type Sql } from './sql.ts';

// int8 as a number: doses and versions stay far below 2^53. Dates stay text: a calendar date has no instant.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

export interface Database {
  source: DataSource;
  /** Queries straight on the pool, each its own transaction. */
  sql: Sql;
  /** Runs `work` as the owner of the tables: migrations, partitions. Never for a request. */
  asOwner<T>(work: (sql: Sql, owner: DataSource) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface DatabaseParts {
  url: string;
  ownerUrl: string;
  config: Pick<Config, 'databasePool' | 'statementTimeoutMs'>;
  entities: EntitySchema[];
  migrations: MixedList<new () => object>;
}

class SnakeCase extends DefaultNamingStrategy {
  override columnName(property: string, custom: string): string {
    return custom || property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  }
}

const MIGRATION_LOCK = 4_712_001;

/** Migrates as the owner, one process at a time, then opens the pool as the application's role. */
export async function openDatabase(parts: DatabaseParts): Promise<Database> {
  const base = {
    type: 'postgres',
    entities: parts.entities,
    namingStrategy: new SnakeCase(),
    logging: false,
  } as const;
  const asOwner = async <T>(work: (sql: Sql, owner: DataSource) => Promise<T>): Promise<T> => {
    const owner = new DataSource({
      ...base,
      url: parts.ownerUrl,
      migrations: parts.migrations,
      poolSize: 2,
      extra: { application_name: 'jejak-owner' },
    });
    await owner.initialize();
    try {
      return await work(createSql(owner), owner);
    } finally {
      await owner.destroy();
    }
  };
  await asOwner(async (_, owner) => {
    const lock = owner.createQueryRunner();
    await lock.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    try {
      await owner.runMigrations({ transaction: 'each' });
    } finally {
      await lock.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]);
      await lock.release();
    }
  });
  const source = new DataSource({
    ...base,
    url: parts.url,
    poolSize: parts.config.databasePool,
    extra: {
      application_name: 'jejak',
      statement_timeout: parts.config.statementTimeoutMs,
      idle_in_transaction_session_timeout: 60_000,
      options: '-c role=jejak_app -c default_transaction_isolation=read\\ committed',
    },
  });
  await source.initialize();
  return { source, sql: createSql(source), asOwner, close: () => source.destroy() };
}

/** The underlying pg pool, for its gauges. */
export function poolOf(source: DataSource): pg.Pool {
  return (source.driver as unknown as { master: pg.Pool }).master;
}
