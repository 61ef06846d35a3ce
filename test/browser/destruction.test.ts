// Several batches are destroyed under one record on the screen: one in quarantine, one recalled that still lies on the
// shelf; the photo of the signed Berita Acara goes with it and is shown on its page.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { playOpening } from '../../server/demo/story.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { expectInvariants } from '../support/invariants.ts';
import { isLive, phone, sidewaysOf, startVisitors, type Visit, type Visitors, signIn } from './browser.ts';
import { choose, confirm, dialogOf, field, list, press } from './month-gestures.ts';

const CENTRE = 'P32730101';
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
interface Item {
  available: number;
  batch: { id: string; lot: string; product: { name: string } };
}
let t: TestApp;
let visitors: Visitors;
let visit: Visit;
let page: Page;
let held: Item;
let recalled: Item;

beforeAll(async () => {
  t = await startTestApp();
  await playOpening(t.house);
  const staff = await t.as(`pkm.${CENTRE}`);
  const { items } = (await staff.get(`/api/v1/stock?place=${CENTRE}`).expect(200)).body as { items: Item[] };
  [held, recalled] = items.filter(({ available }) => available >= 10) as [Item, Item];
  const move = { id: t.id(), place: CENTRE, kind: 'quarantine', reason: 'frozen' };
  await staff.post('/api/v1/movements', { ...move, batch: held.batch.id, doses: 10 }).expect(201);
  const recall = { id: t.id(), reason: 'uji' };
  await (await t.as('kemenkes')).post(`/api/v1/batches/${recalled.batch.id}/recall`, recall).expect(200);
  await t.app.following.settle();
  visitors = await startVisitors();
  visit = await visitors.visit(`${t.address}/destructions`, { viewport: phone });
  page = visit.page;
  await signIn(page, `pkm.${CENTRE.toLowerCase()}`);
  await isLive(page);
}, 120_000);
afterAll(async () => {
  expect(visit.complaints).toEqual([]);
  await visitors?.close();
  await expectInvariants(t.house, t.app.following);
  await t.close();
});

it('offers what is in quarantine and what is recalled on the shelf, and keeps the signed record', async () => {
  await press(page, 'Catat pemusnahan');
  const dialog = dialogOf(page);
  await choose(list(dialog, 'Batch'), held.batch.lot, new RegExp(held.batch.lot));
  expect(await field(dialog, 'Dosis').inputValue()).toBe('10');
  await press(dialog, 'Tambah batch');
  await choose(list(dialog, 'Batch 2'), recalled.batch.lot, new RegExp(recalled.batch.lot));
  await field(dialog, 'Nomor Berita Acara').fill('BA/1/2026');
  await choose(list(dialog, 'Cara'), '', 'Insinerasi');
  for (const n of [1, 2]) {
    await field(dialog, `Saksi ${n}`).fill(`Saksi ${n}`);
    await field(dialog, `Jabatan saksi ${n}`).fill('Petugas');
  }
  const files = { name: 'ba.png', mimeType: 'image/png', buffer: PNG };
  await dialog.locator('input[type=file]').setInputFiles(files);
  await dialog.getByRole('img', { name: 'Foto 1' }).waitFor();
  if (process.env.PURPOSE_SHOTS) await page.screenshot({ path: `${process.env.PURPOSE_SHOTS}/destroy.png` });
  await confirm(page, 'Catat pemusnahan');
  await page.getByRole('link', { name: 'BA/1/2026' }).click();
  for (const { batch } of [held, recalled]) await page.getByRole('link', { name: batch.lot }).waitFor();
  await page.getByRole('list', { name: 'Lampiran' }).locator('img').waitFor();
  if (process.env.PURPOSE_SHOTS)
    await page.screenshot({ path: `${process.env.PURPOSE_SHOTS}/destruction.png`, fullPage: true });
  expect(await sidewaysOf(page)).toBe(0);
  const { body } = await (await t.as('dinkes.3273')).get(`/api/v1/destructions?place=${CENTRE}`).expect(200);
  expect((body as { items: { doses: number }[] }).items).toMatchObject([{ doses: 10 + recalled.available }]);
});
