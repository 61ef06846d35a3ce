// Planning on the screens: an activity is opened, doses are kept for it, moved and let go; a need is proposed below on
// a phone and approved above. What the pages say is what the service keeps.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { playOpening } from '../../server/demo/story.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { expectInvariants } from '../support/invariants.ts';
import { isLive, phone, sidewaysOf, startVisitors, type Visit, type Visitors, signIn } from './browser.ts';

let t: TestApp;
let visitors: Visitors;
const visits: Visit[] = [];
/** So many days from the test's today, YYYY-MM-DD. */
const day = (shift: number) =>
  new Date(t.clock.now().getTime() + shift * 86_400_000).toISOString().slice(0, 10);
const patient = { timeout: 20_000, interval: 100 };

beforeAll(async () => {
  t = await startTestApp();
  await playOpening(t.house);
  visitors = await startVisitors();
});
afterAll(async () => {
  expect(visits.flatMap((visit) => visit.complaints)).toEqual([]);
  await visitors?.close();
  await expectInvariants(t.house, t.app.following);
  await t.close();
});

async function open(path: string, username: string, reader = {}): Promise<Visit> {
  const visit = await visitors.visit(`${t.address}${path}`, reader);
  visits.push(visit);
  const { page } = visit;
  await signIn(page, username);
  await isLive(page);
  return visit;
}

const inDialog = (page: Page) => page.getByRole('dialog');
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).first().click();
async function confirm(page: Page, name: string): Promise<void> {
  await inDialog(page).getByRole('button', { name, exact: true }).click();
  await inDialog(page).waitFor({ state: 'detached' });
}
async function keptFor(activity: string): Promise<number> {
  const officer = await t.as('dinkes.32');
  const { body } = await officer.get(`/api/v1/earmarks?place=32&activity=${activity}`).expect(200);
  return (body as { items: { doses: number }[] }).items.reduce((sum, { doses }) => sum + doses, 0);
}

it('opens an activity, keeps doses of the first to expire, moves some, lets some go, and closes it', async () => {
  const officer = await t.as('dinkes.32');
  const days = { startsOn: day(-1), endsOn: day(40) };
  const other = { id: t.id(), code: 'ORI-1', kind: 'ori', name: { id: 'ORI campak', en: 'Measles ORI' } };
  await officer.post('/api/v1/activities', { ...other, ...days }).expect(201);
  const visit = await open('/activities', 'dinkes.32');
  const { page } = visit;

  await press(page, 'Buka kegiatan');
  const dialog = inDialog(page);
  await dialog.getByLabel('Kode kegiatan').fill('bias-1');
  await dialog.getByLabel('Nama (Bahasa Indonesia)').fill('BIAS satu');
  await dialog.getByLabel('Hari pertama').fill(day(0));
  await dialog.getByLabel('Hari terakhir').fill(day(-3));
  await dialog.getByRole('button', { name: 'Buka kegiatan' }).click();
  await dialog.getByText('Sebelum hari pertama').waitFor();
  visit.excuse(/status of 422/);
  await dialog.getByLabel('Hari terakhir').fill(day(30));
  await dialog.getByRole('button', { name: 'Buka kegiatan' }).click();
  await page.getByRole('heading', { level: 1, name: 'BIAS satu' }).waitFor();

  await press(page, 'Cadangkan dosis');
  await dialog.getByLabel('Vaksin').click();
  await page.getByRole('option', { name: 'bOPV', exact: false }).click();
  await dialog.getByLabel('Dosis').fill('9999999');
  await dialog.getByRole('button', { name: 'Cadangkan dosis' }).click();
  await dialog.getByText('Stok bebas tidak cukup').waitFor();
  visit.excuse(/status of 409/);
  await dialog.getByLabel('Dosis').fill('120');
  await confirm(page, 'Cadangkan dosis');
  expect(await keptFor('BIAS-1')).toBe(120);

  await press(page, 'Pindahkan');
  await dialog.getByLabel('Ke kegiatan').click();
  await page.getByRole('option', { name: 'ORI campak' }).click();
  await dialog.getByLabel('Dosis').fill('50');
  await confirm(page, 'Pindahkan');
  await press(page, 'Lepas');
  await dialog.getByLabel('Dosis').fill('30');
  await confirm(page, 'Lepas');
  expect(await keptFor('BIAS-1')).toBe(40);
  expect(await keptFor('ORI-1')).toBe(50);
  await page.getByText('Tempat', { exact: true }).click();
  await page
    .getByRole('table', { name: 'Perjalanan dan pemakaian' })
    .getByRole('cell', { name: 'Dinas Kesehatan Provinsi Jawa Barat' })
    .waitFor();

  await press(page, 'Tutup kegiatan');
  await dialog.getByLabel('Alasan').fill('Selesai');
  await confirm(page, 'Tutup kegiatan');
  await page.getByText('Ditutup', { exact: true }).waitFor();
  expect(await keptFor('BIAS-1')).toBe(0);
});

it('gives doses for an activity, which the activity then counts', async () => {
  const officer = await t.as('dinkes.32');
  const name = { id: 'Kampanye dua', en: 'Campaign two' };
  const activity = { id: t.id(), code: 'KMP-2', kind: 'campaign', name, startsOn: day(-1), endsOn: day(40) };
  await officer.post('/api/v1/activities', activity).expect(201);
  const staff = await t.as('pkm.p32730101');
  const { body } = await staff.get('/api/v1/stock?place=P32730101').expect(200);
  const { batch } = (body as { items: { free: number; batch: { id: string } }[] }).items.find(
    ({ free }) => free > 10,
  )!;
  const { page } = await open(`/stock/P32730101/${batch.id}`, 'pkm.p32730101', { viewport: phone });
  await page.getByRole('button', { name: 'Berikan' }).click();
  const dialog = inDialog(page);
  await dialog.getByLabel('Dosis').fill('3');
  await dialog.getByLabel('Untuk kegiatan').click();
  await page.getByRole('option', { name: 'Kampanye dua' }).click();
  await confirm(page, 'Catat');
  const { body: report } = await officer.get('/api/v1/activities/KMP-2/report').expect(200);
  expect((report as { items: object[] }).items).toMatchObject([{ given: 3, fromEarmark: 0 }]);
});

it('drafts and proposes a need on a phone, in decimals of the language, and approves it above', async () => {
  const { page } = await open('/needs', 'dinkes.3273', { viewport: phone });
  await press(page, 'Isi kebutuhan');
  const dialog = inDialog(page);
  await dialog.getByLabel('Vaksin').click();
  await page.getByRole('option', { name: 'bOPV', exact: false }).click();
  await dialog.getByLabel('Sasaran (orang)').fill('12345');
  await dialog.getByLabel('Indeks pemakaian (IP)').fill('4,5');
  await dialog.getByText('2.744 vial = 27.440 dosis').waitFor();
  await confirm(page, 'Simpan');
  await page.getByRole('list', { name: 'Kebutuhan tahunan' }).getByRole('link').click();
  await press(page, 'Usulkan');
  await expect.poll(() => page.getByText('Diusulkan', { exact: true }).count(), patient).toBe(2);
  expect(await page.getByRole('button', { name: 'Setujui' }).count()).toBe(0);
  expect(await sidewaysOf(page)).toBe(0);

  const { page: above } = await open(new URL(page.url()).pathname, 'dinkes.32', { locale: 'en-GB' });
  await press(above, 'Approve');
  await above.getByText('Approved at level Province').waitFor();
  await above.getByText('12,345 × 1 ÷ 4.5 = 2,744 vials').first().waitFor();
  expect(await above.getByRole('button', { name: 'Approve' }).count()).toBe(0); // it did so at its own level
});
