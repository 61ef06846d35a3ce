// The allocation note of an order and the stock card of a place, as PDF: their text and their codes are read back.
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
  expect(await codesOfPdf(body as Buffer)).toEqual([`JEJAK-ORDER:${order.code}`]);
  expectProblem(await (await t.as('gudang.33')).get(path), 404, 'not_found');
  expect(batch.lot).toBe('Nota-7');
});

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
    'Pembatalan: Pembuangan',
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
