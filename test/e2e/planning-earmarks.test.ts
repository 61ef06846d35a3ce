// Doses kept for an activity: reserved in the ledger, drawn by what is given for it, moved, let go, lost to facts; and who
// may do so. Races with real concurrency.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { letGoOfPast } from '../../server/planning/close.ts';
import { transact } from '../../server/kernel/transaction.ts';
import { systemActor } from '../../server/people/scope.ts';
import { createDirectory } from '../../server/places/directory.ts';
import type { Call } from '../support/app.ts';
import { expectInvariants } from '../support/invariants.ts';
import { expectProblem, openWarehouse, type Body, type Warehouse } from './shipments-support.ts';

const CENTRE = 'P32730101';
let w: Warehouse;
let province: Call;
let district: Call;
beforeAll(async () => {
  w = await openWarehouse();
  province = await w.as('dinkes.32');
  district = await w.as('dinkes.3273');
}, 60_000);
afterAll(async () => {
  await expectInvariants(w.house, w.app.following);
  await w.close();
});

let serial = 0;
async function open(by: Call = province, more: object = {}): Promise<Body> {
  const body = {
    id: w.id(),
    code: `BIAS-${++serial}`,
    kind: 'bias',
    name: { id: 'Bulan Imunisasi Anak Sekolah', en: 'School immunisation month' },
    startsOn: w.day(-5),
    endsOn: w.day(60),
    ...more,
  };
  const answer = await by.post('/api/v1/activities', body);
  expect([answer.status, answer.body]).toEqual([201, expect.objectContaining({ id: body.id })]);
  return answer.body;
}

/** A batch of which the centre has that many doses. */
async function atCentre(doses: number): Promise<Body> {
  const batch = await w.register(doses);
  const { id } = await w.send(w.biofarma, 'BIOFARMA', CENTRE, [{ batch: batch.id, doses }]);
  await w.centre
    .post(`/api/v1/shipments/${id}/receive`, { id: w.id(), lines: [{ batch: batch.id, accepted: doses }] })
    .expect(200);
  return batch;
}

const keep = (activity: Body, lines: object[], by = w.centre) =>
  by.post('/api/v1/earmarks', { id: w.id(), activity: activity.code, place: CENTRE, lines });
const give = (batch: Body, doses: number, more: object = {}) =>
  w.centre.post('/api/v1/movements', {
    id: w.id(),
    kind: 'administer',
    place: CENTRE,
    batch: batch.id,
    doses,
    ...more,
  });
const stock = async (batch: Body) => {
  const { reserved, free, onHand } = await w.stock(w.centre, CENTRE, batch.id);
  return { onHand, reserved, free };
};
async function kept(activity: Body, batch: Body): Promise<number> {
  const { body } = await w.centre
    .get(`/api/v1/earmarks?place=${CENTRE}&activity=${activity.code}&batch=${batch.id}`)
    .expect(200);
  return body.items[0]?.doses ?? 0;
}

describe('activities', () => {
  it('are opened by an office and seen by all who work at, below or above their place', async () => {
    const activity = await open(province, { products: ['COV-BIO'] });
    expect(activity).toMatchObject({
      place: { code: '32' },
      products: [{ code: 'COV-BIO' }],
      closedAt: null,
    });
    for (const by of [w.centre, province, w.kemenkes]) {
      const { body } = await by.get(`/api/v1/activities/${activity.code}`).expect(200);
      expect(body).toEqual(activity);
    }
    expectProblem(
      await (await w.as('dinkes.33')).get(`/api/v1/activities/${activity.code}`),
      404,
      'not_found',
    );
    const { body } = await w.centre.get(`/api/v1/activities?kind=bias&open=true`).expect(200);
    expect(body.items).toContainEqual(activity);
  });

  it('refuse a code twice, days in the wrong order, days gone by, staff and foreign places', async () => {
    const { code } = await open();
    const body = {
      id: w.id(),
      code,
      kind: 'ori',
      name: { id: 'a', en: 'b' },
      startsOn: w.day(0),
      endsOn: w.day(1),
    };
    expectProblem(await province.post('/api/v1/activities', body), 409, 'activity_exists');
    const wrong = { ...body, id: w.id(), code: 'X-1', startsOn: w.day(2) };
    expectProblem(await province.post('/api/v1/activities', wrong), 422, 'validation_failed');
    const past = { ...body, id: w.id(), code: 'X-2', startsOn: w.day(-9), endsOn: w.day(-5) };
    expectProblem(await province.post('/api/v1/activities', past), 409, 'activity_over');
    const mine = { ...body, id: w.id(), code: 'X-3' };
    expectProblem(await w.centre.post('/api/v1/activities', mine), 403, 'forbidden');
    expectProblem(await province.post('/api/v1/activities', { ...mine, place: '33' }), 404, 'not_found');
    expectProblem(
      await province.post('/api/v1/activities', { ...mine, products: ['NONE'] }),
      422,
      'unknown_product',
    );
  });
});

describe('earmarks', () => {
  it('reserve doses, by batch or by product and expiry; a dose given draws on them', async () => {
    const [activity, batch] = [await open(), await atCentre(100)];
    const answer = await keep(activity, [{ batch: batch.id, doses: 60 }]);
    expect([answer.status, answer.body.items]).toEqual([201, [expect.objectContaining({ doses: 60 })]]);
    expect(await stock(batch)).toEqual({ onHand: 100, reserved: 60, free: 40 });

    const given = await give(batch, 50, { activity: activity.code });
    expect([given.status, given.body.verdict]).toEqual([201, 'recorded']);
    expect(given.body.balances[0]).toMatchObject({ onHand: 50, reserved: 10, free: 40 });
    expect(await kept(activity, batch)).toBe(10);
    // More than was kept: the rest comes from free stock.
    await give(batch, 30, { activity: activity.id }).expect(201);
    expect(await stock(batch)).toEqual({ onHand: 20, reserved: 0, free: 20 });

    const { body } = await province.get(`/api/v1/activities/${activity.code}/report`).expect(200);
    expect(body.items).toEqual([
      {
        group: '',
        place: null,
        product: { code: 'COV-BIO', name: expect.any(String) },
        earmarked: 0,
        allocated: 0,
        inTransit: 0,
        received: 0,
        given: 80,
        fromEarmark: 60,
        wasted: 0,
      },
    ]);
    const byPlace = await province.get(`/api/v1/activities/${activity.code}/report?by=place`).expect(200);
    expect(byPlace.body.items).toMatchObject([{ group: CENTRE, place: { code: CENTRE }, given: 80 }]);
    const byMonth = await province.get(`/api/v1/activities/${activity.code}/report?by=month`).expect(200);
    expect(byMonth.body.items).toMatchObject([{ group: expect.stringMatching(/^\d{4}-\d\d$/), given: 80 }]);
  });

  it('draw once when a phone repeats itself, and count no more when it is reversed', async () => {
    const [activity, batch] = [await open(), await atCentre(20)];
    await keep(activity, [{ batch: batch.id, doses: 10 }]).expect(201);
    const body = {
      id: w.id(),
      kind: 'administer',
      place: CENTRE,
      batch: batch.id,
      doses: 3,
      activity: activity.code,
    };
    const answers = await Promise.all([1, 2, 3].map(() => w.centre.post('/api/v1/movements', body)));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(await kept(activity, batch)).toBe(7);
    await w.centre.post(`/api/v1/movements/${body.id}/reverse`, { id: w.id(), reason: 'salah' }).expect(201);
    const { body: report } = await province.get(`/api/v1/activities/${activity.code}/report`).expect(200);
    expect(report.items).toMatchObject([{ earmarked: 7, given: 0 }]);
    expect(await stock(batch)).toEqual({ onHand: 20, reserved: 7, free: 13 });
  });

  it('are refused whole where the doses are not free, usable, or of a vaccine of the activity', async () => {
    const [activity, batch] = [await open(), await atCentre(100)];
    const refused = await keep(activity, [
      { batch: batch.id, doses: 70 },
      { batch: batch.id, doses: 31 },
    ]);
    expect(expectProblem(refused, 409, 'earmark_not_free')).toMatchObject({ asked: 31, available: 30 });
    expect(await stock(batch)).toEqual({ onHand: 100, reserved: 0, free: 100 });
    expectProblem(await keep(activity, [{ product: 'COV-BIO', doses: 9_999_999 }]), 409, 'earmark_not_free');
    const other = await open(province, { products: ['BCG'] });
    expectProblem(await keep(other, [{ batch: batch.id, doses: 1 }]), 422, 'activity_of_other_product');
    expectProblem(await give(batch, 1, { activity: other.code }), 422, 'activity_of_other_product');
    expectProblem(await give(batch, 1, { activity: 'NONE' }), 422, 'unknown_activity');
    const elsewhere = await open(await w.as('dinkes.33'));
    expectProblem(await keep(elsewhere, [{ batch: batch.id, doses: 1 }]), 422, 'unknown_activity');
    const both = [{ batch: batch.id, product: 'COV-BIO', doses: 1 }];
    expectProblem(await keep(activity, both), 422, 'validation_failed');
    const discard = {
      id: w.id(),
      kind: 'discard',
      reason: 'broken',
      place: CENTRE,
      batch: batch.id,
      doses: 1,
    };
    expectProblem(
      await w.centre.post('/api/v1/movements', { ...discard, activity: activity.code }),
      422,
      'validation_failed',
    );
    expectProblem(
      await keep(activity, [{ batch: batch.id, doses: 1 }], await w.as('gudang.33')),
      404,
      'not_found',
    );
    expectProblem(
      await keep(activity, [{ batch: batch.id, doses: 1 }], await w.as('auditor')),
      403,
      'forbidden',
    );
  });

  it('are moved to another activity and let go', async () => {
    const [one, two, batch] = [await open(), await open(), await atCentre(50)];
    await keep(one, [{ batch: batch.id, doses: 30 }]).expect(201);
    const move = { place: CENTRE, batch: batch.id, from: one.code, to: two.code };
    await district.post('/api/v1/earmarks/move', { id: w.id(), ...move, doses: 20 }).expect(201);
    expect([await kept(one, batch), await kept(two, batch)]).toEqual([10, 20]);
    expect(await stock(batch)).toEqual({ onHand: 50, reserved: 30, free: 20 });
    const more = await w.centre.post('/api/v1/earmarks/move', { id: w.id(), ...move, doses: 11 });
    expect(expectProblem(more, 409, 'earmark_too_small')).toMatchObject({ earmarked: 10 });
    const same = { id: w.id(), ...move, to: one.code, doses: 1 };
    expectProblem(await w.centre.post('/api/v1/earmarks/move', same), 422, 'same_activity');
    const release = { place: CENTRE, batch: batch.id, activity: two.code };
    await w.centre.post('/api/v1/earmarks/release', { id: w.id(), ...release, doses: 5 }).expect(201);
    await w.centre.post('/api/v1/earmarks/release', { id: w.id(), ...release }).expect(201);
    expect([await kept(two, batch), await stock(batch)]).toEqual([0, { onHand: 50, reserved: 10, free: 40 }]);
    expectProblem(
      await w.centre.post('/api/v1/earmarks/release', { id: w.id(), ...release }),
      409,
      'earmark_too_small',
    );
  });

  it('are lost by name to a fact, newest first, and end with their batch or activity', async () => {
    const [old, young, batch] = [await open(), await open(), await atCentre(30)];
    await keep(old, [{ batch: batch.id, doses: 10 }]).expect(201);
    w.clock.advance(1000);
    await keep(young, [{ batch: batch.id, doses: 10 }]).expect(201);
    const broken = {
      id: w.id(),
      kind: 'discard',
      reason: 'broken',
      place: CENTRE,
      batch: batch.id,
      doses: 18,
    };
    await w.centre.post('/api/v1/movements', broken).expect(201);
    await w.app.following.settle();
    expect([await kept(old, batch), await kept(young, batch)]).toEqual([10, 2]);
    expect(await stock(batch)).toEqual({ onHand: 12, reserved: 12, free: 0 });

    await province
      .post(`/api/v1/activities/${young.code}/close`, { id: w.id(), reason: 'selesai' })
      .expect(200);
    expect([await kept(young, batch), await stock(batch)]).toEqual([
      0,
      { onHand: 12, reserved: 10, free: 2 },
    ]);
    expectProblem(await keep(young, [{ batch: batch.id, doses: 1 }]), 409, 'activity_over');
    const again = await province.post(`/api/v1/activities/${young.code}/close`, {
      id: w.id(),
      reason: 'lagi',
    });
    expectProblem(again, 409, 'activity_over');
    const notMine = await district.post(`/api/v1/activities/${old.code}/close`, { id: w.id(), reason: 'x' });
    expectProblem(notMine, 403, 'forbidden');

    await w.kemenkes.post(`/api/v1/batches/${batch.id}/recall`, { id: w.id(), reason: 'uji' }).expect(200);
    await w.app.following.settle();
    expect([await kept(old, batch), (await stock(batch)).reserved]).toEqual([0, 0]);
  });

  it('are let go the day after the last', async () => {
    const [activity, batch] = [await open(province, { endsOn: w.day(1) }), await atCentre(10)];
    await keep(activity, [{ batch: batch.id, doses: 10 }]).expect(201);
    const directory = await createDirectory(w.house);
    const setAside = () => Promise.resolve(new Map<string, number>());
    const night = () => transact(w.house, systemActor, (ctx) => letGoOfPast(ctx, setAside, directory));
    await night();
    expect(await kept(activity, batch)).toBe(10);
    w.clock.advance(3 * 86_400_000);
    await night();
    w.clock.advance(-3 * 86_400_000);
    expect([await kept(activity, batch), (await stock(batch)).reserved]).toEqual([0, 0]);
  });

  it('never keep more than there is, however many try at once', async () => {
    const [one, two, batch] = [await open(), await open(), await atCentre(100)];
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) => keep(n % 2 ? one : two, [{ batch: batch.id, doses: 30 }])),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
    answers
      .filter(({ status }) => status !== 201)
      .forEach((answer) => expectProblem(answer, 409, 'earmark_not_free'));
    // Given, moved and let go at the same time: what is reserved stays what is kept.
    const mine = { place: CENTRE, batch: batch.id };
    await Promise.all([
      give(batch, 7, { activity: one.code }),
      give(batch, 9, { activity: two.code }),
      w.centre.post('/api/v1/earmarks/move', { id: w.id(), ...mine, from: one.code, to: two.code, doses: 5 }),
      w.centre.post('/api/v1/earmarks/release', { id: w.id(), ...mine, activity: two.code, doses: 4 }),
      give(batch, 3),
    ]);
    expect((await stock(batch)).reserved).toBe((await kept(one, batch)) + (await kept(two, batch)));
    expect((await stock(batch)).onHand).toBe(81);
  });
});

describe('a budget', () => {
  it('stands on the batch and finds it again', async () => {
    const batch = await w.register(10, { budgetSource: 'hibah', budgetYear: 2031 });
    expect(batch).toMatchObject({ budgetSource: 'hibah', budgetYear: 2031 });
    const { body } = await w.province.get('/api/v1/batches?budgetSource=hibah&budgetYear=2031').expect(200);
    expect(body.items).toEqual([batch]);
    const wrong = {
      id: w.id(),
      gtin: '09520001000027',
      lot: 'Q',
      expiry: w.day(9),
      doses: 1,
      budgetSource: 'x',
    };
    expectProblem(await w.biofarma.post('/api/v1/batches', wrong), 422, 'validation_failed');
  });
});
