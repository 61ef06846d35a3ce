// A phone for the tests of the scanner: its own browser context with a service worker, and a camera that sees labels.
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { id as words } from '../../web/scanner/texts/id.ts';
import type { TestApp } from '../support/app.ts';
import { phone } from './browser.ts';

export interface Phones {
  /** A new phone with nothing on it, opened at this address. */
  open(address: string): Promise<Phone>;
  close(): Promise<void>;
}

export interface Phone {
  context: BrowserContext;
  page: Page;
  complaints: string[];
  /** Closes the page as a person does, and opens the application anew: from the disk when there is no network. */
  reopen(): Promise<Page>;
  close(): Promise<void>;
}

/** @param video what the camera sees; without it there is no picture, only Chromium's own test card. */
export async function startPhones(video?: string): Promise<Phones> {
  const browser: Browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--no-first-run',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      ...(video ? [`--use-file-for-fake-video-capture=${video}`] : []),
    ],
  });
  return {
    async open(address) {
      const context = await browser.newContext({ locale: 'id-ID', viewport: phone, hasTouch: true });
      await context.grantPermissions(['camera'], { origin: new URL(address).origin });
      context.setDefaultTimeout(20_000);
      const complaints: string[] = [];
      const newPage = async (url: string) => {
        const page = await context.newPage();
        page.on('pageerror', (error) => complaints.push(`page: ${error.message}`));
        page.on('console', (message) => {
          // Without a network the browser itself says so; that is no complaint of ours.
          const expected = /ERR_INTERNET_DISCONNECTED|Failed to load resource/.test(message.text());
          if (message.type() === 'error' && !expected) complaints.push(`console: ${message.text()}`);
        });
        await page.goto(url);
        return page;
      };
      const made: Phone = {
        context,
        page: await newPage(address),
        complaints,
        async reopen() {
          await made.page.close();
          made.page = await newPage(new URL('/scan', address).href);
          return made.page;
        },
        close: () => context.close(),
      };
      return made;
    },
    close: () => browser.close(),
  };
}

/** Waits until everything that the application needs without a network is on the phone. */
export async function readyOffline(page: Page): Promise<void> {
  await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)');
  // Not waitForFunction: it evaluates text within the page, which the page's policy forbids.
  await expect.poll(() => page.evaluate('navigator.serviceWorker.controller !== null')).toBe(true);
}

/** Types a code as the last resort does. */
export async function typeCode(page: Page, code: string): Promise<void> {
  const field = page.locator('input[data-code]').last();
  await field.fill(code);
  await field.press('Enter');
}

/** Lets a hand-held scanner type a code into the page: all keys at once, then Enter. */
export async function scanByHand(page: Page, code: string): Promise<void> {
  await page.evaluate(`for (const key of [...${JSON.stringify(code)}, 'Enter'])
    (document.activeElement ?? document.body).dispatchEvent(
      new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))`);
}

/** Pairs a new phone for a demo account, by the address behind the QR code, and waits until it has its data. */
export async function pairPhone(t: TestApp, phones: Phones, username: string): Promise<Phone> {
  const code = await offerCode(t, username);
  const one = await phones.open(`${t.address}/scan?pair=${code}`);
  await one.page.getByRole('button', { name: words.pair.submit, exact: true }).click();
  await hasData(one.page);
  await readyOffline(one.page);
  return one;
}

/** A pairing code of a demo account, as its own screen shows it. */
export async function offerCode(t: TestApp, username: string): Promise<string> {
  const caller = await t.as(username);
  const answer = await caller.post('/api/v1/pairings', { id: t.id() }).expect(201);
  return (answer.body as { code: string }).code;
}

/** Waits until the first pull is complete: home says how old the data is. */
export async function hasData(page: Page): Promise<void> {
  await page.getByText(/^Data /).waitFor();
}

/** Waits until the phone has been told of everything that waited, and has pulled anew. */
export async function allSent(page: Page): Promise<void> {
  await page.locator('.pill[data-sync=online][data-waiting="0"]').waitFor({ timeout: 30_000 });
}

/** Goes to a screen of the application by its address. */
export async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate(`location.hash = '#/${path}'`);
}

/** Goes offline or online, as the phone itself notices. */
export async function setOffline(one: Phone, offline: boolean): Promise<void> {
  await one.context.setOffline(offline);
  await one.page.locator(`.pill[data-sync=${offline ? 'offline' : 'online'}]`).waitFor({ timeout: 30_000 });
}

export const press = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).click();
