// Pushes: one verdict for each event, whatever the network, the clock and the other phones do.
import { webcrypto } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../server/kernel/idempotency.ts';
import type { ResultView } from '../../mobile-api/shapes.ts';
import { expectInvariants } from '../support/invariants.ts';
import { pair, phoneOf, type Phone } from './mobile-support.ts';
import { openStore, PLACE, type Store } from './store-support.ts';

const USER = `pkm.${PLACE.toLowerCase()}`;
const NOW = new Date('2026-12-08T02:00:00Z');
const DAY = 86_400_000;

let t: Store;
let phone: Phone;
let other: Phone;
beforeAll(async () => {
  t = await openStore();
  t.clock.set(NOW);
  phone = await pair(t, USER);
  other = await pair(t, USER);
});
afterAll(async () => {
  await expectInvariants(t.house, t.app.following);
  await t.close();
});

/** A batch that has been at the health centre for an hour. */
async function stocked(doses: number): Promise<string> {
  const now = t.house.now();
  t.clock.set(new Date(now.getTime() - 3_600_000));
  const batch = await t.stocked('COV-BIO', doses);
  t.clock.set(now);
  return batch;
}
const at = (ms = 0) => new Date(t.house.now().getTime() + ms).toISOString();
const give = (batch: string, more: object = {}) => ({
  id: t.id(),
  kind: 'administer',
  batch,
  doses: 1,
  occurredAt: at(-60_000),
  ...more,
});
const verdicts = (results: readonly ResultView[]) => results.map(({ verdict }) => verdict);
const codes = (results: readonly ResultView[]) =>
  results.map(({ verdict, problem }) => problem?.code ?? verdict);
const journal = (id: string) =>
  t.house.database.sql.one<{
    deviceId: string;
    actorId: string;
    occurredAt: Date;
    data: { phone: Record<string, unknown> };
  }>(
    'select device_id as "deviceId", actor_id as "actorId", occurred_at as "occurredAt", data from journal where id = $1',
    [id],
  );
const tasksOf = async (kind: string, batch?: string) => {
  await t.app.following.settle();
  const query = `kind=${kind}&open=true${batch ? `&batch=${batch}` : ''}`;
  return (await t.get(t.staff, `/api/v1/tasks?${query}`)).body.items;
};

describe('what happened', () => {
  it('is recorded in order, by the person, the device and the time', async () => {
    const batch = await stocked(100);
    const events = [
      give(batch),
      { ...give(batch), kind: 'discard', doses: 3, reason: 'broken' },
      { ...give(batch), kind: 'quarantine', doses: 6, reason: 'excursion' },
    ];
    const { results, missingSeqs, clock } = await phone.push(events);
    expect(verdicts(results)).toEqual(['recorded', 'recorded', 'recorded']);
    expect(results.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
    expect([missingSeqs, clock]).toEqual([[], { offsetMs: 0, implausible: false }]);
    expect(await t.balance(batch)).toMatchObject({
      available: 90,
      quarantined: 6,
      administered: 1,
      wasted: 3,
    });
    const row = await journal(events[0]!.id);
    expect(row).toMatchObject({
      deviceId: phone.id,
      occurredAt: new Date(at(-60_000)),
      data: { phone: { seq: 1 } },
    });
  });

  it('that is read from a label counts too, and a lot in the wrong case is another lot', async () => {
    const batch = await stocked(10);
    const { lot, gtin } = await t.house.database.sql.one<{ lot: string; gtin: string }>(
      'select b.lot, p.gtin from batch b join product p on p.id = b.product_id where b.id = $1',
      [batch],
    );
    const scan = (text: string) => ({
      ...give(batch),
      batch: undefined,
      raw: `(01)${gtin}(17)310131(10)${text}`,
    });
    const [good, wrong, torn] = (
      await phone.push([
        scan(lot),
        scan(lot.toLowerCase()),
        { ...give(batch), batch: undefined, raw: '(01)123' },
      ])
    ).results;
    expect(good).toMatchObject({ verdict: 'recorded' });
    expect(wrong).toMatchObject({
      verdict: 'refused',
      problem: { code: 'unknown_batch' },
      next: { code: 'scan_again' },
    });
    expect(torn).toMatchObject({
      verdict: 'refused',
      problem: { code: 'scan_invalid' },
      next: { code: 'scan_again' },
    });
  });

  it('is recorded by two phones that both gave the last dose: one unexplained dose, one task', async () => {
    const batch = await stocked(10);
    await phone.one({ ...give(batch), doses: 9 });
    const sent = [phone.one(give(batch, { believed: 1 })), other.one(give(batch, { believed: 1 }))];
    const results = await Promise.all(sent);
    expect(verdicts(results).sort()).toEqual(['flagged', 'recorded']);
    const flagged = results.find(({ verdict }) => verdict === 'flagged')!;
    expect(flagged.warnings[0]).toMatchObject({ code: 'unexplained_doses', doses: 1 });
    expect(await t.balance(batch)).toMatchObject({ available: 0, administered: 11, unexplained: -1 });
    expect(await tasksOf('reconcile', batch)).toHaveLength(1);
  });

  it('is told beside what the phone believed, event by event', async () => {
    const batch = await stocked(50);
    const { results } = await phone.push([
      give(batch, { believed: 50 }),
      give(batch, { believed: 49, doses: 2 }),
      give(batch, { believed: 40 }),
    ]);
    expect(verdicts(results)).toEqual(['recorded', 'recorded', 'recorded']);
    expect(results.map(({ warnings }) => warnings.map(({ code }) => code))).toEqual([
      [],
      [],
      ['stock_believed'],
    ]);
    expect(results[2]!.warnings[0]).toMatchObject({ believed: 40, book: 47 });
  });

  it('is refused when it was no fact: doses set apart that are not there', async () => {
    const batch = await stocked(5);
    const result = await phone.one({ ...give(batch), kind: 'quarantine', doses: 6, reason: 'vvm' });
    expect(result).toMatchObject({
      verdict: 'refused',
      problem: { code: 'insufficient_stock', available: 5 },
      next: { code: 'count_stock' },
    });
  });
});

describe('the same events again', () => {
  it('are repeated with their first outcome, days later too, and nothing is counted twice', async () => {
    const batch = await stocked(2);
    const events = [give(batch, { doses: 2 }), give(batch), give(batch, { believed: 5 })];
    const first = await phone.push(events);
    expect(verdicts(first.results)).toEqual(['recorded', 'flagged', 'flagged']);
    t.clock.advance(40 * DAY);
    const again = await other.push([...events].reverse());
    t.clock.set(NOW);
    expect(verdicts(again.results)).toEqual(['repeated', 'repeated', 'repeated']);
    expect(again.results.map(({ first }) => first)).toEqual(['flagged', 'flagged', 'recorded']);
    expect(again.results.map(({ warnings }) => warnings).reverse()).toEqual(
      first.results.map(({ warnings }) => warnings),
    );
    expect(await t.balance(batch)).toMatchObject({ administered: 4, unexplained: -2 });
  });

  it('at the same time on two connections are recorded once', async () => {
    const batch = await stocked(400);
    const events = Array.from({ length: 300 }, () => give(batch));
    const answers = await Promise.all([
      phone.push(events),
      other.push(events),
      phone.push([...events].reverse()),
    ]);
    const [a, b, c] = answers.map(({ results }) => new Map(results.map((one) => [one.id, one.verdict])));
    for (const { id } of events) {
      const three = [a!.get(id), b!.get(id), c!.get(id)].sort();
      expect(three).toEqual(['recorded', 'repeated', 'repeated']);
    }
    expect(await t.balance(batch)).toMatchObject({ available: 100, administered: 300 });
  });

  it('twice in one push are one, and another content under the same id is a conflict', async () => {
    const batch = await stocked(10);
    const event = give(batch);
    const { results } = await phone.push([event, event, { ...event, doses: 2 }]);
    expect(codes(results)).toEqual(['recorded', 'repeated', 'idempotency_conflict']);
    expect(results[2]!.next!.code).toBe('record_again');
    expect(await t.balance(batch)).toMatchObject({ administered: 1 });
  });

  it('are judged anew when they were refused: the cause may be gone', async () => {
    const batch = await stocked(5);
    const event = { ...give(batch), kind: 'quarantine', doses: 5, reason: 'vvm' };
    await t.call(t.staff, '/api/v1/movements', {
      kind: 'quarantine',
      place: PLACE,
      batch,
      doses: 1,
      reason: 'vvm',
    });
    expect((await phone.one(event)).problem!.code).toBe('insufficient_stock');
    await t.call(t.officer, '/api/v1/movements', { kind: 'release', place: PLACE, batch, doses: 1 });
    expect((await phone.one(event)).verdict).toBe('recorded');
    expect((await phone.one(event)).verdict).toBe('repeated');
  });
});

describe('the clock of a phone', () => {
  it('that is off is corrected, and both times are kept', async () => {
    const batch = await stocked(10);
    const event = give(batch, { occurredAt: at(3 * 3_600_000 - 60_000) });
    const { results, clock } = await phone.push([event], at(3 * 3_600_000));
    expect([verdicts(results), clock]).toEqual([['recorded'], { offsetMs: -10_800_000, implausible: false }]);
    const row = await journal(event.id);
    expect(row.occurredAt).toEqual(new Date(at(-60_000)));
    expect(row.data.phone).toMatchObject({ said: event.occurredAt, offsetMs: -10_800_000 });
  });

  it('that stands in 1970 or 2099 is corrected and flagged, with one task until it is right', async () => {
    const batch = await stocked(10);
    for (const sentAt of ['1970-01-01T00:10:00Z', '2099-06-01T00:10:00Z']) {
      const occurredAt = new Date(Date.parse(sentAt) - 60_000).toISOString();
      const event = give(batch, { occurredAt });
      const { results, clock } = await phone.push([event], sentAt);
      expect([verdicts(results), clock.implausible]).toEqual([['flagged'], true]);
      expect(results[0]!.warnings.map(({ code }) => code)).toEqual(['clock_implausible']);
      expect((await journal(event.id)).occurredAt).toEqual(new Date(at(-60_000)));
    }
    expect(await tasksOf('phone_clock')).toHaveLength(1);
    await phone.one(give(batch));
    expect(await tasksOf('phone_clock')).toHaveLength(0);
  });

  it('that was changed between two events leaves a time nobody can believe: refused, with why', async () => {
    const batch = await stocked(10);
    const { results } = await phone.push([
      give(batch, { occurredAt: '1970-01-01T00:00:00Z' }),
      give(batch, { occurredAt: '2099-01-01T00:00:00Z' }),
      give(batch),
    ]);
    expect(codes(results)).toEqual(['time_too_old', 'time_in_future', 'recorded']);
    expect(results[0]!.next!.code).toBe('correct_time');
  });
});

describe('the numbers of a device', () => {
  it('that have not arrived are asked for, until they have', async () => {
    const batch = await stocked(100);
    const fresh = await pair(t, USER);
    const numbered = (deviceSeq: number) => give(batch, { deviceSeq });
    expect((await fresh.push([2, 3, 7].map(numbered))).missingSeqs).toEqual([
      { from: 1, to: 1 },
      { from: 4, to: 6 },
    ]);
    expect((await fresh.push([5, 1].map(numbered))).missingSeqs).toEqual([
      { from: 4, to: 4 },
      { from: 6, to: 6 },
    ]);
    const refusedOnes = [
      { ...numbered(4), kind: 'put_away' },
      { ...numbered(6), doses: 0 },
    ];
    expect((await fresh.push(refusedOnes)).missingSeqs).toEqual([]);
  });
});

describe('a signature', () => {
  async function signing(algorithm: 'Ed25519' | 'P-256') {
    const { subtle } = webcrypto;
    const how = algorithm === 'Ed25519' ? { name: 'Ed25519' } : { name: 'ECDSA', namedCurve: 'P-256' };
    const keys = (await subtle.generateKey(how, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
    const { kty, crv, x, y } = await subtle.exportKey('jwk', keys.publicKey);
    const signer = await pair(t, USER, { publicKey: { kty, crv, x, y } });
    const sign = async (event: object) => {
      const text = new TextEncoder().encode(canonicalJson(event));
      const scheme = algorithm === 'Ed25519' ? { name: 'Ed25519' } : { name: 'ECDSA', hash: 'SHA-256' };
      const signature = await subtle.sign(scheme, keys.privateKey, text);
      return { ...event, signature: Buffer.from(signature).toString('base64url') };
    };
    return { signer, sign };
  }

  it.each(['Ed25519', 'P-256'] as const)(
    'by %s is verified; a tampered queue is refused',
    async (algorithm) => {
      const batch = await stocked(50);
      const { signer, sign } = await signing(algorithm);
      const numbered = (deviceSeq: number) => give(batch, { deviceSeq });
      const [good, tampered, moved] = await Promise.all([1, 2, 3].map((seq) => sign(numbered(seq))));
      const { results, missingSeqs } = await signer.push([
        good!,
        { ...tampered, doses: 10 },
        { ...moved, occurredAt: at(-DAY) },
        { ...numbered(4), signature: 'AAAA' },
        numbered(5),
      ]);
      expect(codes(results)).toEqual(['recorded', ...Array<string>(4).fill('signature_invalid')]);
      expect(results[1]!.next!.code).toBe('record_again');
      expect(missingSeqs).toEqual([]);
      expect(await t.balance(batch)).toMatchObject({ administered: 1 });
      expect(codes((await signer.push([tampered!])).results)).toEqual(['recorded']);
    },
  );
});

describe('bad input', () => {
  it('has a verdict of its own, and the rest of the push is not harmed', async () => {
    const batch = await stocked(10);
    const { results } = await phone.push([
      give(batch),
      give(batch, { place: '3273' }),
      give(batch, { kind: 'teleport' }),
      give(batch, { doses: 1.5 }),
      give(batch, { batch: t.id() }),
      give(batch, { raw: 'both' }),
      give(batch, { patient: 'Siti' }),
      give(batch, { id: 'not-an-id' }),
      { ...give(batch), kind: 'discard' },
      give(batch, { doses: 100_000_001 }),
      give(batch),
    ]);
    expect(codes(results)).toEqual([
      'recorded',
      'event_other_place',
      'event_invalid',
      'event_invalid',
      'unknown_batch',
      'validation_failed',
      'event_invalid',
      'event_invalid',
      'event_invalid',
      'doses_absurd',
      'recorded',
    ]);
    expect(results[1]!.next!.code).toBe('pair_again');
    expect(results[6]!.problem!.errors![0]!.pointer).toBe('/patient');
    for (const { verdict, next } of results) if (verdict === 'refused') expect(next!.text).not.toBe('');
    const odd = await phone.post('/mobile/v1/push', { sentAt: at(), events: [null, 7, [], { id: 1 }] });
    expect(
      (odd.body as { results: ResultView[] }).results.map(({ id, problem }) => [id, problem!.code]),
    ).toEqual(Array(4).fill([null, 'event_invalid']));
  });

  it('refuses a whole push only when it cannot be read or is too long', async () => {
    const batch = await stocked(10);
    const many = (n: number) =>
      Array.from({ length: n }, (_, index) => give(batch, { deviceSeq: index + 1 }));
    const code = (answer: { status: number; body: unknown }) => [
      answer.status,
      (answer.body as { code: string }).code,
    ];
    const push = (body: object) => phone.post('/mobile/v1/push', body);
    expect(code(await push({ sentAt: at(), events: many(501) }))).toEqual([422, 'too_many_events']);
    expect(code(await push({ sentAt: at(), events: many(10_000) }))).toEqual([413, 'body_too_large']);
    expect(code(await push({ sentAt: at(), events: [] }))).toEqual([422, 'validation_failed']);
    expect(code(await push({ events: many(1) }))).toEqual([422, 'validation_failed']);
    expect(code(await push({ sentAt: at(), events: many(1) }).set('Authorization', 'Bearer x'))).toEqual([
      401,
      'device_token_invalid',
    ]);
    expect(await t.balance(batch)).toMatchObject({ administered: 0 });
  });

  it('a body cut in the middle does nothing; sent whole it is recorded', async () => {
    const batch = await stocked(10);
    const event = give(batch, { deviceSeq: phone.next() });
    const text = JSON.stringify({ sentAt: at(), events: [event] });
    const half = await phone
      .post('/mobile/v1/push', {})
      .set('Content-Type', 'application/json')
      .send(text.slice(0, text.length / 2));
    expect([half.status, (half.body as { code: string }).code]).toEqual([400, 'invalid_json']);
    await new Promise<void>((resolve) => {
      const cut = request(`${t.address}/mobile/v1/push`, {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${phone.token}`,
          'Content-Type': 'application/json',
          'Content-Length': text.length,
        },
      });
      cut.on('error', () => resolve());
      cut.write(text.slice(0, 20), () => cut.destroy());
      cut.on('close', () => resolve());
    });
    expect(await t.balance(batch)).toMatchObject({ administered: 0 });
    expect((await phone.one(event)).verdict).toBe('recorded');
  });

  it('a token of another device sends its own queue, not that of a place it does not belong to', async () => {
    const batch = await stocked(10);
    const stranger = await pair(t, 'gudang.3273');
    const event = give(batch, { place: PLACE });
    expect((await stranger.one(event)).problem!.code).toBe('event_other_place');
    expect((await phone.one(event)).verdict).toBe('recorded');
    const revoked = await pair(t, USER);
    await t.call(t.staff, `/api/v1/devices/${revoked.id}/revoke`);
    const refused = await phoneOf(t, revoked.id, revoked.token).post('/mobile/v1/push', {
      sentAt: at(),
      events: [give(batch)],
    });
    expect([refused.status, (refused.body as { code: string }).code]).toEqual([401, 'device_revoked']);
  });

  it('an officer’s phone records no stock', async () => {
    const batch = await stocked(10);
    const officer = await pair(t, 'dinkes.3273');
    expect(await officer.one(give(batch))).toMatchObject({
      verdict: 'refused',
      problem: { code: 'forbidden' },
      next: { code: 'ask_officer' },
    });
  });
});
