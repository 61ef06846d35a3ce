// Documents where the thing is shown: each button saves a PDF; a figure of the stock table opens its stock card.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { playOpening } from '../../server/demo/story.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { expectInvariants } from '../support/invariants.ts';
import { isLive, sidewaysOf, startVisitors, type Visit, type Visitors, signIn } from './browser.ts';

let t: TestApp;
let visitors: Visitors;
let visit: Visit;

beforeAll(async () => {
  t = await startTestApp();
  await playOpening(t.house);
  visitors = await startVisitors();
  visit = await visitors.visit(`${t.address}/?group=none`, { viewport: { width: 1280, height: 900 } });
  const { page } = visit;
  await signIn(page, 'gudang.32');
  await isLive(page);
});
afterAll(async () => {
  expect(visit.complaints).toEqual([]);
  await visitors?.close();
  await expectInvariants(t.house, t.app.following);
  await t.close();
});

async function saved(page: Page, button: RegExp): Promise<string> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button }).click(),
  ]);
  return file.suggestedFilename();
}

it('opens the stock card of a row and prints it', async () => {
  const { page } = visit;
  const figure = page.locator('[role=row][data-kind=line] [data-figure=onHand] a').first();
  const doses = await figure.innerText();
  expect(await sidewaysOf(page)).toBe(0);
  await figure.click();
  await page.getByRole('heading', { level: 1, name: 'Kartu stok' }).waitFor();
  await page.getByText('Stok akhir').waitFor();
  expect(await page.locator('main').innerText()).toContain(doses);
  expect(await saved(page, /Kartu stok \(PDF\)/)).toMatch(/^Kartu-Stok-.*\.pdf$/);
});

it('prints the SBBK and the arrival report of a shipment, and the month report of a place', async () => {
  const { page } = visit;
  const store = await t.as('gudang.32');
  const { body } = await store.get('/api/v1/shipments?place=32&status=received&limit=1').expect(200);
  const [{ id, code }] = (body as { items: [{ id: string; code: string }] }).items;
  await page.goto(`${t.address}/shipments/${id}`);
  expect(await saved(page, /SBBK \(PDF\)/)).toBe(`SBBK-${code}.pdf`);
  expect(await saved(page, /VAR\) \(PDF\)/)).toBe(`VAR-${code}.pdf`);
  await page.goto(`${t.address}/reports`);
  await page.getByRole('link', { name: 'LPLPO' }).click();
  await page.getByRole('table', { name: 'LPLPO' }).waitFor();
  expect(await saved(page, /LPLPO \(PDF\)/)).toMatch(/^LPLPO-32-\d{4}-\d\d\.pdf$/);
});
