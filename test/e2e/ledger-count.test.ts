// A count fixes the balance at its instant (ledger rule 12): what occurred before it and comes later changes the
// count's variance, never the counted balance.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from '../../server/ledger/audit.ts';
import { findExpected, findVariances, fixCounts } from '../../server/ledger/count.ts';
import { reserve } from '../../server/ledger/reserve.ts';
import { reverse } from '../../server/ledger/reverse.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createShelf, minutes, said } from './ledger-shelf.ts';

let db: TestDatabase;
let shelf: Awaited<ReturnType<typeof createShelf>>;
beforeAll(async () => {
  db = await createTestDatabase();
  db.clock.set(db.clock.now());
  shelf = await createShelf(db.house);
});
afterAll(async () => {
  expect(await audit(db.house.database.sql)).toEqual([]);
  await db.close();
});

interface Found {
  available: number;
  quarantined?: number;
  ago?: number;
}

/** Counts a batch at the first place; answers the document, the lines and the warnings. */
async function count(batch: string, { available, quarantined = 0, ago = 60 }: Found) {
  const document = db.house.newId();
  const at = new Date(db.house.now().getTime() - minutes(ago));
  const counts = [{ batch, at, available, quarantined, reason: 'miscount' }];
  const result = await shelf.act((ctx) => fixCounts(ctx, { place: shelf.places[0]!.id, document, counts }));
  return { ...result, document };
}

const variance = async (document: string) =>
  (await shelf.act((ctx) => findVariances(ctx, document))).map((line) => line.availableVariance);
const given = (batch: string, doses: number, ago: number) =>
  shelf.movement([shelf.line(batch, doses, shelf.at(0), shelf.at(0, 'administered'), 'fact')], ago);

describe('a count', () => {
  it('posts what is missing or too much at its instant, from and to unexplained', async () => {
    const [short, over] = [await shelf.batch(), await shelf.batch()];
    await shelf.stock(short, 20);
    await shelf.stock(over, 20);
    expect((await count(short, { available: 17 })).lines).toMatchObject([
      { available: 20, availableVariance: -3, quarantinedVariance: 0 },
    ]);
    await count(over, { available: 21, quarantined: 2 });
    expect(await shelf.balance(short)).toMatchObject({ available: 17, unexplained: 3 });
    expect(await shelf.balance(over)).toMatchObject({ available: 21, quarantined: 2, unexplained: -3 });
  });

  it('leaves what happened since on top of what was counted', async () => {
    const batch = await shelf.batch();
    await shelf.stock(batch, 20);
    await shelf.postAll(given(batch, 4, 30));
    await count(batch, { available: 19 });
    expect(await shelf.balance(batch)).toMatchObject({ available: 15, unexplained: 1 });
  });

  it('is a fact also where later facts prove that there was more: they are named and flagged', async () => {
    const batch = await shelf.batch();
    await shelf.stock(batch, 20);
    await shelf.postAll(given(batch, 6, 40), given(batch, 6, 30));
    const { warnings } = await count(batch, { available: 8 });
    expect(warnings).toMatchObject([{ code: 'unexplained_doses', doses: 4 }]);
    expect(await shelf.balance(batch)).toMatchObject({ available: 0, administered: 12, unexplained: 8 });
  });

  it('breaks by name the promises whose doses are not there', async () => {
    const batch = await shelf.batch();
    await shelf.stock(batch, 10);
    const place = shelf.places[0]!.id;
    await shelf.act((ctx) => reserve(ctx, place, [{ batch, promised: 9 }]));
    const { warnings } = await count(batch, { available: 6 });
    expect(warnings).toMatchObject([{ code: 'promise_broken', doses: 3 }]);
    expect(await shelf.balance(batch)).toMatchObject({ available: 6, promised: 6 });
  });

  it('is refused at or before an earlier one', async () => {
    const batch = await shelf.batch();
    await shelf.stock(batch, 10);
    await count(batch, { available: 10, ago: 30 });
    for (const ago of [30, 31])
      await expect(count(batch, { available: 9, ago })).rejects.toMatchObject({ code: 'count_before_last' });
    await count(batch, { available: 9, ago: 29 });
  });

  it('counts a batch that the book does not know there', async () => {
    const batch = await shelf.batch();
    await count(batch, { available: 5 });
    expect(await shelf.balance(batch)).toMatchObject({ available: 5, unexplained: -5 });
  });
});

describe('what occurred before a count and comes later', () => {
  it('changes the variance, not the counted balance', async () => {
    const batch = await shelf.batch();
    await shelf.stock(batch, 20);
    const { document } = await count(batch, { available: 17 });
    expect(await shelf.postSaid(given(batch, 3, 90))).toEqual(['recorded']);
    expect(await shelf.balance(batch)).toMatchObject({ available: 17, administered: 3, unexplained: 0 });
    expect(await variance(document)).toEqual([0]);
    const arrived = shelf.line(batch, 5, shelf.at(0, 'manufactured'), shelf.at(0));
    await shelf.postAll(shelf.movement([arrived], 80));
    expect(await shelf.balance(batch)).toMatchObject({ available: 17, unexplained: 5 });
    expect(await variance(document)).toEqual([-5]);
    const at = new Date(db.house.now().getTime() - minutes(60));
    const [expected] = await shelf.act((ctx) => findExpected(ctx, shelf.places[0]!.id, [{ batch, at }]));
    expect(expected).toMatchObject({ available: 17 });
  });

  it('is held against what was there before the count, not against what is there now', async () => {
    const batch = await shelf.batch();
    await shelf.stock(batch, 20);
    await count(batch, { available: 0 });
    const sent = (doses: number) =>
      shelf.movement([shelf.line(batch, doses, shelf.at(0), shelf.at(1), 'free', undefined)], 90);
    expect(await shelf.postSaid(sent(21), sent(20), sent(1))).toEqual([
      'insufficient_stock',
      'recorded',
      'insufficient_stock',
    ]);
    expect(await shelf.balance(batch)).toMatchObject({ available: 0, unexplained: 0 });
    expect(await shelf.balance(batch, 1)).toMatchObject({ available: 20 });
  });

  it('belongs to the first count after it, where there are several', async () => {
    const batch = await shelf.batch();
    await shelf.stock(batch, 20);
    const first = await count(batch, { available: 18, ago: 60 });
    const second = await count(batch, { available: 18, ago: 30 });
    await shelf.postAll(given(batch, 2, 90), given(batch, 1, 45));
    expect(await shelf.balance(batch)).toMatchObject({ available: 18, administered: 3 });
    expect([await variance(first.document), await variance(second.document)]).toEqual([[0], [1]]);
  });

  it('stays out of the balance also when it only moved between two counted buckets', async () => {
    const batch = await shelf.batch();
    await shelf.stock(batch, 10);
    await count(batch, { available: 6, quarantined: 4 });
    const held = shelf.line(batch, 4, shelf.at(0), shelf.at(0, 'quarantined'));
    await shelf.postAll(shelf.movement([held], 90));
    expect(await shelf.balance(batch)).toMatchObject({ available: 6, quarantined: 4, unexplained: 0 });
  });

  it('a refused one leaves the count and its neighbours as they were', async () => {
    const batch = await shelf.batch();
    await shelf.stock(batch, 10);
    const { document } = await count(batch, { available: 10 });
    const two = shelf.movement(
      [
        shelf.line(batch, 2, shelf.at(0), shelf.at(0, 'wasted')),
        shelf.line(batch, 9, shelf.at(0), shelf.at(0, 'wasted')),
      ],
      90,
    );
    expect(await shelf.postSaid(two, given(batch, 1, 5), given(batch, 1, 90))).toEqual([
      'insufficient_stock',
      'recorded',
      'recorded',
    ]);
    expect(await shelf.balance(batch)).toMatchObject({ available: 9, wasted: 0, administered: 2 });
    expect(await variance(document)).toEqual([1]);
  });
});

describe('a reversal of what occurred before a count', () => {
  it('changes the variance, not the counted balance', async () => {
    const batch = await shelf.batch();
    await shelf.stock(batch, 20);
    const [early, late] = [given(batch, 3, 90), given(batch, 2, 80)];
    await shelf.postAll(early);
    const { document } = await count(batch, { available: 20 });
    await shelf.postAll(late);
    expect(await variance(document)).toEqual([5]);
    const place = shelf.places[0]!;
    for (const { id: movement } of [early, late])
      await shelf.act((ctx) => reverse(ctx, { id: ctx.newId(), movement, place, reason: 'typed twice' }));
    expect(await shelf.balance(batch)).toMatchObject({ available: 20, administered: 0, unexplained: 0 });
    expect(await variance(document)).toEqual([0]);
  });
});

it('many late movements against one count, all at once, leave what was counted', async () => {
  const batch = await shelf.batch();
  await shelf.stock(batch, 200);
  const late = () => shelf.postAll(given(batch, 1, 90));
  const sent = () => {
    const line = shelf.line(batch, 2, shelf.at(0), shelf.at(1), 'free');
    return shelf.postAll(shelf.movement([line]));
  };
  const [counted, ...rest] = await Promise.all([
    count(batch, { available: 150 }),
    ...Array.from({ length: 10 }, late),
    ...Array.from({ length: 10 }, sent),
  ]);
  expect(rest.flat().map(said)).toEqual(rest.map(() => 'recorded'));
  expect(await shelf.balance(batch)).toMatchObject({ available: 130, administered: 10 });
  expect(await variance(counted.document)).toEqual([-40]);
});
