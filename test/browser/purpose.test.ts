// The activity on the screens: a district orders for it on a phone, the province allocates what it keeps for it and ships,
// a health centre opens a vial and a session for it; what the pages say is what the activity's report counts.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { playOpening } from '../../server/demo/story.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { expectInvariants } from '../support/invariants.ts';
import { isLive, phone, sidewaysOf, startVisitors, type Visit, type Visitors, signIn } from './browser.ts';
import { choose, confirm, dialogOf, field, list, press, rowOf, scan } from './month-gestures.ts';

const CENTRE = 'P32730101';
let t: TestApp;
let visitors: Visitors;
let vaccine: { id: string; lot: string; product: { code: string; name: string } };
const visits: Visit[] = [];
const day = (shift: number) =>
  new Date(t.clock.now().getTime() + shift * 86_400_000).toISOString().slice(0, 10);

async function look(page: Page, name: string): Promise<void> {
  if (process.env.PURPOSE_SHOTS) await page.screenshot({ path: `${process.env.PURPOSE_SHOTS}/${name}.png` });
}

beforeAll(async () => {
  t = await startTestApp();
  await playOpening(t.house);
  visitors = await startVisitors();
  const officer = await t.as('dinkes.32');
  const activity = {
    id: t.id(),
    code: 'BIAS-9',
    kind: 'bias',
    name: { id: 'BIAS sembilan', en: 'BIAS nine' },
  };
  await officer.post('/api/v1/activities', { ...activity, startsOn: day(-1), endsOn: day(40) }).expect(201);
  const { body } = await officer.get('/api/v1/stock?place=32&limit=200').expect(200);
  const items = body.items as { free: number; batch: typeof vaccine }[];
  const centre = (await (await t.as(`pkm.${CENTRE}`)).get(`/api/v1/stock?place=${CENTRE}`).expect(200)).body;
  const held = new Set((centre.items as typeof items).map(({ batch }) => batch.product.code));
  vaccine = items.find(({ free, batch }) => free >= 200 && held.has(batch.product.code))!.batch;
  const lines = [{ batch: vaccine.id, doses: 60 }];
  await officer.post('/api/v1/earmarks', { id: t.id(), activity: 'BIAS-9', place: '32', lines }).expect(201);
}, 120_000);
afterAll(async () => {
  expect(visits.flatMap((visit) => visit.complaints)).toEqual([]);
  await visitors?.close();
  await expectInvariants(t.house, t.app.following);
  await t.close();
});

async function open(path: string, username: string, reader = {}): Promise<Page> {
  const visit = await visitors.visit(`${t.address}${path}`, reader);
  visits.push(visit);
  const { page } = visit;
  await signIn(page, username);
  await isLive(page);
  return page;
}
const report = async () =>
  (await (await t.as('dinkes.32')).get('/api/v1/activities/BIAS-9/report').expect(200)).body.items;

it('an order for an activity is allocated from what is kept for it, sent, and its shipment says so', async () => {
  const asking = await open('/orders/new', 'gudang.3273', { viewport: phone });
  await choose(list(asking, 'Vaksin baris 1'), vaccine.product.name, vaccine.product.name);
  await field(asking, 'Dosis baris 1').fill('50');
  await choose(list(asking, 'Untuk kegiatan'), 'sembilan', /BIAS sembilan/);
  await look(asking, 'order-form');
  expect(await sidewaysOf(asking)).toBe(0);
  await press(asking, 'Kirim pesanan');
  await asking.getByRole('link', { name: 'BIAS sembilan' }).waitFor();
  await look(asking, 'order-page');

  const giving = await open(new URL(asking.url()).pathname, 'gudang.32');
  await press(giving, 'Konfirmasi');
  await confirm(giving, 'Konfirmasi');
  await press(giving, 'Alokasikan');
  await dialogOf(giving).getByText('termasuk 60 cadangan kegiatan ini').waitFor();
  await look(giving, 'allocate');
  await confirm(giving, 'Alokasikan');
  await press(giving, 'Kirim');
  await confirm(giving, 'Kirim');
  await giving.getByRole('link', { name: /^SJ-/ }).click();
  await rowOf(giving, 'Isi pengiriman', vaccine.lot).getByRole('link', { name: 'BIAS sembilan' }).waitFor();
  await look(giving, 'shipment');
  expect(await report()).toMatchObject([{ earmarked: 10, allocated: 0, inTransit: 50 }]);

  await giving.getByRole('link', { name: 'BIAS sembilan' }).click();
  await giving.getByRole('table', { name: 'Perjalanan dan pemakaian' }).getByText('50').waitFor();
  await look(giving, 'activity');
});

it('a vial is opened for it, its doses count for it, and another vial gives for it too', async () => {
  const staff = await t.as(`pkm.${CENTRE}`);
  const { body } = await staff.get(`/api/v1/stock?place=${CENTRE}`).expect(200);
  const { items: products } = (await staff.get('/api/v1/products').expect(200)).body as {
    items: { id: string; dosesPerVial: number; gtin: string }[];
  };
  const items = body.items as { free: number; batch: { id: string; lot: string; product: { id: string } } }[];
  const perVial = (id: string) => products.find((product) => product.id === id)!.dosesPerVial;
  const { batch } = items.find(
    (one) => perVial(one.batch.product.id) > 1 && one.free >= 3 * perVial(one.batch.product.id),
  )!;
  const code = `(01)${products.find(({ id }) => id === batch.product.id)!.gtin}(10)${batch.lot}`;
  const page = await open('/vials', `pkm.${CENTRE.toLowerCase()}`, { viewport: phone });
  await scan(field(page, 'Pindai vial yang akan dibuka'), code);
  await choose(list(page, 'Untuk kegiatan'), 'sembilan', /BIAS sembilan/);
  await look(page, 'vial-open');
  await confirm(page, 'Buka vial');
  const vial = rowOf(page, 'Vial terbuka', batch.lot).filter({ hasText: 'BIAS sembilan' });
  await press(vial, 'Beri 1 dosis');
  await vial.getByText(`Sisa ${perVial(batch.product.id) - 1} dari`).waitFor();
  await look(page, 'vials');
  await press(vial, 'Tutup vial');
  await confirm(page, 'Tutup vial');

  await scan(field(page, 'Pindai vial yang akan dibuka'), code);
  await confirm(page, 'Buka vial');
  await press(rowOf(page, 'Vial terbuka', batch.lot), 'Untuk kegiatan …');
  await choose(list(dialogOf(page), 'Untuk kegiatan'), 'sembilan', /BIAS sembilan/);
  await look(page, 'vial-give-for');
  await confirm(page, 'Beri 1 dosis');
  expect(await sidewaysOf(page)).toBe(0);
  const given = (await report()) as { given: number; wasted: number }[];
  expect(given.reduce((sum, row) => sum + row.given, 0)).toBe(2);
  expect(given.reduce((sum, row) => sum + row.wasted, 0)).toBe(perVial(batch.product.id) - 1);
});

it('a session is opened for it and says so', async () => {
  const page = await open('/sessions/new', `pkm.${CENTRE.toLowerCase()}`, { locale: 'en-GB' });
  await choose(list(page, 'Vaccine'), vaccine.product.name, vaccine.product.name);
  await choose(list(page, 'For activity'), 'nine', /BIAS nine/);
  await page.getByLabel('Day').fill(day(2));
  await look(page, 'session-form');
  await page.getByRole('button', { name: 'Open a session' }).click();
  await page.getByRole('link', { name: 'BIAS nine' }).waitFor();
  await look(page, 'session');
});
