// A phone's work without a network, at a health centre: doses given in a session, discarded, counted; the page closed
// with a queue, and everything in the book once the network is back. What was refused is settled by the person.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { id as words } from '../../web/scanner/texts/id.ts';
import { common } from '../../web/shared/i18n/common.ts';
import { person } from '../e2e/schedule-support.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { expectInvariants } from '../support/invariants.ts';
import { figuresOf, stockAt } from './scanner-stock.ts';
import {
  allSent,
  goTo,
  hasData,
  offerCode,
  pairPhone,
  press,
  setOffline,
  startPhones,
  typeCode,
  type Phones,
} from './scanner-support.ts';

const PLACE = 'P32730101';
const USER = `pkm.${PLACE}`;
const HOUR_MS = 3_600_000;

let t: TestApp;
let phones: Phones;
let product: { id: string; code: string; gtin: string; name: string };
beforeAll(async () => {
  t = await startTestApp();
  const listed = (await (await t.as(USER)).get('/api/v1/products?limit=1000')).body as {
    items: { id: string; code: string; gtin: string; name: string; dosesPerVial: number }[];
  };
  product = listed.items.find(({ dosesPerVial, gtin }) => dosesPerVial === 1 && gtin)!;
  phones = await startPhones();
});
afterAll(async () => {
  await phones?.close();
  await expectInvariants(t.house, t.app.following);
  await t.close();
});

const day = (days: number) =>
  new Date(Date.now() + 7 * HOUR_MS + days * 24 * HOUR_MS).toISOString().slice(0, 10);

/** A session of today with somebody booked; it lasts so long that a slot is always ahead. */
async function booked() {
  const [staff, client] = [await t.as(USER), await t.asClient()];
  const session = (
    await staff
      .post('/api/v1/sessions', {
        id: t.id(),
        place: PLACE,
        product: product.code,
        date: day(0),
        start: '00:00',
        end: '23:59',
        slotMinutes: 60,
        capacityPerSlot: 10,
      })
      .expect(201)
  ).body as { slots: { id: string; end: string }[] };
  const slot = session.slots.at(-1)!;
  const body = { id: t.id(), slotId: slot.id, dose: 1, registrant: person(77) };
  return (await client.post('/api/v1/appointments', body).expect(201)).body as { id: string; code: string };
}

it('gives doses without a network; the page is closed and opened again; the network brings them into the book', async () => {
  const batch = await stockAt(t, { place: PLACE, product, doses: 20, expiry: day(300) });
  const appointment = await booked();
  const one = await pairPhone(t, phones, USER);
  await setOffline(one, true);

  await goTo(one.page, 'give');
  await one.page.getByRole('link', { name: product.name }).click();
  await typeCode(one.page, `JEJAK-TICKET:${appointment.code}`);
  await one.page.getByRole('heading', { name: /O/ }).first().waitFor();
  await typeCode(one.page, batch.label);
  await one.page.getByRole('region', { name: words.check.use }).waitFor();
  await press(one.page, words.give.submit);
  await one.page.getByText(words.give.next).first().waitFor();
  await typeCode(one.page, `JEJAK-TICKET:${appointment.code}`);
  await one.page.getByText(words.give.alreadyGiven).first().waitFor();

  await goTo(one.page, 'give/free');
  await typeCode(one.page, batch.label);
  await press(one.page, words.give.submit);
  await one.page.getByText(words.give.nextFree).first().waitFor();

  const page = await one.reopen();
  await page.locator('.pill[data-waiting="2"]').waitFor();
  await goTo(page, 'check');
  await typeCode(page, batch.label);
  await page.getByText('18 dosis', { exact: true }).waitFor();

  await one.context.setOffline(false);
  await allSent(page);
  expect(await figuresOf(t, USER, batch.id)).toMatchObject({ available: 18 });
  const seen = await (await t.as(USER)).get(`/api/v1/appointments/${appointment.id}`).expect(200);
  expect((seen.body as { status: string }).status).toBe('administered');
  await goTo(page, 'queue');
  await expect.poll(() => page.locator('[data-state=sent]').count()).toBe(2);
  expect(one.complaints).toEqual([]);
  await one.close();
});

it('refuses an expired vial and one of elsewhere, and records what has happened all the same, flagged', async () => {
  const expired = await stockAt(t, { place: PLACE, product, doses: 5, expiry: day(-2) });
  const one = await pairPhone(t, phones, USER);
  const { page } = one;
  await setOffline(one, true);
  await goTo(page, 'give/free');
  await typeCode(page, expired.label);
  await page.getByRole('region', { name: words.check.do_not_use }).waitFor();
  await page.getByText(words.reasons.expired).waitFor();
  expect(await page.getByRole('button', { name: words.give.submit, exact: true }).count()).toBe(0);
  await press(page, words.note.anyway);
  await page.getByText(words.give.nextFree).first().waitFor();
  await one.context.setOffline(false);
  await allSent(page);
  await goTo(page, 'queue');
  await page.locator('[data-state=flagged]').waitFor();
  await press(page, words.queue.seen);
  await page.getByRole('button', { name: words.queue.seen }).waitFor({ state: 'detached' });
  expect(await figuresOf(t, USER, expired.id)).toMatchObject({ available: 4 });
  expect(one.complaints).toEqual([]);
  await one.close();
});

it('a refused record waits for the person: it is put right by a new one, and stays to be seen', async () => {
  const batch = await stockAt(t, { place: PLACE, product, doses: 20, expiry: day(300) });
  const one = await pairPhone(t, phones, USER);
  const { page } = one;
  await setOffline(one, true);
  await goTo(page, 'discard');
  await typeCode(page, batch.label);
  await press(page, words.discard.quarantine);
  const doses = page.getByLabel(words.discard.doses, { exact: true });
  await doses.fill('25');
  await page.getByText(words.discard.tooMany.replace('{{formatted}}', '20')).waitFor();
  await doses.fill('15');
  await page.getByLabel(words.note.reason).selectOption({ label: common.id.reasons.frozen });
  await press(page, words.discard.submitQuarantine);
  await page.getByText(words.note.saved).first().waitFor();

  // Meanwhile somebody else takes most of it.
  const staff = await t.as(USER);
  const taken = { id: t.id(), kind: 'discard', place: PLACE, batch: batch.id, doses: 12, reason: 'broken' };
  await staff.post('/api/v1/movements', taken).expect(201);

  await one.context.setOffline(false);
  await goTo(page, 'queue');
  const refused = page.locator('[data-state=refused]');
  await refused.waitFor({ timeout: 30_000 });
  await refused.getByRole('link', { name: words.queue.correct }).click();
  await page.getByText(words.note.correcting).waitFor();
  await page.getByRole('button', { name: new RegExp(batch.lot) }).click();
  await page.getByLabel(words.discard.doses, { exact: true }).fill('8');
  await press(page, words.discard.submitQuarantine);
  await page.locator('[data-state=sent]').waitFor({ timeout: 30_000 });
  await page.locator('[data-state=replaced]').waitFor();
  expect(await figuresOf(t, USER, batch.id)).toMatchObject({ available: 0, quarantined: 8 });
  expect(one.complaints).toEqual([]);
  await one.close();
});

it('counts one vaccine without a network', async () => {
  const batch = await stockAt(t, { place: PLACE, product, doses: 20, expiry: day(200) });
  const one = await pairPhone(t, phones, USER);
  await setOffline(one, true);
  await goTo(one.page, 'count/free');
  await typeCode(one.page, batch.label);
  await one.page.getByLabel(words.count.available.replace('{{lot}}', batch.lot), { exact: true }).fill('18');
  const page = await one.reopen();
  await goTo(page, 'count/free');
  const counted = page.getByLabel(words.count.available.replace('{{lot}}', batch.lot), { exact: true });
  expect(await counted.inputValue()).toBe('18');
  await press(page, words.count.submit);
  await page.locator('.pill[data-waiting="1"]').waitFor();
  await one.context.setOffline(false);
  await allSent(page);
  await goTo(page, 'queue');
  await page.locator('[data-state=sent], [data-state=flagged]').first().waitFor();
  expect(await page.locator('[data-state=refused]').count()).toBe(0);
  expect(one.complaints).toEqual([]);
  await one.close();
});

it('leaving keeps the queue, and the next pairing of the same person sends it', async () => {
  const batch = await stockAt(t, { place: PLACE, product, doses: 10, expiry: day(300) });
  const one = await pairPhone(t, phones, USER);
  const { page } = one;
  await setOffline(one, true);
  await goTo(page, 'give/free');
  await typeCode(page, batch.label);
  await press(page, words.give.submit);
  await page.getByText(words.give.nextFree).first().waitFor();
  await goTo(page, 'settings');
  await press(page, words.settings.leave);
  await press(page, words.settings.leaveNow);
  await page.getByRole('heading', { name: words.pair.title }).waitFor();
  await page.getByText('1 catatan menunggu', { exact: false }).waitFor();
  await one.context.setOffline(false);
  await page.getByLabel(words.pair.code).fill(await offerCode(t, USER));
  await press(page, words.pair.submit);
  await hasData(page);
  await allSent(page);
  expect(await figuresOf(t, USER, batch.id)).toMatchObject({ available: 9 });
  expect(one.complaints).toEqual([]);
  await one.close();
});
