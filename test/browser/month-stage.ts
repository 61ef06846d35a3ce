// What the month of a district needs to be played: people who sign in, words in either language, and the few gestures
// (choose, fill, press) of which every screen is made.
import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import * as batches from '../../web/dashboard/batches/texts.ts';
import * as movements from '../../web/dashboard/movements/texts.ts';
import * as shipments from '../../web/dashboard/shipments/texts.ts';
import * as desk from '../../web/dashboard/stock/texts.ts';
import { common } from '../../web/shared/i18n/common.ts';
import { en } from '../../web/shared/i18n/en.ts';
import { id } from '../../web/shared/i18n/id.ts';
import type { TestApp } from '../support/app.ts';
import { sidewaysOf, type Visit, type Visitors } from './browser.ts';

export type Language = 'id' | 'en';
const areas = { batches, desk, movements, shipments };
const dictionaries = {
  id: { ...id, common: common.id, ...pick('id') },
  en: { ...en, common: common.en, ...pick('en') },
};

function pick(language: Language): Record<string, object> {
  return Object.fromEntries(Object.entries(areas).map(([name, texts]) => [name, texts[language]]));
}

/** A text of the screens by its key, with its blanks filled. */
export function wordsIn(language: Language) {
  return (key: string, blanks: Record<string, string | number> = {}): string => {
    const found = key
      .split('.')
      .reduce<unknown>((at, part) => (at as Record<string, unknown>)?.[part], dictionaries[language]);
    if (typeof found !== 'string') throw new Error(`There is no text ${key}`);
    return found.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(blanks[name] ?? ''));
  };
}

export interface Stage {
  t: TestApp;
  say: ReturnType<typeof wordsIn>;
  /** Signs somebody in, lets them do something, and expects that no page complained. */
  as<T>(username: string, path: string, act: (page: Page) => Promise<T>): Promise<T>;
}

export function stageOf(
  t: TestApp,
  visitors: Visitors,
  language: Language,
  reader: BrowserContextOptions,
): Stage {
  const say = wordsIn(language);
  return {
    t,
    say,
    async as(username, path, act) {
      const locale = language === 'id' ? 'id-ID' : 'en-GB';
      const visit: Visit = await visitors.visit(`${t.address}${path}`, { ...reader, locale });
      const { page } = visit;
      page.setDefaultTimeout(60_000); // a busy machine is slow, not wrong
      await page.clock.setSystemTime(t.house.now());
      await page.locator('input[autocomplete=username]').fill(username);
      await page.locator('input[autocomplete=current-password]').fill('demo');
      await page.locator('button[type=submit]').click();
      await page.locator('header [data-phase=live]').waitFor();
      const answer = await act(page);
      expect(await sidewaysOf(page)).toBe(0);
      const { complaints } = visit;
      await visit.close();
      expect(complaints).toEqual([]);
      return answer;
    },
  };
}

/** Chooses from a list by typing a part of what is wanted. */
export async function choose(field: Locator, typed: string, option: RegExp | string): Promise<void> {
  const page = field.page();
  await field.click();
  if (await field.isEditable()) await field.fill(typed);
  await page.getByRole('option', { name: option }).first().click();
}

export const press = (within: Page | Locator, name: string | RegExp) =>
  within.getByRole('button', { name, exact: typeof name === 'string' }).click();

export const field = (within: Page | Locator, label: string) => within.getByRole('textbox', { name: label });
export const list = (within: Page | Locator, label: string) => within.getByRole('combobox', { name: label });
