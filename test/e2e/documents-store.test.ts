// The count sheet, the record of a destruction and the month report as PDF: their text and their codes are read back.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Call } from '../support/app.ts';
import { expectInvariants } from '../support/invariants.ts';
import { codesOfPdf, textOfPdf } from '../support/pdf.ts';
import { expectProblem } from './shipments-support.ts';
import { openStore, PLACE, type Store } from './store-support.ts';

let t: Store;
let stranger: Call;
beforeAll(async () => {
  t = await openStore();
  stranger = await t.as('pkm.p32730101');
}, 60_000);
afterAll(async () => {
  await expectInvariants(t.house, t.app.following);
  await t.close();
});

const fetchPdf = async (by: Call, path: string) =>
  (await by.get(`/api/v1/documents/${path}`).buffer(true).expect(200)).body as Buffer;
const textOf = async (by: Call, path: string) => (await textOfPdf(await fetchPdf(by, path))).join(' ');

describe('the count sheet', () => {
  it('of a blind count says nothing of the book while it is under way, and all of it afterwards', async () => {
    const batch = await t.stocked('MR', 4170);
    const { body: count } = await t.call(t.staff, '/api/v1/counts', { place: PLACE, product: 'MR' });
    const path = `count-sheet/${count.id}`;
    const pdf = await fetchPdf(t.staff, path);
    const empty = (await textOfPdf(pdf)).join(' ');
    for (const text of ['LEMBAR STOK OPNAME', 'STORE-', 'Layak pakai (dosis)', 'Yang menghitung'])
      expect(empty).toContain(text);
    expect(empty).not.toContain('4.170');
    expect(empty).not.toContain('Menurut buku');
    const [raw] = await codesOfPdf(pdf);
    expect(raw).toBe(`JEJAK-COUNT:${count.id}`);
    const scanned = await t.staff.post('/api/v1/scans', { raw }).expect(200);
    expect(scanned.body).toMatchObject({
      kind: 'document',
      document: { kind: 'count', id: count.id, code: null },
    });
    const unknown = await t.staff.post('/api/v1/scans', { raw: `JEJAK-COUNT:${t.id()}` }).expect(200);
    expect(unknown.body.kind).toBe('unknown');

    const lines = [{ batch, available: 4165 }];
    await t.call(t.staff, `/api/v1/counts/${count.id}/lines`, { lines });
    const entered = await textOf(t.officer, path);
    expect(entered).toContain('4.165');
    expect(entered).not.toContain('4.170');
    expect(entered).not.toContain('Selisih');
    await t.call(t.staff, `/api/v1/counts/${count.id}/submit`);
    const submitted = await textOf(t.staff, path);
    for (const text of ['HASIL STOK OPNAME', 'Diajukan', '4.170', '4.165', '-5'])
      expect(submitted).toContain(text);
    expectProblem(await stranger.get(`/api/v1/documents/${path}`), 404, 'not_found');
    expectProblem(await t.staff.get(`/api/v1/documents/count-sheet/${t.id()}`), 404, 'not_found');
  });

  it('says that a count was cancelled', async () => {
    await t.stocked('TD', 40);
    const { body: count } = await t.call(t.staff, '/api/v1/counts', {
      place: PLACE,
      product: 'TD',
      blind: false,
    });
    await t.call(t.staff, `/api/v1/counts/${count.id}/cancel`);
    expect(await textOf(t.staff, `count-sheet/${count.id}`)).toContain('BATAL');
  });
});

it('a berita acara names its number, the witnesses and each batch, for those who see the place', async () => {
  const batch = await t.stocked('BCG', 60);
  await t.call(t.staff, '/api/v1/movements', {
    kind: 'quarantine',
    place: PLACE,
    batch,
    doses: 60,
    reason: 'frozen',
  });
  const witnesses = Array.from({ length: 5 }, (_, n) => ({
    name: `Saksi Nomor ${n + 1}`,
    position: 'Apoteker',
  }));
  const { body, status } = await t.call(t.staff, '/api/v1/destructions', {
    place: PLACE,
    beritaAcara: 'BA/17/2026',
    method: 'incineration',
    witnesses,
    note: 'Rusak beku',
    lines: [{ batch, doses: 60 }],
  });
  expect(status).toBe(201);
  const pdf = await fetchPdf(t.officer, `berita-acara/${body.id}`);
  const page = (await textOfPdf(pdf)).join(' ');
  for (const text of [
    'BERITA ACARA PEMUSNAHAN VAKSIN',
    'Nomor: BA/17/2026',
    'pembakaran (insinerasi)',
    '60 dosis',
  ])
    expect(page).toContain(text);
  for (const { name } of witnesses) expect(page.split(name)).toHaveLength(3); // in the text, and where it is signed
  for (const text of ['Lampiran', 'STORE-', 'Rusak beku', 'Mengetahui']) expect(page).toContain(text);
  const [raw] = await codesOfPdf(pdf);
  expect(raw).toBe(`JEJAK-DESTRUCTION:${body.id}`);
  const scanned = await t.staff.post('/api/v1/scans', { raw }).expect(200);
  expect(scanned.body.document).toEqual({ kind: 'destruction', id: body.id, code: 'BA/17/2026' });
  expectProblem(await stranger.get(`/api/v1/documents/berita-acara/${body.id}`), 404, 'not_found');
  expectProblem(await t.anyone.get(`/api/v1/documents/berita-acara/${body.id}`), 401, 'unauthenticated');
});

it('an LPLPO says what the report says, and goes to the office above', async () => {
  const batch = await t.stocked('PENTA', 5000);
  await t.call(t.staff, '/api/v1/movements', { kind: 'administer', place: PLACE, batch, doses: 13 });
  await t.app.following.settle();
  const month = new Date(t.house.now().getTime() + 7 * 3_600_000).toISOString().slice(0, 7);
  const query = `place=${PLACE}&month=${month}`;
  const { body: report } = await t.get(t.staff, `/api/v1/reports/lplpo?${query}`);
  expect(report.items).toContainEqual(expect.objectContaining({ received: 5000, used: 13, closing: 4987 }));
  const pdf = await fetchPdf(t.staff, `lplpo?${query}`);
  const page = (await textOfPdf(pdf)).join(' ');
  for (const text of ['LPLPO', '5.000', '13', '4.987', 'Dinas Kesehatan Kota Bandung (3273)', 'Permintaan'])
    expect(page).toContain(text);
  expect(page).toContain(`Nomor: ${PLACE}/${month}`);
  expect((await codesOfPdf(pdf))[0]).toMatch(/414|JEJAK-PLACE/);
  expectProblem(await stranger.get(`/api/v1/documents/lplpo?${query}`), 404, 'not_found');
  expectProblem(await t.staff.get('/api/v1/documents/lplpo?month=2026-13'), 422, 'validation_failed');
});
