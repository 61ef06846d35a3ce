// Occurred time (ledger.md 3, 6): a back-dated movement must leave no balance negative at any instant until now.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findStockAt } from '../../server/ledger/stock.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { expectInvariants } from '../support/invariants.ts';
import { createShelf, minutes } from './ledger-shelf.ts';

let db: TestDatabase;
let shelf: Awaited<ReturnType<typeof createShelf>>;
beforeAll(async () => {
  db = await createTestDatabase();
  db.clock.set(db.clock.now());
  shelf = await createShelf(db.house);
});
afterAll(async () => {
  await expectInvariants(db.house);
  await db.close();
});

const out = (batch: string, doses: number, ago: number, rule: 'free' | 'held' | 'fact' = 'free') =>
  shelf.movement([shelf.line(batch, doses, shelf.at(0), shelf.at(0, 'wasted'), rule)], ago);
const back = (batch: string, doses: number, ago: number) =>
  shelf.movement([shelf.line(batch, doses, shelf.at(0, 'wasted'), shelf.at(0))], ago);

it('refuses to take before the doses came', async () => {
  const batch = await shelf.batch();
  await shelf.stock(batch, 10, { ago: 60 });
  expect(await shelf.postSaid(out(batch, 1, 61), out(batch, 1, 60), out(batch, 1, 59))).toEqual([
    'insufficient_stock',
    'recorded',
    'recorded',
  ]);
});

it('refuses to take what was needed later, though there is more now', async () => {
  const batch = await shelf.batch();
  await shelf.stock(batch, 10, { ago: 100 });
  await shelf.postAll(out(batch, 8, 50)); // 2 are left
  await shelf.stock(batch, 20, { ago: 10 }); // 22 now
  const [refused] = await shelf.postAll(out(batch, 3, 70));
  expect(refused?.outcome === 'refused' && refused.problem.params).toMatchObject({ asked: 3, available: 2 });
  expect(await shelf.postSaid(out(batch, 2, 70), out(batch, 1, 60), out(batch, 20, 5))).toEqual([
    'recorded',
    'insufficient_stock',
    'recorded',
  ]);
});

it('looks at the movements of the same call too', async () => {
  const batch = await shelf.batch();
  const made = (doses: number, ago: number) =>
    shelf.movement([shelf.line(batch, doses, shelf.at(0, 'manufactured'), shelf.at(0))], ago);
  const verdicts = await shelf.postSaid(
    made(10, 100),
    out(batch, 9, 40),
    made(5, 30), // 6 now, but 1 at 40 minutes ago
    out(batch, 2, 90),
    out(batch, 1, 90),
    out(batch, 6, 0),
    out(batch, 5, 20),
  );
  expect(verdicts).toEqual([
    'recorded',
    'recorded',
    'recorded',
    'insufficient_stock',
    'recorded',
    'insufficient_stock',
    'recorded',
  ]);
});

it('takes equal instants in the order in which they were recorded', async () => {
  const batch = await shelf.batch();
  expect(await shelf.postSaid(out(batch, 5, 30))).toEqual(['insufficient_stock']);
  await shelf.stock(batch, 5, { ago: 30 });
  expect(await shelf.postSaid(out(batch, 5, 30), out(batch, 1, 30))).toEqual([
    'recorded',
    'insufficient_stock',
  ]);
  await shelf.postAll(back(batch, 2, 30));
  expect(await shelf.postSaid(out(batch, 3, 30), out(batch, 2, 30))).toEqual([
    'insufficient_stock',
    'recorded',
  ]);
});

it('draws of a back-dated fact only what was there then, and flags the rest', async () => {
  const batch = await shelf.batch();
  await shelf.stock(batch, 10, { ago: 60 });
  await shelf.postAll(out(batch, 7, 20));
  const [posted] = await shelf.postAll(out(batch, 5, 40, 'fact'));
  expect(posted).toMatchObject({ outcome: 'flagged', warnings: [{ code: 'unexplained_doses', doses: 2 }] });
  expect(await shelf.balance(batch)).toMatchObject({ available: 0, wasted: 12, unexplained: -2 });
});

it('lets a back-dated promise have no more than is free now', async () => {
  const batch = await shelf.batch();
  await shelf.stock(batch, 10, { ago: 60 });
  await shelf.postAll(out(batch, 9, 5));
  expect(await shelf.postSaid(out(batch, 2, 30), out(batch, 1, 30))).toEqual([
    'insufficient_stock',
    'recorded',
  ]);
});

it('knows the stock at any moment', async () => {
  const batch = await shelf.batch();
  await shelf.stock(batch, 10, { ago: 60 });
  await shelf.postAll(out(batch, 4, 30), out(batch, 1, 45));
  const stockAgo = (ago: number) =>
    shelf.act(async (ctx) => {
      const at = new Date(db.house.now().getTime() - minutes(ago));
      const found = await findStockAt(ctx, shelf.places[0]!, at, shelf.product);
      return found.find((row) => row.batch === batch)?.available;
    });
  expect(await Promise.all([61, 60, 46, 45, 31, 30, 0].map(stockAgo))).toEqual([0, 10, 10, 9, 9, 5, 5]);
});
