// A real Chromium for the tests of the pages, and pages that remember everything they complained about.
import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from 'playwright-core';

const desktop = { width: 1440, height: 900 };
export const phone = { width: 390, height: 844 };

export interface Visit {
  page: Page;
  /** Errors in the console, uncaught errors, and answers of 500 and above, in the order in which they came. */
  complaints: string[];
  /** Forgets the expected complaints that match, such as the browser's own line for a refused request. */
  excuse(expected: RegExp): void;
  /** Lets the page's clock run so many milliseconds ahead of the machine's. */
  setAhead(milliseconds: number): Promise<void>;
  close(): Promise<void>;
}

export interface Visitors {
  /** A reader of their own, with nothing remembered from before; Indonesian and at a desk unless told otherwise. */
  visit(address: string, reader?: BrowserContextOptions): Promise<Visit>;
  close(): Promise<void>;
}

function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}

/**
 * Only the date is ahead, as after a night in a closed laptop: timers go on as they were. Playwright's own clock would
 * replace the timers too, and a page would be tried with others than its readers have.
 */
const shiftable = /* js */ `
  globalThis.ahead = 0;
  globalThis.Date = class Date extends globalThis.Date {
    constructor(...given) {
      if (given.length === 0) super(Date.now());
      else super(...given);
    }
    static now() {
      return super.now() + globalThis.ahead;
    }
  };`;

async function clockOf(context: BrowserContext, page: Page): Promise<Visit['setAhead']> {
  await context.addInitScript(shiftable);
  return async (milliseconds) => {
    const shift = `globalThis.ahead = ${milliseconds}`;
    await context.addInitScript(shift);
    await page.evaluate(shift);
  };
}

/** Pages come from one browser, started once. */
export async function startVisitors(): Promise<Visitors> {
  const browser = await launch();
  return {
    async visit(address, reader = {}) {
      const context = await browser.newContext({ locale: 'id-ID', viewport: desktop, ...reader });
      context.setDefaultTimeout(20_000);
      const page = await context.newPage();
      const setAhead = await clockOf(context, page);
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error')
          complaints.push(`console: ${message.text()} ${message.location().url}`);
      });
      page.on('pageerror', (error) => complaints.push(`page: ${error.message}`));
      page.on('response', (response) => {
        if (response.status() >= 500) complaints.push(`${response.status()}: ${response.url()}`);
      });
      await page.goto(address);
      return {
        page,
        complaints,
        excuse(expected) {
          const kept = complaints.filter((complaint) => !expected.test(complaint));
          complaints.splice(0, complaints.length, ...kept);
        },
        setAhead,
        close: () => context.close(),
      };
    },
    close: () => browser.close(),
  };
}

/** Fills in the form of signing in, in whichever language it stands. */
export async function signIn(page: Page, username: string, password = 'demo'): Promise<void> {
  await page.locator('input[autocomplete=username]').fill(username);
  await page.locator('input[autocomplete=current-password]').fill(password);
  await page.locator('button[type=submit]').click();
}

/** Waits until the page says that it is live. */
export async function isLive(page: Page): Promise<void> {
  await page.locator('header [role=status][data-phase=live]').waitFor();
}

/** How far the page can be scrolled sideways; nothing should be. */
export function sidewaysOf(page: Page): Promise<number> {
  return page.evaluate<number>(
    'document.scrollingElement.scrollWidth - document.documentElement.clientWidth',
  );
}
