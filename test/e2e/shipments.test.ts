// Shipments the whole way: by scans from Bio Farma to a puskesmas with a broken vial, and every way a receipt may end.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { batchPairs, toElementString } from '../../server/gs1/build.ts';
import { isSscc } from '../../server/gs1/check-digit.ts';
import { expectInvariants } from '../support/invariants.ts';
import { expectProblem, GTIN, openWarehouse, type Body, type Warehouse } from './shipments-support.ts';

let t: Warehouse;
beforeAll(async () => {
  t = await openWarehouse();
});
afterAll(async () => {
  await expectInvariants(t.house);
  await t.close();
});

const scanOf = ({ lot, expiry }: Body) => `]d2${toElementString(batchPairs({ gtin: GTIN, lot, expiry }))}`;
const receive = (by: Warehouse['province'], id: string, lines: object[], more: object = {}) =>
  by.post(`/api/v1/shipments/${id}/receive`, { id: t.id(), lines, ...more });

describe('the whole way', () => {
  it('goes down by scans, and every dose stays accounted for', async () => {
    const batch = await t.register(1000);
    const scan = scanOf(batch);
    const first = await t.draft(t.biofarma, 'BIOFARMA', '32', [{ scan, doses: 500 }]);
    expect(first.code).toMatch(/^SJ-\d{4}-\d{6}$/);
    expect(isSscc(first.sscc)).toBe(true);
    expect(await t.stock(t.biofarma, 'BIOFARMA', batch.id)).toMatchObject({ available: 1000, free: 1000 });
    expectProblem(await t.province.get(`/api/v1/shipments/${first.id}`), 404, 'not_found');

    const sent = await t.biofarma.post(`/api/v1/shipments/${first.id}/dispatch`, {}).expect(200);
    expect(sent.body).toMatchObject({ status: 'in_transit', from: { code: 'BIOFARMA' }, to: { code: '32' } });
    expect(await t.stock(t.biofarma, 'BIOFARMA', batch.id)).toMatchObject({ available: 500 });
    expect(await t.stock(t.province, '32', batch.id)).toMatchObject({ available: 0, inbound: 500 });
    const { body: bySscc } = await t.province.get(`/api/v1/shipments/by-sscc/${first.sscc}`).expect(200);
    expect(bySscc).toMatchObject({ id: first.id, lines: [{ doses: 500, accepted: null, rejected: [] }] });

    const rejected = [{ doses: 10, reason: 'broken' }];
    const got = await receive(t.province, first.id, [{ scan, accepted: 490, rejected }]);
    expect(got.body).toMatchObject({
      status: 'received_with_discrepancy',
      warnings: [],
      lines: [{ doses: 500, accepted: 490, rejected, missing: 0, surplus: 0 }],
    });
    expect(await t.stock(t.province, '32', batch.id)).toMatchObject({
      available: 490,
      quarantined: 0,
      inbound: 0,
    });

    const second = await t.send(t.province, '32', '3273', [{ scan, doses: 200 }]);
    await receive(t.district, second.id, [{ scan, accepted: 200 }]).expect(200);
    const third = await t.send(t.district, '3273', 'P32730101', [{ batch: batch.id, doses: 40 }]);
    const last = await t.centre.post(`/api/v1/shipments/${third.id}/receive`, {
      id: t.id(),
      sscc: third.sscc,
    });
    expect(last.body).toMatchObject({ status: 'received', lines: [{ accepted: 40 }] });
    expect(await t.stock(t.centre, 'P32730101', batch.id)).toMatchObject({ available: 40 });

    const { body: trace } = await t.kemenkes.get(`/api/v1/batches/${batch.id}/trace`).expect(200);
    expect((trace as Body).totals).toMatchObject({
      manufactured: 1000,
      available: 990,
      wasted: 10,
      inTransit: 0,
    });
  });

  it('is listed for its two ends, the receiver from its dispatch on', async () => {
    const batch = await t.register(100);
    const draft = await t.draft(t.biofarma, 'BIOFARMA', '33', [{ batch: batch.id, doses: 1 }]);
    const north = await t.as('gudang.33');
    const list = async (by: Warehouse['province'], query: string) =>
      ((await by.get(`/api/v1/shipments?${query}`).expect(200)).body as Body).items.map(
        (item: Body) => item.id,
      );
    expect(await list(north, 'direction=inbound')).toEqual([]);
    expect(await list(t.biofarma, 'direction=outbound&status=draft')).toEqual([draft.id]);
    expect(await list(t.kemenkes, 'place=33')).toEqual([draft.id]);
    await t.biofarma.post(`/api/v1/shipments/${draft.id}/dispatch`).expect(200);
    expect(await list(north, 'direction=inbound')).toEqual([draft.id]);
    expect(await list(north, 'direction=outbound&deep=true')).toEqual([]);
    const page = (await t.kemenkes.get('/api/v1/shipments?deep=true&limit=2').expect(200)).body as Body;
    expect(page.items[0].id).toBe(draft.id);
    const rest = await t.kemenkes
      .get(`/api/v1/shipments?deep=true&limit=2&cursor=${page.nextCursor}`)
      .expect(200);
    expect(new Set([...page.items, ...(rest.body as Body).items].map((item: Body) => item.id)).size).toBe(4);
    expectProblem(await t.kemenkes.get('/api/v1/shipments?cursor=WyJhIiwiYiJd'), 422, 'validation_failed');
    expectProblem(await t.district.get('/api/v1/shipments?place=33'), 404, 'not_found');
  });
});

describe('a receipt', () => {
  it('puts each rejection where it belongs and keeps what is missing in transit', async () => {
    const [one, two] = [await t.register(100), await t.register(100)];
    const sent = await t.send(t.biofarma, 'BIOFARMA', '32', [
      { batch: one.id, doses: 60 },
      { batch: two.id, doses: 30 },
    ]);
    const rejected = [
      { doses: 5, reason: 'frozen' },
      { doses: 10, reason: 'broken' },
      { doses: 1, reason: 'vvm' },
    ];
    const answer = await receive(t.province, sent.id, [
      { batch: two.id, accepted: 0 },
      { batch: one.id, accepted: 40, rejected, missing: 4 },
    ]);
    expect(answer.body).toMatchObject({
      status: 'received_with_discrepancy',
      lines: [
        { accepted: 40, missing: 4 },
        { accepted: 0, missing: 30 },
      ],
    });
    expect(await t.stock(t.province, '32', one.id)).toMatchObject({
      available: 40,
      quarantined: 6,
      inbound: 4,
    });
    const { body: trace } = await t.kemenkes.get(`/api/v1/batches/${two.id}/trace`).expect(200);
    expect((trace as Body).totals).toMatchObject({ manufactured: 100, available: 70, inTransit: 30 });
  });

  it('of more than was sent, or of another batch, is recorded and flagged', async () => {
    const [one, two] = [await t.register(100), await t.register(100)];
    const sent = await t.send(t.biofarma, 'BIOFARMA', '32', [{ batch: one.id, doses: 50 }]);
    const answer = await receive(t.province, sent.id, [
      { batch: one.id, accepted: 55 },
      { batch: two.id, accepted: 3 },
    ]);
    expect(answer.body).toMatchObject({
      status: 'received_with_discrepancy',
      lines: [
        { doses: 50, accepted: 55, surplus: 5 },
        { doses: 0, accepted: 3, surplus: 3 },
      ],
    });
    const codes = (answer.body as Body).warnings.map((warning: Body) => warning.code);
    expect(codes).toEqual(expect.arrayContaining(['over_receipt', 'unexpected_batch', 'unexplained_doses']));
    expect(await t.stock(t.province, '32', one.id)).toMatchObject({ available: 55 });
    const { body: trace } = await t.kemenkes.get(`/api/v1/batches/${one.id}/trace`).expect(200);
    expect((trace as Body).totals).toMatchObject({ manufactured: 100, available: 105, unexplained: -5 });
  });

  it('of a batch recalled meanwhile is recorded with a warning, and cannot be sent on', async () => {
    const batch = await t.register(100);
    const sent = await t.send(t.biofarma, 'BIOFARMA', '32', [{ batch: batch.id, doses: 50 }]);
    const waiting = await t.draft(t.biofarma, 'BIOFARMA', '32', [{ batch: batch.id, doses: 10 }]);
    await t.kemenkes.post(`/api/v1/batches/${batch.id}/recall`, { id: t.id(), reason: 'test' }).expect(200);
    const answer = await receive(t.province, sent.id, [{ batch: batch.id, accepted: 50 }]).expect(200);
    expect(answer.body).toMatchObject({ status: 'received', warnings: [{ code: 'batch_recalled' }] });
    expect(await t.stock(t.province, '32', batch.id)).toMatchObject({ available: 50, free: 0 });
    expectProblem(await t.biofarma.post(`/api/v1/shipments/${waiting.id}/dispatch`), 409, 'batch_recalled');
  });

  it('that scans another expiry warns, opens a conflict and leaves the batch as it is', async () => {
    const batch = await t.register(100);
    const sent = await t.send(t.biofarma, 'BIOFARMA', '32', [{ batch: batch.id, doses: 50 }]);
    const scan = scanOf({ ...batch, expiry: t.day(301) });
    const answer = await receive(t.province, sent.id, [{ scan, accepted: 50 }]).expect(200);
    expect(answer.body).toMatchObject({
      status: 'received',
      warnings: [{ code: 'expiry_conflict', expected: batch.expiry, scanned: t.day(301) }],
    });
    const { body: now } = await t.kemenkes.get(`/api/v1/batches/${batch.id}`).expect(200);
    expect((now as Body).expiry).toBe(batch.expiry);
    const rows = await t.house.database.sql.rows<{ data: Body }>(
      `select data from journal where kind = 'batch.expiry_conflict' and document_id = $1`,
      [sent.id],
    );
    expect(rows[0]?.data).toMatchObject({
      batch: batch.id,
      expected: batch.expiry,
      scanned: t.day(301),
      place: '32',
    });
  });

  it('is answered again when it is sent again', async () => {
    const batch = await t.register(100);
    const sent = await t.send(t.biofarma, 'BIOFARMA', '32', [{ batch: batch.id, doses: 50 }]);
    const body = { id: t.id(), lines: [{ batch: batch.id, accepted: 50 }] };
    const path = `/api/v1/shipments/${sent.id}/receive`;
    const first = await t.province.post(path, body).expect(200);
    const again = await t.province.post(path, body).expect(200);
    expect([again.headers['idempotency-replayed'], again.body]).toEqual(['true', first.body]);
    const other = { ...body, lines: [{ batch: batch.id, accepted: 49 }] };
    expectProblem(await t.province.post(path, other), 409, 'idempotency_conflict');
    expectProblem(await t.province.post(path, { ...body, id: t.id() }), 409, 'already_received');
  });
});

describe('a return and a cancellation', () => {
  it('bring the doses back, once', async () => {
    const batch = await t.register(100);
    const sent = await t.send(t.biofarma, 'BIOFARMA', '32', [{ batch: batch.id, doses: 50 }]);
    const path = `/api/v1/shipments/${sent.id}/return`;
    expectProblem(await t.province.post(path, { id: t.id(), reason: 'x' }), 403, 'forbidden');
    const back = await t.biofarma.post(path, { id: t.id(), reason: 'flood on the road' }).expect(200);
    expect(back.body).toMatchObject({ status: 'returned', reason: 'flood on the road' });
    expect(await t.stock(t.biofarma, 'BIOFARMA', batch.id)).toMatchObject({ available: 100 });
    expectProblem(await t.biofarma.post(path, { id: t.id(), reason: 'x' }), 409, 'shipment_not_in_transit');
    const late = await receive(t.province, sent.id, [{ batch: batch.id, accepted: 50 }]);
    expectProblem(late, 409, 'shipment_not_in_transit');
  });

  it('cancel a draft only', async () => {
    const batch = await t.register(100);
    const draft = await t.draft(t.biofarma, 'BIOFARMA', '32', [{ batch: batch.id, doses: 50 }]);
    const path = `/api/v1/shipments/${draft.id}`;
    const gone = await t.biofarma.post(`${path}/cancel`, { reason: 'typed twice' }).expect(200);
    expect(gone.body).toMatchObject({ status: 'cancelled', reason: 'typed twice', dispatchedAt: null });
    expectProblem(await t.biofarma.post(`${path}/cancel`, { reason: 'again' }), 409, 'shipment_not_draft');
    expectProblem(await t.biofarma.post(`${path}/dispatch`), 409, 'shipment_not_draft');
    const sent = await t.send(t.biofarma, 'BIOFARMA', '32', [{ batch: batch.id, doses: 50 }]);
    const late = await t.biofarma.post(`/api/v1/shipments/${sent.id}/cancel`, { reason: 'late' });
    expectProblem(late, 409, 'shipment_not_draft');
  });
});
