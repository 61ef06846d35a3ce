// The phone application before it is paired: small enough, readable offline, and it reads labels of the service itself
// from a real video stream, from a hand-held scanner, and from fingers.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drawBatchLabel } from '../../server/gs1/symbol.ts';
import { id as words } from '../../web/scanner/texts/id.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { writeCameraVideo } from '../support/camera-video.ts';
import { expectInvariants } from '../support/invariants.ts';
import { sidewaysOf } from './browser.ts';
import { readyOffline, scanByHand, startPhones, typeCode, type Phones } from './scanner-support.ts';

const MOST_BYTES = 1_000_000;
const READY_MS = 2000;
const LABEL = { gtin: '09521234543213', lot: 'CAM-01', expiry: '2027-11-30' };

let t: TestApp;
let phones: Phones;
let folder: string;
beforeAll(async () => {
  t = await startTestApp();
  folder = await mkdtemp(path.join(tmpdir(), 'jejak-camera-'));
  const video = path.join(folder, 'label.y4m');
  await writeCameraVideo(video, [
    await drawBatchLabel(LABEL, { format: 'png', type: 'gs1datamatrix', scale: 4 }),
  ]);
  phones = await startPhones(video);
});
afterAll(async () => {
  await phones?.close();
  await rm(folder, { recursive: true, force: true });
  await expectInvariants(t.house, t.app.following);
  await t.close();
});

it('a first load is below 1 MB compressed, with the code reader in it', async () => {
  const root = path.resolve(import.meta.dirname, '../../dist/scan');
  const files = (await readdir(root, { recursive: true })).filter((name) => path.extname(name) !== '');
  let bytes = 0;
  for (const name of files) bytes += gzipSync(await readFile(path.join(root, name))).length;
  expect(files.some((name) => name.endsWith('.wasm'))).toBe(true);
  expect(bytes).toBeLessThan(MOST_BYTES);
});

it('the page may run its code reader and nothing from elsewhere; its worker may look after it', async () => {
  const page = await t.anyone.get('/scan').expect(200);
  expect(page.headers['content-security-policy']).toContain("script-src 'self' 'wasm-unsafe-eval'");
  expect(page.headers['cache-control']).toBe('no-cache');
  const worker = await t.anyone.get('/scan/sw.js').expect(200);
  expect(worker.headers['service-worker-allowed']).toBe('/scan');
  const pages = await t.anyone.get('/').set('Accept', 'text/html').expect(200);
  expect(pages.headers['content-security-policy']).not.toContain('wasm-unsafe-eval');
  const manifest = await t.anyone.get('/scan/app.webmanifest').expect(200);
  expect(manifest.headers['content-type']).toContain('manifest+json');
});

it('opens again without a network in under 2 s', async () => {
  const one = await phones.open(`${t.address}/scan`);
  await one.page.getByRole('heading', { name: words.pair.title }).waitFor();
  await readyOffline(one.page);
  await one.context.setOffline(true);
  // By the page's own clock, to its first content: making a window is the test's cost, not the application's.
  const page = await one.reopen();
  await page.getByRole('heading', { name: words.pair.title }).waitFor();
  const painted = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime";
  await expect.poll(() => page.evaluate(painted)).toBeDefined();
  expect(await page.evaluate<number>(painted)).toBeLessThan(READY_MS);
  await page.goto(`${t.address}/scan?pair=0123456789`);
  expect(await page.getByLabel(words.pair.code).inputValue()).toBe('0123456789');
  expect(one.complaints).toEqual([]);
  await one.close();
});

it('reads a label of the service from the camera, also without a network', async () => {
  const one = await phones.open(`${t.address}/scan#/check`);
  await readyOffline(one.page);
  await one.context.setOffline(true);
  const page = await one.reopen();
  await page.goto(`${t.address}/scan#/check`);
  await page.getByRole('button', { name: words.scan.open }).click();
  await page.getByText(LABEL.gtin).waitFor();
  await page.getByText(LABEL.lot).waitFor();
  await page.getByText('30 Nov 2027').waitFor();
  await page.getByRole('button', { name: words.scan.close }).click();
  await page.locator('.view').waitFor({ state: 'detached' });
  expect(await sidewaysOf(page)).toBe(0);
  expect(one.complaints).toEqual([]);
  await one.close();
});

it('takes a hand-held scanner anywhere on the page, and checks the digits of what is typed', async () => {
  const one = await phones.open(`${t.address}/scan#/check`);
  const { page } = one;
  await page.getByRole('heading', { name: words.check.title }).waitFor();
  await scanByHand(page, ']d201095212345432131727113010HAND-7');
  await page.getByText('HAND-7').waitFor();

  await typeCode(page, '(01)09521234543214(10)TYPED-1(17)271130');
  await page.getByRole('alert').getByText('angka pemeriksa salah', { exact: false }).waitFor();
  await expect.poll(() => page.locator('[data-announcer]').textContent()).toContain(words.check.bad);
  await typeCode(page, 'bukan kode');
  await page.getByText(words.check.notOurs).first().waitFor();
  expect(one.complaints).toEqual([]);
  await one.close();
});
