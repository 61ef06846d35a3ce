// The relay and its followers under real concurrency: numbers without gaps or doubles, nothing missed by a reader that
// goes by number, two relays, and a follower whose process dies between effect and cursor.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrations } from '../../migrations/index.ts';
import { entities } from '../../server/entities.ts';
import { openDatabase, type Database } from '../../server/kernel/database.ts';
import { followAll, createTail, type Follower } from '../../server/kernel/follower.ts';
import { createHouse, type House } from '../../server/kernel/house.ts';
import { lastSeq, readAfter, record } from '../../server/kernel/journal.ts';
import { createLog } from '../../server/kernel/log.ts';
import { createRelay } from '../../server/kernel/relay.ts';
import { transact } from '../../server/kernel/transaction.ts';
import { systemActor } from '../../server/people/scope.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let base: TestDatabase;
let other: Database;
let houses: [House, House];

beforeAll(async () => {
  base = await createTestDatabase({ databasePool: 12 });
  const { config } = base.house;
  other = await openDatabase({ url: base.url, ownerUrl: base.url, config, entities, migrations });
  houses = [base.house, createHouse({ config, log: createLog('silent'), database: other })];
});
afterAll(async () => {
  await other.close();
  await base.close();
});

class Undone extends Error {}

/** Writes `count` transactions of one to three rows; some wait before they commit, some roll back. Answers the ids. */
async function write(house: House, writer: number, count: number): Promise<string[]> {
  const kept: string[] = [];
  for (let n = 0; n < count; n++) {
    const ids = Array.from({ length: 1 + ((n + writer) % 3) }, () => house.newId());
    try {
      await transact(house, systemActor, async (ctx) => {
        await record(
          ctx,
          ids.map((id) => ({ id, kind: 'test.written', data: { writer, n } })),
        );
        // Slow transactions take their rows early and commit after faster ones that began later.
        if ((n + writer) % 4 === 0) await ctx.tx.rows('select pg_sleep($1)', [0.002 * (1 + (n % 5))]);
        if ((n + writer) % 7 === 0) throw new Undone();
      });
      kept.push(...ids);
    } catch (error) {
      if (!(error instanceof Undone)) throw error;
    }
  }
  return kept;
}

describe('relay', () => {
  it('numbers what eight writers commit without gap or double, and a reader by number misses nothing', async () => {
    const start = await lastSeq(base.house.database.sql);
    const seen: string[] = [];
    const tail = await createTail(base.house, (rows) => {
      seen.push(...rows.map((row) => row.id));
      return Promise.resolve();
    });
    const relays = houses.map((house) => createRelay(house, () => void tail.poll()));
    relays.forEach((relay) => relay.start());
    const written = (
      await Promise.all(Array.from({ length: 8 }, (_, writer) => write(houses[writer % 2]!, writer, 60)))
    ).flat();
    await Promise.all(relays.map((relay) => relay.stop()));
    await relays[0]!.stampAll();
    await tail.poll();
    await tail.poll();

    expect(new Set(seen).size).toBe(seen.length);
    expect([...seen].sort()).toEqual([...written].sort());
    const rows = await readAfter(base.house.database.sql, start, written.length + 10);
    expect(rows.map((row) => row.seq)).toEqual(written.map((_, index) => start + index + 1));
    expect(rows.map((row) => row.id)).toEqual(seen);
  });

  it('keeps the order of the numbers whatever the order of the ids', async () => {
    const { house } = base;
    const relay = createRelay(house, () => undefined);
    const [early, late] = [house.newId(), house.newId()];
    await transact(house, systemActor, (ctx) => record(ctx, [{ id: late, kind: 'test.written' }]));
    await relay.stampAll();
    const between = await lastSeq(house.database.sql);
    await transact(house, systemActor, (ctx) => record(ctx, [{ id: early, kind: 'test.written' }]));
    await relay.stampAll();
    const rows = await readAfter(house.database.sql, between - 1, 10);
    expect(rows.map((row) => row.id)).toEqual([late, early]);
  });

  it('lets two relays that compete number every row once', async () => {
    const start = await lastSeq(base.house.database.sql);
    const ids = await write(base.house, 1, 40);
    const counts = await Promise.all(
      houses.flatMap((house) => [0, 1, 2].map(() => createRelay(house, () => undefined).stampAll())),
    );
    await createRelay(base.house, () => undefined).stampAll();
    const rows = await readAfter(base.house.database.sql, start, 1000);
    expect(rows.map((row) => row.seq)).toEqual(ids.map((_, index) => start + index + 1));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(ids.length);
  });
});

describe('follower', () => {
  /** Counts each row by writing a journal row of its own: an effect that would show if it happened twice. */
  const counter = (name: string, breakAt?: (seen: number) => boolean): Follower => {
    let seen = 0;
    return {
      name,
      async handle(ctx, rows) {
        const own = rows.filter((row) => row.kind === 'test.cause');
        const effects = own.map((row) => ({ id: ctx.newId(), kind: 'test.effect', documentId: row.id }));
        await record(ctx, effects);
        seen += own.length;
        if (breakAt?.(seen)) throw new Error('the process died here, after the effect and before the cursor');
      },
    };
  };

  it('takes effect exactly once across a crash between effect and cursor, and from two processes at once', async () => {
    const { house } = base;
    const { sql } = house.database;
    const causes = Array.from({ length: 50 }, () => house.newId());
    await transact(house, systemActor, (ctx) =>
      record(
        ctx,
        causes.map((id) => ({ id, kind: 'test.cause' })),
      ),
    );
    await createRelay(house, () => undefined).stampAll();
    const effects = `select document_id from journal where kind = 'test.effect'`;

    await expect(
      followAll(
        house,
        systemActor,
        counter('test', () => true),
      ),
    ).rejects.toThrow('the process died');
    expect(await sql.rows(effects)).toEqual([]);
    const cursor = await sql.maybe<{ seq: number }>(`select seq from follower where name = 'test'`);
    expect(cursor?.seq ?? 0).toBe(0);

    const both = () => Promise.all(houses.map((each) => followAll(each, systemActor, counter('test'))));
    await both();
    await both();
    const done = await sql.rows<{ document_id: string }>(effects);
    expect(done.map((row) => row.document_id).sort()).toEqual([...causes].sort());
    const last = await sql.one<{ seq: number }>(`select seq from follower where name = 'test'`);
    expect(last.seq).toBe(await lastSeq(sql));
  });
});
