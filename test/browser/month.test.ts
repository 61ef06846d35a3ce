// The first days of a district's month, played through the screens alone, on a phone and at a desk: a batch is
// registered, drafted, dispatched and received by one scan of its package, and the audit finds nothing.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { playOpening } from '../../server/demo/story.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { expectInvariants } from '../support/invariants.ts';
import { phone, startVisitors, type Visitors } from './browser.ts';
import { choose, field, list, press, stageOf, type Language, type Stage } from './month-stage.ts';

const windows = [
  { name: 'on a phone', language: 'id' as Language, reader: { viewport: phone, hasTouch: true } },
  { name: 'at a desk', language: 'en' as Language, reader: { viewport: { width: 1280, height: 800 } } },
];

let visitors: Visitors;
beforeAll(async () => {
  visitors = await startVisitors();
});
afterAll(() => visitors?.close());

describe.each(windows)('the first days of a month $name', { timeout: 240_000 }, ({ language, reader }) => {
  let t: TestApp;
  let stage: Stage;
  let lot: string;

  beforeAll(async () => {
    t = await startTestApp();
    await playOpening(t.house);
    stage = stageOf(t, visitors, language, reader);
    lot = language === 'id' ? 'BULAN-01' : 'MONTH-01';
  });
  afterAll(async () => {
    await expectInvariants(t.house, t.app.following);
    await t.close();
  });

  const say: Stage['say'] = (key, blanks) => stage.say(key, blanks);
  const idIn = (page: Page) => new URL(page.url()).pathname.split('/').at(-1)!;

  /** From the form to the dispatch, all of one batch. */
  async function send(from: string, to: string, doses: number): Promise<{ id: string; sscc: string }> {
    return stage.as(from, '/shipments/new', async (page) => {
      await choose(list(page, say('shipments.receiver')), to, new RegExp(`· ${to}$`));
      await choose(list(page, say('common.batch')), lot, new RegExp(lot));
      await field(page, say('shipments.dosesFor', { lot })).fill(String(doses));
      await press(page, say('shipments.submit'));
      await press(page, say('shipments.dispatch'));
      await press(page.getByRole('dialog'), say('shipments.dispatch'));
      await page.getByText(say('shipmentStatus.in_transit'), { exact: true }).first().waitFor();
      const [, sscc = ''] = /SSCC (\d{18})/.exec(await page.locator('main').innerText()) ?? [];
      expect(sscc).not.toBe('');
      return { id: idIn(page), sscc };
    });
  }

  const receiveByPackage = (who: string, shipment: { id: string; sscc: string }) =>
    stage.as(who, `/shipments/${shipment.id}/receive`, async (page) => {
      const scan = field(page, say('shipments.receiveScan'));
      await scan.fill(`00${shipment.sscc}`);
      await scan.press('Enter');
      await press(page, say('shipments.receiveSubmit'));
      await page.getByText(say('shipmentStatus.received'), { exact: true }).first().waitFor();
    });

  it('Bio Farma registers a batch and sends it; the province receives it by one scan', async () => {
    await stage.as('biofarma', '/batches/new', async (page) => {
      await choose(list(page, say('common.product')), 'Td', /^Td$/);
      await field(page, say('common.lot')).fill(lot);
      await page.getByLabel(say('common.expiry')).fill('2028-06-30');
      await field(page, say('common.doses')).fill('5000');
      await press(page, say('batches.register'));
      await page.waitForURL(/\/batches\/[0-9a-f-]{36}/);
    });
    const shipment = await send('biofarma', '32', 3000);
    await receiveByPackage('gudang.32', shipment);
  });
});
