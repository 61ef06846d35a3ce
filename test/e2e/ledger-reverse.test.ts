// A correction is a linked reversal (ledger.md 11): once only, refused while later stock depends on it.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { reverse } from '../../server/ledger/reverse.ts';
import type { Movement } from '../../server/ledger/types.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { expectInvariants } from '../support/invariants.ts';
import { createShelf } from './ledger-shelf.ts';

let db: TestDatabase;
let shelf: Awaited<ReturnType<typeof createShelf>>;
beforeAll(async () => {
  db = await createTestDatabase();
  shelf = await createShelf(db.house);
});
afterAll(async () => {
  await expectInvariants(db.house);
  await db.close();
});

const undo = (movement: Movement | string, id = db.house.newId()) => {
  const of = typeof movement === 'string' ? movement : movement.id;
  return shelf.act((ctx) =>
    reverse(ctx, { id, movement: of, place: shelf.places[0]!, reason: 'typing error' }),
  );
};
const refusal = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'reversed',
    (error: { code: string }) => error.code,
  );
const give = (batch: string, doses: number, more: Partial<Movement> = {}) =>
  shelf.movement([shelf.line(batch, doses, shelf.at(0), shelf.at(0, 'administered'), 'fact')], 5, more);

it('gives back what was drawn, and says what it reverses', async () => {
  const batch = await shelf.batch();
  await shelf.stock(batch, 10);
  const given = give(batch, 4);
  await shelf.postAll(given);
  const id = db.house.newId();
  const reversed = await undo(given, id);
  expect(reversed).toMatchObject({ outcome: 'recorded', touched: [[shelf.places[0]!.id, batch]] });
  expect(await shelf.balance(batch)).toMatchObject({ available: 10, administered: 0 });
  expect(await shelf.sql.one('select reverses_id from journal where id = $1', [id])).toEqual({
    reverses_id: given.id,
  });
});

it('turns every slice of a fact round: available, quarantined and unexplained', async () => {
  const batch = await shelf.batch();
  await shelf.stock(batch, 2);
  await shelf.stock(batch, 3, { bucket: 'quarantined' });
  const given = give(batch, 6);
  expect(await shelf.postSaid(given)).toEqual(['flagged']);
  expect(await shelf.balance(batch)).toMatchObject({
    available: 0,
    quarantined: 0,
    unexplained: -1,
    administered: 6,
  });
  await undo(given);
  expect(await shelf.balance(batch)).toMatchObject({
    available: 2,
    quarantined: 3,
    unexplained: 0,
    administered: 0,
  });
});

it('turns the lines of a movement round in opposite order', async () => {
  const [one, two] = [await shelf.batch(), await shelf.batch()];
  await shelf.stock(one, 5);
  await shelf.stock(two, 5);
  const passed = shelf.movement([
    shelf.line(one, 5, shelf.at(0), shelf.at(1)),
    shelf.line(two, 2, shelf.at(0), shelf.at(1)),
    shelf.line(one, 5, shelf.at(1), shelf.at(2)),
  ]);
  expect(await shelf.postSaid(passed)).toEqual(['recorded']);
  await undo(passed);
  expect(await shelf.balance(one, 0)).toMatchObject({ available: 5 });
  expect(await shelf.balance(two, 0)).toMatchObject({ available: 5 });
  expect(await shelf.balance(one, 2)).toMatchObject({ available: 0 });
});

it('happens once, also when ten ask at once', async () => {
  const batch = await shelf.batch();
  await shelf.stock(batch, 10);
  const given = give(batch, 4);
  await shelf.postAll(given);
  const answers = await Promise.all(Array.from({ length: 10 }, () => refusal(undo(given))));
  expect(answers.sort()).toEqual([...Array<string>(9).fill('already_reversed'), 'reversed']);
  expect(await shelf.balance(batch)).toMatchObject({ available: 10 });
});

it('is refused while later stock depends on it, and may come when it no longer does', async () => {
  const batch = await shelf.batch();
  const found = shelf.movement([shelf.line(batch, 5, shelf.at(0, 'unexplained'), shelf.at(0))], 60);
  await shelf.postAll(found);
  const sent = shelf.movement([shelf.line(batch, 3, shelf.at(0), shelf.at(1), 'free')], 30);
  await shelf.postAll(sent);
  await expect(undo(found)).rejects.toMatchObject({
    code: 'later_stock_depends',
    params: { asked: 5, available: 2 },
  });
  await undo(sent);
  await undo(found);
  expect(await shelf.balance(batch)).toMatchObject({ available: 0, unexplained: 0 });
});

it('takes back what a clock ahead of ours recorded, at the moment when that occurred', async () => {
  const batch = await shelf.batch();
  const ahead = shelf.movement([shelf.line(batch, 5, shelf.at(0, 'unexplained'), shelf.at(0))], -4);
  await shelf.postAll(ahead);
  const id = db.house.newId();
  await undo(ahead, id);
  expect(await shelf.balance(batch)).toMatchObject({ available: 0, unexplained: 0 });
  expect(await shelf.sql.one('select occurred_at as at from journal where id = $1', [id])).toEqual({
    at: ahead.occurredAt,
  });
});

it('races a taker of the same doses: one of the two wins', async () => {
  for (let round = 0; round < 8; round++) {
    const batch = await shelf.batch();
    const found = shelf.movement([shelf.line(batch, 5, shelf.at(0, 'unexplained'), shelf.at(0))], 60);
    await shelf.postAll(found);
    const taker = shelf.movement([shelf.line(batch, 1, shelf.at(0), shelf.at(1), 'free')]);
    const [undone, taken] = await Promise.all([refusal(undo(found)), shelf.postSaid(taker)]);
    expect([undone, taken[0]]).toEqual(
      undone === 'reversed' ? ['reversed', 'insufficient_stock'] : ['later_stock_depends', 'recorded'],
    );
  }
});

it('is refused for what is no movement of its own', async () => {
  const batch = await shelf.batch();
  await shelf.stock(batch, 10);
  const ofDocument = give(batch, 1, { document: db.house.newId() });
  const ofShipment = give(batch, 1, { kind: 'shipment.dispatched' });
  const given = give(batch, 1);
  await shelf.postAll(ofDocument, ofShipment, given);
  const id = db.house.newId();
  await undo(given, id);
  expect(await refusal(undo(ofDocument))).toBe('not_reversible');
  expect(await refusal(undo(ofShipment))).toBe('not_reversible');
  expect(await refusal(undo(id))).toBe('not_reversible');
  expect(await refusal(undo(db.house.newId()))).toBe('movement_not_found');
});
