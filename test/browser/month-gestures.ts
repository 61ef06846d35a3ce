// The few gestures of which every screen is made: choose, fill, press, and find one thing in a list.
import type { Locator, Page } from 'playwright-core';

type Within = Page | Locator;

export const field = (within: Within, label: string) =>
  within.getByRole('textbox', { name: label, exact: true });
export const list = (within: Within, label: string) =>
  within.getByRole('combobox', { name: label, exact: true });
export const press = (within: Within, name: string | RegExp) =>
  within.getByRole('button', { name, exact: typeof name === 'string' }).click();

/** Chooses from a list by typing a part of what is wanted; presses again where the page moved under the finger. */
export async function choose(chosen: Locator, typed: string, option: RegExp | string): Promise<void> {
  const wanted = chosen.page().getByRole('option', { name: option }).first();
  for (let attempt = 1; ; attempt++) {
    await chosen.click();
    if (await chosen.isEditable()) await chosen.fill(typed);
    try {
      return await wanted.click({ timeout: 8_000 });
    } catch (error) {
      if (attempt === 5) throw error;
    }
  }
}

/** The dialog that is open; it is gone when its act is done. */
export const dialogOf = (page: Page) => page.getByRole('dialog');
export async function confirm(page: Page, name: string): Promise<void> {
  await press(dialogOf(page), name);
  await dialogOf(page).waitFor({ state: 'detached' });
}

/** Types a code as a scanner does. */
export async function scan(input: Locator, code: string): Promise<void> {
  await input.fill(code);
  await input.press('Enter');
}

/** A row of a table, or on a phone a card of the list, that has these words. */
export function rowOf(within: Within, label: string, words: string | RegExp): Locator {
  const table = within.getByRole('table', { name: label, exact: true }).getByRole('row');
  const cards = within.getByRole('list', { name: label, exact: true }).getByRole('listitem');
  return table.or(cards).filter({ hasText: words });
}
