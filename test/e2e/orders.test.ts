// Orders from the asking to the receipt: confirmed with other doses, allocated first expiry first out, shipped in parts.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { expectInvariants } from '../support/invariants.ts';
import { openOrderDesk, PRODUCT, type OrderDesk } from './orders-support.ts';
import type { Body } from './shipments-support.ts';

let t: OrderDesk;
beforeAll(async () => {
  t = await openOrderDesk();
});
afterAll(async () => {
  await expectInvariants(t.house, t.app.following);
  await t.close();
});
// Each test has the province to itself: what is left of the last one is used up.
beforeEach(async () => {
  const { body } = await t.province.get('/api/v1/stock?place=32&limit=1000').expect(200);
  for (const { batch, free } of (body as Body).items) {
    if (free === 0) continue;
    const discard = {
      id: t.id(),
      kind: 'discard',
      place: '32',
      batch: batch.id,
      doses: free,
      reason: 'other',
    };
    await t.province.post('/api/v1/movements', discard).expect(201);
  }
});

const receive = async (order: Body, index: number, accepted: Record<string, number>) => {
  const lines = Object.entries(accepted).map(([batch, doses]) => ({ batch, accepted: doses }));
  const path = `/api/v1/shipments/${order.shipments[index].id}/receive`;
  return (await t.district.post(path, { id: t.id(), lines }).expect(200)).body as Body;
};

describe('a request', () => {
  it('goes the whole way in two shipments', async () => {
    const [late, early] = [
      await t.stocked(100, { expiry: t.day(300) }),
      await t.stocked(60, { expiry: t.day(200) }),
    ];
    let order = await t.request(150, { note: 'Untuk BIAS', neededOn: t.day(20) });
    expect(order).toMatchObject({
      kind: 'request',
      from: { code: '32' },
      to: { code: '3273' },
      coverDays: 30,
      note: 'Untuk BIAS',
      lines: [{ asked: 150, confirmed: null, open: 0 }],
      may: ['cancel', 'comment'],
    });
    expect(order.code).toMatch(/^PS-\d{4}-\d{6}$/);

    const lines = [{ line: 1, doses: 120, reason: 'Stok terbatas' }];
    order = await t.did(t.provinceOfficer, order, 'confirm', { lines, comment: 'Segera' });
    expect(order).toMatchObject({
      status: 'confirmed',
      lines: [{ confirmed: 120, reason: 'Stok terbatas', open: 120 }],
    });

    const { body: candidates } = await t.province.get(`/api/v1/orders/${order.id}/candidates`).expect(200);
    expect((candidates as Body).items).toMatchObject([
      { batch: { lot: early.lot }, free: 60, suggested: 60, passedOver: null },
      { batch: { lot: late.lot }, free: 100, suggested: 60, passedOver: null },
    ]);

    order = await t.did(t.province, order, 'allocate');
    expect(order).toMatchObject({
      status: 'allocated',
      lines: [
        {
          allocated: 120,
          allocations: [
            { batch: { lot: early.lot }, doses: 60 },
            { batch: { lot: late.lot }, doses: 60 },
          ],
        },
      ],
    });
    expect(await t.stock(t.province, '32', late.id)).toMatchObject({
      available: 100,
      reserved: 60,
      free: 40,
    });

    order = await t.did(t.province, order, 'ship', { lines: [{ batch: early.id, doses: 50 }] });
    expect(order).toMatchObject({
      status: 'shipped',
      lines: [{ allocated: 70, shipped: 50, open: 70 }],
      shipments: [{ status: 'in_transit' }],
    });
    expect(await t.stock(t.province, '32', early.id)).toMatchObject({ available: 10, reserved: 10 });
    await receive(order, 0, { [early.id]: 50 });
    expect(await t.read(t.district, order)).toMatchObject({ status: 'shipped', lines: [{ received: 50 }] });

    order = await t.did(t.province, order, 'ship');
    expect(order).toMatchObject({ lines: [{ allocated: 0, shipped: 120, open: 0 }] });
    await receive(order, 1, { [early.id]: 10, [late.id]: 60 });
    order = await t.read(t.district, order);
    expect(order).toMatchObject({ status: 'received', lines: [{ received: 120 }], may: ['comment'] });
    expect(order.history.map(({ act }: Body) => act)).toEqual([
      'created',
      'confirmed',
      'allocated',
      'shipped',
      'received',
      'shipped',
      'received',
    ]);
    expect(order.history[1]).toMatchObject({ comment: 'Segera', by: expect.stringContaining('Pengelola') });
    expect(await t.stock(t.district, '3273', late.id)).toMatchObject({ available: 60 });
  });

  it('is allocated as far as there is something; the rest is closed with a reason', async () => {
    const batch = await t.stocked(30);
    let order = await t.request(100);
    await t.did(t.province, order, 'confirm');
    order = await t.did(t.province, order, 'allocate');
    expect(order.lines).toMatchObject([{ allocated: 30, open: 100 }]);
    order = await t.did(t.province, order, 'ship');
    expect(order.may).toContain('close');
    order = await t.did(t.province, order, 'close', { reason: 'Stok habis' });
    expect(order).toMatchObject({ status: 'shipped', reason: 'Stok habis', lines: [{ open: 0 }] });
    await receive(order, 0, { [batch.id]: 30 });
    expect(await t.read(t.district, order)).toMatchObject({ status: 'received' });
  });

  it('gives its reservation back when it is cancelled', async () => {
    const batch = await t.stocked(40);
    const order = await t.request(40);
    await t.did(t.province, order, 'confirm');
    await t.did(t.province, order, 'allocate');
    expect(await t.stock(t.province, '32', batch.id)).toMatchObject({ free: 0 });
    const after = await t.did(t.district, order, 'cancel', { reason: 'Tidak jadi' });
    expect(after).toMatchObject({ status: 'cancelled', reason: 'Tidak jadi', lines: [{ allocated: 0 }] });
    expect(await t.stock(t.province, '32', batch.id)).toMatchObject({ free: 40, reserved: 0 });
  });

  it('passes over what is unusable or expires before the receiver is covered', async () => {
    const short = await t.stocked(50, { expiry: t.day(20) });
    const recalled = await t.stocked(50, { expiry: t.day(60) });
    const good = await t.stocked(50, { expiry: t.day(90) });
    await t.kemenkes.post(`/api/v1/batches/${recalled.id}/recall`, { id: t.id(), reason: 'uji' }).expect(200);
    const order = await t.request(80);
    await t.did(t.province, order, 'confirm');
    const { body } = await t.province.get(`/api/v1/orders/${order.id}/candidates`).expect(200);
    expect((body as Body).items).toMatchObject([
      { batch: { lot: short.lot }, passedOver: 'expires_before_cover', suggested: 0 },
      { batch: { lot: recalled.lot }, passedOver: 'batch_recalled', suggested: 0 },
      { batch: { lot: good.lot }, passedOver: null, suggested: 50 },
    ]);
    expect(await t.did(t.province, order, 'allocate')).toMatchObject({ lines: [{ allocated: 50 }] });

    const lines = [
      { batch: good.id, doses: 50 },
      { batch: short.id, doses: 30 },
    ];
    const refused = await t.act(t.province, order, 'allocate', { lines });
    expect([refused.status, refused.body.code]).toEqual([409, 'allocation_expires_early']);
    const staff = await t.act(t.province, order, 'allocate', { lines, reason: 'ORI besok' });
    expect([staff.status, staff.body.code]).toEqual([403, 'override_needs_officer']);
    const allowed = await t.did(t.provinceOfficer, order, 'allocate', { lines, reason: 'ORI besok' });
    expect(allowed).toMatchObject({ lines: [{ allocated: 80 }] });
    expect(allowed.history.at(-1)).toMatchObject({ comment: 'ORI besok', data: { override: true } });
  });

  it('counts a shipment that names it, also one that was drafted by hand', async () => {
    const batch = await t.stocked(50);
    const order = await t.request(30);
    await t.did(t.province, order, 'confirm');
    await t.did(t.province, order, 'allocate');
    const body = {
      id: t.id(),
      from: '32',
      to: '3273',
      orderId: order.id,
      lines: [{ batch: batch.id, doses: 20 }],
    };
    await t.province.post('/api/v1/shipments', body).expect(201);
    expect(await t.read(t.province, order)).toMatchObject({
      status: 'allocated',
      shipments: [{ status: 'draft' }],
    });
    expect(await t.read(t.district, order)).toMatchObject({ shipments: [] });
    await t.province.post(`/api/v1/shipments/${body.id}/dispatch`).expect(200);
    expect(await t.read(t.district, order)).toMatchObject({
      status: 'shipped',
      lines: [{ allocated: 10, shipped: 20, open: 10 }],
    });
    await t.province
      .post(`/api/v1/shipments/${body.id}/return`, { id: t.id(), reason: 'Mobil mogok' })
      .expect(200);
    const back = await t.read(t.province, order);
    expect(back).toMatchObject({ status: 'allocated', lines: [{ allocated: 10, shipped: 0, open: 30 }] });
    expect(back.may).toContain('cancel');
  });
});

describe('other kinds', () => {
  it('a distribution is confirmed as it is made', async () => {
    await t.stocked(20);
    const body = { id: t.id(), kind: 'distribution', to: '3273', lines: [{ product: PRODUCT, doses: 20 }] };
    const { body: order } = await t.province.post('/api/v1/orders', body).expect(201);
    expect(order).toMatchObject({ status: 'confirmed', from: { code: '32' }, lines: [{ confirmed: 20 }] });
  });

  it('a central distribution goes from Bio Farma to a province', async () => {
    await t.register(20);
    const body = { id: t.id(), kind: 'central', to: '32', lines: [{ product: PRODUCT, doses: 20 }] };
    const { body: made } = await t.biofarma.post('/api/v1/orders', body).expect(201);
    expect(made).toMatchObject({ from: { code: 'BIOFARMA' }, status: 'confirmed' });
    await t.did(t.biofarma, made, 'allocate');
    expect(await t.did(t.biofarma, made, 'ship')).toMatchObject({ status: 'shipped' });
  });

  it('a relocation between equals waits for the sender, unless the sender gives it', async () => {
    const lines = [{ product: PRODUCT, doses: 20 }];
    const asked = { id: t.id(), kind: 'relocation', from: '3204', to: '3273', lines };
    const { body: pending } = await t.district.post('/api/v1/orders', asked).expect(201);
    expect(pending).toMatchObject({ status: 'pending', from: { code: '3204' } });
    const given = { id: t.id(), kind: 'relocation', to: '3204', lines };
    const { body: confirmed } = await t.district.post('/api/v1/orders', given).expect(201);
    expect(confirmed).toMatchObject({ status: 'confirmed', from: { code: '3273' }, to: { code: '3204' } });
    const instructed = { id: t.id(), kind: 'relocation', from: '3204', to: '3273', lines };
    const { body: ordered } = await t.provinceOfficer.post('/api/v1/orders', instructed).expect(201);
    expect(ordered).toMatchObject({ status: 'confirmed' });
  });

  it('a return takes recalled and quarantined stock up the chain, where it stands in quarantine', async () => {
    const recalled = await t.stocked(40);
    const damaged = await t.stocked(40);
    const hold = {
      id: t.id(),
      kind: 'quarantine',
      place: '32',
      batch: damaged.id,
      doses: 15,
      reason: 'damaged',
    };
    await t.province.post('/api/v1/movements', hold).expect(201);
    await t.kemenkes.post(`/api/v1/batches/${recalled.id}/recall`, { id: t.id(), reason: 'uji' }).expect(200);
    const lines = [
      { batch: recalled.id, doses: 40 },
      { batch: damaged.id, doses: 15, unusable: true },
    ];
    const body = { id: t.id(), kind: 'return', lines };
    const { body: order } = await t.province.post('/api/v1/orders', body).expect(201);
    expect(order).toMatchObject({
      status: 'confirmed',
      to: { code: 'BIOFARMA' },
      lines: [{ unusable: true }, { unusable: true }],
    });
    const shipped = await t.did(t.province, order, 'ship');
    expect(shipped).toMatchObject({ status: 'shipped', lines: [{ shipped: 40 }, { shipped: 15 }] });
    const receipt = {
      id: t.id(),
      lines: [
        { batch: recalled.id, accepted: 40 },
        { batch: damaged.id, accepted: 14, missing: 1 },
      ],
    };
    await t.biofarma.post(`/api/v1/shipments/${shipped.shipments[0].id}/receive`, receipt).expect(200);
    expect(await t.read(t.province, order)).toMatchObject({ status: 'received' });
    expect(await t.stock(t.biofarma, 'BIOFARMA', recalled.id)).toMatchObject({
      available: 0,
      quarantined: 40,
    });
    expect(await t.stock(t.biofarma, 'BIOFARMA', damaged.id)).toMatchObject({
      available: 0,
      quarantined: 14,
    });
    expect(await t.stock(t.province, '32', damaged.id)).toMatchObject({ available: 25, quarantined: 0 });
  });

  it('good stock is returned like any other, by allocation', async () => {
    const batch = await t.stocked(40);
    const body = { id: t.id(), kind: 'return', lines: [{ batch: batch.id, doses: 40 }] };
    const { body: order } = await t.province.post('/api/v1/orders', body).expect(201);
    expect(order).toMatchObject({ lines: [{ unusable: false, batch: { lot: batch.lot } }] });
    expect((await t.act(t.province, order, 'ship')).body.code).toBe('order_not_allocated');
    await t.did(t.province, order, 'allocate');
    expect(await t.did(t.province, order, 'ship')).toMatchObject({ lines: [{ shipped: 40 }] });
  });
});

describe('what happens to the stock', () => {
  it('doses found broken are lost to the order that had them, by name', async () => {
    const batch = await t.stocked(40);
    const [first, second] = [await t.request(25), await t.request(15)];
    for (const order of [first, second]) {
      await t.did(t.province, order, 'confirm');
      await t.did(t.province, order, 'allocate');
    }
    const broken = { id: t.id(), kind: 'discard', place: '32', batch: batch.id, doses: 10, reason: 'broken' };
    await t.province.post('/api/v1/movements', broken).expect(201);
    await t.app.following.settle();
    expect(await t.read(t.province, first)).toMatchObject({ lines: [{ allocated: 25 }] });
    const after = await t.read(t.province, second);
    expect(after).toMatchObject({ status: 'allocated', lines: [{ allocated: 5 }] });
    expect(after.history.at(-1)).toMatchObject({ act: 'allocation_lost', data: { doses: 10, left: 5 } });
    await t.did(t.district, second, 'cancel', { reason: 'x' });
    await t.did(t.district, first, 'cancel', { reason: 'x' });
    expect(await t.stock(t.province, '32', batch.id)).toMatchObject({ available: 30, reserved: 0 });
  });

  it('a recalled batch is set aside for nobody', async () => {
    const batch = await t.stocked(40);
    const order = await t.request(25);
    await t.did(t.province, order, 'confirm');
    await t.did(t.province, order, 'allocate');
    await t.kemenkes.post(`/api/v1/batches/${batch.id}/recall`, { id: t.id(), reason: 'uji' }).expect(200);
    await t.app.following.settle();
    const after = await t.read(t.province, order);
    expect(after.lines).toMatchObject([{ allocated: 0, open: 25 }]);
    expect(after.history.at(-1)).toMatchObject({ act: 'allocation_lost', data: { doses: 25, left: 0 } });
    expect(await t.stock(t.province, '32', batch.id)).toMatchObject({ available: 40, reserved: 0 });
  });
});

describe('lists and suggestions', () => {
  it('lists by side, state and kind, page by page', async () => {
    await t.stocked(10);
    const mine = [await t.request(1), await t.request(2), await t.request(3)];
    await t.did(t.district, mine[0], 'cancel', { reason: 'x' });
    const get = async (query: string) =>
      (await t.district.get(`/api/v1/orders?${query}`).expect(200)).body as Body;
    const page = await get('role=receiver&status=pending&kind=request&limit=1');
    expect(page.items.map(({ id }: Body) => id)).toEqual([mine[2].id]);
    expect(page.items[0]).toMatchObject({ products: [PRODUCT], asked: 3, confirmed: null });
    const next = await get(`role=receiver&status=pending&kind=request&limit=1&cursor=${page.nextCursor}`);
    expect(next.items.map(({ id }: Body) => id)).toEqual([mine[1].id]);
    const cancelled = await get('status=cancelled,received');
    expect(cancelled.items.map(({ id }: Body) => id)).toContain(mine[0].id);
    expect((await get('role=sender&kind=request')).items).toEqual([]);
  });

  it('says clearly that no thresholds are set', async () => {
    const batch = await t.stocked(10);
    const { body } = await t.province.get('/api/v1/orders/suggestion?place=32').expect(200);
    expect((body as Body).note).toMatch(/No thresholds are set/);
    const item = (body as Body).items.find(({ product }: Body) => product.code === batch.product.code);
    expect(item).toMatchObject({ minimum: null, suggested: null });
    expect(item.usable).toBeGreaterThanOrEqual(10);
  });
});
