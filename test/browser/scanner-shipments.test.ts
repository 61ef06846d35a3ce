// Shipments and recalls on a phone without a network: received by box and by line, dispatched, acknowledged. Two tabs
// exchange in turns; a new version waits until it is let in; a revoked phone is told, and keeps its queue.
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { id as words } from '../../web/scanner/texts/id.ts';
import { common } from '../../web/shared/i18n/common.ts';
import { id as phoneWords } from '../../web/dashboard/phones/texts.ts';
import { expectInvariants } from '../support/invariants.ts';
import { openPackingHall, type PackingHall } from '../e2e/packages-support.ts';
import { startVisitors } from './browser.ts';
import { press as pressAny } from './month-gestures.ts';
import { stageOf } from './month-stage.ts';
import {
  allSent,
  goTo,
  hasData,
  pairPhone,
  press,
  readyOffline,
  setOffline,
  startPhones,
  typeCode,
  type Phones,
} from './scanner-support.ts';

let t: PackingHall;
let phones: Phones;
beforeAll(async () => {
  t = await openPackingHall();
  phones = await startPhones();
});
afterAll(async () => {
  await phones?.close();
  await expectInvariants(t.house, t.app.following);
  await t.close();
});

it('receives a shipment without a network by its boxes and lines, half of it before the page was closed', async () => {
  const batch = await t.register(300);
  const one = await t.box(t.biofarma, [{ batch: batch.id, doses: 100 }]);
  const two = await t.box(t.biofarma, [{ batch: batch.id, doses: 120 }]);
  const sent = await t.send(t.biofarma, 'BIOFARMA', '32', [{ sscc: one.sscc }, { sscc: two.sscc }]);
  const phone = await pairPhone(t, phones, 'gudang.32');
  await setOffline(phone, true);
  await goTo(phone.page, 'receive');
  await typeCode(phone.page, `00${one.sscc}`);
  await phone.page.getByRole('button', { name: words.receive.submit }).waitFor();
  await typeCode(phone.page, `00${one.sscc}`);
  await phone.page.getByText('Dus dihitung: 1 dari 2').first().waitFor();

  const page = await phone.reopen();
  await goTo(page, `receive/${sent.id}`);
  const accepted = page.getByLabel(words.receive.accepted.replace('{{lot}}', batch.lot), { exact: true });
  expect(await accepted.inputValue()).toBe('100');
  await typeCode(page, `00${two.sscc}`);
  await expect.poll(() => accepted.inputValue()).toBe('220');
  await press(page, words.receive.addRejected);
  await page.getByLabel(words.receive.rejected.replace('{{lot}}', batch.lot), { exact: true }).fill('20');
  await page
    .getByLabel(words.receive.rejectedReason.replace('{{lot}}', batch.lot))
    .selectOption({ label: common.id.reasons.broken });
  expect(await accepted.inputValue()).toBe('200');
  await press(page, words.receive.submit);
  await page.locator('.pill[data-waiting="1"]').waitFor();
  await page.getByRole('heading', { name: words.app }).waitFor();
  await goTo(page, 'receive');
  await page.getByText(words.receive.choose).or(page.getByText(words.receive.empty)).waitFor();
  expect(await page.getByText(sent.code).count()).toBe(0);

  await phone.context.setOffline(false);
  await allSent(page);
  expect((await t.stock(t.province, '32', batch.id)).available).toBe(200);
  const seen = (await t.province.get(`/api/v1/shipments/${sent.id}`).expect(200)).body as { status: string };
  expect(seen.status).toBe('received_with_discrepancy');
  expect(phone.complaints).toEqual([]);
  await phone.close();
});

it('dispatches a draft and acknowledges a recall without a network', async () => {
  const good = await t.register(50);
  const sent = await t.send(t.biofarma, 'BIOFARMA', '32', [{ batch: good.id, doses: 50 }]);
  const lines = [{ batch: good.id, accepted: 50 }];
  await t.province.post(`/api/v1/shipments/${sent.id}/receive`, { id: t.id(), lines }).expect(200);
  const draft = await t.draft(t.province, '32', '3273', [{ batch: good.id, doses: 20 }]);
  const bad = await t.register(40);
  const other = await t.send(t.biofarma, 'BIOFARMA', '32', [{ batch: bad.id, doses: 40 }]);
  await t.province
    .post(`/api/v1/shipments/${other.id}/receive`, { id: t.id(), lines: [{ batch: bad.id, accepted: 40 }] })
    .expect(200);
  await t.kemenkes.post(`/api/v1/batches/${bad.id}/recall`, { id: t.id(), reason: 'Uji' }).expect(200);
  await t.app.following.settle();

  const phone = await pairPhone(t, phones, 'gudang.32');
  const { page } = phone;
  await setOffline(phone, true);
  await goTo(page, 'dispatch');
  await page.getByRole('link', { name: draft.code }).click();
  await press(page, words.dispatch.submit);
  await page.locator('.pill[data-waiting="1"]').waitFor();
  await goTo(page, 'recalls');
  await page.getByText('Ada di sini: 40 dosis', { exact: false }).waitFor();
  await press(page, words.recalls.submit);
  await page.getByText(words.recalls.empty).waitFor();
  await goTo(page, 'check');
  await typeCode(page, `(01)09520001000027(10)${bad.lot}`);
  await page.getByText(words.reasons.recalled).waitFor();

  await phone.context.setOffline(false);
  await allSent(page);
  const seen = (await t.province.get(`/api/v1/shipments/${draft.id}`).expect(200)).body as { status: string };
  expect(seen.status).toBe('in_transit');
  expect(phone.complaints).toEqual([]);
  await phone.close();
});

it('two tabs of one phone send every event once', async () => {
  const batch = await t.register(30);
  const sent = await t.send(t.biofarma, 'BIOFARMA', '32', [{ batch: batch.id, doses: 30 }]);
  const lines = [{ batch: batch.id, accepted: 30 }];
  await t.province.post(`/api/v1/shipments/${sent.id}/receive`, { id: t.id(), lines }).expect(200);
  const phone = await pairPhone(t, phones, 'gudang.32');
  const pushed: string[] = [];
  phone.context.on('request', (asked) => {
    if (asked.url().endsWith('/mobile/v1/push')) {
      const body = asked.postDataJSON() as { events: { id: string }[] };
      pushed.push(...body.events.map(({ id }) => id));
    }
  });
  const second = await phone.context.newPage();
  await second.goto(`${t.address}/scan`);
  await hasData(second);
  await phone.context.setOffline(true);
  for (const page of [phone.page, second]) {
    await goTo(page, 'discard');
    await typeCode(page, `(01)09520001000027(10)${batch.lot}`);
    await page.getByLabel(words.note.reason).selectOption({ label: common.id.reasons.broken });
    await press(page, words.discard.submitDiscard);
    await page.getByText(words.note.saved).first().waitFor();
  }
  await phone.context.setOffline(false);
  await allSent(phone.page);
  await allSent(second);
  expect(pushed).toHaveLength(2);
  expect(new Set(pushed).size).toBe(2);
  expect((await t.stock(t.province, '32', batch.id)).available).toBe(28);
  expect(phone.complaints).toEqual([]);
  await phone.close();
});

/** The service as it is, except that its service worker can be made to differ: a new version. */
async function startRelease(address: string): Promise<{ server: Server; address: string; release(): void }> {
  const { hostname, port } = new URL(address);
  let released = false;
  const server = createServer((incoming, outgoing) => {
    const { method, url, headers } = incoming;
    const plain = Object.assign({}, headers, { 'accept-encoding': 'identity' });
    for (const condition of ['if-none-match', 'if-modified-since']) delete plain[condition];
    const asked = request({ hostname, port, method, path: url, headers: plain }, (answer) => {
      const changed = url === '/scan/sw.js' && released;
      if (changed) delete answer.headers['content-length'];
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      if (!changed) return void answer.pipe(outgoing);
      answer.on('data', (part: Buffer) => outgoing.write(part));
      answer.on('end', () => outgoing.end('// a new version\n'));
    });
    asked.on('error', () => outgoing.destroy());
    incoming.pipe(asked);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    server,
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    release: () => (released = true),
  };
}

it('a new version waits, without touching the page, until it is let in', async () => {
  const { server, address, release } = await startRelease(t.address);
  const phone = await phones.open(`${address}/scan#/check`);
  const { page } = phone;
  await readyOffline(page);
  await page.reload();
  await page.getByRole('heading', { name: words.check.title }).waitFor();
  await page.evaluate('globalThis.mark = true');
  release();
  await page.evaluate(
    'navigator.serviceWorker.getRegistration("/scan").then((found) => found.update()).then(() => 1)',
  );
  await page.getByText(words.update.ready).waitFor();
  expect(await page.evaluate('globalThis.mark')).toBe(true);
  await press(page, words.update.now);
  // Not waitForFunction: it evaluates text within the page, which the page's policy forbids.
  await expect.poll(() => page.evaluate('globalThis.mark').catch(() => 'between two pages')).toBeUndefined();
  await page.getByRole('heading', { name: words.check.title }).waitFor();
  await page.getByText(words.update.ready).waitFor({ state: 'detached' });
  expect(phone.complaints).toEqual([]);
  await phone.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

it('is paired by the code on the screen “Phones” and revoked there; the phone is told and keeps its queue', async () => {
  const visitors = await startVisitors();
  const stage = stageOf(t, visitors, 'id', {});
  const code = await stage.as('gudang.32', '/phones', async (page) => {
    await pressAny(page, phoneWords.pairSelf);
    await pressAny(page, phoneWords.show);
    await page.getByRole('img', { name: phoneWords.symbol }).waitFor();
    return page.getByRole('dialog').locator('code').innerText();
  });
  const phone = await phones.open(`${t.address}/scan`);
  await phone.page.getByLabel(words.pair.code).fill(code);
  await phone.page.getByLabel(words.pair.name).fill('Ponsel gudang dua');
  await press(phone.page, words.pair.submit);
  await hasData(phone.page);
  await allSent(phone.page);
  await stage.as('gudang.32', '/phones', async (page) => {
    const row = page.getByRole('row').filter({ hasText: 'Ponsel gudang dua' });
    await row.getByRole('button', { name: phoneWords.revoke }).click();
    await pressAny(page.getByRole('dialog'), phoneWords.revoke);
    await row.getByText(phoneWords.revoked).waitFor();
  });
  await goTo(phone.page, 'queue');
  await press(phone.page, words.queue.retry);
  await phone.page.getByText(words.pair.lost).waitFor();
  expect(phone.complaints).toEqual([]);
  await phone.close();
  await stage.close();
  await visitors.close();
});
