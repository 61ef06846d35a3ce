// The audit finds what was planted by the owner behind the ledger's back, and nothing else.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { audit } from '../../server/ledger/audit.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createShelf } from './ledger-shelf.ts';

let db: TestDatabase;
let shelf: Awaited<ReturnType<typeof createShelf>>;
let batch: string;
beforeEach(async () => {
  db = await createTestDatabase();
  shelf = await createShelf(db.house);
  batch = await shelf.batch();
  await shelf.stock(batch, 10, { ago: 60 });
  await shelf.postAll(
    shelf.movement([shelf.line(batch, 4, shelf.at(0), shelf.at(1), 'free')], 30),
    shelf.movement([shelf.line(batch, 9, shelf.at(0), shelf.at(0, 'administered'), 'fact')], 20),
  );
});
afterEach(() => db.close());

const rules = async () =>
  new Set((await audit(shelf.sql)).map((finding) => /\((\d)\)$/.exec(finding.rule)?.[1]));
const plant = (text: string) => db.house.database.asOwner((sql) => sql.run(text, [batch]));

it('is empty for what the ledger wrote', async () => {
  expect(await audit(shelf.sql)).toEqual([]);
});

it('finds a balance that is not the fold, and says by how much', async () => {
  await plant('update balance set administered = administered + 2 where batch_id = $1 and administered > 0');
  expect(await audit(shelf.sql)).toMatchObject([
    { batch, holder: shelf.places[0]!.id, bucket: 'administered', expected: 9, found: 11 },
  ]);
});

it('finds a missing and a changed posting', async () => {
  await plant(`delete from posting where batch_id = $1 and bucket = 'administered'`);
  expect(await rules()).toEqual(new Set(['5', '2', '1']));
});

it('finds an account that was negative at some instant', async () => {
  await plant(`update posting set occurred_at = occurred_at + interval '35 minutes' where batch_id = $1 and bucket = 'available'
    and doses = 10`);
  expect(await rules()).toEqual(new Set(['3']));
});

it('finds a balance without postings, and a posting without a journal row', async () => {
  await plant(`insert into balance (holder_id, batch_id, product_id, wasted) select gen_random_uuid(), $1, product_id, 1
    from batch where id = $1`);
  expect(await rules()).toEqual(new Set(['5']));
  await plant('delete from journal where touched @> array[$1::uuid]');
  expect(await rules()).toEqual(new Set(['5', '1']));
});

it('finds a reservation without doses, once nothing else forbids it', async () => {
  await db.house.database.asOwner((sql) => sql.run('alter table balance drop constraint balance_reserved'));
  await plant('update balance set promised = available + 1 where batch_id = $1');
  expect(await rules()).toEqual(new Set(['8']));
});
