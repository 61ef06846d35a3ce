// What doses are for, all along their way: kept at the province, ordered and allocated for an activity, sent and received
// for it, given from an opened vial and to people with an appointment; and the activity's report of it all.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditReservations } from '../../server/audit-reservations.ts';
import type { Call } from '../support/app.ts';
import { expectInvariants } from '../support/invariants.ts';
import { openOrderDesk, PRODUCT, type OrderDesk } from './orders-support.ts';
import { person } from './schedule-support.ts';
import { expectProblem, type Body } from './shipments-support.ts';

const CENTRE = 'P32730101';
let t: OrderDesk;
let bias: Body;
let ori: Body;
let serial = 0;

async function open(kind: string, more: object = {}): Promise<Body> {
  const body = { id: t.id(), code: `${kind.toUpperCase()}-${++serial}`, kind, name: { id: kind, en: kind } };
  const days = { startsOn: t.day(-5), endsOn: t.day(60) };
  return (await t.provinceOfficer.post('/api/v1/activities', { ...body, ...days, ...more }).expect(201)).body;
}

beforeAll(async () => {
  t = await openOrderDesk();
  bias = await open('bias');
  ori = await open('ori');
}, 60_000);
afterAll(async () => {
  await expectInvariants(t.house, t.app.following);
  expect(await auditReservations(t.house.database.sql)).toEqual([]);
  await t.close();
});

const keep = (by: Call, place: string, activity: Body, batch: Body, doses: number) =>
  by
    .post('/api/v1/earmarks', {
      id: t.id(),
      activity: activity.code,
      place,
      lines: [{ batch: batch.id, doses }],
    })
    .expect(201);
async function kept(by: Call, place: string, activity: Body, batch: Body): Promise<number> {
  const path = `/api/v1/earmarks?place=${place}&activity=${activity.code}&batch=${batch.id}`;
  return (await by.get(path).expect(200)).body.items[0]?.doses ?? 0;
}
const ordered = async (doses: number, more: object = {}) =>
  t.did(t.provinceOfficer, await t.request(doses, { activity: bias.code, ...more }), 'confirm');
/** Empties the province, so that each test sees its own batches only. */
async function clear(...batches: Body[]): Promise<void> {
  for (const batch of batches) {
    const { available } = await t.stock(t.province, '32', batch.id);
    const more = { kind: 'discard', reason: 'broken', place: '32', batch: batch.id, doses: available };
    if (available > 0) await t.province.post('/api/v1/movements', { id: t.id(), ...more }).expect(201);
  }
  await t.app.following.settle();
}
const use = async (activity: Body, by = 'product', place = '32') =>
  (await t.provinceOfficer.get(`/api/v1/activities/${activity.code}/report?by=${by}&place=${place}`)).body
    .items;

describe('an order for an activity', () => {
  it('takes what is kept for it first, whatever expires earlier, and gives it back when cancelled', async () => {
    const early = await t.stocked(50, { expiry: t.day(200) });
    const late = await t.stocked(50, { expiry: t.day(400) });
    await keep(t.province, '32', bias, late, 30);
    const order = await t.did(t.province, await ordered(40), 'allocate');
    expect(order.activity).toEqual({ id: bias.id, code: bias.code, name: bias.name });
    expect(order.lines[0].allocations).toEqual([
      { batch: expect.objectContaining({ id: early.id }), doses: 10, fromEarmark: 0 },
      { batch: expect.objectContaining({ id: late.id }), doses: 30, fromEarmark: 30 },
    ]);
    expect(await kept(t.province, '32', bias, late)).toBe(0);
    expect((await t.stock(t.province, '32', late.id)).reserved).toBe(30);
    const candidates = await t.province.get(`/api/v1/orders/${order.id}/candidates`).expect(200);
    expect(candidates.body.items).toEqual([
      expect.objectContaining({ free: 50, earmarked: 0, allocated: 10, suggested: 10 }),
      expect.objectContaining({ free: 50, earmarked: 30, allocated: 30, suggested: 30 }),
    ]);
    // Allocated anew it comes to the same; cancelled, all is as it was.
    const again = await t.did(t.province, order, 'allocate');
    expect(again.lines[0].allocations).toEqual(order.lines[0].allocations);
    await t.did(t.provinceOfficer, again, 'cancel', { reason: 'uji' });
    expect(await kept(t.province, '32', bias, late)).toBe(30);
    expect((await t.stock(t.province, '32', late.id)).reserved).toBe(30);
    await clear(early, late);
  });

  it('is refused what is kept for others, by name, and may not leave its own for later', async () => {
    const batch = await t.stocked(50, { expiry: t.day(200) });
    const mine = await t.stocked(20, { expiry: t.day(400) });
    await keep(t.province, '32', ori, batch, 40);
    await keep(t.province, '32', bias, mine, 20);
    const order = await ordered(30);
    const picks = (...lines: [Body, number][]) => ({
      lines: lines.map(([{ id }, doses]) => ({ batch: id, doses })),
    });
    const refused = await t.act(t.province, order, 'allocate', picks([batch, 30]));
    expectProblem(refused, 409, 'doses_earmarked');
    expect(refused.body).toMatchObject({ available: 10, earmarked: 40, activities: ori.code });
    const left = await t.act(t.province, order, 'allocate', picks([batch, 10]));
    expectProblem(left, 409, 'allocation_leaves_earmarked');
    const plain = await t.did(t.provinceOfficer, await t.request(30), 'confirm');
    expectProblem(await t.act(t.province, plain, 'allocate', picks([mine, 5])), 409, 'doses_earmarked');
    const all = await t.did(t.province, order, 'allocate', picks([mine, 20], [batch, 10]));
    expect(all.lines[0].allocated).toBe(30);
    for (const one of [all, plain]) await t.did(t.provinceOfficer, one, 'cancel', { reason: 'uji' });
    await clear(batch, mine);
  });

  it('is refused for an activity that is not of the receiver, over, of another vaccine, or on a return', async () => {
    const lines = [{ product: PRODUCT, doses: 10 }];
    const ask = (more: object) =>
      t.district.post('/api/v1/orders', {
        id: t.id(),
        kind: 'request',
        to: '3273',
        from: '32',
        lines,
        ...more,
      });
    expectProblem(await ask({ activity: 'NIHIL' }), 422, 'unknown_activity');
    const { items } = (await t.district.get('/api/v1/products').expect(200)).body;
    const products = [(items as Body[]).find(({ code }) => code !== PRODUCT).code];
    const other = await open('campaign', { products });
    expectProblem(await ask({ activity: other.code }), 422, 'activity_of_other_product');
    const closed = await open('campaign');
    await t.provinceOfficer
      .post(`/api/v1/activities/${closed.code}/close`, { id: t.id(), reason: 'uji' })
      .expect(200);
    expectProblem(await ask({ activity: closed.code }), 409, 'activity_over');
    const back = { kind: 'return', from: '3273', to: '32', activity: bias.code };
    expectProblem(await ask(back), 422, 'activity_not_returned');
  });
});

describe('doses that travel for an activity', () => {
  it('leave what is kept at the sender and are kept at the receiver, as far as they are accepted', async () => {
    const batch = await t.stocked(60);
    await keep(t.province, '32', bias, batch, 50);
    const order = await t.did(t.province, await ordered(50), 'allocate');
    const shipped = await t.did(t.province, order, 'ship', { lines: [{ batch: batch.id, doses: 40 }] });
    expect(shipped.lines[0].allocations).toEqual([{ batch: expect.anything(), doses: 10, fromEarmark: 10 }]);
    expect(await kept(t.province, '32', bias, batch)).toBe(0);
    const { id } = shipped.shipments[0];
    const seen = (await t.province.get(`/api/v1/shipments/${id}`).expect(200)).body;
    expect(seen.lines[0]).toMatchObject({ activity: { code: bias.code }, fromEarmark: 40 });
    expect((await use(bias))[0]).toMatchObject({ allocated: 10, inTransit: 40 });

    const lines = [
      {
        batch: batch.id,
        accepted: 35,
        rejected: [{ doses: 3, reason: 'broken' }],
        missing: 2,
      },
    ];
    const received = await t.district
      .post(`/api/v1/shipments/${id}/receive`, { id: t.id(), lines })
      .expect(200);
    expect(received.body.warnings).toEqual([]);
    expect(await kept(t.district, '3273', bias, batch)).toBe(35);
    const found = { foundAt: 'receiver', lines: [{ batch: batch.id, found: 2 }] };
    await t.provinceOfficer.post(`/api/v1/shipments/${id}/settle`, { id: t.id(), ...found }).expect(200);
    expect(await kept(t.district, '3273', bias, batch)).toBe(37);
    expect(await use(bias, 'place')).toEqual([
      expect.objectContaining({ group: '32', allocated: 10, received: 0 }),
      expect.objectContaining({ group: '3273', earmarked: 37, inTransit: 0, received: 35 }),
    ]);
    await t.did(t.provinceOfficer, shipped, 'close', { reason: 'uji' });
    expect(await kept(t.province, '32', bias, batch)).toBe(10);
    await clear(batch);
  });

  it('are kept again at the sender when they come back, and free where the activity is over', async () => {
    const batch = await t.stocked(60);
    await keep(t.province, '32', bias, batch, 20);
    const line = { batch: batch.id, doses: 30, activity: bias.id };
    const sent = await t.send(t.province, '32', '3273', [line]);
    expect(await kept(t.province, '32', bias, batch)).toBe(0);
    await t.province.post(`/api/v1/shipments/${sent.id}/return`, { id: t.id(), reason: 'uji' }).expect(200);
    expect(await kept(t.province, '32', bias, batch)).toBe(20);

    const short = await open('campaign');
    const draft = { id: t.id(), from: '32', to: '3273', lines: [{ batch: batch.id, doses: 30 }] };
    await t.province.post('/api/v1/shipments', { ...draft, activity: short.code }).expect(201);
    await t.province.post(`/api/v1/shipments/${draft.id}/dispatch`).expect(200);
    await t.provinceOfficer
      .post(`/api/v1/activities/${short.code}/close`, { id: t.id(), reason: 'uji' })
      .expect(200);
    const accepted = { id: t.id(), lines: [{ batch: batch.id, accepted: 30 }] };
    const { body } = await t.district.post(`/api/v1/shipments/${draft.id}/receive`, accepted).expect(200);
    expect(body).toMatchObject({
      status: 'received',
      warnings: [{ code: 'activity_is_over', doses: 30, activity: short.code }],
    });
    expect((await t.stock(t.district, '3273', batch.id)).free).toBe(30);
    await clear(batch);
  });

  it('are refused for an activity that is not of the order or not of the receiver', async () => {
    const batch = await t.stocked(30);
    const order = await t.did(t.province, await ordered(10), 'allocate');
    const lines = [{ batch: batch.id, doses: 10 }];
    const draft = (more: object) =>
      t.province.post('/api/v1/shipments', { id: t.id(), from: '32', to: '3273', lines, ...more });
    expectProblem(await draft({ orderId: order.id, activity: ori.code }), 422, 'order_of_other_activity');
    expectProblem(await draft({ lines: [{ ...lines[0], activity: 'NIHIL' }] }), 422, 'unknown_activity');
    const drafted = await draft({ orderId: order.id }).expect(201);
    expect(drafted.body.lines[0].activity.code).toBe(bias.code);
    await t.did(t.provinceOfficer, order, 'cancel', { reason: 'uji' });
    await clear(batch);
  });

  it('never come to more than there is when order, shipment and earmark race', async () => {
    const batch = await t.stocked(60);
    await keep(t.province, '32', bias, batch, 30);
    const order = await ordered(40);
    const draft = await t.draft(t.province, '32', '3273', [
      { batch: batch.id, doses: 40, activity: bias.code },
    ]);
    const answers = await Promise.all([
      t.act(t.province, order, 'allocate'),
      t.province.post(`/api/v1/shipments/${draft.id}/dispatch`),
      t.province.post('/api/v1/earmarks/release', {
        id: t.id(),
        place: '32',
        batch: batch.id,
        activity: bias.code,
        doses: 10,
      }),
    ]);
    expect(answers.some(({ status }) => status < 300)).toBe(true);
    for (const { status } of answers) expect(status).toBeLessThan(500);
    expect(await auditReservations(t.house.database.sql)).toEqual([]);
    await clear(batch);
  });
});

describe('at the health centre', () => {
  /** A batch of which the centre has so many doses. */
  async function atCentre(doses: number, more: object = {}): Promise<Body> {
    const batch = await t.register(doses, more);
    const { id } = await t.send(t.biofarma, 'BIOFARMA', CENTRE, [{ batch: batch.id, doses }]);
    const lines = [{ batch: batch.id, accepted: doses }];
    await t.centre.post(`/api/v1/shipments/${id}/receive`, { id: t.id(), lines }).expect(200);
    return batch;
  }

  it('a vial opened for the activity takes what is kept for it, and its doses count for it', async () => {
    const mr = await open('bias');
    const batch = await atCentre(20);
    await keep(t.centre, CENTRE, mr, batch, 20);
    const vial = { id: t.id(), place: CENTRE, batch: batch.id };
    // All is kept: nobody opens a vial of it for anything else.
    expectProblem(await t.centre.post('/api/v1/vials', vial), 409, 'vial_not_there');
    const opened = await t.centre.post('/api/v1/vials', { ...vial, activity: mr.code }).expect(201);
    expect(opened.body).toMatchObject({ activity: { code: mr.code }, fromEarmark: 10, left: 10 });
    expect(await kept(t.centre, CENTRE, mr, batch)).toBe(10);
    const give = (doses: number, more: object = {}) =>
      t.centre.post(`/api/v1/vials/${vial.id}/give`, { id: t.id(), doses, ...more });
    await give(6).expect(200);
    await give(1, { activity: ori.code }).expect(200);
    await t.centre.post(`/api/v1/vials/${vial.id}/close`, { id: t.id() }).expect(200);
    expect(await use(mr, 'product', CENTRE)).toEqual([
      expect.objectContaining({ earmarked: 10, given: 6, fromEarmark: 6, wasted: 3 }),
    ]);
    expect(await use(ori, 'product', CENTRE)).toEqual([
      expect.objectContaining({ given: 1, fromEarmark: 0, wasted: 0 }),
    ]);
    expectProblem(await give(1, { activity: 'NIHIL' }), 409, 'vial_closed');
  });

  it('a session for the activity counts each dose given in it, drawing on what is kept', async () => {
    const campaign = await open('campaign');
    const batch = await atCentre(20);
    await keep(t.centre, CENTRE, campaign, batch, 5);
    const times = { start: '00:00', end: '23:59', slotMinutes: 60, capacityPerSlot: 10 };
    const local = new Date(t.house.now().getTime() + 7 * 3_600_000).toISOString().slice(0, 10);
    const body = { id: t.id(), place: CENTRE, product: PRODUCT, date: local, ...times };
    const late = { ...body, id: t.id(), date: t.day(90), activity: campaign.code };
    expectProblem(await t.centre.post('/api/v1/sessions', late), 409, 'activity_over');
    const session = await t.centre.post('/api/v1/sessions', { ...body, activity: campaign.code }).expect(201);
    expect(session.body.activity.code).toBe(campaign.code);
    const slot = session.body.slots.at(-1);
    const appointment = { id: t.id(), slotId: slot.id, dose: 1, registrant: person(7001) };
    await t.centre.post('/api/v1/appointments', appointment).expect(201);
    const path = `/api/v1/appointments/${appointment.id}`;
    expect((await t.centre.get(path).expect(200)).body.activity.code).toBe(campaign.code);
    await t.centre.post(`${path}/administer`, { id: t.id(), batch: batch.id }).expect(200);
    expect(await use(campaign, 'product', CENTRE)).toEqual([
      expect.objectContaining({ earmarked: 4, given: 1, fromEarmark: 1 }),
    ]);
    const { reserved } = await t.stock(t.centre, CENTRE, batch.id);
    expect(reserved).toBe(4);
  });
});
