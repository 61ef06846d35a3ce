// Minimum and maximum against hand-computed figures, set by hand and given back; the stock status that follows from them.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { computeNation } from '../../server/insight/nightly.ts';
import { systemActor } from '../../server/people/scope.ts';
import { createDirectory } from '../../server/places/directory.ts';
import { expectInvariants } from '../support/invariants.ts';
import { CENTRE, NEIGHBOUR, openDistrict, type Body, type District } from './insight-support.ts';

let t: District;
let batch: string;
let other: string;

/** Noon in Jakarta. */
const noon = (day: string) => `${day}T05:00:00Z`;

beforeAll(async () => {
  t = await openDistrict(noon('2026-07-01'));
  batch = await t.register(100_000, '2028-06-30');
  other = await t.register(100_000, '2028-06-30', 'BCG');
  await t.found('32', batch, 50_000);
  // The last half hour of July in Jakarta is 17:00 UTC earlier: these 7 doses fall before the window.
  await t.found(CENTRE, batch, 307);
  t.clock.set('2026-07-31T16:30:00Z');
  await t.give(CENTRE, batch, 7);
  t.clock.set('2026-07-31T17:30:00Z');
  await t.give(CENTRE, batch, 90);
  t.clock.set(noon('2026-09-05'));
  await t.give(CENTRE, batch, 210);
  t.clock.set(noon('2026-09-25'));
  await t.found(CENTRE, batch, 300);
  t.clock.set(noon('2026-10-10'));
  await t.give(CENTRE, batch, 60);
  const wrong = await t.give(CENTRE, batch, 40);
  const person = await t.worker(CENTRE);
  await person.post(`/api/v1/movements/${wrong.id}/reverse`, { id: t.id(), reason: 'salah' }).expect(201);
  await t.move('discard', CENTRE, batch, 10, { reason: 'broken' });
  // The province sends 600 down, and the district sends 100 of them back up, which is no issue.
  const shipment = await t.dispatch('32', '3273', batch, 600);
  t.clock.set(noon('2026-10-12'));
  await t.receive(shipment, '3273', batch, 600);
  await t.dispatch('3273', '32', batch, 100);
  t.clock.set(noon('2026-11-20'));
  await t.give(CENTRE, batch, 15); // this month is not full yet
});
afterAll(async () => {
  await expectInvariants(t.house, t.app.following);
  await t.close();
});

const compute = async (place = '32') =>
  (await t.as('dinkes.32')).post('/api/v1/thresholds/compute', { id: t.id(), place });
const threshold = async (place: string, product = 'MR'): Promise<Body> =>
  (await t.get('kemenkes', `/api/v1/thresholds?place=${place}&product=${product}`)).items[0];
const put = async (body: object, username = 'dinkes.3273') =>
  (await t.as(username)).put('/api/v1/thresholds', { id: t.id(), ...body });
const status = async (place: string, query = ''): Promise<Body[]> =>
  (await t.get('kemenkes', `/api/v1/stock-status?place=${place}${query}`)).items;

describe('the formula', () => {
  it('takes three full local months of issues, corrected for the days without stock', async () => {
    expect((await compute()).body).toEqual({ changed: expect.any(Number) as number });
    const { formula, minimum, maximum, source } = await threshold(CENTRE);
    // 90 + 210 + 60 in August to October (92 days), nothing on hand on 6 to 24 September (19 days):
    // 360 / 3 x 92 / 73 = 151.2; minimum = ceil(max(151.23 x 0.3 x 1, 151.23 x 0.25)); maximum = ceil(151.23 x 1.35).
    expect(formula).toMatchObject({ issues: 360, stockOutDays: 19, from: '2026-08-01', to: '2026-11-01' });
    expect([formula.monthly, minimum, maximum, source]).toEqual([151.2, 46, 205, 'formula']);
  });

  it('is the same from the nightly job, part by part', async () => {
    const directory = await createDirectory(t.house);
    await t.house.database.sql.run('update threshold set computed_minimum = 0 where computed_minimum > 0');
    // The centre and the province again, and Bio Farma's two products for the first time.
    expect(await computeNation(t.house, systemActor, directory)).toBe(4);
    expect(await threshold(CENTRE)).toMatchObject({ minimum: 46, formula: { issues: 360 } });
    expect(await computeNation(t.house, systemActor, directory)).toBe(0);
  });

  it('counts what a store sends down, and not what goes back up', async () => {
    const province = await threshold('32');
    // 600 / 3 = 200 a month; a province: minimum max(200 x 0.3 x 2, 200 x 0.5) = 120, maximum 200 x (2.2 + 0.5) = 540.
    expect(province.formula).toMatchObject({ issues: 600, stockOutDays: 0, monthly: 200 });
    expect([province.minimum, province.maximum]).toEqual([120, 540]);
    expect(await threshold('3273')).toMatchObject({ minimum: 0, maximum: 0, formula: { issues: 0 } });
  });

  it('computes the same again without a change, for those above only', async () => {
    expect((await compute()).body).toEqual({ changed: 0 });
    expect((await compute('31')).status).toBe(404);
    const person = await t.worker(CENTRE);
    const answer = await person.post('/api/v1/thresholds/compute', { id: t.id(), place: CENTRE });
    expect(answer.status).toBe(403);
  });

  it('follows changed supply times, which the nation sets', async () => {
    const body = { level: 'district', distributionMonths: 2, leadMonths: 1.5 };
    const call = async (name: string) =>
      (await t.as(name)).put('/api/v1/supply-times', { id: t.id(), ...body });
    expect((await call('dinkes.32')).status).toBe(403);
    expect((await call('kemenkes')).body).toEqual(body);
    const { items } = await t.get('dinkes.32', '/api/v1/supply-times');
    expect(items.find(({ level }: Body) => level === 'district')).toEqual(body);
  });
});

describe('set by hand', () => {
  it('counts with who and why, is not overwritten, and goes back to the formula', async () => {
    const body = { place: CENTRE, product: 'MR', minimum: 300, maximum: 400, reason: 'Musim hujan' };
    expect((await put(body)).body).toMatchObject({
      source: 'manual',
      minimum: 300,
      manual: { reason: 'Musim hujan', setBy: expect.stringContaining('Program') as string },
    });
    expect((await compute()).status).toBe(200);
    expect(await threshold(CENTRE)).toMatchObject({ minimum: 300, maximum: 400, formula: { minimum: 46 } });
    expect((await put({ place: CENTRE, product: 'MR', formula: true })).body).toMatchObject({ minimum: 46 });
    const again = await put({ place: CENTRE, product: 'MR', formula: true });
    expect([again.status, again.body.code]).toEqual([409, 'threshold_not_set']);
  });

  it('of two at once both are recorded and the later counts whole', async () => {
    const both = [1, 2].map((n) =>
      put({ place: NEIGHBOUR, product: 'MR', minimum: n * 10, maximum: n * 100, reason: `r${n}` }),
    );
    expect((await Promise.all(both)).map((answer) => answer.status)).toEqual([200, 200]);
    const { minimum, maximum, manual } = await threshold(NEIGHBOUR);
    expect([
      [10, 100, 'r1'],
      [20, 200, 'r2'],
    ]).toContainEqual([minimum, maximum, manual.reason]);
  });

  it('is refused the wrong way round, without a reason, for a stranger and for an unknown product', async () => {
    const body = { place: CENTRE, product: 'MR', minimum: 5, maximum: 4, reason: 'x' };
    const order = await put(body);
    expect([order.status, order.body.code]).toEqual([422, 'threshold_order']);
    expect((await put({ ...body, minimum: 1, reason: ' ' })).status).toBe(422);
    expect((await put({ ...body, minimum: -1 })).status).toBe(422);
    expect((await put({ ...body, minimum: 1.5 })).status).toBe(422);
    expect((await put({ ...body, minimum: 1 }, 'dinkes.31')).status).toBe(404);
    expect((await put({ ...body, minimum: 1 }, 'gudang.3273')).status).toBe(403);
    expect((await put({ ...body, minimum: 1, product: 'NONE' })).body.code).toBe('unknown_product');
  });
});

describe('the status', () => {
  const one = async (place: string, product: string) =>
    (await status(place)).find((row) => row.product.code === product);

  it('is judged by usable doses at each border', async () => {
    // 290 - 60 - 10 - 15 are there; the neighbour has none and a minimum by hand.
    expect(await one(CENTRE, 'MR')).toMatchObject({
      status: 'above_maximum',
      onHand: 215,
      usable: 215,
      minimum: 46,
      maximum: 205,
      months: 1.4,
    });
    await t.give(CENTRE, batch, 10);
    expect(await one(CENTRE, 'MR')).toMatchObject({ status: 'normal', usable: 205 });
    await t.move('quarantine', CENTRE, batch, 160, { reason: 'other' });
    expect(await one(CENTRE, 'MR')).toMatchObject({ status: 'below_minimum', usable: 45, onHand: 205 });
    expect(await one(NEIGHBOUR, 'MR')).toMatchObject({ status: 'stock_out', onHand: 0 });
  });

  it('says where none is set, and is normal with minimum = maximum = 0 by hand while there is any', async () => {
    await t.found(CENTRE, other, 1000);
    expect(await one(CENTRE, 'BCG')).toMatchObject({ status: 'no_limits', maximum: 0, months: null });
    expect(await status(CENTRE, '&status=no_limits')).toMatchObject([{ product: { code: 'BCG' } }]);
    const zero = { place: CENTRE, product: 'BCG', minimum: 0, maximum: 0, reason: 'tidak dipakai' };
    expect((await put(zero)).status).toBe(200);
    expect(await one(CENTRE, 'BCG')).toMatchObject({ status: 'normal', maximum: 0, months: null });
    const { items } = await t.get('kemenkes', `/api/v1/stock?place=${CENTRE}`);
    const shown = Object.fromEntries(items.map((row: Body) => [row.batch.product.code, row.status]));
    expect(shown).toEqual({ MR: 'below_minimum', BCG: 'normal' });
  });

  it('shows what expires within 30, 60 and 90 days, each with the one before, and what is past', async () => {
    const today = t.house.now().getTime();
    const day = (n: number) => new Date(today + n * 86_400_000).toISOString().slice(0, 10);
    for (const [days, doses] of [
      [30, 1],
      [31, 20],
      [90, 300],
      [91, 4000],
    ] as const)
      await t.found(CENTRE, await t.register(doses, day(days), 'PENTA'), doses);
    expect(await one(CENTRE, 'PENTA')).toMatchObject({
      expiring: { days30: 1, days60: 21, days90: 321 },
      expired: 0,
    });
    t.clock.set(`${day(30)}T16:59:00Z`);
    expect(await one(CENTRE, 'PENTA')).toMatchObject({ usable: 4321, expired: 0 });
    t.clock.set(`${day(30)}T17:01:00Z`); // midnight in Jakarta has passed
    expect(await one(CENTRE, 'PENTA')).toMatchObject({ usable: 4320, expired: 1 });
    t.clock.set(new Date(today));
  });

  it('lists a subtree page by page, by status, and only what one may see', async () => {
    const all = await status('32', '&deep=true&limit=1000');
    const keys: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: Body = await t.get(
        'dinkes.32',
        `/api/v1/stock-status?place=32&deep=true&limit=2${cursor && `&cursor=${cursor}`}`,
      );
      keys.push(...page.items.map((row: Body) => `${row.place.code} ${row.product.code}`));
      cursor = page.nextCursor;
    }
    expect(keys).toEqual(all.map((row) => `${row.place.code} ${row.product.code}`));
    expect(new Set(keys).size).toBe(keys.length);
    const out = await status('32', '&deep=true&status=stock_out');
    expect(out.map((row) => row.place.code)).toEqual([NEIGHBOUR]);
    const soon = await status('32', '&deep=true&expiringWithin=30');
    expect(soon.map((row) => row.product.code)).toEqual(['PENTA']);
    await (await t.as('gudang.31')).get('/api/v1/stock-status?place=32').expect(404);
  });
});
