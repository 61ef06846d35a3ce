// The allocation note of an order, the arrival report of a shipment and the stock card of a place, as PDF: their text and
// their codes are read back.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectInvariants } from '../support/invariants.ts';
import { codesOfPdf, textOfPdf } from '../support/pdf.ts';
import { openOrderDesk, type OrderDesk } from './orders-support.ts';
import { expectProblem, type Body } from './shipments-support.ts';

let t: OrderDesk;
beforeAll(async () => {
  t = await openOrderDesk();
}, 60_000);
afterAll(async () => {
  await expectInvariants(t.house, t.app.following);
  await t.close();
});

it('an allocation note says what is set aside, batch by batch, to those who see the order', async () => {
  const batch = await t.stocked(100, { lot: 'Nota-7' });
  const order = await t.did(t.provinceOfficer, await t.request(45), 'confirm');
  const path = `/api/v1/documents/allocation-note/${order.id}`;
  const before = await textOfPdf((await t.province.get(path).buffer(true).expect(200)).body as Buffer);
  expect(before[0]).toContain('TANPA ALOKASI');
  await t.did(t.province, order, 'allocate');
  const { body } = await t.province.get(path).buffer(true).expect(200);
  const [page] = await textOfPdf(body as Buffer);
  for (const text of ['NOTA ALOKASI', `Nomor: ${order.code}`, 'Nota-7', '4 + 5 ds', 'Dialokasikan'])
    expect(page).toContain(text);
  expect(page).not.toContain('TANPA ALOKASI');
  const [raw] = await codesOfPdf(body as Buffer);
  expect(raw).toBe(`JEJAK-ORDER:${order.code}`);
  const scanned = await t.province.post('/api/v1/scans', { raw }).expect(200);
  const document = { kind: 'order', id: order.id, code: order.code };
  expect(scanned.body).toMatchObject({ kind: 'document', document, warnings: [] });
  const elsewhere = await (await t.as('gudang.33')).post('/api/v1/scans', { raw }).expect(200);
  expect(elsewhere.body).toMatchObject({ kind: 'unknown', warnings: [{ code: 'not_recognised' }] });
  expectProblem(await (await t.as('gudang.33')).get(path), 404, 'not_found');
  expect(batch.lot).toBe('Nota-7');
}, 60_000);

it('a stock card goes from the opening to the closing, in order, by the clocks of the place', async () => {
  const batch = await t.stocked(200, { lot: 'Kartu-1' });
  const discard = { id: t.id(), kind: 'discard', reason: 'broken', place: '32', batch: batch.id, doses: 30 };
  await t.province.post('/api/v1/movements', discard).expect(201);
  await t.province
    .post(`/api/v1/movements/${discard.id}/reverse`, { id: t.id(), reason: 'salah' })
    .expect(201);
  const { body: stock } = await t.province.get('/api/v1/stock?place=32&product=COV-BIO').expect(200);
  const onHand = (stock as Body).items.reduce((sum: number, row: Body) => sum + row.onHand, 0);
  const card = (query: string) =>
    t.province.get(`/api/v1/documents/stock-card?place=32&product=COV-BIO&${query}`);
  const { body } = await card(`from=${t.day(-1)}&to=${t.day(1)}`)
    .buffer(true)
    .expect(200);
  const page = (await textOfPdf(body as Buffer)).join(' ');
  for (const text of [
    'KARTU STOK',
    'Kartu-1',
    'Saldo awal',
    'Penerimaan',
    'Pembuangan',
    'Pembuangan (pecah), dibatalkan',
    'Pembatalan (pecah)',
    'PT Bio Farma',
    'WIB',
  ])
    expect(page).toContain(text);
  expect(page).toContain(`Saldo akhir : ${onHand} dosis`);
  expect((await codesOfPdf(body as Buffer))[0]).toMatch(/414|JEJAK-PLACE/);
  // A period after all of it opens with what there is and has no rows.
  const later = await card(`from=${t.day(2)}&to=${t.day(3)}`)
    .buffer(true)
    .expect(200);
  expect((await textOfPdf(later.body as Buffer))[0]).toContain(`Saldo awal : ${onHand} dosis`);
  expectProblem(await card(`from=${t.day(2)}&to=${t.day(1)}`), 422, 'validation_failed');
  expectProblem(await card(`from=${t.day(-800)}&to=${t.day(1)}`), 422, 'validation_failed');
  expectProblem(
    await t.centre.get(
      `/api/v1/documents/stock-card?place=32&product=COV-BIO&from=${t.day(0)}&to=${t.day(1)}`,
    ),
    404,
    'not_found',
  );
});

it('an arrival report says how a shipment came, once it was received', async () => {
  const batch = await t.register(500, { lot: 'Tiba-9' });
  const sent = await t.send(t.biofarma, 'BIOFARMA', '32', [{ batch: batch.id, doses: 500 }]);
  const path = `/api/v1/documents/arrival-report/${sent.id}`;
  expectProblem(await t.province.get(path), 409, 'shipment_not_received');
  const rejected = [{ reason: 'broken', doses: 20 }];
  const lines = [{ batch: batch.id, accepted: 470, rejected, missing: 10, vvm: 'B' }];
  const arrival = {
    coolant: 'cool_packs',
    freezeIndicator: 'ok',
    loggers: [{ serial: 'LOG-77', minCelsius: 1.5, maxCelsius: 7.9, alarm: true, remark: 'Pintu terbuka' }],
    documents: { packingList: true, releaseCertificate: false },
    remarks: 'Satu kardus penyok',
  };
  await t.province.post(`/api/v1/shipments/${sent.id}/receive`, { id: t.id(), lines, arrival }).expect(200);
  const { body, headers } = await t.province.get(path).buffer(true).expect(200);
  expect(headers['content-disposition']).toBe(`inline; filename="VAR-${sent.code}.pdf"`);
  const page = (await textOfPdf(body as Buffer)).join(' ');
  for (const text of [
    'LAPORAN PENERIMAAN VAKSIN (VAR)',
    `Nomor: VAR-${sent.code}`,
    'Tiba-9',
    'pecah 20',
    '470',
    'Cool pack',
    'LOG-77',
    '1,5 °C',
    'ALARM',
    'Pintu terbuka',
    'Satu kardus penyok',
    'Tidak dicatat',
  ])
    expect(page).toContain(text);
  expect(await codesOfPdf(body as Buffer)).toContainEqual(expect.stringContaining(sent.sscc));
  expectProblem(await t.centre.get(path), 404, 'not_found');
});
