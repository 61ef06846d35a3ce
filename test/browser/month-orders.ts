// Orders on the screens: asked for, confirmed, allocated, shipped.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { choose, confirm, dialogOf, field, list, press, rowOf } from './month-gestures.ts';
import { sentOn, type Sent } from './month-shipping.ts';
import type { Stage } from './month-stage.ts';

export interface OrderLine {
  /** The vaccine, or of a return the lot. */
  what: string;
  doses: number;
}

interface NewOrder {
  kind: 'request' | 'distribution' | 'return';
  /** The other end's code, where it is not the place above. */
  to?: string;
  lines: readonly OrderLine[];
}

/** Fills in a new order and sends it. @returns its code, such as `PS-202611-00001`. */
export function order(stage: Stage, who: string, { kind, to, lines }: NewOrder): Promise<string> {
  const { say } = stage;
  const label = kind === 'return' ? 'orders.lineBatch' : 'orders.lineProduct';
  return stage.as(who, async (page) => {
    await stage.go(page, 'orders.nav');
    await page
      .getByRole('link', { name: say('orders.make') })
      .first()
      .click();
    await choose(list(page, say('orders.kind')), '', say(`orders.kinds.${kind}`));
    if (to) await choose(list(page, say('orders.receiver')), to, new RegExp(`· ${to}$`));
    for (const [index, { what, doses }] of lines.entries()) {
      const line = index + 1;
      if (index > 0) await press(page, say('orders.addLine'));
      await choose(list(page, say(label, { line })), what, new RegExp(what.replace(/[()]/g, '.')));
      await field(page, say('orders.lineDoses', { line })).fill(String(doses));
    }
    await stage.look(page, `order-${kind}`);
    await press(page, say('orders.send'));
    await page.waitForURL(/\/orders\/[0-9a-f-]{36}/);
    await status(stage, page, kind === 'request' ? 'pending' : 'confirmed');
    return page.getByRole('heading', { level: 1 }).innerText();
  });
}

const status = (stage: Stage, page: Page, name: string) =>
  page
    .getByText(stage.say(`orders.statuses.${name}`), { exact: true })
    .first()
    .waitFor();

export async function openOrder(stage: Stage, page: Page, code: string): Promise<void> {
  await stage.go(page, 'orders.nav');
  await page.getByRole('link', { name: code }).click();
  await page.getByRole('heading', { level: 1, name: code }).waitFor();
}

/** The sender confirms fewer doses of a vaccine than were asked for, and says why. */
export function confirmLess(
  stage: Stage,
  who: string,
  code: string,
  { what, doses }: OrderLine,
  reason: string,
): Promise<void> {
  const { say } = stage;
  return stage.as(who, async (page) => {
    await openOrder(stage, page, code);
    await press(page, say('orders.acts.confirm'));
    const dialog = dialogOf(page);
    await field(dialog, what).fill(String(doses));
    await field(dialog, say('orders.confirmReason', { product: what })).fill(reason);
    await stage.look(page, 'confirm');
    await confirm(page, say('orders.acts.confirm'));
    await status(stage, page, 'confirmed');
    await rowOf(page, say('orders.lines'), reason).waitFor();
  });
}

/** Takes what the service suggests: first expiry first out. @returns doses by lot, as they stand in the dialog. */
export function allocate(
  stage: Stage,
  who: string,
  code: string,
  lots: string[],
): Promise<Record<string, number>> {
  const { say } = stage;
  return stage.as(who, async (page) => {
    await openOrder(stage, page, code);
    await press(page, say('orders.acts.allocate'));
    const picked: Record<string, number> = {};
    for (const lot of lots) {
      const amount = field(dialogOf(page), say('orders.shipDoses', { lot }));
      picked[lot] = Number((await amount.inputValue()).replace(/\D/g, ''));
    }
    await stage.look(page, 'allocate');
    await confirm(page, say('orders.acts.allocate'));
    await status(stage, page, 'allocated');
    return picked;
  });
}

/** Ships all that is ready; the way on is the shipment's page. */
export function ship(stage: Stage, who: string, code: string): Promise<Sent> {
  const { say } = stage;
  return stage.as(who, async (page) => {
    await openOrder(stage, page, code);
    await press(page, say('orders.acts.ship'));
    await stage.look(page, 'ship');
    await confirm(page, say('orders.acts.ship'));
    await status(stage, page, 'shipped');
    await stage.look(page, 'order-shipped');
    await page.getByRole('link', { name: /^SJ-/ }).click();
    return sentOn(stage, page);
  });
}

/** An order is received when the last of it has arrived. */
export function expectReceived(stage: Stage, who: string, code: string): Promise<void> {
  return stage.as(who, async (page) => {
    await openOrder(stage, page, code);
    await status(stage, page, 'received');
    expect(await page.locator('main').innerText()).toContain(stage.say('orders.events.received'));
    await stage.look(page, 'order-received');
  });
}
