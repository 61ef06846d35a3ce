// Races, with real concurrency on a real PostgreSQL: of those who try at once one wins, and no dose is counted twice.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectInvariants } from '../support/invariants.ts';
import { openWarehouse, type Body, type Warehouse } from './shipments-support.ts';

let t: Warehouse;
beforeAll(async () => {
  t = await openWarehouse();
});
afterAll(async () => {
  await expectInvariants(t.house);
  await t.close();
});

type Answer = { status: number; body: Body };
const codes = (answers: Answer[]) =>
  answers
    .map(({ status, body }) => body.code ?? status)
    .map(String)
    .sort();
const times = <T>(count: number, work: () => PromiseLike<T>) =>
  Promise.all(Array.from({ length: count }, work));
/** A shipment's code looks like a problem's: answers that went well are told by their status. */
const outcomes = (answers: Answer[]) =>
  codes(answers.map(({ status, body }) => ({ status, body: status < 300 ? { code: body.status } : body })));

describe('at once', () => {
  it('two dispatches: one wins', async () => {
    const batch = await t.register(100);
    for (let round = 0; round < 5; round++) {
      const { id } = await t.draft(t.biofarma, 'BIOFARMA', '32', [{ batch: batch.id, doses: 10 }]);
      const all = await times(2, () => t.biofarma.post(`/api/v1/shipments/${id}/dispatch`));
      expect(outcomes(all)).toEqual(['already_dispatched', 'in_transit']);
    }
    expect(await t.stock(t.biofarma, 'BIOFARMA', batch.id)).toMatchObject({ available: 50 });
  });

  it('ten receipts: one wins', async () => {
    const batch = await t.register(100);
    const { id } = await t.send(t.biofarma, 'BIOFARMA', '32', [{ batch: batch.id, doses: 60 }]);
    const lines = [{ batch: batch.id, accepted: 60 }];
    const all = await times(10, () =>
      t.province.post(`/api/v1/shipments/${id}/receive`, { id: t.id(), lines }),
    );
    expect(outcomes(all)).toEqual([...Array<string>(9).fill('already_received'), 'received']);
    expect(await t.stock(t.province, '32', batch.id)).toMatchObject({ available: 60, inbound: 0 });
  });

  it('ten receipts under one id: all get the one answer', async () => {
    const batch = await t.register(100);
    const { id } = await t.send(t.biofarma, 'BIOFARMA', '32', [{ batch: batch.id, doses: 60 }]);
    const body = { id: t.id(), lines: [{ batch: batch.id, accepted: 60 }] };
    const all = await times(10, () => t.province.post(`/api/v1/shipments/${id}/receive`, body));
    expect(outcomes(all)).toEqual(Array<string>(10).fill('received'));
    expect(all.filter(({ headers }) => headers['idempotency-replayed'] === 'true')).toHaveLength(9);
    expect(await t.stock(t.province, '32', batch.id)).toMatchObject({ available: 60 });
  });

  it('a dispatch and a cancellation: one wins', async () => {
    const batch = await t.register(100);
    for (let round = 0; round < 6; round++) {
      const { id } = await t.draft(t.biofarma, 'BIOFARMA', '32', [{ batch: batch.id, doses: 1 }]);
      const path = `/api/v1/shipments/${id}`;
      const [sent, cancelled] = await Promise.all([
        t.biofarma.post(`${path}/dispatch`),
        t.biofarma.post(`${path}/cancel`, { reason: 'race' }),
      ]);
      expect([sent, cancelled].filter(({ status }) => status === 200)).toHaveLength(1);
      const { body } = await t.biofarma.get(path).expect(200);
      expect((body as Body).status).toBe(sent.status === 200 ? 'in_transit' : 'cancelled');
    }
  });

  it('a receipt and a return: one wins', async () => {
    const batch = await t.register(100);
    for (let round = 0; round < 4; round++) {
      const { id } = await t.send(t.biofarma, 'BIOFARMA', '32', [{ batch: batch.id, doses: 10 }]);
      const path = `/api/v1/shipments/${id}`;
      const lines = [{ batch: batch.id, accepted: 10 }];
      const all = await Promise.all([
        t.province.post(`${path}/receive`, { id: t.id(), lines }),
        t.biofarma.post(`${path}/return`, { id: t.id(), reason: 'race' }),
      ]);
      expect(all.map(({ status }) => status).sort()).toEqual([200, 409]);
    }
    const [here, there] = [
      await t.stock(t.biofarma, 'BIOFARMA', batch.id),
      await t.stock(t.province, '32', batch.id),
    ];
    expect(here.available + there.available).toBe(100);
  });

  it('eight shipments of one stock: no more leave than there are doses', async () => {
    const [one, two] = [await t.register(50), await t.register(50)];
    const drafts: Body[] = [];
    for (let count = 0; count < 8; count++) {
      const lines = [
        { batch: one.id, doses: 15 },
        { batch: two.id, doses: 15 },
      ];
      // In either order: whoever locks in the order of the request would meet the other half-way.
      const ordered = count % 2 ? lines.toReversed() : lines;
      drafts.push(await t.draft(t.biofarma, 'BIOFARMA', '32', ordered));
    }
    const all = await Promise.all(
      drafts.map(({ id }) => t.biofarma.post(`/api/v1/shipments/${id}/dispatch`)),
    );
    expect(outcomes(all)).toEqual(
      [...Array<string>(3).fill('in_transit'), ...Array<string>(5).fill('insufficient_stock')].sort(),
    );
    expect(await t.stock(t.biofarma, 'BIOFARMA', one.id)).toMatchObject({ available: 5 });
    expect(await t.stock(t.biofarma, 'BIOFARMA', two.id)).toMatchObject({ available: 5 });
  });

  it('a recall and a receipt: whoever holds the batch has a task', async () => {
    const batch = await t.register(100);
    const { id } = await t.send(t.biofarma, 'BIOFARMA', '32', [{ batch: batch.id, doses: 60 }]);
    const lines = [{ batch: batch.id, accepted: 60 }];
    const [received, recalled] = await Promise.all([
      t.province.post(`/api/v1/shipments/${id}/receive`, { id: t.id(), lines }),
      t.kemenkes.post(`/api/v1/batches/${batch.id}/recall`, { id: t.id(), reason: 'race' }),
    ]);
    expect([received.status, recalled.status]).toEqual([200, 200]);
    expect(await t.stock(t.province, '32', batch.id)).toMatchObject({ available: 60, free: 0 });
    const places = () =>
      t.house.database.sql.rows<{ code: string }>(
        `select p.code from task k join place p on p.id = k.place_id
          where k.batch_id = $1 and k.kind = 'recall_acknowledge' order by 1`,
        [batch.id],
      );
    await expect
      .poll(async () => (await places()).map(({ code }) => code), { timeout: 5000 })
      .toEqual(['32', 'BIOFARMA']);
  });

  it('twenty new shipments: each its own number and package', async () => {
    const batch = await t.register(100);
    const all = await times(20, () => t.draft(t.biofarma, 'BIOFARMA', '32', [{ batch: batch.id, doses: 1 }]));
    expect(new Set(all.map(({ code }) => code)).size).toBe(20);
    expect(new Set(all.map(({ sscc }) => sscc)).size).toBe(20);
  });
});
