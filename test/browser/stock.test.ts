// The pages as people use them, in a real Chromium: signing in, the live stock table, a phone, one's own choices, and
// the API's documentation. No page may complain in the console while it is used.
import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { playOpening } from '../../server/demo/story.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { expectInvariants } from '../support/invariants.ts';
import { isLive, phone, sidewaysOf, startVisitors, type Visit, type Visitors, signIn } from './browser.ts';

interface Item {
  place: { code: string; name: string; level: string };
  batch: { id: string; lot: string };
  onHand: number;
  available: number;
}

const english: BrowserContextOptions = { locale: 'en-GB' };
const written = (doses: number, locale: string) => new Intl.NumberFormat(locale).format(doses);
const patient = { timeout: 20_000, interval: 100 };

let t: TestApp;
let visitors: Visitors;
const visits: Visit[] = [];

beforeAll(async () => {
  t = await startTestApp();
  await playOpening(t.house);
  visitors = await startVisitors();
});
afterEach(async () => {
  const complaints = visits.flatMap((visit) => visit.complaints);
  for (const visit of visits.splice(0)) await visit.close();
  expect(complaints).toEqual([]);
});
afterAll(async () => {
  await visitors?.close();
  await expectInvariants(t.house, t.app.following);
  await t.close();
});

async function open(path = '/', reader?: BrowserContextOptions): Promise<Visit> {
  const visit = await visitors.visit(`${t.address}${path}`, reader);
  visits.push(visit);
  return visit;
}

async function openStock(path = '/', reader?: BrowserContextOptions): Promise<Page> {
  const { page } = await open(path, reader);
  await signIn(page, 'dinkes.32');
  await isLive(page);
  return page;
}

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });
const rowsOf = (page: Page) => page.locator('[role=table] [role=row][data-kind]');
const cardsOf = (page: Page) => page.getByRole('list', { name: 'Stock table' }).getByRole('listitem');
const textOf = async (found: Locator) => (await found.innerText()).trim();
/** The sum on one of the tiles above the table, as it is written. */
const sumOf = (page: Page, figure: string) => page.locator(`button[data-figure=${figure}] .figure`);

async function stockOfProvince(): Promise<Item[]> {
  const officer = await t.as('dinkes.32');
  const { body } = await officer.get('/api/v1/stock?place=32&deep=true&limit=1000').expect(200);
  return (body as { items: Item[] }).items;
}
const onHandOf = (items: Item[]) => items.reduce((sum, item) => sum + item.onHand, 0);

describe('signing in', () => {
  it('speaks Bahasa Indonesia, then English, and says in either that the password is wrong', async () => {
    const visit = await open();
    const { page } = visit;
    await heading(page, 'Masuk').waitFor();
    await signIn(page, 'dinkes.32', 'salah');
    await page.getByRole('alert').getByText('Nama pengguna atau kata sandi salah').waitFor();

    await page.getByTitle('English').click();
    await heading(page, 'Sign in').waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    await expect.poll(() => page.getByRole('alert').count(), patient).toBe(0); // it was said in the other language
    await signIn(page, 'dinkes.32', 'wrong');
    await page.getByRole('alert').getByText('Wrong username or password').waitFor();
    visit.excuse(/status of 401/);

    await signIn(page, 'dinkes.32');
    await isLive(page);
    expect(await textOf(page.locator('header [data-phase]'))).toBe('Live');
    expect(await page.locator('header').innerText()).toContain('Jawa Barat');
    expect(await rowsOf(page).count()).toBeGreaterThan(3);
    expect(await page.title()).toContain('Stock');
  });

  it('says what is missing without asking the service, and lets a demo account in with one press', async () => {
    const { page } = await open();
    await page.locator('button[type=submit]').click();
    await page.getByText('Isi kata sandi').waitFor();
    await page.getByRole('button', { name: 'kemenkes' }).click();
    await isLive(page);
    await heading(page, 'Kementerian Kesehatan').waitFor();
  });

  it('ends where it began: signed out, and still so after a reload', async () => {
    const page = await openStock();
    await page.getByRole('button', { name: /^Akun/ }).click();
    await page.getByRole('button', { name: 'Keluar' }).click();
    await heading(page, 'Masuk').waitFor();
    await page.reload();
    await heading(page, 'Masuk').waitFor();
  });
});

describe('staying signed in', () => {
  it('lasts over two reloads at once, while the service is slow to answer', async () => {
    const page = await openStock();
    await page.route('**/api/v1/auth/refresh', async (route) => {
      const answer = await route.fetch();
      await new Promise((resolve) => setTimeout(resolve, 1500));
      await route.fulfill({ response: answer }).catch(() => undefined);
    });
    await page.reload({ waitUntil: 'domcontentloaded' });
    await page.waitForTimeout(500);
    await page.reload();
    await isLive(page);
  });
});

describe('the live table', () => {
  it('shows a dose given elsewhere at once, and the same after a reload', async () => {
    const before = await stockOfProvince();
    const item = before.find(({ place, available }) => place.level === 'health_centre' && available > 20)!;
    const { place, batch } = item;
    const page = await openStock('/?group=none', english);
    const total = sumOf(page, 'onHand');
    expect(await textOf(total)).toBe(written(onHandOf(before), 'en-GB'));

    await page.getByPlaceholder('Place, vaccine or lot number').fill(`${place.code} ${batch.lot}`);
    const figure = rowsOf(page).locator('[data-figure=onHand]');
    await expect.poll(() => figure.allInnerTexts(), patient).toEqual([written(item.onHand, 'en-GB')]);
    const born = await page.evaluate<number>('performance.timeOrigin');

    const staff = await t.as(`pkm.${place.code.toLowerCase()}`);
    const body = { id: t.id(), kind: 'administer', place: place.code, batch: batch.id, doses: 7 };
    await staff.post('/api/v1/movements', body).expect(201);
    await expect.poll(() => figure.allInnerTexts(), patient).toEqual([written(item.onHand - 7, 'en-GB')]);

    await page.getByRole('button', { name: 'Clear filters' }).click();
    const after = written(onHandOf(before) - 7, 'en-GB');
    await expect.poll(() => textOf(total), patient).toBe(after);
    expect(await page.evaluate<number>('performance.timeOrigin')).toBe(born); // it was never reloaded
    await page.reload();
    await isLive(page);
    await expect.poll(() => textOf(total), patient).toBe(after);
    expect(onHandOf(await stockOfProvince())).toBe(onHandOf(before) - 7);
  });

  it('says that it is cut off, and catches up on what it missed', async () => {
    const item = (await stockOfProvince()).find(
      ({ place, available }) => place.code === '32' && available > 20,
    )!;
    const visit = await open(`/?group=none&level=province&q=${item.batch.lot}`, english);
    const { page } = visit;
    await signIn(page, 'dinkes.32');
    await isLive(page);
    const figure = rowsOf(page).locator('[data-figure=onHand]');
    await expect.poll(() => figure.allInnerTexts(), patient).toEqual([written(item.onHand, 'en-GB')]);
    await page.context().setOffline(true);
    await page.locator('header [data-phase=offline]').waitFor();
    await page.getByRole('alert').getByText('The connection is lost').waitFor();

    const store = await t.as('gudang.32');
    const body = {
      id: t.id(),
      kind: 'discard',
      reason: 'broken',
      place: '32',
      batch: item.batch.id,
      doses: 10,
    };
    await store.post('/api/v1/movements', body).expect(201);
    await page.context().setOffline(false);
    await expect.poll(() => figure.allInnerTexts(), patient).toEqual([written(item.onHand - 10, 'en-GB')]);
    await isLive(page);
    visit.excuse(/WebSocket|ERR_INTERNET_DISCONNECTED/);
  });
});

describe('on a phone', () => {
  it('nothing scrolls sideways, and the table is one of cards that open', async () => {
    const { page } = await open('/', { ...english, viewport: phone, hasTouch: true });
    await heading(page, 'Sign in').waitFor();
    expect(await sidewaysOf(page)).toBe(0);
    await signIn(page, 'dinkes.32');
    await isLive(page);
    await cardsOf(page).first().waitFor();
    expect(await sidewaysOf(page)).toBe(0);

    const closed = Number(await cardsOf(page).first().getAttribute('aria-setsize'));
    await page.getByRole('button', { name: 'Expand all' }).tap();
    const setSize = async () => Number(await cardsOf(page).first().getAttribute('aria-setsize'));
    await expect.poll(setSize, patient).toBeGreaterThan(closed);
    expect(await sidewaysOf(page)).toBe(0);

    await page.getByRole('button', { name: 'Filters' }).tap();
    await page.getByText('Expiring within 90 days').tap();
    await expect.poll(() => page.url(), patient).toContain('soon=true');
    expect(await sidewaysOf(page)).toBe(0);

    await page.getByRole('button', { name: /^Account/ }).tap();
    await page.getByText('Bahasa Indonesia').tap();
    await heading(page, 'Stok di').waitFor();
    expect(await sidewaysOf(page)).toBe(0);
  });
});

describe("the reader's own choices", () => {
  it('the language changes every heading and the way numbers are written, and stays after a reload', async () => {
    const page = await openStock();
    const columns = () => page.getByRole('columnheader').allInnerTexts();
    await heading(page, 'Stok di').waitFor();
    expect(await columns()).toEqual(expect.arrayContaining(['Nomor lot', 'Kedaluwarsa', 'Di tangan']));
    const indonesian = await textOf(sumOf(page, 'onHand'));
    expect(indonesian).toMatch(/^\d+(\.\d{3})+$/);

    await page.getByTitle('English').click();
    await heading(page, 'Stock at').waitFor();
    expect(await columns()).toEqual(expect.arrayContaining(['Lot number', 'Expiry', 'On hand']));
    expect(await textOf(sumOf(page, 'onHand'))).toBe(indonesian.replaceAll('.', ','));
    await page.reload();
    await heading(page, 'Stock at').waitFor();
  });

  it('dark mode darkens the page and stays after a reload', async () => {
    const page = await openStock('/', { ...english, colorScheme: 'light' });
    const scheme = () => page.locator('html').getAttribute('data-mantine-color-scheme');
    const ground = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    expect(await scheme()).toBe('light');
    const light = await ground();
    await page.getByRole('button', { name: 'Dark mode' }).click();
    await expect.poll(scheme, patient).toBe('dark');
    const dark = await ground();
    expect(dark).not.toBe(light);
    await page.reload();
    await isLive(page);
    expect([await scheme(), await ground()]).toEqual(['dark', dark]);
    await page.getByRole('button', { name: 'Light mode' }).click();
    await expect.poll(scheme, patient).toBe('light');
  });

  it('filters stand in the address bar and survive a reload', async () => {
    const page = await openStock('/', english);
    const summary = page.locator('main [role=status]').filter({ hasText: /rows?$/ });
    const all = await textOf(summary);
    await page.getByRole('radiogroup', { name: 'Group by' }).getByText('Vaccine').click();
    await page.getByPlaceholder('All vaccines').click();
    await page.getByRole('option', { name: 'BCG' }).click();
    await page.getByText('Expiring within 90 days').click();
    await expect.poll(() => page.url(), patient).toMatch(/soon=true/);
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toMatchObject({
      group: 'product',
      product: 'BCG',
      soon: 'true',
    });
    await expect.poll(() => textOf(summary), patient).not.toBe(all);
    const narrowed = await textOf(summary);

    await page.reload();
    await isLive(page);
    await expect.poll(() => textOf(summary), patient).toBe(narrowed);
    expect(await page.getByRole('checkbox', { name: 'Expiring within 90 days' }).isChecked()).toBe(true);
    expect(await page.getByRole('radio', { name: 'Vaccine' }).isChecked()).toBe(true);
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await expect.poll(() => textOf(summary), patient).toBe(all);
  });

  it('a search that matches nothing says so', async () => {
    const page = await openStock('/?q=zzzz', english);
    await page.getByRole('heading', { name: 'Nothing matches' }).waitFor();
  });
});

describe("the API's documentation", () => {
  it('opens, lists the API by subject, and unfolds an operation', async () => {
    const { page } = await open('/docs');
    await page
      .getByRole('heading', { name: /Jejak Vaksin/ })
      .first()
      .waitFor();
    const subjects = page.locator('.opblock-tag');
    await expect.poll(() => subjects.count(), patient).toBeGreaterThan(5);
    await subjects.first().click();
    await page.locator('.opblock-summary').first().waitFor();
    await page.locator('.opblock-summary-control').first().click();
    await page.locator('.opblock-body').first().waitFor();
  });
});
