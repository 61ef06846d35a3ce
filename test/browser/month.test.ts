// A month of a district, played through the screens alone, on a phone and at a desk: every figure at its end is
// explained by the stock cards, and the audit finds nothing.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/app.ts';
import { expectInvariants } from '../support/invariants.ts';
import { phone, startVisitors, type Visitors } from './browser.ts';
import { expectCard, expectOnHand } from './month-card.ts';
import { figuresOf } from './month-figures.ts';
import { acknowledge, recall } from './month-recall.ts';
import { allocate, confirmLess, expectReceived, order, ship } from './month-orders.ts';
import {
  receiveByLine,
  receiveByPackage,
  register,
  send,
  settle,
  type Lot,
  type Sent,
} from './month-shipping.ts';
import {
  approve,
  checkMonitor,
  closeDay,
  count,
  destroy,
  expectHeld,
  give,
  openVial,
  post,
  record,
} from './month-store.ts';
import { stageOf, type Stage } from './month-stage.ts';
import type { Language } from './month-words.ts';

const windows = [
  { name: 'on a phone', language: 'id' as Language, reader: { viewport: phone, hasTouch: true } },
  { name: 'at a desk', language: 'en' as Language, reader: { viewport: { width: 1280, height: 800 } } },
];

const MR = 'MR (SII)';
const PENTA = 'Pentabio DPT-HB-Hib';
const PKM = 'pkm.P32730101';

const GTIN: Record<string, string> = { [MR]: '09520001000140', [PENTA]: '09520001000133' };
/** What a scanner reads from the label of a lot. */
const codeOf = ({ product, lot, expiry }: Lot) =>
  `01${GTIN[product]}17${expiry.slice(2).replaceAll('-', '')}10${lot}`;

let visitors: Visitors;
beforeAll(async () => {
  visitors = await startVisitors();
});
afterAll(() => visitors?.close());

describe.each(windows)('a month of a district $name', { timeout: 240_000 }, ({ language, reader }) => {
  let t: TestApp;
  let stage: Stage;
  let lots: Record<'early' | 'late' | 'penta', Lot>;
  let request: string;
  let delivery: Sent;
  let failed = false;

  beforeAll(async () => {
    t = await startTestApp();
    stage = stageOf(t, visitors, language, reader);
    lots = {
      early: { product: MR, lot: 'MR-EARLY', expiry: stage.day(150) },
      late: { product: MR, lot: 'MR-LATE', expiry: stage.day(500) },
      penta: { product: PENTA, lot: 'PENTA-1', expiry: stage.day(400) },
    };
  });
  // Each chapter stands on the one before it.
  beforeEach(({ skip }) => skip(failed));
  afterEach(({ task }) => {
    failed ||= task.result?.state === 'fail';
  });
  afterAll(async () => {
    await expectInvariants(t.house, t.app.following);
    await stage.close();
    await t.close();
  });

  it('before it: Bio Farma makes three batches and sends them to the province, which scans one package', async () => {
    await stage.at(1, 8);
    await register(stage, lots.early, 1000);
    await register(stage, lots.late, 1000);
    await register(stage, lots.penta, 1000);
    const sent: Sent = await send(stage, 'biofarma', '32', {
      'MR-EARLY': 400,
      'MR-LATE': 600,
      'PENTA-1': 500,
    });
    await stage.at(1, 13);
    await receiveByPackage(stage, 'gudang.32', sent);
  });

  it('before it: the province gives the district its share, first expiry first', async () => {
    await stage.at(2, 8);
    const lines = [
      { what: MR, doses: 700 },
      { what: PENTA, doses: 300 },
    ];
    const code = await order(stage, 'gudang.32', { kind: 'distribution', to: '3273', lines });
    const picked = await allocate(stage, 'gudang.32', code, ['MR-EARLY', 'MR-LATE', 'PENTA-1']);
    expect(picked).toEqual({ 'MR-EARLY': 400, 'MR-LATE': 300, 'PENTA-1': 300 });
    const sent = await ship(stage, 'gudang.32', code);
    await stage.at(2, 15);
    await receiveByPackage(stage, 'gudang.3273', sent);
    await expectReceived(stage, 'gudang.3273', code);
  });

  it('the health centre asks, the district gives fewer and says why, allocates and ships', async () => {
    await stage.at(3, 8);
    const lines = [
      { what: MR, doses: 500 },
      { what: PENTA, doses: 100 },
    ];
    request = await order(stage, PKM, { kind: 'request', lines });
    await stage.at(3, 10);
    await confirmLess(stage, 'dinkes.3273', request, { what: MR, doses: 440 }, 'Stok terbatas');
    const picked = await allocate(stage, 'gudang.3273', request, ['MR-EARLY', 'MR-LATE', 'PENTA-1']);
    expect(picked).toEqual({ 'MR-EARLY': 400, 'MR-LATE': 40, 'PENTA-1': 100 });
    await stage.at(4, 8);
    delivery = await ship(stage, 'gudang.3273', request);
  });

  it('it arrives with breakage; the sender settles what is missing', async () => {
    await stage.at(4, 14);
    await receiveByLine(stage, PKM, delivery, {
      'MR-EARLY': { product: MR, accepted: 360, rejected: { doses: 20, reason: 'broken' } },
      'MR-LATE': { product: MR, accepted: 40 },
      'PENTA-1': { product: PENTA, accepted: 90, rejected: { doses: 10, reason: 'frozen' } },
    });
    await stage.at(5, 9);
    await settle(stage, 'dinkes.3273', delivery, { found: 10, lost: 10 });
  });

  it('a count finds fewer; the officer approves, the variance is posted with its reason', async () => {
    await stage.at(8, 8);
    await count(stage, PKM, MR, { 'MR-EARLY': { available: 320 }, 'MR-LATE': { available: 40 } });
    const told = await approve(stage, 'dinkes.3273', MR, 'MR-EARLY');
    expect(told).toContain(stage.say('store.above'));
    for (const figure of ['320', '360', '-40']) expect(told).toContain(figure);
    await post(stage, PKM, MR, 'miscount');
  });

  it('a vial is opened and seven doses given; the day ends, what is left of it is wasted, another stays open', async () => {
    await stage.at(9, 8);
    await openVial(stage, PKM, codeOf(lots.early), 'MR-EARLY');
    await give(stage, PKM, 'MR-EARLY', 7, { left: 10, of: 10 });
    await openVial(stage, PKM, codeOf(lots.penta), 'PENTA-1');
    await give(stage, PKM, 'PENTA-1', 2, { left: 5, of: 5 });
    await stage.at(9, 14);
    await closeDay(stage, PKM, { lot: 'MR-EARLY', given: 7, wasted: 3 });
    await stage.at(10, 8);
    await give(stage, PKM, 'PENTA-1', 3, { left: 3, of: 5 });
  });

  it('a monitor is past its stage, a vial breaks; what is in quarantine is destroyed before witnesses', async () => {
    await stage.at(11, 9);
    await checkMonitor(stage, PKM, 'MR-LATE', 10, 'C');
    await expectHeld(stage, PKM, { 'MR-LATE': 'vvm', 'PENTA-1': 'frozen' });
    await stage.at(12, 9);
    await record(stage, PKM, 'discard', 'PENTA-1', 5, 'broken');
    await stage.at(14, 9);
    await destroy(stage, PKM, { 'PENTA-1': 10, 'MR-LATE': 10 }, 'BA/PKM/01');
  });

  it('what is not needed goes back up the chain', async () => {
    await stage.at(16, 9);
    const lines = [{ what: 'MR-LATE', doses: 20 }];
    const code = await order(stage, PKM, { kind: 'return', lines });
    expect(await allocate(stage, PKM, code, ['MR-LATE'])).toEqual({ 'MR-LATE': 20 });
    const sent = await ship(stage, PKM, code);
    await stage.at(17, 9);
    await receiveByPackage(stage, 'gudang.3273', sent);
    await expectReceived(stage, PKM, code);
  });

  it('a batch is recalled: each holder acknowledges, its doses are sent back and destroyed', async () => {
    await stage.at(20, 9);
    await recall(stage, 'PENTA-1', 'Hasil uji mutu');
    for (const who of ['biofarma', 'gudang.32', 'gudang.3273', PKM]) await acknowledge(stage, who, 'PENTA-1');
    await stage.at(21, 9);
    const lines = [{ what: 'PENTA-1', doses: 80 }];
    const code = await order(stage, PKM, { kind: 'return', lines });
    const sent = await ship(stage, PKM, code);
    await stage.at(23, 9);
    await receiveByPackage(stage, 'gudang.3273', sent);
    await stage.at(24, 9);
    await record(stage, 'gudang.3273', 'quarantine', 'PENTA-1', 200, 'recall');
    await destroy(stage, 'gudang.3273', { 'PENTA-1': 280 }, 'BA/BANDUNG/01');
    await record(stage, 'gudang.32', 'quarantine', 'PENTA-1', 200, 'recall');
    await destroy(stage, 'gudang.32', { 'PENTA-1': 200 }, 'BA/JABAR/01');
  });

  it('at its end every figure is explained by the stock cards, and they say what is in stock', async () => {
    await stage.at(28, 9);
    for (const { who, product, opening, closing, lines, onHand } of figuresOf(stage.say, MR, PENTA)) {
      const days = [stage.day(3), stage.day(28)] as const;
      await expectCard(stage, who, product, days, { opening, closing, lines });
      for (const [lot, doses] of Object.entries(onHand)) await expectOnHand(stage, who, lot, doses);
      expect(Object.values(onHand).reduce((sum, doses) => sum + doses, 0)).toBe(closing);
    }
  });
});
