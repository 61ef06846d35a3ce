// Batches and shipments on the screens: registered, drafted, sent, received by one scan, received with breakage,
// settled.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { choose, confirm, field, list, press, rowOf, scan } from './month-gestures.ts';
import type { Stage } from './month-stage.ts';

export interface Lot {
  product: string;
  lot: string;
  /** YYYY-MM-DD. */
  expiry: string;
}

export interface Sent {
  /** Such as `SJ-202611-00001`. */
  code: string;
  sscc: string;
}

/** Bio Farma's staff register a batch; they see it with its doses. */
export function register(stage: Stage, { product, lot, expiry }: Lot, doses: number): Promise<void> {
  const { say } = stage;
  return stage.as('biofarma', async (page) => {
    await stage.go(page, 'batches.nav');
    await page.getByRole('link', { name: say('batches.register') }).click();
    await choose(list(page, say('common.product')), product, product);
    await field(page, say('common.lot')).fill(lot);
    await page.getByLabel(say('common.expiry')).fill(expiry);
    await field(page, say('common.doses')).fill(String(doses));
    await press(page, say('batches.register'));
    await page.getByRole('heading', { name: `${product} ${lot}` }).waitFor();
    await stage.look(page, 'batch');
  });
}

/** From the form to the dispatch. */
export function send(stage: Stage, who: string, to: string, doses: Record<string, number>): Promise<Sent> {
  const { say } = stage;
  return stage.as(who, async (page) => {
    await stage.go(page, 'shipments.nav');
    await page.getByRole('link', { name: say('shipments.create') }).click();
    await choose(list(page, say('shipments.receiver')), to, new RegExp(`· ${to}$`));
    for (const [lot, amount] of Object.entries(doses)) {
      await choose(list(page, say('common.batch')), lot, new RegExp(lot));
      await field(page, say('shipments.dosesFor', { lot })).fill(String(amount));
    }
    await stage.look(page, 'draft');
    await press(page, say('shipments.submit'));
    await press(page, say('shipments.dispatch'));
    await confirm(page, say('shipments.dispatch'));
    return sentOn(stage, page);
  });
}

/** What the page of a shipment that has left says of it. */
export async function sentOn(stage: Stage, page: Page): Promise<Sent> {
  const code = await page.getByRole('heading', { level: 1, name: /^SJ-/ }).innerText();
  await page.getByText(stage.say('shipmentStatus.in_transit'), { exact: true }).first().waitFor();
  const [, sscc = ''] =
    /SSCC (\d{18})/.exec(
      await page
        .getByText(/SSCC \d{18}/)
        .first()
        .innerText(),
    ) ?? [];
  expect(sscc).not.toBe('');
  await stage.look(page, 'sent');
  return { code, sscc };
}

export async function openShipment(stage: Stage, page: Page, code: string): Promise<void> {
  await stage.go(page, 'shipments.nav');
  await page.getByRole('link', { name: code }).click();
  await page.getByRole('heading', { level: 1, name: code, exact: true }).waitFor();
}

async function openReceipt(stage: Stage, page: Page, code: string): Promise<void> {
  await openShipment(stage, page, code);
  await page.getByRole('link', { name: stage.say('shipments.receive'), exact: true }).click();
}

/** One scan of its package: all is there and good. */
export function receiveByPackage(stage: Stage, who: string, { code, sscc }: Sent): Promise<void> {
  const { say } = stage;
  return stage.as(who, async (page) => {
    await openReceipt(stage, page, code);
    await scan(field(page, say('shipments.receiveScan')), `00${sscc}`);
    await stage.look(page, 'receipt');
    await press(page, say('shipments.receiveSubmit'));
    await page.getByText(say('shipmentStatus.received'), { exact: true }).first().waitFor();
  });
}

export interface Arrived {
  product: string;
  accepted: number;
  rejected?: { doses: number; reason: string };
}

/** Line by line: what is neither accepted nor rejected did not arrive. */
export function receiveByLine(stage: Stage, who: string, { code }: Sent, arrived: Record<string, Arrived>) {
  const { say } = stage;
  return stage.as(who, async (page) => {
    await openReceipt(stage, page, code);
    for (const [lot, { product, accepted, rejected }] of Object.entries(arrived)) {
      const line = page.getByRole('group', { name: `${product} ${lot}` });
      if (rejected) {
        await press(line, say('shipments.addRejection'));
        await field(line, say('shipments.rejectedDoses')).fill(String(rejected.doses));
        await choose(list(line, say('common.reason')), '', say(`common.reasons.${rejected.reason}`));
      }
      await field(line, say('shipments.accepted')).fill(String(accepted));
    }
    await stage.look(page, 'breakage');
    await press(page, say('shipments.receiveSubmit'));
    await page.getByText(say('shipmentStatus.received_with_discrepancy'), { exact: true }).first().waitFor();
    await stage.look(page, 'discrepancy');
  });
}

/** The sender's officer sees the task at once, and says what became of what is missing: some found, the rest lost. */
export function settle(stage: Stage, who: string, { code }: Sent, { found, lost }: Record<string, number>) {
  const { say } = stage;
  return stage.as(who, async (page) => {
    await stage.go(page, 'tasks.nav');
    const task = rowOf(page, say('tasks.list'), code);
    await task.waitFor();
    await stage.look(page, 'task');
    await openShipment(stage, page, code);
    await page.getByRole('link', { name: say('receiving.settle') }).click();
    await page.getByText(say('receiving.open', { open: found! + lost! })).waitFor();
    await field(page, say('receiving.found')).fill(String(found));
    await field(page, say('receiving.lost')).fill(String(lost));
    await stage.look(page, 'settle');
    await press(page, say('receiving.settle'));
    await page.getByRole('heading', { level: 1, name: code, exact: true }).waitFor();
    await page.getByRole('link', { name: say('receiving.settle') }).waitFor({ state: 'detached' });
    await stage.look(page, 'settled');
    await stage.go(page, 'tasks.nav');
    await task.waitFor({ state: 'detached' });
  });
}
