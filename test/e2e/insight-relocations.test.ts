// Suggestions to move what will expire unused: to the neighbour that uses it, in whole vials, with the arithmetic stated.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectInvariants } from '../support/invariants.ts';
import { CENTRE, NEIGHBOUR, openDistrict, type Body, type District } from './insight-support.ts';

const COUSIN = 'P32010101';
let t: District;
let batch: string;

/** Sets what a place issues in a month, as three months of movements would. */
const uses = (place: string, product: string, monthly: number) =>
  t.house.database.sql.run(
    /* sql */ `insert into threshold (place_id, product_id, monthly) select p.id, r.id, $3 from place p, product r
      where p.code = $1 and r.code = $2 on conflict (place_id, product_id) do update set monthly = excluded.monthly`,
    [place, product, monthly],
  );
const ask = async (username: string, query = ''): Promise<Body[]> =>
  (await t.get(username, `/api/v1/insight/relocations${query}`)).items;

beforeAll(async () => {
  t = await openDistrict('2026-11-24T03:00:00Z');
  batch = await t.register(10_000, '2026-12-31'); // 37 days
  await t.found(CENTRE, batch, 100);
  await uses(CENTRE, 'MR', 30);
});
afterAll(async () => {
  await expectInvariants(t.house, t.app.following);
  await t.close();
});

it('suggests nothing where nobody uses it', async () => {
  expect(await ask('dinkes.3273')).toEqual([]);
});

it('moves the surplus to a neighbour first, then further, and says why', async () => {
  await uses(NEIGHBOUR, 'MR', 30);
  await uses(COUSIN, 'MR', 300);
  const { dosesPerVial } = (await t.get('kemenkes', '/api/v1/products')).items.find(
    ({ code }: Body) => code === 'MR',
  );
  expect(dosesPerVial).toBe(10);
  // 37 of 100 are used in 37 days; 63 are left. The neighbour uses 30 in 30 days and has none: three vials.
  const district = await ask('dinkes.3273');
  expect(district).toMatchObject([
    {
      from: { code: CENTRE },
      to: { code: NEIGHBOUR },
      doses: 30,
      sender: { daysLeft: 37, has: 100, willUse: 37, unused: 63 },
      receiver: { monthly: 30, has: 0, willUse: 30, room: 30 },
    },
  ]);
  expect(district[0].why).toContain('63 doses of this batch will be left');
  const province = await ask('dinkes.32');
  expect(province.map(({ to, doses }) => [to.code, doses])).toEqual([
    [NEIGHBOUR, 30],
    [COUSIN, 30],
  ]);
});

it('leaves alone what is reserved, held back, expires later than asked, or lies elsewhere', async () => {
  expect(await ask('dinkes.32', '?days=30')).toEqual([]);
  expect(await ask('dinkes.32', '?product=BCG')).toEqual([]);
  expect(await ask('dinkes.31')).toEqual([]);
  await t.house.database.sql.run(
    `update balance set allocated = 80 where batch_id = $1 and available = 100`,
    [batch],
  );
  expect((await ask('dinkes.3273'))[0]).toMatchObject({ doses: 20, sender: { unused: 20 } });
  await t.house.database.sql.run('update balance set allocated = 0 where batch_id = $1', [batch]);
  const hold = { id: t.id(), reason: 'uji' };
  await (await t.as('kemenkes')).post(`/api/v1/batches/${batch}/quarantine`, hold).expect(200);
  expect(await ask('dinkes.3273')).toEqual([]);
  await (await t.as('dinkes.3273')).get('/api/v1/insight/relocations?under=32').expect(404);
  await (await t.as('dinkes.3273')).get('/api/v1/insight/relocations?days=0').expect(422);
});
