// What is told of stock: now, below a place, on its way, which batch to issue first; and reservations, all or nothing.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { reserve } from '../../server/ledger/reserve.ts';
import { findBalances, findStock, suggestFirstExpiry } from '../../server/ledger/stock.ts';
import { openTransit } from '../../server/ledger/transit.ts';
import { audit } from '../../server/ledger/audit.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createShelf } from './ledger-shelf.ts';

let db: TestDatabase;
let shelf: Awaited<ReturnType<typeof createShelf>>;
beforeAll(async () => {
  db = await createTestDatabase();
  db.clock.set('2030-06-14T17:30:00Z'); // the 15th in Jakarta
  shelf = await createShelf(db.house);
});
afterAll(async () => {
  // Promises are made here without appointments, so only the ledger's own audit applies.
  expect(await audit(db.house.database.sql)).toEqual([]);
  await db.close();
});

const stockOf = (place: number, more: { deep?: boolean; batch?: string; limit?: number } = {}) =>
  shelf.act((ctx) => findStock(ctx, { place: shelf.places[place]!, limit: 100, ...more }));

it('tells what is on hand, free, reserved, quarantined and inbound', async () => {
  const batch = await shelf.batch();
  await shelf.stock(batch, 20, { place: 2 });
  await shelf.stock(batch, 5, { place: 2, bucket: 'quarantined' });
  await shelf.act((ctx) =>
    reserve(ctx, shelf.places[2]!.id, [{ batch, promised: 4, allocated: 3, allowance: 2 }]),
  );
  await shelf.stock(batch, 9, { place: 1 });
  const [from, to] = [shelf.places[1]!.id, shelf.places[2]!.id];
  const shipment = db.house.newId();
  await shelf.act((ctx) => openTransit(ctx, { holder: shipment, from, to }));
  await shelf.postAll(
    shelf.movement([shelf.line(batch, 9, shelf.at(1), { holder: shipment, bucket: 'in_transit' }, 'free')]),
  );
  const [row] = await stockOf(2, { batch });
  expect(row).toMatchObject({
    onHand: 25,
    available: 20,
    free: 11,
    reserved: 7,
    quarantined: 5,
    inbound: 9,
    version: 3,
  });
  // Emptied, the sender is still shown; the way below the province shows both, in order of place.
  expect(await stockOf(1, { batch })).toMatchObject([{ onHand: 0, version: 2 }]);
  const deep = await stockOf(1, { batch, deep: true });
  expect(deep.map((found) => found.placeId)).toEqual([from, to]);
  const balances = await findBalances(shelf.sql, [[to, batch]]);
  expect(balances).toMatchObject([{ placeId: to, onHand: 25, free: 11, version: 3 }]);
});

it('calls nothing free of a batch that is held back or expired in the place’s own day', async () => {
  const batches = [
    await shelf.batch('released', '2030-06-15'),
    await shelf.batch('released', '2030-06-14'),
    await shelf.batch('recalled'),
  ];
  for (const batch of batches) await shelf.stock(batch, 5);
  const free = [];
  for (const batch of batches) free.push((await stockOf(0, { batch }))[0]?.free);
  expect(free).toEqual([5, 0, 0]);
});

it('suggests what expires first, leaving out what is unusable or reserved', async () => {
  const place = 3;
  const late = await shelf.batch('released', '2031-05-01');
  const soon = await shelf.batch('released', '2030-07-01');
  const reserved = await shelf.batch('released', '2030-06-20');
  const never = [
    await shelf.batch('released', '2030-06-14'),
    await shelf.batch('recalled', '2030-06-30'),
    await shelf.batch('quarantined', '2030-06-30'),
  ];
  for (const batch of [late, soon, reserved, ...never]) await shelf.stock(batch, 10, { place });
  await shelf.act((ctx) =>
    reserve(ctx, shelf.places[place]!.id, [{ batch: reserved, promised: 7, allowance: 1 }]),
  );
  const suggest = (doses: number, usableOn?: string) =>
    shelf.act((ctx) =>
      suggestFirstExpiry(ctx, { place: shelf.places[place]!, product: shelf.product, doses, usableOn }),
    );
  const short = ({ picks, missing }: Awaited<ReturnType<typeof suggest>>) => [
    ...picks.map(({ batch, doses }) => [batch, doses]),
    missing,
  ];
  expect(short(await suggest(15))).toEqual([[reserved, 2], [soon, 10], [late, 3], 0]);
  expect(short(await suggest(30))).toEqual([[reserved, 2], [soon, 10], [late, 10], 8]);
  expect(short(await suggest(5, '2030-06-25'))).toEqual([[soon, 5], 0]);
});

it('reserves all or nothing', async () => {
  const [one, two] = [await shelf.batch(), await shelf.batch()];
  await shelf.stock(one, 5);
  await shelf.stock(two, 5);
  const place = shelf.places[0]!.id;
  const tryReserve = (...changes: Parameters<typeof reserve>[2][number][]) =>
    shelf
      .act((ctx) => reserve(ctx, place, changes))
      .then(
        () => 'reserved',
        (error: { code: string }) => error.code,
      );
  expect(await tryReserve({ batch: one, promised: 5 }, { batch: two, allocated: 6 })).toBe(
    'reservation_conflict',
  );
  expect(await tryReserve({ batch: one, promised: -1 })).toBe('reservation_conflict');
  expect(await tryReserve({ batch: one, promised: 5 }, { batch: await shelf.batch(), promised: 1 })).toBe(
    'reservation_conflict',
  );
  expect(await shelf.balance(one)).toMatchObject({ promised: 0, version: 1 });
  expect(await tryReserve({ batch: one, promised: 3, allowance: 2 }, { batch: two, allocated: 5 })).toBe(
    'reserved',
  );
  expect(await tryReserve({ batch: one, allocated: 1 })).toBe('reservation_conflict');
  expect(await tryReserve({ batch: one, promised: -2, allocated: 2 }, { batch: two, allocated: -5 })).toBe(
    'reserved',
  );
  expect(await shelf.balance(one)).toMatchObject({ promised: 1, allocated: 2, allowance: 2 });
  // The same batch twice counts together.
  expect(await tryReserve({ batch: two, promised: 3 }, { batch: two, promised: 2 })).toBe('reserved');
  expect(await shelf.balance(two)).toMatchObject({ promised: 5 });
});
