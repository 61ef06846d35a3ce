// The overview of an area: reckoned by hand, equal to what the balances add up to at every level, kept true through
// movements, promises, a recall, the passing of days and a new tree of places.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findOverview } from '../../server/insight/overview.ts';
import { auditOverview, rebuildOverview } from '../../server/insight/overview-sums.ts';
import { record } from '../../server/kernel/journal.ts';
import { transact } from '../../server/kernel/transaction.ts';
import { systemActor } from '../../server/people/scope.ts';
import { createDirectory } from '../../server/places/directory.ts';
import { expectInvariants } from '../support/invariants.ts';
import { CENTRE, NEIGHBOUR, openDistrict, type Body, type District } from './insight-support.ts';

const WEEKS = { week: '2026-11-23', since: '2026-08-31' };

let t: District;
const batches: Record<string, string> = {};

beforeAll(async () => {
  t = await openDistrict('2026-11-10T02:00:00Z');
  batches.soon = await t.register(1000, '2026-12-10');
  batches.later = await t.register(1000, '2027-01-20');
  batches.old = await t.register(1000, '2026-11-20');
  batches.other = await t.register(1000, '2027-06-30', 'BCG');
  await t.found('32', batches.soon, 500);
  await t.found(CENTRE, batches.soon, 100);
  await t.found(CENTRE, batches.old, 30);
  await t.found(NEIGHBOUR, batches.later, 200);
  await t.found(NEIGHBOUR, batches.other, 40);
  await t.give(CENTRE, batches.soon, 12);
  t.clock.set('2026-11-17T02:00:00Z');
  await t.give(CENTRE, batches.soon, 8);
  t.clock.set('2026-11-24T02:00:00Z');
  await t.give(CENTRE, batches.soon, 5);
  await t.move('quarantine', NEIGHBOUR, batches.later, 50, { reason: 'damaged' });
  await t.dispatch('32', '3273', batches.soon, 60);
  await t.caughtUp();
});
afterAll(async () => {
  await expectInvariants(t.house, t.app.following);
  await t.close();
});

const overview = (username: string, query = '') =>
  t.get(username, `/api/v1/overview${query}`) as Promise<Body>;
const ofProduct = (body: Body, code: string) =>
  (body.items as Body[]).find(({ product }: Body) => product.code === code);

/** What the followers keep is what the balances add up to, for every level of areas. */
async function expectEqual(): Promise<void> {
  const { sql } = t.house.database;
  const directory = await createDirectory(t.house);
  const sorted = async (code: string, source: 'kept' | 'direct') => {
    const rows = await findOverview(sql, t.house.now(), directory.byCode(code)!, WEEKS, source);
    return rows.sort((a, b) => (a.productId < b.productId ? -1 : 1));
  };
  for (const code of ['ID', '32', '3273', 'BIOFARMA', '33']) {
    expect(await sorted(code, 'kept'), code).toEqual(await sorted(code, 'direct'));
  }
  expect(await auditOverview(sql)).toEqual([]);
}

describe('the overview', () => {
  it('says what is there, usable, on its way, expiring and how long it lasts', async () => {
    const district = await overview('dinkes.3273');
    expect(district).toMatchObject({ place: { code: '3273', level: 'district' }, asOf: expect.any(String) });
    const mr = ofProduct(district, 'MR');
    expect(mr).toMatchObject({
      onHand: 75 + 30 + 200,
      available: 75 + 30 + 150,
      quarantined: 50,
      // What expired on 20 November is there and of no use.
      usable: 75 + 150,
      expired: 30,
      inTransit: 60,
      allocated: 0,
      promised: 0,
      expiring: { days30: 75, days60: 75 + 150, days90: 75 + 150 },
      // Two full weeks with 20 doses given.
      weeklyUse: 10,
      coverWeeks: 22.5,
    });
    expect(ofProduct(district, 'BCG')).toMatchObject({ onHand: 40, weeklyUse: null, coverWeeks: null });
    const province = await overview('dinkes.32', '?product=MR');
    expect(province.items).toHaveLength(1);
    expect(province.items[0]).toMatchObject({ onHand: 75 + 30 + 200 + 440, inTransit: 60 });
    const nation = ofProduct(await overview('kemenkes'), 'MR');
    expect(nation).toMatchObject({ inTransit: 60, weeklyUse: 10 });
    await expectEqual();
  });

  it('leads to lists that add up to its figures, and is added up for a small area', async () => {
    const mr = ofProduct(await overview('dinkes.3273'), 'MR');
    const stock = (await t.get('dinkes.3273', mr.madeOf.stock)).items as Body[];
    expect(stock.reduce((sum: number, { onHand }: Body) => sum + onHand, 0)).toBe(mr.onHand);
    const status = (await t.get('dinkes.3273', mr.madeOf.status)).items as Body[];
    expect(status.reduce((sum: number, { usable }: Body) => sum + usable, 0)).toBe(mr.usable);
    expect((await t.get('dinkes.3273', mr.madeOf.shipments)).items).toMatchObject([{ to: { code: '3273' } }]);
    const outs = (await t.get('dinkes.3273', mr.madeOf.stockOuts)).items as Body[];
    expect(outs).toHaveLength(mr.stockOuts);
    const centre = ofProduct(await overview('dinkes.3273', `?place=${CENTRE}`), 'MR');
    expect(centre).toMatchObject({ onHand: 105, usable: 75, expired: 30, inTransit: 0, weeklyUse: 10 });
  });

  it('counts the places that have run out', async () => {
    await t.move('discard', NEIGHBOUR, batches.other!, 40, { reason: 'broken' });
    await t.caughtUp();
    expect(ofProduct(await overview('dinkes.32'), 'BCG')).toMatchObject({ onHand: 0, stockOuts: 1 });
    await expectEqual();
  });

  it('follows a receipt, a promise, a recall and the passing of days', async () => {
    const shipments = (await t.get('gudang.3273', '/api/v1/shipments?status=in_transit')).items as Body[];
    await t.receive(shipments[0].id, '3273', batches.soon!, 58, 2);
    const staff = await t.worker(CENTRE);
    const session = await staff.post('/api/v1/sessions', {
      id: t.id(),
      place: CENTRE,
      product: 'MR',
      date: '2026-11-26',
      start: '08:00',
      end: '10:00',
      slotMinutes: 60,
      capacityPerSlot: 5,
    });
    expect(session.status).toBe(201);
    const registrant = {
      nik: '3273011505900001',
      name: 'Siti',
      birthDate: '1990-05-15',
      phone: '+6281234567890',
    };
    const booking = { id: t.id(), slotId: (session.body as Body).slots[0].id, dose: 1, registrant };
    expect((await staff.post('/api/v1/appointments', booking)).status).toBe(201);
    await t.caughtUp();
    const before = ofProduct(await overview('dinkes.3273'), 'MR');
    expect(before).toMatchObject({ onHand: 305 + 58, inTransit: 2 });
    expect(before.promised).toBeGreaterThanOrEqual(1);
    await expectEqual();
    const officer = await t.as('kemenkes');
    const recall = { id: t.id(), reason: 'Uji mutu' };
    await officer.post(`/api/v1/batches/${batches.later}/recall`, recall).expect(200);
    await t.caughtUp();
    expect(ofProduct(await overview('dinkes.3273'), 'MR')).toMatchObject({ onHand: 363, usable: 75 + 58 });
    t.clock.set('2026-12-11T02:00:00Z');
    expect(ofProduct(await overview('dinkes.3273'), 'MR')).toMatchObject({
      onHand: 363,
      usable: 0,
      coverWeeks: 0,
    });
    await expectEqual();
  });

  it('is summed anew when places are imported, and finds sums that are wrong', async () => {
    const { sql } = t.house.database;
    await t.house.database.asOwner((owner) => owner.run('update area_stock set available = available + 1'));
    expect((await auditOverview(sql)).length).toBeGreaterThan(0);
    await t.house.database.asOwner((owner) => owner.run('update area_use set used = used + 1'));
    await transact(t.house, systemActor, (ctx) =>
      record(ctx, [{ id: ctx.newId(), kind: 'places.imported', data: {} }]),
    );
    await t.caughtUp();
    await expectEqual();
    await transact(t.house, systemActor, rebuildOverview);
    await expectEqual();
  });

  it('is for whoever may see the place', async () => {
    const beside = await t.as('dinkes.33');
    expect((await beside.get('/api/v1/overview?place=32')).status).toBe(404);
    expect((await beside.get('/api/v1/overview?product=NOTHING')).body).toMatchObject({
      code: 'unknown_product',
    });
    expect((await beside.get('/api/v1/overview?days=3')).status).toBe(422);
    expect((await t.anyone.get('/api/v1/overview')).status).toBe(401);
    expect((await beside.get('/api/v1/overview')).body).toMatchObject({ place: { code: '33' } });
  });
});
