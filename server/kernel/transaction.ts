// One transaction per unit of work. A serialization failure or deadlock retries the whole of it, never a part.
import type { Actor, Command, Context } from './context.ts';
import type { House } from './house.ts';
import { createSql } from './sql.ts';

const RETRYABLE = new Set(['40001', '40P01']);

/** The PostgreSQL error behind whatever TypeORM or pg threw, or undefined. */
export function databaseError(error: unknown): { code: string; constraint?: string } | undefined {
  const inner = (error as { driverError?: unknown })?.driverError ?? error;
  const { code, constraint } = (inner ?? {}) as { code?: unknown; constraint?: string };
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? { code, constraint } : undefined;
}

/**
 * True when the connection failed, not the statement: nobody listens, it was cut, the server starts or stops, or no
 * connection came free (PostgreSQL classes 08 and 57P, and the driver's own words).
 */
export function isDatabaseLost(error: unknown): boolean {
  const found = databaseError(error)?.code;
  if (found && /^(08...|57P0[1-5]|53300)$/.test(found)) return true;
  const { code, message } = ((error as { driverError?: unknown })?.driverError ?? error ?? {}) as Record<
    string,
    unknown
  >;
  if (typeof code === 'string' && /^(ECONN|EPIPE|ENOTFOUND|ETIMEDOUT)/.test(code)) return true;
  return (
    typeof message === 'string' &&
    /connection (terminated|timeout|ended)|timeout exceeded when trying to connect/i.test(message)
  );
}

/** True for failures after which the same transaction may succeed: 40001, 40P01, and a lost race for a journal id. */
function isRetryable(error: unknown): boolean {
  const found = databaseError(error);
  return (
    !!found &&
    (RETRYABLE.has(found.code) || (found.code === '23505' && found.constraint === 'journal_key_pkey'))
  );
}

/** Repeats `work`, which must be one whole transaction, while it fails retryably; `config.transactionRetries` times. */
async function retrying<T>(house: House, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!isRetryable(error) || attempt > house.config.transactionRetries) throw error;
      house.log.debug({ attempt, error: databaseError(error) }, 'transaction is tried again');
    }
    await house.sleep(2 ** attempt * 5);
  }
}

/** A context on the pool, outside any transaction: for reads and for commands that a combiner commits. */
export function poolContext(house: House, actor: Actor, command?: Command): Context {
  return {
    tx: house.database.sql,
    now: house.now(),
    actor,
    newId: house.newId,
    config: house.config,
    command,
  };
}

/**
 * Runs `work` in one transaction and commits. Retries the whole of `work` on 40001 and 40P01; any other error rolls
 * back and is thrown on.
 */
export function transact<T>(
  house: House,
  actor: Actor,
  work: (ctx: Context) => Promise<T>,
  command?: Command,
): Promise<T> {
  return retrying(house, async () => {
    const runner = house.database.source.createQueryRunner();
    try {
      await runner.connect();
      await runner.startTransaction();
      const tx = createSql(runner);
      const result = await work({
        tx,
        now: house.now(),
        actor,
        newId: house.newId,
        config: house.config,
        command,
      });
      await runner.commitTransaction();
      house.committed();
      return result;
    } finally {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      await runner.release();
    }
  });
}

/** Runs `work`, which sends exactly one writing statement, as a transaction of its own: one round trip, no BEGIN. */
export function transactOneStatement<T>(
  house: House,
  actor: Actor,
  work: (ctx: Context) => Promise<T>,
): Promise<T> {
  return retrying(house, async () => {
    const result = await work(poolContext(house, actor));
    house.committed();
    return result;
  });
}
