// What happens elsewhere reaches the screens: an activity opened by another office stands in the list at once; a recall is
// told above the page's content and covers nothing; its task leads to the batch; the month's report is saved as Excel.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { playOpening } from '../../server/demo/story.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { expectInvariants } from '../support/invariants.ts';
import { isLive, phone, sidewaysOf, startVisitors, type Visit, type Visitors, signIn } from './browser.ts';
import { press } from './month-gestures.ts';

const CENTRE = 'P32730101';
let t: TestApp;
let visitors: Visitors;
const visits: Visit[] = [];
const day = (shift: number) =>
  new Date(t.clock.now().getTime() + shift * 86_400_000).toISOString().slice(0, 10);

beforeAll(async () => {
  t = await startTestApp();
  await playOpening(t.house);
  visitors = await startVisitors();
}, 120_000);
afterAll(async () => {
  expect(visits.flatMap((visit) => visit.complaints)).toEqual([]);
  await visitors?.close();
  await expectInvariants(t.house, t.app.following);
  await t.close();
});

async function open(path: string, reader = {}): Promise<Page> {
  const visit = await visitors.visit(`${t.address}${path}`, reader);
  visits.push(visit);
  const { page } = visit;
  await signIn(page, `pkm.${CENTRE.toLowerCase()}`);
  await isLive(page);
  return page;
}

it('shows an activity that another office opens, and a recall above the content, on a phone', async () => {
  const page = await open('/activities', { viewport: phone });
  const names = { id: 'Kampanye campak', en: 'Measles campaign' };
  const body = { id: t.id(), code: 'KMP-1', kind: 'campaign', name: names, startsOn: day(0), endsOn: day(9) };
  await page.getByRole('heading', { level: 1, name: 'Kegiatan' }).waitFor();
  await (await t.as('dinkes.32')).post('/api/v1/activities', body).expect(201);
  await page.getByText('Kampanye campak').waitFor();

  const staff = await t.as(`pkm.${CENTRE}`);
  const { items } = (await staff.get(`/api/v1/stock?place=${CENTRE}`).expect(200)).body as {
    items: { batch: { id: string; lot: string } }[];
  };
  const { batch } = items[0]!;
  const recall = { id: t.id(), reason: 'uji' };
  await (await t.as('kemenkes')).post(`/api/v1/batches/${batch.id}/recall`, recall).expect(200);
  const banner = page.getByRole('main').getByRole('alert').filter({ hasText: batch.lot });
  await banner.waitFor();
  if (process.env.PURPOSE_SHOTS) await page.screenshot({ path: `${process.env.PURPOSE_SHOTS}/banner.png` });
  const [above, title] = await Promise.all([
    banner.boundingBox(),
    page.getByRole('heading', { level: 1 }).boundingBox(),
  ]);
  expect(above!.y + above!.height).toBeLessThanOrEqual(title!.y);
  expect(await sidewaysOf(page)).toBe(0);
  await press(banner, 'Tutup');
  await banner.waitFor({ state: 'detached' });

  await page.goto(`${t.address}/tasks`);
  await page
    .getByRole('link', { name: /penarikan|penahanan/ })
    .first()
    .click();
  await page.getByRole('heading', { level: 1, name: new RegExp(batch.lot) }).waitFor();
});

it('saves the month report as Excel', async () => {
  const page = await open('/reports/lplpo');
  const saved = page.waitForEvent('download');
  await press(page, 'Unduh Excel');
  expect((await saved).suggestedFilename()).toMatch(/^LPLPO-P32730101-.+\.xlsx$/);
});
