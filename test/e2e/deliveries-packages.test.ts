// The packages of a delivery order become real as it leaves, and each is received by one scan; and delivery orders from
// an uploaded file, tried first.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSscc } from '../../server/gs1/check-digit.ts';
import type { Call } from '../support/app.ts';
import { expectInvariants } from '../support/invariants.ts';
import { openPackingHall, type PackingHall } from './packages-support.ts';
import { expectProblem, GTIN, type Body } from './shipments-support.ts';

let t: PackingHall;
let serial = 700;
beforeAll(async () => {
  t = await openPackingHall();
});
afterAll(async () => {
  await expectInvariants(t.house, t.app.following);
  await t.close();
});

const nextSscc = (extension = 1) => makeSscc(extension, '9521111', serial++);
const lineOf = ({ lot, expiry }: Body, doses: number) => ({ gtin: GTIN, lot, expiry, doses });
const put = (number: string, body: object) => t.biofarma.put(`/api/v1/delivery-orders/${number}`, body);
const dispatch = (id: string) => t.biofarma.post(`/api/v1/shipments/${id}/dispatch`);
const receive = (by: Call, id: string, body: object) =>
  by.post(`/api/v1/shipments/${id}/receive`, { id: t.id(), ...body });
const codes = (packages: Body[]) => packages.map(({ rejection }) => rejection?.code ?? 'accepted');

describe('the packages of a delivery order', () => {
  it('are packed as it leaves, and a pallet is received by one scan with all that stands on it', async () => {
    const [one, two] = [await t.register(100), await t.register(100)];
    const [pallet, first, second] = [nextSscc(2), nextSscc(), nextSscc()];
    const said = {
      to: '32',
      lines: [lineOf(one, 60), lineOf(two, 40)],
      packages: [
        { sscc: first, pallet, contents: [{ line: 1, doses: 60 }] },
        { sscc: second, pallet, contents: [{ line: 2, doses: 40 }] },
      ],
    };
    const { body: made } = await put('DP-1', said).expect(201);
    expect(made).toMatchObject({ rejected: 0, packages: [{ sscc: first, pallet }, { pallet }] });
    await t.biofarma.get(`/api/v1/packages/${pallet}`).expect(404);
    const { id } = made.shipment;
    await dispatch(id).expect(200);
    expect(await t.look(t.biofarma, pallet)).toMatchObject({
      kind: 'pallet',
      shipment: { id, status: 'in_transit' },
      boxes: [{ sscc: first }, { sscc: second }],
    });
    const { body: scan } = await t.province
      .post('/api/v1/scans', { raw: `]C100${pallet}`, place: '32' })
      .expect(200);
    expect(scan).toMatchObject({ kind: 'package', package: { sscc: pallet, shipment: { id } } });
    const { body: received } = await receive(t.province, id, { scan: `]C100${pallet}` }).expect(200);
    expect(received).toMatchObject({ status: 'received', packages: [{ sscc: pallet, kind: 'pallet' }] });
    expect(await t.look(t.province, first)).toMatchObject({
      place: { code: '32' },
      pallet,
      contents: [{ doses: 60, batch: { id: one.id } }],
      history: [{ kind: 'received', place: '32' }],
    });
    expect(await t.stock(t.province, '32', two.id)).toMatchObject({ available: 40 });
    const { body: again } = await put('DP-1', said).expect(200);
    expect(again).toMatchObject({ outcome: 'unchanged' });
  });

  it('may stand packed at the store already, but only just as they are told', async () => {
    const batch = await t.register(100);
    const ready = await t.box(t.biofarma, [{ batch: batch.id, doses: 30 }], { sscc: nextSscc() });
    const other = await t.box(t.biofarma, [{ batch: batch.id, doses: 30 }]);
    const said = (sscc: string, doses: number) => ({
      to: '32',
      lines: [lineOf(batch, 40)],
      packages: [{ sscc, contents: [{ line: 1, doses }] }],
    });
    const { body: wrong } = await put('DP-2', said(ready.sscc, 31)).expect(201);
    expect(codes(wrong.packages)).toEqual(['sscc_used']);
    const { body: right } = await put('DP-2', said(ready.sscc, 30)).expect(200);
    expect(right).toMatchObject({
      rejected: 0,
      history: [
        { kind: 'created', rejected: 1 },
        { kind: 'amended', rejected: 0, changes: [] },
      ],
    });
    // Opened before it left: it is not what the delivery order names any more.
    await t.biofarma.post(`/api/v1/packages/${ready.sscc}/open`, { id: t.id() }).expect(200);
    const { id } = right.shipment;
    expectProblem(await dispatch(id), 409, 'sscc_taken');
    await put('DP-2', said(other.sscc, 30)).expect(200);
    await dispatch(id).expect(200);
    expect(await t.look(t.biofarma, other.sscc)).toMatchObject({ shipment: { id } });
  });

  it('are refused one by one: a shipment’s number, a pallet that is a box, doses that stand in another box', async () => {
    const batch = await t.register(100);
    await t.box(t.biofarma, [{ batch: batch.id, doses: 80 }]);
    const sent = await t.send(t.biofarma, 'BIOFARMA', '32', [{ batch: batch.id, doses: 1 }]);
    const late = await t.send(t.biofarma, 'BIOFARMA', '32', [{ batch: batch.id, doses: 1 }]);
    const [good, box] = [nextSscc(), nextSscc()];
    const contents = [{ line: 1, doses: 10 }];
    const { body } = await put('DP-3', {
      to: '32',
      lines: [lineOf(batch, 60)],
      packages: [
        { sscc: sent.sscc, contents },
        { sscc: box, contents, pallet: good },
        { sscc: good, contents, pallet: '12' },
        { sscc: nextSscc(), contents, pallet: late.sscc },
        { sscc: nextSscc(), contents: [{ line: 1, doses: 30 }] },
      ],
    }).expect(201);
    expect(codes(body.packages)).toEqual([
      'sscc_used',
      'pallet_is_box',
      'invalid_pallet',
      'sscc_used',
      'accepted',
    ]);
    const more = [{ sscc: nextSscc(), contents: [{ line: 1, doses: 30 }] }];
    const { body: better } = await put('DP-3', {
      to: '32',
      lines: [lineOf(batch, 60)],
      packages: more,
    }).expect(200);
    expect(expectProblem(await dispatch(better.shipment.id), 409, 'not_enough_loose')).toMatchObject({
      asked: 30,
      loose: 18,
    });
    // Two delivery orders cannot name one pallet.
    const pallet = nextSscc(2);
    const onPallet = (lot: Body) => ({
      to: '32',
      lines: [lineOf(lot, 5)],
      packages: [{ sscc: nextSscc(), pallet, contents: [{ line: 1, doses: 5 }] }],
    });
    await put('DP-4', onPallet(batch)).expect(201);
    const { body: second } = await put('DP-5', onPallet(batch)).expect(201);
    expect(codes(second.packages)).toEqual(['sscc_taken']);
  });
});

describe('an uploaded file', () => {
  const upload = (by: Call, text: string, more: object = {}) =>
    by.post('/api/v1/delivery-orders/file', { content: Buffer.from(text).toString('base64'), ...more });

  it('is tried first, then written; the report is the same', async () => {
    const batch = await t.register(100);
    const [sscc, pallet] = [nextSscc(), nextSscc(2)];
    const text = [
      '\ufeffnomor_do;tujuan;gtin;lot;kedaluwarsa;dosis;sscc;palet;kurir',
      `UP-1;32;${GTIN};${batch.lot};${batch.expiry};30;${sscc};${pallet};Joko`,
      `UP-2;32;${GTIN};NONE;${batch.expiry};5;;;`,
    ].join('\r\n');
    const report = {
      rows: 2,
      orders: [
        { number: 'UP-1', outcome: 'created' },
        { number: 'UP-2', outcome: 'created' },
      ],
      rejected: 1,
      faults: [{ line: 3, column: 'lot', value: 'NONE', code: 'unknown_batch' }],
      unread: ['kurir'],
    };
    const { body: dry } = await upload(t.biofarma, text).expect(200);
    expect(dry).toMatchObject({ ...report, outcome: 'dry' });
    await t.biofarma.get('/api/v1/delivery-orders/UP-1').expect(404);
    const { body: done } = await upload(t.biofarma, text, { commit: true }).expect(200);
    expect(done).toMatchObject({ ...report, outcome: 'written' });
    const { body: made } = await t.biofarma.get('/api/v1/delivery-orders/UP-1').expect(200);
    expect(made).toMatchObject({ packages: [{ sscc, pallet }], shipment: { status: 'draft' } });
    const { body: again } = await upload(t.biofarma, text, { commit: true }).expect(200);
    expect(again).toMatchObject({ outcome: 'nothing', unchanged: 2 });
  });

  it('that is no list is refused whole, and others may not send one', async () => {
    const { body } = await upload(t.biofarma, 'number,to,gtin,lot,doses\nA,32,1,2,3\n', {
      commit: true,
    }).expect(200);
    expect(body).toMatchObject({ outcome: 'refused', faults: [{ code: 'column_missing' }] });
    const { body: book } = await upload(t.biofarma, 'PK\u0003\u0004 workbook').expect(200);
    expect(book).toMatchObject({ outcome: 'refused', faults: [{ code: 'not_csv' }] });
    expectProblem(await upload(t.province, 'x,y\n'), 403, 'forbidden');
    expectProblem(
      await t.biofarma.post('/api/v1/delivery-orders/file', { content: '***' }),
      422,
      'validation_failed',
    );
  });
});
