// Pushes of which something is doubtful: the clock, the numbers, the signature, or the events themselves.
import { webcrypto } from 'node:crypto';
import { request } from 'node:http';
import canonicalize from 'canonicalize';
import { describe, expect, it } from 'vitest';
import type { ResultView } from '../../mobile-api/shapes.ts';
import { codes, DAY, USER, usePhones, verdicts } from './mobile-push-support.ts';
import { pair, phoneOf } from './mobile-support.ts';
import { PLACE } from './store-support.ts';

const s = usePhones();

describe('the clock of a phone', () => {
  it('that is off is corrected, and both times are kept', async () => {
    const batch = await s.stocked(10);
    const event = s.give(batch, { occurredAt: s.at(3 * 3_600_000 - 60_000) });
    const { results, clock } = await s.phone.push([event], s.at(3 * 3_600_000));
    expect([verdicts(results), clock]).toEqual([['recorded'], { offsetMs: -10_800_000, implausible: false }]);
    const row = await s.journal(event.id);
    expect(row.occurredAt).toEqual(new Date(s.at(-60_000)));
    expect(row.data.phone).toMatchObject({ said: event.occurredAt, offsetMs: -10_800_000 });
  });

  it('that stands in 1970 or 2099 is corrected and flagged, with one task until it is right', async () => {
    const batch = await s.stocked(10);
    for (const sentAt of ['1970-01-01T00:10:00Z', '2099-06-01T00:10:00Z']) {
      const occurredAt = new Date(Date.parse(sentAt) - 60_000).toISOString();
      const event = s.give(batch, { occurredAt });
      const { results, clock } = await s.phone.push([event], sentAt);
      expect([verdicts(results), clock.implausible]).toEqual([['flagged'], true]);
      expect(results[0]!.warnings.map(({ code }) => code)).toEqual(['clock_implausible']);
      expect((await s.journal(event.id)).occurredAt).toEqual(new Date(s.at(-60_000)));
    }
    expect(await s.tasksOf('phone_clock')).toHaveLength(1);
    await s.phone.one(s.give(batch));
    expect(await s.tasksOf('phone_clock')).toHaveLength(0);
  });

  it('that was changed between two events leaves a time nobody can believe: refused, with why', async () => {
    const batch = await s.stocked(10);
    const { results } = await s.phone.push([
      s.give(batch, { occurredAt: '1970-01-01T00:00:00Z' }),
      s.give(batch, { occurredAt: '2099-01-01T00:00:00Z' }),
      s.give(batch),
    ]);
    expect(codes(results)).toEqual(['time_too_old', 'time_in_future', 'recorded']);
    expect(results[0]!.next!.code).toBe('correct_time');
  });
});

describe('the numbers of a device', () => {
  it('that have not arrived are asked for, until they have', async () => {
    const batch = await s.stocked(100);
    const fresh = await pair(s.t, USER);
    const numbered = (deviceSeq: number) => s.give(batch, { deviceSeq });
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
    const signer = await pair(s.t, USER, { publicKey: { kty, crv, x, y } });
    const sign = async (event: object) => {
      const text = new TextEncoder().encode(canonicalize(event));
      const scheme = algorithm === 'Ed25519' ? { name: 'Ed25519' } : { name: 'ECDSA', hash: 'SHA-256' };
      const signature = await subtle.sign(scheme, keys.privateKey, text);
      return { ...event, signature: Buffer.from(signature).toString('base64url') };
    };
    return { signer, sign };
  }

  it.each(['Ed25519', 'P-256'] as const)(
    'by %s is verified; a tampered queue is refused',
    async (algorithm) => {
      const batch = await s.stocked(50);
      const { signer, sign } = await signing(algorithm);
      const numbered = (deviceSeq: number) => s.give(batch, { deviceSeq });
      const [good, tampered, moved] = await Promise.all([1, 2, 3].map((seq) => sign(numbered(seq))));
      const { results, missingSeqs } = await signer.push([
        good!,
        { ...tampered, doses: 10 },
        { ...moved, occurredAt: s.at(-DAY) },
        { ...numbered(4), signature: 'AAAA' },
        numbered(5),
      ]);
      expect(codes(results)).toEqual(['recorded', ...Array<string>(4).fill('signature_invalid')]);
      expect(results[1]!.next!.code).toBe('record_again');
      expect(missingSeqs).toEqual([]);
      expect(await s.t.balance(batch)).toMatchObject({ administered: 1 });
      expect(codes((await signer.push([tampered!])).results)).toEqual(['recorded']);
    },
  );
});

describe('bad input', () => {
  it('has a verdict of its own, and the rest of the push is not harmed', async () => {
    const batch = await s.stocked(10);
    const { results } = await s.phone.push([
      s.give(batch),
      s.give(batch, { place: '3273' }),
      s.give(batch, { kind: 'teleport' }),
      s.give(batch, { doses: 1.5 }),
      s.give(batch, { batch: s.t.id() }),
      s.give(batch, { raw: 'both' }),
      s.give(batch, { patient: 'Siti' }),
      s.give(batch, { id: 'not-an-id' }),
      { ...s.give(batch), kind: 'discard' },
      s.give(batch, { doses: 100_000_001 }),
      s.give(batch),
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
    const odd = await s.phone.post('/mobile/v1/push', { sentAt: s.at(), events: [null, 7, [], { id: 1 }] });
    expect(
      (odd.body as { results: ResultView[] }).results.map(({ id, problem }) => [id, problem!.code]),
    ).toEqual(Array(4).fill([null, 'event_invalid']));
  });

  it('refuses a whole push only when it cannot be read or is too long', async () => {
    const batch = await s.stocked(10);
    const many = (n: number) =>
      Array.from({ length: n }, (_, index) => s.give(batch, { deviceSeq: index + 1 }));
    const code = (answer: { status: number; body: unknown }) => [
      answer.status,
      (answer.body as { code: string }).code,
    ];
    const push = (body: object) => s.phone.post('/mobile/v1/push', body);
    expect(code(await push({ sentAt: s.at(), events: many(501) }))).toEqual([422, 'too_many_events']);
    expect(code(await push({ sentAt: s.at(), events: many(10_000) }))).toEqual([413, 'body_too_large']);
    expect(code(await push({ sentAt: s.at(), events: [] }))).toEqual([422, 'validation_failed']);
    expect(code(await push({ events: many(1) }))).toEqual([422, 'validation_failed']);
    expect(code(await push({ sentAt: s.at(), events: many(1) }).set('Authorization', 'Bearer x'))).toEqual([
      401,
      'device_token_invalid',
    ]);
    expect(await s.t.balance(batch)).toMatchObject({ administered: 0 });
  });

  it('a body cut in the middle does nothing; sent whole it is recorded', async () => {
    const batch = await s.stocked(10);
    const event = s.give(batch, { deviceSeq: s.phone.next() });
    const text = JSON.stringify({ sentAt: s.at(), events: [event] });
    const half = await s.phone
      .post('/mobile/v1/push', {})
      .set('Content-Type', 'application/json')
      .send(text.slice(0, text.length / 2));
    expect([half.status, (half.body as { code: string }).code]).toEqual([400, 'invalid_json']);
    await new Promise<void>((resolve) => {
      const cut = request(`${s.t.address}/mobile/v1/push`, {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${s.phone.token}`,
          'Content-Type': 'application/json',
          'Content-Length': text.length,
        },
      });
      cut.on('error', () => resolve());
      cut.write(text.slice(0, 20), () => cut.destroy());
      cut.on('close', () => resolve());
    });
    expect(await s.t.balance(batch)).toMatchObject({ administered: 0 });
    expect((await s.phone.one(event)).verdict).toBe('recorded');
  });

  it('a token of another device sends its own queue, not that of a place it does not belong to', async () => {
    const batch = await s.stocked(10);
    const stranger = await pair(s.t, 'gudang.3273');
    const event = s.give(batch, { place: PLACE });
    expect((await stranger.one(event)).problem!.code).toBe('event_other_place');
    expect((await s.phone.one(event)).verdict).toBe('recorded');
    const revoked = await pair(s.t, USER);
    await s.t.call(s.t.staff, `/api/v1/devices/${revoked.id}/revoke`);
    const refused = await phoneOf(s.t, revoked.id, revoked.token).post('/mobile/v1/push', {
      sentAt: s.at(),
      events: [s.give(batch)],
    });
    expect([refused.status, (refused.body as { code: string }).code]).toEqual([401, 'device_revoked']);
  });

  it('an officer’s phone records no stock', async () => {
    const batch = await s.stocked(10);
    const officer = await pair(s.t, 'dinkes.3273');
    expect(await officer.one(s.give(batch))).toMatchObject({
      verdict: 'refused',
      problem: { code: 'forbidden' },
      next: { code: 'ask_officer' },
    });
  });
});
