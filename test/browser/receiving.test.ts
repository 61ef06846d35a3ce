// Receiving on a phone: part of a shipment is damaged and photographed, the monitors are noted, the arrival report is
// filled in, and the sender sees all of it; and the plain case stays one scan and one press.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { id as words } from '../../web/dashboard/shipments/texts.ts';
import { common } from '../../web/shared/i18n/common.ts';
import { expectInvariants } from '../support/invariants.ts';
import { openPackingHall, type PackingHall } from '../e2e/packages-support.ts';
import { phone, startVisitors, type Visitors } from './browser.ts';
import { choose, field, list, press } from './month-gestures.ts';
import { stageOf, type Stage } from './month-stage.ts';

/** A picture of one red dot. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==',
  'base64',
);

let t: PackingHall;
let visitors: Visitors;
let stage: Stage;
beforeAll(async () => {
  t = await openPackingHall();
  visitors = await startVisitors();
  stage = stageOf(t, visitors, 'id', { viewport: phone, hasTouch: true });
});
afterAll(async () => {
  await stage.close();
  await visitors?.close();
  await expectInvariants(t.house, t.app.following);
  await t.close();
});

it('a shipment with damage is answered line by line, with a photo and an arrival report', async () => {
  const batch = await t.register(300);
  const sent = await t.send(t.biofarma, 'BIOFARMA', '32', [{ batch: batch.id, doses: 300 }]);
  await stage.as('gudang.32', `/shipments/${sent.id}/receive`, async (page) => {
    await press(page, words.allGood);
    await press(page, words.addRejection);
    await field(page, words.rejectedDoses).fill('20');
    await choose(list(page, common.id.reason), common.id.reasons.broken, common.id.reasons.broken);
    expect(await field(page, words.accepted).inputValue()).toBe('280');
    await page.getByText('B', { exact: true }).click();
    await press(page, common.id.note);
    await field(page, common.id.note).fill('Kardus bawah basah');
    await page
      .getByLabel(common.id.attachments.photo)
      .first()
      .setInputFiles({ name: 'rusak.png', mimeType: 'image/png', buffer: PNG });
    await page.getByRole('img', { name: 'Foto 1' }).waitFor();
    await press(page, words.arrival.title);
    await choose(
      list(page, words.arrival.condition),
      words.arrival.conditions.wet,
      words.arrival.conditions.wet,
    );
    await field(page, words.arrival.deliveredBy).fill('Pak Joko, CV Antar');
    await press(page, words.arrival.addLogger);
    await field(page, words.arrival.serial).fill('RTMD-77');
    await field(page, words.arrival.minCelsius).fill('2,5');
    await field(page, words.arrival.maxCelsius).fill('7');
    await press(page, words.receiveSubmit);
    await page
      .getByText(stage.say('shipmentStatus.received_with_discrepancy'), { exact: true })
      .first()
      .waitFor();
    await page.getByText('Kardus bawah basah').waitFor();
  });
  await stage.as('biofarma', `/shipments/${sent.id}`, async (page) => {
    await page.getByText('Pak Joko, CV Antar').waitFor();
    await page.getByText('2,5 °C … 7 °C · tanpa alarm').waitFor();
    await page.getByRole('button', { name: common.id.attachments.open }).click();
    await page.getByRole('dialog').getByRole('button', { name: common.id.download }).waitFor();
  });
});

it('a pallet and a box are received by scanning each once, and a scan too many is said', async () => {
  const batch = await t.register(300);
  const [one, two] = [
    await t.box(t.biofarma, [{ batch: batch.id, doses: 100 }]),
    await t.box(t.biofarma, [{ batch: batch.id, doses: 120 }]),
  ];
  const pallet = await t.pallet(t.biofarma, [one.sscc]);
  const sent = await t.send(t.biofarma, 'BIOFARMA', '32', [{ sscc: pallet.sscc }, { sscc: two.sscc }]);
  await stage.as('gudang.32', `/shipments/${sent.id}/receive`, async (page) => {
    const scan = async (sscc: string) => {
      await field(page, words.receiveScan).fill(`00${sscc}`);
      await field(page, words.receiveScan).press('Enter');
    };
    await scan(pallet.sscc);
    await expect.poll(() => field(page, words.accepted).inputValue()).toBe('100');
    await scan(one.sscc);
    await page.getByText(words.scannedAlready).waitFor();
    await scan(two.sscc);
    await expect.poll(() => field(page, words.accepted).inputValue()).toBe('220');
    await press(page, words.receiveSubmit);
    await page.getByText(stage.say('shipmentStatus.received'), { exact: true }).first().waitFor();
  });
});
