// Months: made ahead, caught by the default partition when nobody made them, shed into opening balances, while a
// client's id stays unique for ever.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { reportFollower } from '../../server/insight/report-days.ts';
import { followAll } from '../../server/kernel/follower.ts';
import { createRelay } from '../../server/kernel/relay.ts';
import { createMovementCombiner } from '../../server/ledger/combine.ts';
import { audit } from '../../server/ledger/audit.ts';
import { maintainMonths, monthOf } from '../../server/ledger/months.ts';
import { reverse } from '../../server/ledger/reverse.ts';
import { systemActor } from '../../server/people/scope.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { expectInvariants } from '../support/invariants.ts';
import { createShelf, said } from './ledger-shelf.ts';

const DAY_MS = 86_400_000;
let db: TestDatabase;
let shelf: Awaited<ReturnType<typeof createShelf>>;
let today: Date;
beforeAll(async () => {
  db = await createTestDatabase({ journalKeepMonths: 6 });
  today = db.clock.now();
  db.clock.set(today);
  shelf = await createShelf(db.house);
});
afterAll(async () => {
  await expectInvariants(db.house);
  await db.close();
});

const partitions = async (table: string) =>
  (
    await shelf.sql.rows<{ name: string }>(
      `select inhrelid::regclass::text as name from pg_inherits where inhparent = $1::regclass order by 1`,
      [table],
    )
  ).map(({ name }) => name);
const nameOf = (table: string, month: string) => `${table}_${month.slice(0, 7).replace('-', '_')}`;
/** What is shed has long been followed: the sums of days outlive their postings. */
const followed = async () => {
  await createRelay(db.house, () => undefined).stampAll();
  await followAll(db.house, systemActor, reportFollower);
};
const give = (batch: string, doses: number) =>
  shelf.movement([shelf.line(batch, doses, shelf.at(0), shelf.at(0, 'administered'), 'fact')]);

it('has made the months ahead for every monthly table', async () => {
  for (const table of ['journal', 'answer', 'posting', 'audit']) {
    const there = await partitions(table);
    for (const away of [-1, 0, 1, 2, 3]) expect(there).toContain(nameOf(table, monthOf(today, away)));
    expect(there).toContain(`${table}_default`);
  }
  expect(await maintainMonths(db.house)).toEqual({ made: 0, shed: [] });
});

it('keeps rows of a month that nobody made, and moves them when it is made', async () => {
  const month = monthOf(today, 6);
  db.clock.set(`${month}T12:00:00Z`);
  const batch = await shelf.batch();
  await shelf.stock(batch, 10);
  expect(await shelf.postSaid(give(batch, 3))).toEqual(['recorded']);
  const count = async (table: string) =>
    (await db.house.database.asOwner((sql) => sql.one<{ n: number }>(`select count(*) as n from ${table}`)))
      .n;
  expect(await count('posting_default')).toBe(4);
  const done = await maintainMonths(db.house);
  expect(done.made).toBeGreaterThan(0);
  expect(await count('posting_default')).toBe(0);
  expect(await count(nameOf('posting', month))).toBe(4);
  expect(await count(nameOf('journal', month))).toBe(2);
  expect(await audit(shelf.sql)).toEqual([]);
  expect(await shelf.postSaid(give(batch, 3))).toEqual(['recorded']);
  db.clock.set(today);
});

it('sheds old months: balances, audit and ids outlive them', async () => {
  db.clock.set(`${monthOf(today, -20)}T10:00:00Z`);
  const combiner = createMovementCombiner(db.house, systemActor);
  const batch = await shelf.batch();
  await shelf.stock(batch, 100);
  const old = give(batch, 7);
  expect((await combiner.submit(old)).answer?.balances[0]?.available).toBe(93);
  db.clock.set(`${monthOf(today, -10)}T10:00:00Z`);
  expect(await shelf.postSaid(give(batch, 5))).toEqual(['recorded']);
  db.clock.set(today);
  expect(await shelf.postSaid(give(batch, 1))).toEqual(['recorded']);

  const before = await shelf.balance(batch);
  await followed();
  const { shed } = await maintainMonths(db.house);
  expect(shed).toEqual([monthOf(today, -20), monthOf(today, -10)]);
  expect(await shelf.balance(batch)).toEqual(before);
  expect(before).toMatchObject({ available: 87, administered: 13 });
  expect(await audit(shelf.sql)).toEqual([]);
  expect(await shelf.sql.rows('select from journal where id = $1', [old.id])).toEqual([]);
  expect(
    await shelf.sql.one('select doses from opening where batch_id = $1 and bucket = $2', [
      batch,
      'available',
    ]),
  ).toEqual({ doses: 88 });

  // The old id: no second movement, and its answer is gone.
  const again = await combiner.submit(old);
  expect(again).toEqual({ outcome: 'repeated', warnings: [], answer: undefined });
  expect(await shelf.postSaid({ ...old, hash: Buffer.from('other') })).toEqual(['idempotency_conflict']);
  expect(await shelf.balance(batch)).toEqual(before);
  const place = shelf.places[0]!;
  await expect(
    shelf.act((ctx) => reverse(ctx, { id: db.house.newId(), movement: old.id, place, reason: 'late' })),
  ).rejects.toMatchObject({ code: 'movement_not_found' });
  expect(await maintainMonths(db.house)).toEqual({ made: 0, shed: [] });
});

it('audits what was back-dated across the edge of a shed month', async () => {
  const edge = new Date(`${monthOf(today, -9)}T00:00:00Z`).getTime();
  const batch = await shelf.batch();
  db.clock.set(new Date(edge - 5 * DAY_MS));
  await shelf.stock(batch, 5);
  db.clock.set(new Date(edge - 2 * DAY_MS));
  await shelf.postAll(give(batch, 5));
  // Recorded after the edge, occurred before it: 5 came and 5 went while the shed book still held what it gave later.
  db.clock.set(new Date(edge + DAY_MS));
  const back = { ago: (4 * DAY_MS) / 60_000 };
  await shelf.stock(batch, 5, back);
  const early = give(batch, 5);
  early.occurredAt = new Date(edge - 4 * DAY_MS + 1);
  expect(said((await shelf.postAll(early))[0])).toBe('recorded');
  db.clock.set(today);
  await followed();
  const { shed } = await maintainMonths(db.house);
  expect(shed).toContain(monthOf(today, -10));
  expect(await audit(shelf.sql)).toEqual([]);
});

it('does not shed what is young, whatever it is told', async () => {
  await expect(
    db.house.database.asOwner((sql) => sql.rows('select shed_month($1)', [monthOf(today, -1)])),
  ).rejects.toThrow('too young');
  const eager = { ...db.house, config: { ...db.house.config, journalKeepMonths: 0, backdateDays: 400 } };
  expect((await maintainMonths(eager)).shed).toEqual([]);
});

it('may be kept by two processes at once', async () => {
  db.clock.set(`${monthOf(today, 12)}T00:00:00Z`);
  const done = await Promise.all([maintainMonths(db.house), maintainMonths(db.house)]);
  const tables = await shelf.sql.rows('select name from monthly_table').catch(() => []);
  expect(done[0].made + done[1].made).toBeGreaterThanOrEqual(Math.max(tables.length, 4) * 4);
  db.clock.set(today);
});
