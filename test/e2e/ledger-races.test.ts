// Many at once: real concurrent transactions against the same doses, in opposite orders, under the same ids.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { poolContext } from '../../server/kernel/transaction.ts';
import { createMovementCombiner } from '../../server/ledger/combine.ts';
import { post } from '../../server/ledger/post.ts';
import { reserve } from '../../server/ledger/reserve.ts';
import { systemActor } from '../../server/people/scope.ts';
import { audit } from '../../server/ledger/audit.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createShelf, said } from './ledger-shelf.ts';

let db: TestDatabase;
let shelf: Awaited<ReturnType<typeof createShelf>>;
beforeAll(async () => {
  db = await createTestDatabase();
  shelf = await createShelf(db.house);
});
afterAll(async () => {
  // Promises are made here without appointments, so only the ledger's own audit applies.
  expect(await audit(db.house.database.sql)).toEqual([]);
  await db.close();
});

const send = (batch: string, doses: number, from = 0, to = 1) =>
  shelf.line(batch, doses, shelf.at(from), shelf.at(to), 'free');
const tally = (words: string[]) =>
  Object.fromEntries(
    [...new Set(words)].sort().map((word) => [word, words.filter((w) => w === word).length]),
  );

it('lets one of two takers of 8 from 10 win', async () => {
  for (let round = 0; round < 10; round++) {
    const batch = await shelf.batch();
    await shelf.stock(batch, 10);
    const takers = [0, 1].map(() => shelf.postSaid(shelf.movement([send(batch, 8)])));
    expect(tally((await Promise.all(takers)).flat())).toEqual({ insufficient_stock: 1, recorded: 1 });
    expect(await shelf.balance(batch)).toMatchObject({ available: 2 });
  }
});

it('gives 10 doses to exactly 10 of 50 takers, each alone and all combined', async () => {
  const [alone, together] = [await shelf.batch(), await shelf.batch()];
  await shelf.stock(alone, 10);
  await shelf.stock(together, 10);
  const words = await Promise.all(
    Array.from({ length: 50 }, async () => (await shelf.postSaid(shelf.movement([send(alone, 1)])))[0]!),
  );
  expect(tally(words)).toEqual({ insufficient_stock: 40, recorded: 10 });
  const combiner = createMovementCombiner(db.house, systemActor);
  const answers = await Promise.all(
    Array.from({ length: 50 }, () =>
      combiner
        .submit(shelf.movement([send(together, 1)]))
        .then(said, (error: { code: string }) => error.code),
    ),
  );
  expect(tally(answers)).toEqual({ insufficient_stock: 40, recorded: 10 });
});

it('never deadlocks, whatever the order of lines, movements and ids', async () => {
  const batches = await Promise.all([1, 2, 3, 4].map(() => shelf.batch()));
  for (const batch of batches) for (const place of [0, 1]) await shelf.stock(batch, 10_000, { place });
  const fresh = await Promise.all([1, 2, 3, 4].map(() => shelf.batch())); // rows that all want to make first
  const ids = Array.from({ length: 8 }, () => db.house.newId());
  let deadlocks = 0;
  async function call(n: number): Promise<string[]> {
    const turned = n % 2 === 1;
    const lines = [
      ...batches.map((batch) => (turned ? send(batch, 1, 1, 0) : send(batch, 1))),
      ...fresh.map((batch) => shelf.line(batch, 1, shelf.at(n % 3), shelf.at(n % 3, 'administered'), 'fact')),
    ];
    const movements = lines.map((line) => shelf.movement([line]));
    // Ids that several calls share, on rows that they do not share.
    const own = await shelf.batch();
    const shared = ids.map((id) =>
      shelf.movement([shelf.line(own, 1, shelf.at(2), shelf.at(2, 'wasted'), 'fact')], 0, { id }),
    );
    const all = [...movements, ...shared];
    if (turned) all.reverse();
    try {
      return (await post(poolContext(db.house, systemActor), all)).map(said);
    } catch (error) {
      const { code } = (error as { driverError: { code: string } }).driverError;
      if (code === '40P01') deadlocks++;
      else if (code !== '23505') throw error; // a lost race for an id, which the caller's retry turns into a repetition
      return [];
    }
  }
  await Promise.all(Array.from({ length: 48 }, (_, n) => call(n)));
  expect(deadlocks).toBe(0);
  expect(await shelf.sql.one('select count(*) as n from journal where id = any($1)', [ids])).toEqual({
    n: 8,
  });
});

it('records one movement when the same id comes from many at once', async () => {
  const batch = await shelf.batch();
  await shelf.stock(batch, 50);
  const movement = shelf.movement([send(batch, 1)]);
  const combiner = createMovementCombiner(db.house, systemActor);
  const words = await Promise.all([
    ...Array.from({ length: 10 }, async () => (await shelf.postSaid(movement))[0]!),
    ...Array.from({ length: 10 }, async () => said(await combiner.submit(movement))),
  ]);
  expect(tally(words)).toEqual({ recorded: 1, repeated: 19 });
  expect(await shelf.balance(batch)).toMatchObject({ available: 49 });
});

it('answers a repetition within a combined batch as the first was answered', async () => {
  const batch = await shelf.batch();
  await shelf.stock(batch, 50);
  const combiner = createMovementCombiner(db.house, systemActor);
  const movement = shelf.movement([send(batch, 2)]);
  const other = { ...movement, hash: Buffer.from('other') };
  const [first, again, conflict, neighbour] = await Promise.allSettled([
    combiner.submit(movement),
    combiner.submit(movement),
    combiner.submit(other),
    combiner.submit(shelf.movement([send(batch, 3)])),
  ]);
  expect(first).toMatchObject({ value: { outcome: 'recorded' } });
  expect(again).toMatchObject({ value: { outcome: 'repeated' } });
  expect(conflict).toMatchObject({ reason: { code: 'idempotency_conflict' } });
  expect(neighbour).toMatchObject({ value: { outcome: 'recorded' } });
  const answers = [first, again].map((settled) => settled.status === 'fulfilled' && settled.value.answer);
  expect(answers[1]).toEqual(answers[0]);
  expect(answers[0]).toMatchObject({ id: movement.id, verdict: 'recorded', warnings: [] });
});

it('reserves no more than there is, and takers leave what is reserved', async () => {
  const batch = await shelf.batch();
  await shelf.stock(batch, 30);
  const place = shelf.places[0]!.id;
  const words = await Promise.all([
    ...Array.from({ length: 40 }, () =>
      shelf
        .act((ctx) => reserve(ctx, place, [{ batch, promised: 1 }]))
        .then(
          () => 'promised',
          (error: { code: string }) => error.code,
        ),
    ),
    ...Array.from({ length: 40 }, async () => (await shelf.postSaid(shelf.movement([send(batch, 1)])))[0]!),
  ]);
  const { promised = 0, recorded = 0 } = tally(words) as Record<string, number>;
  expect(promised + recorded).toBe(30);
  expect(await shelf.balance(batch)).toMatchObject({ available: 30 - recorded, promised });
});
