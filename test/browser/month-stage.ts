// The stage on which the month of a district is played: people who stay signed in, one clock for the service and all
// pages, and words in either language.
import { mkdir } from 'node:fs/promises';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { TestApp } from '../support/app.ts';
import { sidewaysOf, type Visit, type Visitors, signIn } from './browser.ts';
import { wordsIn, type Language, type Words } from './month-words.ts';

const DAY_MS = 86_400_000;

type Act<T> = (page: Page) => Promise<T>;

export interface Stage {
  t: TestApp;
  say: Words;
  language: Language;
  /** A figure as the reader's language writes it. */
  written(doses: number): string;
  /** Lets somebody do something on their own page, signed in once, and expects that the page did not complain. */
  as<T>(username: string, act: Act<T>): Promise<T>;
  /** The same, beginning at an address that they were given. */
  as<T>(username: string, path: string, act: Act<T>): Promise<T>;
  /** Goes by the navigation to a screen: `orders.nav`. */
  go(page: Page, screen: string): Promise<void>;
  /** Keeps a picture of the page where `PLAY_SHOTS` names a directory, and expects that it fits its window. */
  look(page: Page, name: string): Promise<void>;
  /** Puts every clock to an hour in western Indonesia, so many days after the beginning. */
  at(day: number, hour: number): Promise<void>;
  /** The calendar day, YYYY-MM-DD, so many days after the beginning. */
  day(day: number): string;
  close(): Promise<void>;
}

export function stageOf(
  t: TestApp,
  visitors: Visitors,
  language: Language,
  reader: BrowserContextOptions,
): Stage {
  const say = wordsIn(language);
  const locale = language === 'id' ? 'id-ID' : 'en-GB';
  const visits = new Map<string, Visit>();
  const beginning = t.house.now();
  const day = (days: number) => new Date(beginning.getTime() + days * DAY_MS).toISOString().slice(0, 10);
  let shots = 0;

  const ahead = () => t.house.now().getTime() - Date.now();

  async function visitAs(username: string): Promise<Visit> {
    const visit = await visitors.visit(t.address, { ...reader, locale, timezoneId: 'Asia/Jakarta' });
    const { page } = visit;
    page.setDefaultTimeout(60_000); // a busy machine is slow, not wrong
    await visit.setAhead(ahead());
    await signIn(page, username);
    visits.set(username, visit);
    return visit;
  }

  async function look(page: Page, name: string): Promise<void> {
    const { PLAY_SHOTS: directory } = process.env;
    if (directory) {
      await mkdir(directory, { recursive: true });
      const number = String(++shots).padStart(2, '0');
      await page.screenshot({ path: `${directory}/${language}-${number}-${name}.png`, fullPage: true });
    }
    expect(await sidewaysOf(page)).toBe(0);
  }

  return {
    t,
    say,
    language,
    written: (doses) => new Intl.NumberFormat(locale).format(doses),
    async as<T>(username: string, ...rest: [Act<T>] | [string, Act<T>]) {
      const [path, act] = rest.length === 2 ? rest : [undefined, rest[0]];
      const visit = visits.get(username) ?? (await visitAs(username));
      const { page } = visit;
      const live = page.locator('header [data-phase=live]');
      await live.waitFor();
      if (path) {
        await page.goto(`${t.address}${path}`);
        await live.waitFor();
      }
      const answer = await act(page);
      expect(await sidewaysOf(page)).toBe(0);
      // Between the page's clock and the service's a token may run out; it is renewed, and only the browser mentions it.
      visit.excuse(/status of 401/);
      expect(visit.complaints).toEqual([]);
      return answer;
    },
    async go(page, screen) {
      const name = say(screen);
      const link = page.getByRole('navigation').getByRole('link', { name, exact: true });
      const more = page.getByRole('navigation').getByRole('button', { name: say('nav.more') });
      if (!(await link.first().isVisible())) await more.click();
      await link.first().click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    },
    look,
    async at(days, hour) {
      const there = new Date(`${day(days)}T${String(hour).padStart(2, '0')}:00:00+07:00`);
      const further = there.getTime() - t.house.now().getTime();
      if (further < 0) throw new Error('The clock of the play goes on, never back');
      for (const { setAhead } of visits.values()) await setAhead(ahead() + further);
      t.clock.advance(further);
    },
    day,
    async close() {
      for (const visit of visits.values()) await visit.close();
    },
  };
}
