// SQL in one shape: `rows`, `one`, `maybe`, `run`, whether inside a transaction or straight on the pool.
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';

export interface Sql {
  /** All rows of a query. */
  rows<T>(text: string, values?: readonly unknown[]): Promise<T[]>;
  /** The single row of a query that must have one. */
  one<T>(text: string, values?: readonly unknown[]): Promise<T>;
  /** The first row, or undefined. */
  maybe<T>(text: string, values?: readonly unknown[]): Promise<T | undefined>;
  /** Runs a statement and answers how many rows it changed. */
  run(text: string, values?: readonly unknown[]): Promise<number>;
  /** TypeORM's manager in the same transaction, for single-table reads and writes. */
  orm: EntityManager;
}

/** Wraps a TypeORM query runner (a transaction) or data source (the pool) as `Sql`. */
export function createSql(source: QueryRunner | DataSource): Sql {
  const query = async (text: string, values?: readonly unknown[]) => {
    const runner = 'createQueryRunner' in source ? source.createQueryRunner() : source;
    try {
      return await runner.query(text, values as unknown[], true);
    } finally {
      if (runner !== source) await runner.release();
    }
  };
  const rows = async <T>(text: string, values?: readonly unknown[]) =>
    (await query(text, values)).records as T[];
  return {
    rows,
    one: async <T>(text: string, values?: readonly unknown[]) => {
      const found = await rows<T>(text, values);
      if (found[0] === undefined) throw new Error('A query that must have a row had none');
      return found[0];
    },
    maybe: async <T>(text: string, values?: readonly unknown[]) => (await rows<T>(text, values))[0],
    run: async (text, values) => (await query(text, values)).affected ?? 0,
    orm: source.manager,
  };
}
