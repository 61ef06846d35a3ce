// The stock card as it stands on the screen, and the stock as the stock screen shows it.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { choose, list } from './month-gestures.ts';
import { openItem } from './month-store.ts';
import type { Stage } from './month-stage.ts';

export interface CardLine {
  /** What happened, with its reason, as it is written. */
  what: string;
  lot: string;
  in: number;
  out: number;
  balance: number;
}

export interface CardShown {
  opening: number;
  closing: number;
  lines: CardLine[];
}

const doses = (written: string) => Number(written.replace(/[^\d-]/g, '') || 0);

/** Opens the card of one vaccine at one's own place over some days, and expects it to say just this. */
export function expectCard(
  stage: Stage,
  who: string,
  product: string,
  [from, to]: readonly [string, string],
  expected: CardShown,
): Promise<void> {
  const { say } = stage;
  return stage.as(who, async (page) => {
    await stage.go(page, 'reports.nav');
    await choose(list(page, say('reports.scope')), '', say('reports.scopeOne'));
    await page.locator('main').getByRole('link', { name: product, exact: true }).first().click();
    await page.getByRole('heading', { level: 1, name: say('reports.card') }).waitFor();
    await page.getByLabel(say('reports.from'), { exact: true }).fill(from);
    await page.getByLabel(say('reports.to'), { exact: true }).fill(to);
    // The card of the days before is on the screen until the one that was asked for has come.
    await expect.poll(() => shownOn(stage, page), { timeout: 30_000 }).toEqual(expected);
    await stage.look(page, 'card');
  });
}

async function shownOn(stage: Stage, page: Page): Promise<CardShown> {
  return {
    opening: await factOf(page, stage.say('reports.openingAt')),
    closing: await factOf(page, stage.say('reports.closingAt')),
    lines: await linesOf(stage, page),
  };
}

async function factOf(page: Page, name: string): Promise<number> {
  const fact = page.locator('dl > div').filter({ has: page.getByText(name, { exact: true }) });
  return doses(await fact.locator('dd').innerText());
}

/** By the titles of the columns in a table, by the names of the values on a card. */
async function linesOf(stage: Stage, page: Page): Promise<CardLine[]> {
  const { say } = stage;
  const label = say('reports.card');
  const title = (column: string) => say(`reports.columns.${column}`);
  const cards = await page.getByRole('list', { name: label, exact: true }).getByRole('listitem').all();
  const rows = await page.getByRole('table', { name: label, exact: true }).locator('tbody tr').all();
  const titles = rows.length > 0 ? await page.getByRole('columnheader').allInnerTexts() : [];
  const lineOf = (what: string, value: (column: string) => string | undefined): CardLine => ({
    what,
    lot: value(title('lot')) ?? '',
    in: doses(value(title('in')) ?? ''),
    out: doses(value(title('out')) ?? ''),
    balance: doses(value(title('balance')) ?? ''),
  });
  const ofRows = rows.map(async (row) => {
    const cells = await row.getByRole('cell').allInnerTexts();
    const value = (column: string) => cells[titles.indexOf(column)];
    return lineOf(value(title('kind')) ?? '', value);
  });
  const ofCards = cards.map(async (card) => {
    const names = await card.locator('dt').allInnerTexts();
    const values = await card.locator('dd').allInnerTexts();
    const [what = ''] = (await card.innerText()).split('\n');
    return lineOf(what, (column) => values[names.indexOf(column)]);
  });
  return Promise.all([...ofRows, ...ofCards]);
}

/** Expects the stock screen to say that so many doses of a lot are on hand at one's own place. */
export function expectOnHand(stage: Stage, who: string, lot: string, expected: number): Promise<void> {
  return stage.as(who, async (page) => {
    await openItem(stage, page, lot);
    // What the page remembers of an earlier visit is on the screen until what is there now has come.
    const shown = () => factOf(page, stage.say('figure.onHand'));
    await expect.poll(shown, { timeout: 30_000 }).toBe(expected);
  });
}
