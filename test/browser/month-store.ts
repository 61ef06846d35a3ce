// The stock room on the screens: counted, vials opened and given, monitors checked, doses discarded and destroyed.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { choose, confirm, dialogOf, field, list, press, rowOf, scan } from './month-gestures.ts';
import type { Stage } from './month-stage.ts';

/** What is found of each lot: doses on the shelf, and those in quarantine. */
export type Found = Record<string, { available: number; quarantined?: number }>;

const countOf = (stage: Stage, product: string) => stage.say('store.countTitle', { what: product });

/** A blind count of one vaccine, up to its submission. */
export function count(stage: Stage, who: string, product: string, found: Found): Promise<void> {
  const { say } = stage;
  return stage.as(who, async (page) => {
    await stage.go(page, 'store.countsNav');
    await press(page, say('store.countStart'));
    await choose(list(dialogOf(page), say('common.product')), product, product);
    await stage.look(page, 'count-start');
    await press(dialogOf(page), say('store.countStart'));
    await page.getByRole('heading', { level: 1, name: countOf(stage, product) }).waitFor();
    for (const [lot, { available, quarantined = 0 }] of Object.entries(found)) {
      await press(rowOf(page, say('store.countLines'), lot), say('store.count'));
      await field(dialogOf(page), say('store.available')).fill(String(available));
      await field(dialogOf(page), say('store.quarantined')).fill(String(quarantined));
      await stage.look(page, 'count-line');
      await confirm(page, say('store.save'));
    }
    await stage.look(page, 'count-blind');
    await press(page, say('store.submit'));
    await page.getByText(say('store.statuses.submitted'), { exact: true }).first().waitFor();
  });
}

async function openCount(stage: Stage, page: Page, product: string, status: string): Promise<void> {
  const { say } = stage;
  await stage.go(page, 'store.countsNav');
  const row = rowOf(page, say('store.countsTitle'), say(`store.statuses.${status}`));
  await row.getByRole('link', { name: product }).first().click();
  await page.getByRole('heading', { level: 1, name: countOf(stage, product) }).waitFor();
}

/** What the page of a count says of one lot: the book and the variance, as they are written. */
export async function varianceOf(stage: Stage, page: Page, lot: string): Promise<string> {
  return (await rowOf(page, stage.say('store.countLines'), lot).innerText()).replaceAll(/\s+/g, ' ');
}

/** The officer agrees to a variance above the threshold. @returns what stood there of the lot. */
export function approve(stage: Stage, who: string, product: string, lot: string): Promise<string> {
  const { say } = stage;
  return stage.as(who, async (page) => {
    await openCount(stage, page, product, 'submitted');
    await page.getByText(say('store.needsApproval')).waitFor();
    const told = await varianceOf(stage, page, lot);
    await stage.look(page, 'count-approve');
    await press(page, say('store.approve'));
    await page.getByText(say('store.statuses.approved'), { exact: true }).first().waitFor();
    return told;
  });
}

/** Posts the variance of a count that needs nothing more. */
export function post(stage: Stage, who: string, product: string, reason: string): Promise<void> {
  const { say } = stage;
  return stage.as(who, async (page) => {
    await openCount(stage, page, product, 'approved');
    await press(page, say('store.post'));
    await choose(list(dialogOf(page), say('store.reasonAll')), '', say(`common.reasons.${reason}`));
    await stage.look(page, 'count-post');
    await confirm(page, say('store.post'));
    await page.getByText(say('store.statuses.posted'), { exact: true }).first().waitFor();
    await stage.look(page, 'count-posted');
  });
}

/** Opens a vial by scanning it. */
export function openVial(stage: Stage, who: string, code: string, lot: string): Promise<void> {
  const { say } = stage;
  return stage.as(who, async (page) => {
    await stage.go(page, 'store.vialsNav');
    await scan(field(page, say('store.openScan')), code);
    await stage.look(page, 'vial-open');
    await confirm(page, say('store.open'));
    await rowOf(page, say('store.vialsTitle'), lot).waitFor();
  });
}

/** Gives so many doses of an open vial, one after the other; with its last dose it is closed. */
export function give(
  stage: Stage,
  who: string,
  lot: string,
  doses: number,
  { left, of }: { left: number; of: number },
) {
  const { say } = stage;
  return stage.as(who, async (page) => {
    await stage.go(page, 'store.vialsNav');
    const vial = rowOf(page, say('store.vialsTitle'), lot);
    for (let rest = left - 1; rest >= left - doses; rest--) {
      await press(vial, say('store.give'));
      if (rest > 0) await vial.getByText(say('store.left', { left: rest, doses: of })).waitFor();
      else await vial.waitFor({ state: 'detached' });
    }
    await stage.look(page, 'vial-given');
  });
}

/** Ends the day: what is left of session vials is wasted. */
export function closeDay(stage: Stage, who: string, closed: { lot: string; given: number; wasted: number }) {
  const { say } = stage;
  return stage.as(who, async (page) => {
    await stage.go(page, 'store.vialsNav');
    await press(page, say('store.closeDay'));
    await stage.look(page, 'day-close');
    await confirm(page, say('store.closeDay'));
    const row = rowOf(page, say('store.closedToday'), closed.lot);
    await row.getByText(say('store.usage', { given: closed.given, wasted: closed.wasted })).waitFor();
    await stage.look(page, 'day-closed');
  });
}

/** A check of vial monitors; at C or D the doses are in quarantine at once. */
export function checkMonitor(stage: Stage, who: string, lot: string, doses: number, vvm: 'C' | 'D') {
  const { say } = stage;
  return stage.as(who, async (page) => {
    await stage.go(page, 'store.holdsNav');
    await press(page, say('store.check'));
    const dialog = dialogOf(page);
    await choose(list(dialog, say('common.batch')), lot, new RegExp(lot));
    await field(dialog, say('common.doses')).fill(String(doses));
    await dialog.getByText(vvm, { exact: true }).click();
    await stage.look(page, 'vvm');
    await confirm(page, say('store.checkSave'));
    await rowOf(page, say('store.checks'), lot).waitFor();
  });
}

/** What stands in quarantine says why. */
export function expectHeld(stage: Stage, who: string, reasons: Record<string, string>): Promise<void> {
  const { say } = stage;
  return stage.as(who, async (page) => {
    await stage.go(page, 'store.holdsNav');
    for (const [lot, reason] of Object.entries(reasons)) {
      const held = rowOf(page, say('store.holdsTitle'), lot);
      await held.getByText(say(`common.reasons.${reason}`), { exact: true }).waitFor();
    }
    await stage.look(page, 'holds');
  });
}

/** Opens the page of one lot at one's own place from the stock screen. */
export async function openItem(stage: Stage, page: Page, lot: string): Promise<void> {
  const { say } = stage;
  await stage.go(page, 'desk.nav');
  const [before = '', after = ''] = say('stock.under', { place: '|' }).split('|');
  const title = await page.getByRole('heading', { level: 1, name: before }).innerText();
  const place = title.slice(before.length, title.length - after.length);
  await page.getByRole('search').getByText(say('stock.groups.none'), { exact: true }).click();
  await page.getByRole('searchbox', { name: say('stock.search') }).fill(lot);
  const rows = page.locator('main').locator('[role=row][data-kind], [role=listitem]');
  const own = rows.filter({ hasText: lot }).filter({ hasText: place });
  await own.waitFor();
  // The rows move up when what was typed takes effect; nobody presses before.
  await expect.poll(() => rows.filter({ hasNotText: lot }).count(), { timeout: 30_000 }).toEqual(0);
  await own.getByRole('link', { name: place, exact: true }).click();
  await page.getByRole('heading', { level: 1, name: lot }).waitFor();
}

/** Doses discarded or set aside on a lot's own page, with the reason. */
export function record(
  stage: Stage,
  who: string,
  act: 'discard' | 'quarantine',
  lot: string,
  doses: number,
  reason: string,
) {
  const { say } = stage;
  return stage.as(who, async (page) => {
    await openItem(stage, page, lot);
    await press(page, say(`movements.acts.${act}`));
    await field(dialogOf(page), say('common.doses')).fill(String(doses));
    await choose(list(dialogOf(page), say('common.reason')), '', say(`common.reasons.${reason}`));
    await stage.look(page, act);
    await confirm(page, say('movements.submit'));
    await stage.look(page, 'item');
  });
}

/** Doses in quarantine destroyed, of one lot or several, before two witnesses. */
export function destroy(stage: Stage, who: string, doses: Record<string, number>, number: string) {
  const { say } = stage;
  return stage.as(who, async (page) => {
    await stage.go(page, 'store.destructionsNav');
    await press(page, say('store.destroy'));
    const dialog = dialogOf(page);
    for (const [index, [lot, amount]] of Object.entries(doses).entries()) {
      if (index > 0) await press(dialog, say('store.addBatch'));
      const numbered = (label: string) => (index === 0 ? say(label) : `${say(label)} ${index + 1}`);
      await choose(list(dialog, numbered('common.batch')), lot, new RegExp(lot));
      await field(dialog, numbered('common.doses')).fill(String(amount));
    }
    await field(dialog, say('store.beritaAcara')).fill(number);
    await choose(list(dialog, say('store.method')), '', say('store.methods.incineration'));
    for (const [n, [name, position]] of [
      ['Dr. Siti Rahma', 'Kepala Puskesmas'],
      ['Budi Santoso', 'Petugas Sanitasi'],
    ].entries()) {
      await field(dialog, say('store.witness', { n: n + 1 })).fill(name!);
      await field(dialog, say('store.position', { n: n + 1 })).fill(position!);
    }
    await stage.look(page, 'destroy');
    await confirm(page, say('store.destroy'));
    await rowOf(page, say('store.destructionsTitle'), number).waitFor();
    await stage.look(page, 'destroyed');
  });
}
