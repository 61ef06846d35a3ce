// One consistent view for a long read: every query of it sees the same moment, whatever is written meanwhile.
import type { Actor, Context } from './context.ts';
import type { House } from './house.ts';
import { createSql } from './sql.ts';

/**
 * Runs `work`, which only reads, in one repeatable-read transaction on one connection of the pool, and gives that back
 * however it ends. A reader that rests for a minute between two queries loses its connection, so that nobody holds an
 * old view for hours.
 */
export async function onSnapshot<T>(
  house: House,
  actor: Actor,
  work: (ctx: Context) => Promise<T>,
): Promise<T> {
  const runner = house.database.source.createQueryRunner();
  try {
    await runner.connect();
    await runner.startTransaction('REPEATABLE READ');
    await runner.query('set transaction read only');
    const tx = createSql(runner);
    return await work({ tx, now: house.now(), actor, newId: house.newId, config: house.config });
  } finally {
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
    await runner.release();
  }
}
