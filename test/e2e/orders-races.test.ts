// The races documented for orders, with real concurrency: each is impossible here, and no dose is counted twice.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Call } from '../support/app.ts';
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

type Answer = { status: number; body: Body };
/** Statuses of what went well, codes of what was refused, sorted. */
const outcomes = (answers: Answer[]) =>
  answers.map(({ status, body }) => String(status < 300 ? body.status : body.code)).sort();
const times = <T>(count: number, work: (index: number) => PromiseLike<T>) =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));

/** A product of its own for each race, so that no other stock is in the way. */
const gtins = new Map<string, string>();
const stockOf = async (doses: number): Promise<{ product: string; batch: Body }> => {
  if (gtins.size === 0) {
    const { body } = await t.biofarma.get('/api/v1/products').expect(200);
    const items = (Array.isArray(body) ? body : (body as Body).items) as Body[];
    for (const { code, gtin } of items) if (code !== PRODUCT) gtins.set(code, gtin);
  }
  const product = [...gtins.keys()][0]!;
  const gtin = gtins.get(product)!;
  gtins.delete(product);
  return { product, batch: await t.stocked(doses, { gtin }) };
};
const confirmed = async (product: string, doses: number): Promise<Body> => {
  const order = await t.request(doses, { lines: [{ product, doses }] });
  return t.did(t.province, order, 'confirm');
};
const allocated = async (product: string, doses: number) =>
  t.did(t.province, await confirmed(product, doses), 'allocate');
const shipments = (order: Body) => (order.shipments as Body[]).filter(({ status }) => status !== 'cancelled');

describe('at once', () => {
  it('double fulfil, ship twice: one wins, the doses leave once', async () => {
    const { product, batch } = await stockOf(100);
    const order = await allocated(product, 40);
    const all = await times(4, () => t.act(t.province, order, 'ship'));
    expect(outcomes(all)).toEqual([...Array<string>(3).fill('order_not_allocated'), 'shipped']);
    expect(shipments(await t.read(t.province, order))).toHaveLength(1);
    expect(await t.stock(t.province, '32', batch.id)).toMatchObject({ available: 60, reserved: 0 });
  });

  it('two drafts of one order dispatched at once: no more leaves than was confirmed', async () => {
    const { product, batch } = await stockOf(100);
    const order = await confirmed(product, 40);
    const drafts = await times(3, async () => {
      const body = {
        id: t.id(),
        from: '32',
        to: '3273',
        orderId: order.id,
        lines: [{ batch: batch.id, doses: 40 }],
      };
      return (await t.province.post('/api/v1/shipments', body).expect(201)).body as Body;
    });
    const all = await times(3, (index) => t.province.post(`/api/v1/shipments/${drafts[index]!.id}/dispatch`));
    expect(outcomes(all)).toEqual(['in_transit', 'order_over_confirmed', 'order_over_confirmed']);
    expect(await t.read(t.province, order)).toMatchObject({ lines: [{ shipped: 40, open: 0 }] });
  });

  it('fulfil against cancel: one wins, and nothing stays reserved', async () => {
    const { product, batch } = await stockOf(100);
    for (let round = 0; round < 5; round++) {
      const order = await allocated(product, 10);
      const all = await Promise.all([
        t.act(t.province, order, 'ship'),
        t.act(t.district, order, 'cancel', { reason: 'race' }),
      ]);
      expect(all.map(({ status }) => status).sort()).toEqual([200, 409]);
      const { status, lines } = await t.read(t.province, order);
      expect([status, lines[0].shipped]).toEqual(all[0].status === 200 ? ['shipped', 10] : ['cancelled', 0]);
    }
    expect(await t.stock(t.province, '32', batch.id)).toMatchObject({ reserved: 0 });
  });

  it('two fulfilments of one stock row: both leave, exactly what they hold', async () => {
    const { product, batch } = await stockOf(100);
    const orders = [await allocated(product, 60), await allocated(product, 40)];
    const all = await Promise.all(orders.map((order) => t.act(t.province, order, 'ship')));
    expect(outcomes(all)).toEqual(['shipped', 'shipped']);
    expect(await t.stock(t.province, '32', batch.id)).toMatchObject({ available: 0, reserved: 0 });
  });

  it('two allocations of the same doses: together never more than there is', async () => {
    const { product, batch } = await stockOf(100);
    const orders = await times(6, () => confirmed(product, 30));
    const all = await Promise.all(orders.map((order) => t.act(t.province, order, 'allocate')));
    const given = all
      .filter(({ status }) => status === 200)
      .map(({ body }) => body.lines[0].allocated as number);
    expect(given.reduce((sum, doses) => sum + doses, 0)).toBe(100);
    expect(outcomes(all.filter(({ status }) => status !== 200))).toEqual(
      Array<string>(6 - given.length).fill('order_nothing_to_allocate'),
    );
    expect(await t.stock(t.province, '32', batch.id)).toMatchObject({ reserved: 100, free: 0 });
  });

  it('an allocation by hand against another shipment of the same doses: one gets them', async () => {
    const { product, batch } = await stockOf(50);
    const order = await confirmed(product, 50);
    const draft = await t.draft(t.province, '32', '3273', [{ batch: batch.id, doses: 50 }]);
    const lines = [{ batch: batch.id, doses: 50 }];
    const all = await Promise.all([
      t.act(t.province, order, 'allocate', { lines }),
      t.province.post(`/api/v1/shipments/${draft.id}/dispatch`),
    ]);
    expect(all.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it('two confirmations, one with other doses: one decision stands whole', async () => {
    const { product } = await stockOf(10);
    const order = await t.request(10, { lines: [{ product, doses: 10 }] });
    const all = await Promise.all([
      t.act(t.province, order, 'confirm'),
      t.act(t.provinceOfficer, order, 'confirm', { lines: [{ line: 1, doses: 4, reason: 'sisa' }] }),
    ]);
    expect(all.map(({ status }) => status).sort()).toEqual([200, 409]);
    const { lines } = await t.read(t.province, order);
    expect(lines[0].confirmed).toBe(all[0].status === 200 ? 10 : 4);
  });

  it('first-time stock row made twice: two first receipts of a batch add up in one row', async () => {
    const { product, batch } = await stockOf(100);
    const orders = [await allocated(product, 30), await allocated(product, 30)];
    const sent = await Promise.all(orders.map((order) => t.did(t.province, order, 'ship')));
    const lines = [{ batch: batch.id, accepted: 30 }];
    const all = await Promise.all(
      sent.map(({ shipments: [shipment] }) =>
        t.district.post(`/api/v1/shipments/${shipment.id}/receive`, { id: t.id(), lines }),
      ),
    );
    expect(outcomes(all)).toEqual(['received', 'received']);
    expect(await t.stock(t.district, '3273', batch.id)).toMatchObject({ available: 60 });
    for (const order of orders) expect(await t.read(t.district, order)).toMatchObject({ status: 'received' });
  });

  it('the last two shipments received at once: the order is received, once', async () => {
    const { product, batch } = await stockOf(100);
    let order = await allocated(product, 60);
    await t.did(t.province, order, 'ship', { lines: [{ batch: batch.id, doses: 25 }] });
    order = await t.did(t.province, order, 'ship');
    await Promise.all(
      shipments(order).map(({ id }, index) => {
        const accepted = index === 0 ? 25 : 35;
        const body = { id: t.id(), lines: [{ batch: batch.id, accepted }] };
        return t.district.post(`/api/v1/shipments/${id}/receive`, body).expect(200);
      }),
    );
    expect(await t.read(t.district, order)).toMatchObject({ status: 'received', lines: [{ received: 60 }] });
  });

  it('an order is whole or not there: one bad line among good ones leaves nothing behind', async () => {
    const id = t.id();
    const lines = [
      { product: PRODUCT, doses: 10 },
      { product: 'NO-SUCH', doses: 10 },
    ];
    const all = await times(3, () =>
      t.district.post('/api/v1/orders', { id, kind: 'request', from: '32', to: '3273', lines }),
    );
    expect(outcomes(all)).toEqual(Array<string>(3).fill('unknown_product'));
    await t.district.get(`/api/v1/orders/${id}`).expect(404);
    const good = { id, kind: 'request', from: '32', to: '3273', lines: lines.slice(0, 1) };
    await t.district.post('/api/v1/orders', good).expect(201);
  });
});

describe('redelivered', () => {
  const again = async (by: Call, path: string, body: object, count: number) => {
    const all = await times(count, () => by.post(path, body));
    return all.map(({ status, body: answer, headers }) => ({
      status,
      body: answer as Body,
      replayed: headers['idempotency-replayed'] === 'true',
    }));
  };

  it('one message five times at once, then minutes and hours later: one effect, one answer', async () => {
    const { product, batch } = await stockOf(100);
    const order = await allocated(product, 40);
    const path = `/api/v1/orders/${order.id}/ship`;
    const body = { id: t.id() };
    const at = await again(t.province, path, body, 5);
    expect(at.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(at.filter(({ replayed }) => replayed)).toHaveLength(4);
    const left = { available: 60, reserved: 0 };
    // Tokens end sooner than the retries come: the person signs in again, as a phone does.
    for (const minutes of [10, 8 * 60]) {
      t.clock.advance(minutes * 60_000);
      const login = await t.anyone.post('/api/v1/auth/login', { username: 'gudang.32', password: 'demo' });
      const token = (login.body as { accessToken: string }).accessToken;
      const late = await t.province.post(path, body).set('Authorization', `Bearer ${token}`);
      expect([late.status, late.headers['idempotency-replayed']]).toEqual([200, 'true']);
      const stock = await t.province
        .get(`/api/v1/stock?place=32&batch=${batch.id}`)
        .set('Authorization', `Bearer ${token}`);
      expect((stock.body as Body).items[0]).toMatchObject(left);
      const other = await t.province
        .post(path, { ...body, note: 'lain' })
        .set('Authorization', `Bearer ${token}`);
      expect([other.status, (other.body as Body).code]).toEqual([409, 'idempotency_conflict']);
    }
  });
});
