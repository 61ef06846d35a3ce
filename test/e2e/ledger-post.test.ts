// The rules of a line and of a movement (ledger.md 1 to 8, 14), each on real PostgreSQL.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from '../../server/ledger/audit.ts';
import { reserve } from '../../server/ledger/reserve.ts';
import type { Line } from '../../server/ledger/types.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createShelf, DAY, said } from './ledger-shelf.ts';

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

/** A line from place 0's available to its administered. */
const give = (batch: string, doses: number, rule: Line['rule'] = 'fact', usableOn?: string) =>
  shelf.line(batch, doses, shelf.at(0), shelf.at(0, 'administered'), rule, usableOn);
/** A line from place 0 to place 1. */
const send = (batch: string, doses: number, rule: Line['rule'] = 'free', usableOn?: string) =>
  shelf.line(batch, doses, shelf.at(0), shelf.at(1), rule, usableOn);

describe('facts', () => {
  it('draws what the book lacks from unexplained, by name', async () => {
    const batch = await shelf.batch();
    await shelf.stock(batch, 3);
    const [posted] = await shelf.postAll(shelf.movement([give(batch, 5)]));
    expect(posted).toMatchObject({
      outcome: 'flagged',
      warnings: [{ code: 'unexplained_doses', batch, doses: 2 }],
    });
    expect(await shelf.balance(batch)).toMatchObject({ available: 0, administered: 5, unexplained: -2 });
  });

  it('is recorded where the place never held the batch', async () => {
    const batch = await shelf.batch();
    expect(await shelf.postSaid(shelf.movement([give(batch, 4)]))).toEqual(['flagged']);
    expect(await shelf.balance(batch)).toMatchObject({ administered: 4, unexplained: -4, version: 1 });
  });

  it('draws from quarantined before unexplained, with a warning', async () => {
    const batch = await shelf.batch();
    await shelf.stock(batch, 2);
    await shelf.stock(batch, 3, { bucket: 'quarantined' });
    const [posted] = await shelf.postAll(shelf.movement([give(batch, 6, 'fact', DAY)]));
    expect(posted?.outcome === 'flagged' && posted.warnings.map(({ code, doses }) => [code, doses])).toEqual([
      ['quarantined_doses', 3],
      ['unexplained_doses', 1],
    ]);
    expect(await shelf.balance(batch)).toMatchObject({
      available: 0,
      quarantined: 0,
      administered: 6,
      unexplained: -1,
    });
  });

  it('that runs short into its own destination moves only what another account gives', async () => {
    const batch = await shelf.batch();
    await shelf.stock(batch, 2);
    await shelf.stock(batch, 3, { bucket: 'quarantined' });
    const hold = shelf.line(batch, 4, shelf.at(0), shelf.at(0, 'quarantined'), 'fact');
    expect(await shelf.postSaid(shelf.movement([hold]))).toEqual(['flagged']);
    expect(await shelf.balance(batch)).toMatchObject({ available: 0, quarantined: 7, unexplained: -2 });
  });

  it('from an expired, recalled or quarantined batch is recorded and flagged', async () => {
    const expired = await shelf.batch('released', '2030-06-14');
    const recalled = await shelf.batch('recalled');
    const held = await shelf.batch('quarantined');
    for (const batch of [expired, recalled, held]) await shelf.stock(batch, 5);
    const posted = await shelf.postAll(
      ...[expired, recalled, held].map((batch) => shelf.movement([give(batch, 1, 'fact', DAY)])),
    );
    expect(posted.map((p) => p.outcome === 'flagged' && p.warnings[0]?.code)).toEqual([
      'batch_expired',
      'batch_recalled',
      'batch_quarantined',
    ]);
  });

  it('may eat into reservations: allowance first and silently, then promises by name', async () => {
    const batch = await shelf.batch();
    await shelf.stock(batch, 10);
    const place = shelf.places[0]!.id;
    await shelf.act((ctx) => reserve(ctx, place, [{ batch, allocated: 3, promised: 4, allowance: 2 }]));
    expect(await shelf.postSaid(shelf.movement([give(batch, 3)]))).toEqual(['recorded']);
    expect(await shelf.balance(batch)).toMatchObject({
      available: 7,
      allocated: 3,
      promised: 4,
      allowance: 0,
    });
    const [posted] = await shelf.postAll(shelf.movement([give(batch, 5)]));
    expect(posted).toMatchObject({ outcome: 'flagged', warnings: [{ code: 'promise_broken', doses: 5 }] });
    expect(await shelf.balance(batch)).toMatchObject({
      available: 2,
      allocated: 2,
      promised: 0,
      allowance: 0,
    });
  });
});

describe('promises', () => {
  it('takes only what is unreserved, and says how much there is', async () => {
    const batch = await shelf.batch();
    await shelf.stock(batch, 10);
    const place = shelf.places[0]!.id;
    await shelf.act((ctx) => reserve(ctx, place, [{ batch, allocated: 2, promised: 3, allowance: 1 }]));
    const [refused] = await shelf.postAll(shelf.movement([send(batch, 5)]));
    expect(refused?.outcome === 'refused' && refused.problem.params).toMatchObject({
      asked: 5,
      available: 4,
      batch,
    });
    expect(await shelf.postSaid(shelf.movement([send(batch, 4)]))).toEqual(['recorded']);
    expect(await shelf.postSaid(shelf.movement([send(batch, 1, 'held')]))).toEqual(['recorded']);
  });

  it('is refused for an expired, recalled or quarantined batch; the day of expiry still counts', async () => {
    const lastDay = await shelf.batch('released', DAY);
    const expired = await shelf.batch('released', '2030-06-14');
    const recalled = await shelf.batch('recalled');
    const held = await shelf.batch('quarantined');
    const batches = [lastDay, expired, recalled, held];
    for (const batch of batches) await shelf.stock(batch, 5);
    const moves = batches.map((batch) => shelf.movement([send(batch, 1, 'free', DAY)]));
    expect(await shelf.postSaid(...moves)).toEqual([
      'recorded',
      'batch_expired',
      'batch_recalled',
      'batch_quarantined',
    ]);
    // Where usability does not matter, as for a return, they move.
    const back = batches.map((batch) => shelf.movement([send(batch, 1, 'held')]));
    expect(await shelf.postSaid(...back)).toEqual(['recorded', 'recorded', 'recorded', 'recorded']);
  });

  it('is refused from where the batch never was, and leaves no row there', async () => {
    const batch = await shelf.batch();
    expect(await shelf.postSaid(shelf.movement([send(batch, 1)]))).toEqual(['insufficient_stock']);
    expect(await shelf.balance(batch, 0)).toBeUndefined();
  });

  it('refuses an unknown batch, the same account, and more doses than can be counted', async () => {
    const batch = await shelf.batch();
    await shelf.stock(batch, 5);
    const nobody = db.house.newId();
    const same = shelf.line(batch, 1, shelf.at(0), shelf.at(0));
    const absurd = shelf.line(batch, 999_999_999, shelf.at(0), shelf.at(0, 'wasted'), 'fact');
    const verdicts = await shelf.postSaid(
      shelf.movement([send(nobody, 1)]),
      shelf.movement([same]),
      shelf.movement([absurd]),
      shelf.movement([absurd]),
      shelf.movement([send(batch, 1, 'held')]),
    );
    expect(verdicts).toEqual([
      'unknown_batch',
      'same_account',
      'flagged',
      'doses_absurd',
      'insufficient_stock',
    ]);
    await expect(shelf.postAll(shelf.movement([send(batch, 0)]))).rejects.toThrow('cannot move 0 doses');
    await expect(shelf.postAll(shelf.movement([send(batch, 1.5)]))).rejects.toThrow('cannot move 1.5 doses');
  });
});

describe('movements', () => {
  it('leaves nothing of a movement whose last line is refused', async () => {
    const [one, two] = [await shelf.batch(), await shelf.batch()];
    await shelf.stock(one, 10);
    await shelf.stock(two, 1);
    const place = shelf.places[0]!.id;
    await shelf.act((ctx) => reserve(ctx, place, [{ batch: one, promised: 8 }]));
    const before = [await shelf.balance(one), await shelf.balance(two)];
    const refused = shelf.movement([give(one, 6), give(one, 1), send(two, 2)]);
    expect(await shelf.postSaid(refused)).toEqual(['insufficient_stock']);
    expect([await shelf.balance(one), await shelf.balance(two)]).toEqual(before);
    expect(await shelf.sql.rows('select from journal_key where id = $1', [refused.id])).toEqual([]);
  });

  it('checks two lines of one batch together, and several movements of one row one after the other', async () => {
    const batch = await shelf.batch();
    await shelf.stock(batch, 10);
    const verdicts = await shelf.postSaid(
      shelf.movement([send(batch, 6), send(batch, 5)]),
      shelf.movement([send(batch, 4)]),
      shelf.movement([send(batch, 7)]),
      shelf.movement([send(batch, 3), send(batch, 3)]),
      shelf.movement([send(batch, 1)]),
    );
    expect(verdicts).toEqual([
      'insufficient_stock',
      'recorded',
      'insufficient_stock',
      'recorded',
      'insufficient_stock',
    ]);
    expect(await shelf.balance(batch, 0)).toMatchObject({ available: 0 });
    expect(await shelf.balance(batch, 1)).toMatchObject({ available: 10 });
  });

  it('passes doses on within one call', async () => {
    const batch = await shelf.batch();
    await shelf.stock(batch, 5);
    const onward = shelf.line(batch, 5, shelf.at(1), shelf.at(2));
    expect(await shelf.postSaid(shelf.movement([onward]), shelf.movement([send(batch, 5)]))).toEqual([
      'insufficient_stock',
      'recorded',
    ]);
    expect(await shelf.postSaid(shelf.movement([onward]))).toEqual(['recorded']);
    expect(await shelf.balance(batch, 2)).toMatchObject({ available: 5 });
  });

  it('answers the same id again, refuses it with another content, also within one call', async () => {
    const batch = await shelf.batch();
    await shelf.stock(batch, 5);
    const first = shelf.movement([send(batch, 1)]);
    const other = { ...first, hash: Buffer.from('other') };
    expect(await shelf.postSaid(first, first, other)).toEqual([
      'recorded',
      'repeated',
      'idempotency_conflict',
    ]);
    expect(await shelf.postSaid(other, first)).toEqual(['idempotency_conflict', 'repeated']);
    expect(await shelf.balance(batch)).toMatchObject({ available: 4 });
    // A refused id was never used: it may come again when there is stock.
    const late = shelf.movement([send(batch, 9)]);
    expect(await shelf.postSaid(late)).toEqual(['insufficient_stock']);
    await shelf.stock(batch, 9);
    expect(await shelf.postSaid(late)).toEqual(['recorded']);
  });

  it('keeps data, warnings and what was touched in the journal', async () => {
    const batch = await shelf.batch();
    await shelf.stock(batch, 1);
    const data = { note: 'a "quoted" \\ note, {with} commas', nothing: null };
    const warnings = [{ code: 'vvm_unusable', vvm: 'C' }];
    const document = db.house.newId();
    const moved = shelf.movement([send(batch, 1)], 0, { data, warnings, document });
    const plain = shelf.movement([shelf.line(batch, 1, shelf.at(1), shelf.at(1, 'quarantined'))]);
    expect(said((await shelf.postAll(moved))[0])).toBe('flagged');
    await shelf.postAll(plain);
    const rows = await shelf.sql.rows(
      'select data, touched, document_id, actor_id from journal where id in ($1, $2) order by recorded_at, id',
      [moved.id, plain.id],
    );
    const [here, there] = [shelf.places[0]!.id, shelf.places[1]!.id];
    expect(rows).toMatchObject([
      { data: { ...data, warnings }, touched: [here, batch, there, batch], document_id: document },
      { data: {}, touched: [there, batch], document_id: null },
    ]);
  });
});
