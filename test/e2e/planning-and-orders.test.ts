// Orders and activities set doses of the same batches aside: together never more than there is, each with its own rows;
// a fact that takes set-aside doses takes the activities' first.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { auditReservations } from '../../server/audit-reservations.ts';
import { expectInvariants } from '../support/invariants.ts';
import { openOrderDesk, type OrderDesk } from './orders-support.ts';
import type { Body } from './shipments-support.ts';

let t: OrderDesk;
let activity: Body;
beforeAll(async () => {
  t = await openOrderDesk();
  const name = { id: 'Kampanye', en: 'Campaign' };
  const body = {
    id: t.id(),
    code: 'KAMPANYE',
    kind: 'campaign',
    name,
    startsOn: t.day(0),
    endsOn: t.day(30),
  };
  activity = (await t.provinceOfficer.post('/api/v1/activities', body).expect(201)).body;
}, 60_000);
afterAll(async () => {
  await expectInvariants(t.house, t.app.following);
  expect(await auditReservations(t.house.database.sql)).toEqual([]);
  await t.close();
});

const keep = (batch: Body, doses: number) =>
  t.province.post('/api/v1/earmarks', {
    id: t.id(),
    activity: activity.code,
    place: '32',
    lines: [{ batch: batch.id, doses }],
  });
async function kept(batch: Body): Promise<number> {
  const { body } = await t.province.get(`/api/v1/earmarks?place=32&batch=${batch.id}`).expect(200);
  return body.items[0]?.doses ?? 0;
}
const confirmed = async (doses: number) => t.did(t.provinceOfficer, await t.request(doses), 'confirm');

it('set aside together no more than there is, whoever comes first', async () => {
  const batch = await t.stocked(100);
  const orders = [await confirmed(40), await confirmed(40)];
  const answers = await Promise.all([
    ...orders.map((order) => t.act(t.province, order, 'allocate')),
    ...[1, 2, 3].map(() => keep(batch, 40)),
  ]);
  expect(answers.some(({ status }) => status < 300)).toBe(true);
  const { reserved, available } = await t.stock(t.province, '32', batch.id);
  expect(reserved).toBeLessThanOrEqual(available);
  expect(await auditReservations(t.house.database.sql)).toEqual([]);
  for (const order of orders) await t.did(t.provinceOfficer, order, 'cancel', { reason: 'uji' });
  expect((await t.stock(t.province, '32', batch.id)).reserved).toBe(await kept(batch));
  const all = { id: t.id(), activity: activity.code, place: '32', batch: batch.id };
  if (await kept(batch)) await t.province.post('/api/v1/earmarks/release', all).expect(201);
  await t.province
    .post('/api/v1/movements', {
      id: t.id(),
      kind: 'discard',
      reason: 'broken',
      place: '32',
      batch: batch.id,
      doses: 100,
    })
    .expect(201);
});

it('lose what is kept for an activity before what is allocated to an order', async () => {
  const batch = await t.stocked(100);
  const order = await t.did(t.province, await confirmed(50), 'allocate');
  await keep(batch, 40).expect(201);
  const broken = (doses: number) => ({
    id: t.id(),
    kind: 'discard',
    reason: 'broken',
    place: '32',
    batch: batch.id,
    doses,
  });
  await t.province.post('/api/v1/movements', broken(30)).expect(201);
  await t.app.following.settle();
  expect([await kept(batch), (await t.read(t.province, order)).lines[0].allocated]).toEqual([20, 50]);
  await t.province.post('/api/v1/movements', broken(30)).expect(201);
  await t.app.following.settle();
  expect([await kept(batch), (await t.read(t.province, order)).lines[0].allocated]).toEqual([0, 40]);
});
