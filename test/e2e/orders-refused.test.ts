// What is refused of orders: wrong ways, wrong lines, wrong states, wrong people, each said clearly.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectInvariants } from '../support/invariants.ts';
import { openOrderDesk, PRODUCT, type OrderDesk } from './orders-support.ts';
import { expectProblem, type Body } from './shipments-support.ts';

let t: OrderDesk;
beforeAll(async () => {
  t = await openOrderDesk();
});
afterAll(async () => {
  await expectInvariants(t.house, t.app.following);
  await t.close();
});

const lines = [{ product: PRODUCT, doses: 10 }];
const make = (by: 'district' | 'province' | 'biofarma' | 'centre', body: object) =>
  t[by].post('/api/v1/orders', { id: t.id(), lines, ...body });

describe('an order is not made', () => {
  it.each([
    ['to a place beside', 'district', { kind: 'request', from: '3204' }, 422, 'order_route_wrong'],
    ['down as a request', 'province', { kind: 'request', from: '3273', to: '32' }, 422, 'order_route_wrong'],
    ['to itself', 'district', { kind: 'request', from: '3273' }, 422, 'same_place'],
    ['up as a distribution', 'district', { kind: 'distribution', to: '32' }, 422, 'order_route_wrong'],
    [
      'as central by a province',
      'province',
      { kind: 'central', from: '32', to: '3273' },
      422,
      'order_route_wrong',
    ],
    [
      'to another tier as a relocation',
      'district',
      { kind: 'relocation', to: 'P32730101' },
      422,
      'order_route_wrong',
    ],
    ['down as a return', 'province', { kind: 'return', to: '3273' }, 422, 'order_route_wrong'],
    ['to nowhere', 'district', { kind: 'request', from: 'XX' }, 422, 'unknown_place'],
    ['for a place not seen', 'district', { kind: 'request', to: '3204', from: '32' }, 404, 'not_found'],
    ['from a place not seen', 'district', { kind: 'distribution', from: '32', to: '3273' }, 404, 'not_found'],
    [
      'for those below by the sender',
      'province',
      { kind: 'request', from: '32', to: '3273' },
      403,
      'forbidden',
    ],
    ['without lines', 'district', { kind: 'request', lines: [] }, 422, 'validation_failed'],
    [
      'with no doses',
      'district',
      { kind: 'request', lines: [{ product: PRODUCT, doses: 0 }] },
      422,
      'validation_failed',
    ],
    [
      'with half doses',
      'district',
      { kind: 'request', lines: [{ product: PRODUCT, doses: 1.5 }] },
      422,
      'validation_failed',
    ],
    [
      'with absurd doses',
      'district',
      { kind: 'request', lines: [{ product: PRODUCT, doses: 2_000_000_000 }] },
      422,
      'doses_absurd',
    ],
    [
      'of an unknown product',
      'district',
      { kind: 'request', lines: [{ product: 'NO', doses: 1 }] },
      422,
      'unknown_product',
    ],
    [
      'with a product twice',
      'district',
      { kind: 'request', lines: [...lines, ...lines] },
      422,
      'duplicate_order_line',
    ],
    ['of an unknown kind', 'district', { kind: 'gift' }, 422, 'validation_failed'],
    ['with unknown fields', 'district', { kind: 'request', urgent: true }, 422, 'validation_failed'],
  ] as const)('%s', async (_, by, body, status, code) => {
    expectProblem(await make(by, body), status, code);
  });

  it('naming a batch, unless it is a return', async () => {
    const batch = await t.stocked(10);
    const named = [{ batch: batch.id, doses: 1 }];
    expectProblem(await make('district', { kind: 'request', lines: named }), 422, 'batch_not_returned_here');
  });

  it('by an auditor, or by nobody', async () => {
    const auditor = await t.as('auditor');
    const body = { id: t.id(), kind: 'request', lines };
    expectProblem(await auditor.post('/api/v1/orders', body), 403, 'forbidden');
    expectProblem(await t.anyone.post('/api/v1/orders', body), 401, 'unauthenticated');
  });
});

describe('an act is refused', () => {
  it('to the other side, and to those who do not see the order', async () => {
    const order = await t.request(10);
    expectProblem(await t.act(t.district, order, 'confirm'), 403, 'forbidden');
    expectProblem(await t.act(t.districtOfficer, order, 'confirm'), 403, 'forbidden');
    const stranger = await t.as('gudang.3204');
    expectProblem(await t.act(stranger, order, 'cancel', { reason: 'x' }), 404, 'not_found');
    expectProblem(await stranger.get(`/api/v1/orders/${order.id}`), 404, 'not_found');
    expectProblem(await t.district.get(`/api/v1/orders/${order.id}/candidates`), 403, 'forbidden');
    await t.did(t.province, order, 'confirm');
    expectProblem(await t.act(t.district, order, 'allocate'), 403, 'forbidden');
    expectProblem(await t.act(t.provinceOfficer, order, 'ship'), 403, 'forbidden');
    const auditor = await t.as('auditor');
    expect(await t.read(auditor, order)).toMatchObject({ may: [] });
  });

  it('in the wrong state, naming it', async () => {
    const order = await t.request(10);
    for (const act of ['allocate', 'ship']) {
      const body = expectProblem(await t.act(t.province, order, act), 409, 'order_wrong_state');
      expect(body).toMatchObject({ state: 'pending', act });
    }
    expectProblem(await t.act(t.province, order, 'close', { reason: 'x' }), 409, 'order_wrong_state');
    await t.did(t.district, order, 'cancel', { reason: 'x' });
    for (const act of ['confirm', 'allocate', 'ship'])
      expectProblem(await t.act(t.province, order, act), 409, 'order_wrong_state');
    expectProblem(await t.act(t.district, order, 'cancel', { reason: 'x' }), 409, 'order_wrong_state');
    await t.did(t.district, order, 'comment', { comment: 'Tetap dapat dikomentari' });
  });

  it('on a revision that has passed', async () => {
    const order = await t.request(10);
    await t.did(t.province, order, 'confirm', { revision: order.revision });
    const late = await t.act(t.province, order, 'allocate', { revision: order.revision });
    expect(expectProblem(late, 409, 'order_changed')).toMatchObject({ seen: 1, found: 2 });
  });

  it('when other doses are confirmed without a reason, or none at all', async () => {
    const order = await t.request(10);
    const confirm = (said: object[]) => t.act(t.province, order, 'confirm', { lines: said });
    const body = expectProblem(await confirm([{ line: 1, doses: 5 }]), 422, 'confirm_reason_required');
    expect(body.errors).toMatchObject([{ pointer: '/lines/0/reason' }]);
    expectProblem(await confirm([{ line: 1, doses: 0, reason: 'habis' }]), 422, 'nothing_confirmed');
    expectProblem(await confirm([{ line: 2, doses: 5 }]), 422, 'unknown_order_line');
    expectProblem(await confirm([{ line: 1, doses: -5 }]), 422, 'validation_failed');
    const twice = { line: 1, doses: 10 };
    expectProblem(await confirm([twice, twice]), 422, 'duplicate_order_line');
    expectProblem(await t.act(t.district, order, 'cancel'), 422, 'validation_failed');
  });

  it('when more is allocated than confirmed, free, or first to expire', async () => {
    const [early, late] = [
      await t.stocked(20, { expiry: t.day(100) }),
      await t.stocked(20, { expiry: t.day(200) }),
    ];
    const order = await t.request(15);
    await t.did(t.province, order, 'confirm');
    const allocate = (...picks: [Body, number][]) =>
      t.act(t.province, order, 'allocate', {
        lines: picks.map(([batch, doses]) => ({ batch: batch.id, doses })),
      });
    expectProblem(await allocate([early, 16]), 409, 'order_over_confirmed');
    const short = expectProblem(await allocate([early, 21]), 409, 'insufficient_stock');
    expect(short).toMatchObject({ asked: 21, available: 20 });
    expectProblem(await allocate([late, 5]), 409, 'allocation_not_first_expiry');
    expectProblem(await allocate([early, 5], [early, 5]), 422, 'duplicate_order_line');
    const elsewhere = await t.register(10);
    expect(expectProblem(await allocate([elsewhere, 1]), 409, 'insufficient_stock')).toMatchObject({
      available: 0,
    });
    await t.did(t.province, order, 'allocate');
    const gone = await t.did(t.province, order, 'allocate', { lines: [] });
    expect(gone).toMatchObject({ status: 'confirmed', lines: [{ allocated: 0 }] });
    const more = [{ batch: early.id, doses: 1 }];
    expectProblem(await t.act(t.province, order, 'ship', { lines: more }), 409, 'order_not_allocated');
  });

  it('when a batch that was set aside is recalled before it leaves', async () => {
    const batch = await t.stocked(10, { expiry: t.day(50) });
    const order = await t.request(5);
    await t.did(t.province, order, 'confirm');
    const lines = [{ batch: batch.id, doses: 5 }];
    await t.did(t.provinceOfficer, order, 'allocate', { lines, reason: 'uji' });
    await t.kemenkes.post(`/api/v1/batches/${batch.id}/recall`, { id: t.id(), reason: 'uji' }).expect(200);
    const answer = await t.act(t.province, order, 'ship', { lines });
    expect(['batch_recalled', 'order_not_allocated']).toContain(answer.body.code);
  });
});

describe('a shipment does not fit its order', () => {
  it('of other places, other products, or too many doses', async () => {
    const batch = await t.stocked(50, { expiry: t.day(400) });
    const order = await t.request(10);
    const draft = (more: object) =>
      t.province.post('/api/v1/shipments', {
        id: t.id(),
        from: '32',
        to: '3273',
        orderId: order.id,
        lines: [{ batch: batch.id, doses: 10 }],
        ...more,
      });
    expectProblem(await draft({}), 409, 'order_wrong_state');
    await t.did(t.province, order, 'confirm');
    expectProblem(await draft({ orderId: t.id() }), 404, 'not_found');
    expectProblem(await draft({ to: '3204' }), 422, 'place_not_related');
    expectProblem(await draft({ lines: [{ batch: batch.id, doses: 11 }] }), 409, 'order_over_confirmed');
    const { body } = await t.biofarma.get('/api/v1/products').expect(200);
    const items = (Array.isArray(body) ? body : (body as Body).items) as Body[];
    const other = await t.stocked(10, { gtin: items.find(({ code }) => code !== PRODUCT)!.gtin });
    expectProblem(await draft({ lines: [{ batch: other.id, doses: 1 }] }), 422, 'unknown_order_line');
    const { body: made } = await draft({});
    await t.did(t.district, order, 'cancel', { reason: 'x' });
    const path = `/api/v1/shipments/${(made as Body).id}/dispatch`;
    expectProblem(await t.province.post(path), 409, 'order_wrong_state');
  });
});
