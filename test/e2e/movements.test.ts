// Single movements over HTTP: what is recorded, what is flagged, what is refused, each with its own code.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type Call, type TestApp } from '../support/app.ts';
import { expectInvariants } from '../support/invariants.ts';

const HOUR_MS = 3_600_000;

interface Answer {
  id: string;
  code: string;
  verdict: string;
  warnings: { code: string; message: string }[];
  balances: { place: string; onHand: number; available: number; quarantined: number }[];
  errors: { pointer: string; code: string }[];
}

let t: TestApp;
let store: Call;
let kemenkes: Call;
beforeAll(async () => {
  t = await startTestApp();
  store = await t.as('biofarma');
  kemenkes = await t.as('kemenkes');
});
afterAll(async () => {
  await expectInvariants(t.house, t.app.following);
  await t.close();
});

let lots = 0;
/** A batch of MR at Bio Farma, good for a year unless told otherwise. */
async function aBatch(doses = 100, expiry = '2027-10-31'): Promise<string> {
  const { gtin } = await t.house.database.sql.one<{ gtin: string }>(
    `select gtin from product where code = 'MR'`,
  );
  const body = { id: t.id(), gtin, lot: `MOVE-${++lots}`, expiry, doses };
  return ((await store.post('/api/v1/batches', body).expect(201)).body as Answer).id;
}

async function move(change: object): Promise<{ status: number; body: Answer; replayed?: string }> {
  const body = { id: t.id(), kind: 'administer', place: 'BIOFARMA', doses: 1, ...change };
  const answer = await store.post('/api/v1/movements', body);
  return {
    status: answer.status,
    body: answer.body as Answer,
    replayed: answer.headers['idempotency-replayed'] as string | undefined,
  };
}

describe('facts are recorded', () => {
  it('a dose given leaves the stock', async () => {
    const { status, body } = await move({ batch: await aBatch(), doses: 3 });
    expect([status, body.verdict, body.warnings]).toEqual([201, 'recorded', []]);
    expect(body.balances).toMatchObject([{ place: 'BIOFARMA', onHand: 97, available: 97 }]);
  });

  it('more than there is stands in a line of its own and opens a task', async () => {
    const batch = await aBatch(5);
    const { status, body } = await move({ batch, doses: 8 });
    expect([status, body.verdict]).toEqual([201, 'flagged']);
    expect(body.warnings).toMatchObject([{ code: 'unexplained_doses', doses: 3 }]);
    expect(body.balances).toMatchObject([{ onHand: 0 }]);
    await t.app.following.settle();
    const tasks = await store.get('/api/v1/tasks?place=BIOFARMA&kind=reconcile&open=true').expect(200);
    expect((tasks.body as { items: object[] }).items.length).toBeGreaterThan(0);
  });

  it('a dose of an expired, quarantined or recalled batch is flagged, not lost', async () => {
    const batch = await aBatch();
    for (const [act, code] of [
      ['quarantine', 'batch_quarantined'],
      ['recall', 'batch_recalled'],
    ] as const) {
      await kemenkes.post(`/api/v1/batches/${batch}/${act}`, { id: t.id(), reason: 'test' }).expect(200);
      const { status, body } = await move({ batch });
      expect([status, body.verdict, body.warnings[0]?.code]).toEqual([201, 'flagged', code]);
    }
    const soon = await aBatch(
      10,
      new Date(t.clock.now().getTime() + 48 * HOUR_MS).toISOString().slice(0, 10),
    );
    const later = t.clock.now().getTime() + 96 * HOUR_MS;
    const before = t.clock.now();
    t.clock.set(new Date(later));
    const staff = await freshToken();
    const answer = await staff.post('/api/v1/movements', {
      id: t.id(),
      kind: 'administer',
      place: 'BIOFARMA',
      batch: soon,
      doses: 1,
    });
    t.clock.set(before);
    expect((answer.body as Answer).warnings[0]?.code).toBe('batch_expired');
  });

  it('quarantine and release move between buckets; too many are refused', async () => {
    const batch = await aBatch(10);
    const held = await move({ batch, kind: 'quarantine', doses: 4, reason: 'excursion' });
    expect(held.body.balances).toMatchObject([{ available: 6, quarantined: 4, onHand: 10 }]);
    const release = { kind: 'release', place: 'BIOFARMA', batch };
    expect((await move({ ...release, doses: 4 })).body.code).toBe('forbidden');
    const tooMany = await kemenkes.post('/api/v1/movements', { ...release, id: t.id(), doses: 5 });
    expect([tooMany.status, (tooMany.body as Answer).code]).toEqual([409, 'insufficient_stock']);
    await kemenkes.post('/api/v1/movements', { ...release, id: t.id(), doses: 4 }).expect(201);
    const gone = await move({ batch, kind: 'adjust', doses: -11, reason: 'miscount' });
    expect([gone.status, gone.body.code]).toEqual([409, 'insufficient_stock']);
    expect((await move({ batch, kind: 'adjust', doses: -1, reason: 'lost' })).body.balances).toMatchObject([
      { onHand: 9 },
    ]);
  });
});

/** A token of the moment that the test's clock shows. */
async function freshToken(): Promise<Call> {
  const { body } = await t.anyone
    .post('/api/v1/auth/login', { username: 'biofarma', password: 'demo' })
    .expect(200);
  const token = (body as { accessToken: string }).accessToken;
  const dress = (call: ReturnType<Call['get']>) => call.set('Authorization', `Bearer ${token}`);
  return {
    get: (path) => dress(t.anyone.get(path)),
    post: (path, sent) => dress(t.anyone.post(path, sent)),
    put: (path, sent) => dress(t.anyone.put(path, sent)),
  };
}

describe('what happened to a batch at a place', () => {
  it('says of each movement by how much it changed the stock on hand', async () => {
    const batch = await aBatch(50);
    await move({ batch, doses: 4 });
    await move({ kind: 'quarantine', batch, doses: 6, reason: 'excursion' });
    const { body } = await store.get(`/api/v1/movements?place=BIOFARMA&batch=${batch}`).expect(200);
    const { items } = body as { items: { kind: string; change: number }[] };
    expect(items.map(({ kind, change }) => [kind, change])).toEqual([
      ['movement.quarantine', 0],
      ['movement.administer', -4],
      ['batch.registered', 50],
    ]);
  });

  it('says of a document how many batches it moved, and of all of them together the change', async () => {
    const [one, other] = [await aBatch(50), await aBatch(30)];
    const send = (lines: object[]) =>
      store.post('/api/v1/shipments', { id: t.id(), from: 'BIOFARMA', to: '32', lines }).expect(201);
    for (const lines of [
      [
        { batch: one, doses: 20 },
        { batch: other, doses: 10 },
      ],
      [{ batch: one, doses: 5 }],
    ]) {
      const { body } = await send(lines);
      const { id } = body as { id: string };
      await store.post(`/api/v1/shipments/${id}/dispatch`, { id: t.id() }).expect(200);
    }
    const { body } = await store.get('/api/v1/movements?place=BIOFARMA&limit=20').expect(200);
    const { items } = body as { items: { kind: string }[] };
    expect(items.filter(({ kind }) => kind === 'shipment.dispatched')).toMatchObject([
      { kind: 'shipment.dispatched', batch: one, batches: 1, change: -5 },
      { kind: 'shipment.dispatched', batch: null, batches: 2, change: -30 },
    ]);
    const named = await store.get(`/api/v1/movements?place=BIOFARMA&batch=${other}&limit=1`).expect(200);
    expect((named.body as { items: object[] }).items).toMatchObject([{ batches: 1, change: -10 }]);
  });
});

describe('bad input is refused, with its own code', () => {
  it.each([
    ['zero', { doses: 0 }, 422, 'validation_failed', 'doses_not_positive'],
    ['negative', { doses: -1 }, 422, 'validation_failed', 'doses_not_positive'],
    ['fractional', { doses: 1.5 }, 422, 'validation_failed', 'invalid_type'],
    ['absurd', { doses: 100_000_001 }, 422, 'doses_absurd', undefined],
    ['unsafe', { doses: 1e300 }, 422, 'validation_failed', undefined],
    ['a discard without a reason', { kind: 'discard' }, 422, 'validation_failed', 'reason_required'],
    ['a quarantine without a reason', { kind: 'quarantine' }, 422, 'validation_failed', 'reason_required'],
    ['an unknown kind', { kind: 'evaporate' }, 422, 'validation_failed', 'invalid_value'],
    ['an unknown field', { lot: 'X' }, 422, 'validation_failed', 'unrecognized_keys'],
    ['an unknown batch', { batch: '01900000-0000-7000-8000-00000000dead' }, 422, 'unknown_batch', undefined],
    ['neither batch nor scan', { batch: undefined }, 422, 'validation_failed', 'batch_or_scan'],
    ['a place outside one’s subtree', { place: '32' }, 404, 'not_found', undefined],
    ['a place that is none', { place: 'NOWHERE' }, 404, 'not_found', undefined],
    ['a time without offset', { occurredAt: '2026-11-01T10:00:00' }, 422, 'validation_failed', undefined],
  ])('%s', async (_, change, status, code, errorCode) => {
    const { status: got, body } = await move({ batch: await aBatch(), ...change });
    expect([got, body.code]).toEqual([status, code]);
    if (errorCode) expect(body.errors.map((error) => error.code)).toContain(errorCode);
  });

  it('future and long past times', async () => {
    const batch = await aBatch();
    const at = (ms: number) => new Date(t.clock.now().getTime() + ms).toISOString();
    expect((await move({ batch, occurredAt: at(10 * 60_000) })).body.code).toBe('time_in_future');
    expect((await move({ batch, occurredAt: at(-31 * 24 * HOUR_MS) })).body.code).toBe('time_too_old');
    expect((await move({ batch, occurredAt: at(4 * 60_000) })).status).toBe(201);
  });

  it('malformed scans name the element', async () => {
    const scans: [string, string][] = [
      ['(01)09521234567890(17)271031(10)MOVE-1', '/scan/gtin'],
      ['(01)09521234543213(17)270230(10)MOVE-1', '/scan/expiry'],
      [`(01)09521234543213(17)271031(10)${'L'.repeat(21)}`, '/scan/lot'],
    ];
    for (const [scan, pointer] of scans) {
      const { status, body } = await move({ scan });
      expect([status, body.code]).toEqual([422, 'scan_invalid']);
      expect(body.errors.map((error) => error.pointer)).toContain(pointer);
    }
  });

  it('an expiry that contradicts the batch is flagged and opens a conflict task', async () => {
    const batch = await aBatch();
    const { gtin, lot } = await t.house.database.sql.one<{ gtin: string; lot: string }>(
      'select p.gtin, b.lot from batch b join product p on p.id = b.product_id where b.id = $1',
      [batch],
    );
    const { status, body } = await move({ scan: `(01)${gtin}(17)281031(10)${lot}` });
    expect([status, body.verdict, body.warnings[0]?.code]).toEqual([201, 'flagged', 'expiry_conflict']);
    await t.app.following.settle();
    const tasks = await store.get('/api/v1/tasks?place=BIOFARMA&kind=expiry_conflict&open=true').expect(200);
    expect((tasks.body as { items: object[] }).items).toHaveLength(1);
  });

  it('roles that only look may not write', async () => {
    const auditor = await t.as('auditor');
    const body = { id: t.id(), kind: 'administer', place: 'BIOFARMA', batch: await aBatch(), doses: 1 };
    expect((await auditor.post('/api/v1/movements', body)).status).toBe(403);
  });
});

describe('the same id', () => {
  it('and content: the first answer again, however often at once', async () => {
    const body = { id: t.id(), batch: await aBatch(), doses: 2 };
    const answers = await Promise.all(Array.from({ length: 10 }, () => move(body)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
    expect(answers.filter((answer) => answer.replayed === 'true')).toHaveLength(9);
    expect(answers[0]!.body.balances).toMatchObject([{ onHand: 98 }]);
  });

  it('and other content: 409', async () => {
    const body = { id: t.id(), batch: await aBatch(), doses: 2 };
    await move(body);
    const other = await move({ ...body, doses: 3 });
    expect([other.status, other.body.code]).toEqual([409, 'idempotency_conflict']);
  });

  it('an Idempotency-Key serves routes whose body has no id', async () => {
    const batch = await aBatch();
    const draft = { id: t.id(), from: 'BIOFARMA', to: '32', lines: [{ batch, doses: 5 }] };
    await store.post('/api/v1/shipments', draft).expect(201);
    const send = () =>
      store.post(`/api/v1/shipments/${draft.id}/dispatch`).set('Idempotency-Key', 'my-key-1');
    const first = await send().expect(200);
    const again = await send().expect(200);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.body).toEqual(first.body);
  });
});

describe('reversal', () => {
  it('happens once, even when asked twice at once, and is refused when later stock depends on it', async () => {
    const batch = await aBatch(10);
    const given = await move({ batch, doses: 4 });
    const reverse = () =>
      store.post(`/api/v1/movements/${given.body.id}/reverse`, { id: t.id(), reason: 'typed twice' });
    const both = await Promise.all([reverse(), reverse()]);
    expect(both.map((answer) => answer.status).sort()).toEqual([201, 409]);
    expect(both.find((answer) => answer.status === 409)!.body).toMatchObject({ code: 'already_reversed' });
    const found = await move({ batch, kind: 'adjust', doses: 5, reason: 'found' });
    await move({ batch, doses: 14 });
    const late = await store.post(`/api/v1/movements/${found.body.id}/reverse`, { id: t.id(), reason: 'x' });
    expect([late.status, (late.body as Answer).code]).toEqual([409, 'later_stock_depends']);
  });
});
