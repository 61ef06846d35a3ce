// Counts of a store over HTTP: blind and open, while stock moves, approved above a threshold, posted once, due by a
// calendar; and what comes late changes the variance alone.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { transact } from '../../server/kernel/transaction.ts';
import { systemActor } from '../../server/people/scope.ts';
import { openDueCounts } from '../../server/store/count-plan.ts';
import { expectInvariants } from '../support/invariants.ts';
import { openStore, PLACE, type Store } from './store-support.ts';

const MINUTE = 60_000;
let t: Store;
beforeAll(async () => {
  t = await openStore({ countApprovalDoses: 10, countApprovalPercent: 20 });
});
afterAll(async () => {
  await expectInvariants(t.house, t.app.following);
  await t.close();
});

const start = async (product: string, more: object = {}) =>
  t.call(t.staff, '/api/v1/counts', { place: PLACE, product, ...more });
const act = (who: 'staff' | 'officer', count: string, path: string, body: object = {}) =>
  t.call(t[who], `/api/v1/counts/${count}/${path}`, body);
const enter = (count: string, ...lines: object[]) => act('staff', count, 'lines', { lines });
const give = (batch: string, doses: number, occurredAt?: Date) =>
  t.call(t.staff, '/api/v1/movements', { kind: 'administer', place: PLACE, batch, doses, occurredAt });

/** A count of one batch, submitted. */
async function counted(product: string, batch: string, available: number, more: object = {}) {
  const { body } = await start(product);
  await enter(body.id, { batch, available, ...more });
  expect((await act('staff', body.id, 'submit')).status).toBe(200);
  return body.id;
}

describe('a count', () => {
  it('is blind until it is submitted, then shows what was expected', async () => {
    const batch = await t.stocked('MR', 50);
    const { status, body } = await start('MR');
    expect([status, body.status, body.blind]).toEqual([201, 'started', true]);
    expect(body.lines).toMatchObject([{ batch: { id: batch }, available: null, expected: null }]);
    const entered = await enter(body.id, { batch, available: 48 });
    expect(entered.body.lines).toMatchObject([{ available: 48, expected: null, variance: null }]);
    const seen = await t.get(t.officer, `/api/v1/counts/${body.id}`);
    expect(JSON.stringify(seen.body)).not.toContain('"expected":{');
    const submitted = await act('staff', body.id, 'submit');
    expect(submitted.body.lines).toMatchObject([
      { expected: { available: 50 }, variance: { available: -2, quarantined: 0 }, aboveThreshold: false },
    ]);
    const posted = await act('staff', body.id, 'post', { reason: 'lost' });
    expect([posted.status, posted.body.status]).toEqual([200, 'posted']);
    expect(posted.body.lines).toMatchObject([{ reason: 'lost', variance: { available: -2 } }]);
    expect(await t.balance(batch)).toMatchObject({ available: 48, unexplained: 2 });
  });

  it('goes on while stock moves: what leaves after its instant is not missing', async () => {
    const batch = await t.stocked('TD', 40);
    const { body } = await start('TD', { blind: false });
    await enter(body.id, { batch, available: 40 });
    await give(batch, 5);
    const submitted = await act('staff', body.id, 'submit');
    expect(submitted.body.lines).toMatchObject([{ expected: { available: 40 }, variance: { available: 0 } }]);
    expect((await act('staff', body.id, 'post')).status).toBe(200);
    expect(await t.balance(batch)).toMatchObject({ available: 35, unexplained: 0 });
  });

  it('names the batches that nobody counted, and its variances need reasons', async () => {
    const [one, two] = [await t.stocked('DT', 20), await t.stocked('DT', 20)];
    const { body } = await start('DT');
    await enter(body.id, { batch: one, available: 19 });
    const early = await act('staff', body.id, 'submit');
    expect([early.status, early.body.code, early.body.missing]).toEqual([409, 'count_incomplete', 1]);
    expect(early.body.errors[0]!.pointer).toBe(`/lines/${two}`);
    await enter(body.id, { batch: two, available: 20 });
    await act('staff', body.id, 'submit');
    const without = await act('staff', body.id, 'post');
    expect([without.status, without.body.code]).toEqual([422, 'variance_reason_required']);
    expect(without.body.errors.map(({ pointer }) => pointer)).toEqual([`/reasons/${one}`]);
    const reasons = [{ batch: one, reason: 'broken', note: 'jatuh' }];
    expect((await act('staff', body.id, 'post', { reasons })).status).toBe(200);
  });

  it('above the threshold needs an officer, who has a task', async () => {
    const batch = await t.stocked('IPV', 100);
    const count = await counted('IPV', batch, 85);
    const tasks = async () =>
      (await t.get(t.officer, '/api/v1/tasks?place=3273&kind=count_approval&open=true')).body.items;
    expect(await tasks()).toMatchObject([{ document: count }]);
    const soon = await act('staff', count, 'post', { reason: 'miscount' });
    expect([soon.status, soon.body.code]).toEqual([409, 'approval_needed']);
    expect((await act('staff', count, 'approve')).status).toBe(403);
    expect((await act('officer', count, 'approve', { note: 'sudah dicek' })).body.status).toBe('approved');
    expect(await tasks()).toEqual([]);
    expect((await act('staff', count, 'post', { reason: 'miscount' })).status).toBe(200);
    expect(await t.balance(batch)).toMatchObject({ available: 85 });
  });

  it('can be sent back, counted again, or cancelled without a trace in the stock', async () => {
    const batch = await t.stocked('HPV', 30);
    const count = await counted('HPV', batch, 10);
    expect((await act('officer', count, 'recount', { note: 'hitung ulang' })).body.status).toBe('started');
    expect((await enter(count, { batch, available: 30 })).status).toBe(200);
    await act('staff', count, 'submit');
    const needless = await act('officer', count, 'approve');
    expect([needless.status, needless.body.code]).toEqual([409, 'approval_not_needed']);
    expect((await act('staff', count, 'cancel')).body.status).toBe('cancelled');
    expect(await t.balance(batch)).toMatchObject({ available: 30, unexplained: 0 });
    expect((await act('staff', count, 'post')).body.code).toBe('count_wrong_state');
    expect((await enter(count, { batch, available: 1 })).body.code).toBe('count_wrong_state');
  });

  it('holds what was counted when an earlier dose is recorded later; its variance changes instead', async () => {
    const batch = await t.stocked('PCV13', 40);
    t.clock.advance(60 * MINUTE);
    const count = await counted('PCV13', batch, 36);
    await act('staff', count, 'post', { reason: 'miscount' });
    const before = new Date(t.clock.now().getTime() - 30 * MINUTE);
    expect((await give(batch, 4, before)).status).toBe(201);
    expect(await t.balance(batch)).toMatchObject({ available: 36, administered: 4, unexplained: 0 });
    const { body } = await t.get(t.staff, `/api/v1/counts/${count}`);
    expect(body.lines).toMatchObject([
      { expected: { available: 36 }, variance: { available: 0, quarantined: 0 } },
    ]);
  });
});

describe('bad input', () => {
  it('is refused with its own code', async () => {
    const batch = await t.stocked('JE', 10);
    const other = await t.stocked('RV', 10);
    const { body } = await start('JE');
    const codes = [];
    for (const line of [
      { batch: other, available: 1 },
      { batch, available: -1 },
      { batch, available: 1.5 },
      { batch, available: 100_000_001 },
      { batch, available: 1, countedAt: new Date(t.clock.now().getTime() + 60 * MINUTE) },
      { batch: t.id(), available: 1 },
      { scan: '(01)123', available: 1 },
    ])
      codes.push((await enter(body.id, line)).body.code);
    expect(codes).toEqual([
      'count_other_product',
      'validation_failed',
      'validation_failed',
      'doses_absurd',
      'time_in_future',
      'unknown_batch',
      'scan_invalid',
    ]);
    const twice = await enter(body.id, { batch, available: 1 }, { batch, available: 2 });
    expect(twice.body.code).toBe('batch_twice');
    expect((await act('staff', t.id(), 'submit')).status).toBe(404);
    expect((await start('NOTHING')).body.code).toBe('unknown_product');
    expect((await t.call(t.staff, '/api/v1/counts', { place: '31' })).status).toBe(404);
    const auditor = await t.as('auditor');
    expect((await t.call(auditor, '/api/v1/counts', { place: PLACE })).status).toBe(403);
    await act('staff', body.id, 'cancel');
  });
});

describe('races', () => {
  it('of two that begin one count one wins; the whole store and a product exclude each other', async () => {
    await t.stocked('NOPV2', 50);
    const both = await Promise.all([start('NOPV2'), start('NOPV2')]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(both.find(({ status }) => status === 409)!.body.code).toBe('count_open');
    const whole = await t.call(t.staff, '/api/v1/counts', { place: PLACE });
    expect([whole.status, whole.body.code]).toEqual([409, 'count_open']);
    await act('staff', both.find(({ status }) => status === 201)!.body.id, 'cancel');
    const mixed = await Promise.all([start('NOPV2'), t.call(t.staff, '/api/v1/counts', { place: PLACE })]);
    expect(mixed.map(({ status }) => status).sort()).toEqual([201, 409]);
    await act('staff', mixed.find(({ status }) => status === 201)!.body.id, 'cancel');
  });

  it('posted twice at once, one wins', async () => {
    const batch = await t.stocked('CAMPAK', 20);
    const count = await counted('CAMPAK', batch, 19);
    const both = await Promise.all([
      act('staff', count, 'post', { reason: 'lost' }),
      act('staff', count, 'post', { reason: 'lost' }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(both.find(({ status }) => status === 409)!.body.code).toBe('count_wrong_state');
    expect(await t.balance(batch)).toMatchObject({ available: 19, unexplained: 1 });
  });

  it('posted against a dispatch, both hold or the dispatch is refused', async () => {
    const staff = await t.as('gudang.3273');
    for (let round = 0; round < 4; round++) {
      const batch = await t.stocked('BOPV', 20);
      const { body } = await start('BOPV');
      const { body: sheet } = await t.get(t.staff, `/api/v1/counts/${body.id}`);
      for (const line of sheet.lines) await enter(body.id, { batch: line.batch.id, available: 0 });
      await enter(body.id, { batch, available: 18 });
      await act('staff', body.id, 'submit');
      await act('officer', body.id, 'approve');
      const draft = { id: t.id(), from: PLACE, to: '3273', lines: [{ batch, doses: 19 }] };
      expect((await staff.post('/api/v1/shipments', draft)).status).toBe(201);
      const [posted, sent] = await Promise.all([
        act('staff', body.id, 'post', { reason: 'lost' }),
        t.call(staff, `/api/v1/shipments/${draft.id}/dispatch`),
      ]);
      expect(posted.status).toBe(200);
      const { available, unexplained } = await t.balance(batch);
      // The dispatch came first and proves a nineteenth dose, or it found too few.
      if (sent.status === 200) expect([available, unexplained]).toEqual([0, 1]);
      else expect([sent.body.code, available, unexplained]).toEqual(['insufficient_stock', 18, 2]);
    }
  });
});

describe('the calendar', () => {
  const due = () => transact(t.house, systemActor, openDueCounts);
  const tasks = async () =>
    (await t.get(t.staff, `/api/v1/tasks?place=${PLACE}&kind=count_due&open=true`)).body.items;

  it('opens one task when a count is due, and a posted count moves it on', async () => {
    const batch = await t.stocked('BCG', 20);
    const today = t.clock.now().toISOString().slice(0, 10);
    const plan = { place: '3273', level: 'health_centre', product: 'BCG', every: 'month', nextDue: today };
    expect((await t.call(t.staff, '/api/v1/count-plans', plan)).status).toBe(403);
    const set = await t.call(t.officer, '/api/v1/count-plans', plan);
    expect(set.status).toBe(201);
    expect(set.body.places).toBeGreaterThan(5);
    t.clock.advance(24 * 60 * MINUTE);
    await Promise.all([due(), due()]);
    expect(await tasks()).toHaveLength(1);
    const count = await counted('BCG', batch, 20);
    await act('staff', count, 'post');
    expect(await tasks()).toEqual([]);
    const plans = await t.get(t.staff, `/api/v1/count-plans?place=${PLACE}`);
    expect(plans.body.items).toMatchObject([{ every: 'month', due: false, product: { code: 'BCG' } }]);
    expect(String(plans.body.items[0]!.nextDue) > today).toBe(true);
    await due();
    expect(await tasks()).toEqual([]);
  });
});
