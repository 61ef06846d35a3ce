// Two roles: what the application may not do is refused by the database itself, not by good manners.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { expectInvariants } from '../support/invariants.ts';
import { createShelf } from './ledger-shelf.ts';

let db: TestDatabase;
let shelf: Awaited<ReturnType<typeof createShelf>>;
beforeAll(async () => {
  db = await createTestDatabase();
  shelf = await createShelf(db.house);
  await shelf.stock(await shelf.batch(), 10);
});
afterAll(async () => {
  await expectInvariants(db.house);
  await db.close();
});

const APPEND_ONLY = ['journal', 'posting', 'answer', 'audit', 'reversal', 'transit'];
const READ_ONLY = ['opening', 'shed', 'monthly_table'];
const refused = { code: '42501' };
const attempt = (text: string) => expect(shelf.sql.rows(text), text).rejects.toMatchObject(refused);

it('acts as the application, not as the owner', async () => {
  expect(await shelf.sql.one('select current_user as name')).toEqual({ name: 'jejak_app' });
});

describe.each([...APPEND_ONLY, ...READ_ONLY])('%s', (table) => {
  it('is not updated, deleted from or emptied', async () => {
    const { name } = await db.house.database.asOwner((sql) =>
      sql.one<{ name: string }>(
        `select attname as name from pg_attribute where attrelid = $1::regclass and attnum = 1`,
        [table],
      ),
    );
    await attempt(`update ${table} set ${name} = ${name}`);
    await attempt(`delete from ${table}`);
    await attempt(`truncate ${table}`);
  });
});

it('has no way round by a partition', async () => {
  const parts = await shelf.sql.rows<{ name: string }>(
    `select inhrelid::regclass::text as name from pg_inherits where inhparent in ('journal'::regclass, 'posting'::regclass,
      'answer'::regclass, 'audit'::regclass)`,
  );
  expect(parts.length).toBeGreaterThan(12);
  for (const { name } of parts) {
    await attempt(`delete from ${name}`);
    await attempt(`truncate ${name}`);
  }
});

it('stamps seq in journal_key and nothing else', async () => {
  for (const column of ['id', 'hash', 'recorded_at'])
    await attempt(`update journal_key set ${column} = ${column}`);
  await attempt('delete from journal_key');
  await attempt('truncate journal_key');
  expect(await shelf.sql.run('update journal_key set seq = 1 where seq is null')).toBe(1);
});

it('does not write what only the owner folds', async () => {
  await attempt(`insert into opening select holder_id, batch_id, 'available', 1 from balance limit 1`);
  await attempt(`insert into shed values ('2020-01-01')`);
  await attempt(`select make_month('2040-01-01')`);
  await attempt(`select make_month_of('journal', '2040-01-01')`);
  await attempt(`select shed_month('2020-01-01')`);
});

it('does not delete balances, batches or places', async () => {
  for (const table of ['balance', 'batch', 'place', 'product']) {
    await attempt(`delete from ${table}`);
    await attempt(`truncate ${table} cascade`);
  }
});

it('does not change the schema', async () => {
  await attempt('create table mine (id int)');
  await attempt('create function mine() returns int language sql as $$ select 1 $$');
  await attempt('alter table journal add column mine int');
  await attempt('drop table posting');
  await attempt('drop index posting_account');
  await attempt('alter table balance drop constraint balance_not_negative');
  await attempt('alter function ledger_post security definer');
  await attempt('create role mine');
});

it('cannot make a balance negative or promise more than there is, even by its own SQL', async () => {
  const check = { code: '23514' };
  await expect(shelf.sql.rows('update balance set available = -1')).rejects.toMatchObject(check);
  await expect(shelf.sql.rows('update balance set promised = available + 1')).rejects.toMatchObject(check);
});
