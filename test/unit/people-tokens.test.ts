// Access tokens: only what this ring signed for this service, with its one algorithm, and only until it expires.
import { createHmac, generateKeyPairSync } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '../../server/kernel/context.ts';
import { Problem } from '../../server/kernel/problem.ts';
import { createAuthenticator } from '../../server/people/authenticate.ts';
import { parseTokenKeys } from '../../server/people/token-keys.ts';
import { createKeyRing, type KeyRing } from '../../server/people/tokens.ts';
import { testConfig } from '../support/config.ts';

const OLD = `old:${Buffer.alloc(32, 1).toString('base64')}`;
const NEW = `new:${Buffer.alloc(32, 2).toString('base64')}`;
const FOREIGN = `old:${Buffer.alloc(32, 3).toString('base64')}`;

let clock: Date;
const house = { now: () => clock, config: testConfig(), database: undefined as never };
const ringOf = (keys: string) => createKeyRing(house, parseTokenKeys(keys));

const actor: Actor = {
  id: '01900000-0000-7000-8000-000000000001',
  name: 'Petugas Gudang Kota Bandung',
  kind: 'person',
  role: 'warehouse_staff',
  scopes: [],
  unit: { id: '01900000-0000-7000-8000-000000000002', code: '3273', path: '/ID/32/3273/' },
  session: '01900000-0000-7000-8000-000000000003',
};

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    expect(error.status).toBe(401);
    expect(error.headers['WWW-Authenticate']).toContain('error="invalid_token"');
    return error.code;
  }
  return 'accepted';
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const decode = (token: string, part: number) =>
  JSON.parse(Buffer.from(token.split('.')[part]!, 'base64url').toString()) as Record<string, unknown>;
const headerOf = (token: string) => decode(token, 0);
const payloadOf = (token: string) => decode(token, 1);

let ring: KeyRing;
let token: string;

beforeEach(() => {
  clock = new Date('2026-03-02T01:00:00Z');
  ring = ringOf(OLD);
  token = ring.sign(actor);
});

describe('a token of the ring', () => {
  it('gives back the actor that it was signed for', () => {
    expect(ring.verify(token)).toEqual({
      actor,
      session: actor.session,
      expiresAt: clock.getTime() + 900_000,
    });
  });

  it('names its key, and carries the times of the service’s clock', () => {
    expect(headerOf(token)).toEqual({ alg: 'HS256', typ: 'JWT', kid: 'old' });
    const { iat, exp } = payloadOf(token);
    expect([iat, exp]).toEqual([clock.getTime() / 1000, clock.getTime() / 1000 + 900]);
  });

  it('expires after fifteen minutes, to the second', () => {
    clock = new Date('2026-03-02T01:14:59Z');
    expect(codeOf(() => ring.verify(token))).toBe('accepted');
    clock = new Date('2026-03-02T01:15:00Z');
    expect(codeOf(() => ring.verify(token))).toBe('token_expired');
  });

  it('is not signed without a sign-in', () => {
    expect(() => ring.sign({ ...actor, session: undefined })).toThrow('belongs to a sign-in');
  });
});

describe('any other token', () => {
  const secret = Buffer.alloc(32, 1);

  it.each(['none', 'None', 'NONE', 'nOnE'])('with alg %s is refused', (alg) => {
    const head = encode({ alg, typ: 'JWT', kid: 'old' });
    const payload = token.split('.')[1]!;
    expect(codeOf(() => ring.verify(`${head}.${payload}.`))).toBe('token_invalid');
    expect(codeOf(() => ring.verify(`${head}.${payload}.${token.split('.')[2]!}`))).toBe('token_invalid');
  });

  it('signed by another key of the same name is refused', () => {
    expect(codeOf(() => ring.verify(ringOf(FOREIGN).sign(actor)))).toBe('token_invalid');
  });

  it('of an unknown key, or of none, is refused', () => {
    expect(codeOf(() => ring.verify(ringOf(NEW).sign(actor)))).toBe('token_invalid');
    expect(codeOf(() => ring.verify(jwt.sign(payloadOf(token), secret, { algorithm: 'HS256' })))).toBe(
      'token_invalid',
    );
  });

  it('whose claims were changed is refused, expired or not', () => {
    const [head, , signature] = token.split('.');
    const forged = encode({ ...payloadOf(token), role: 'national_officer' });
    expect(codeOf(() => ring.verify(`${head}.${forged}.${signature}`))).toBe('token_invalid');
    clock = new Date('2027-01-01T00:00:00Z');
    expect(codeOf(() => ring.verify(`${head}.${forged}.${signature}`))).toBe('token_invalid');
  });

  it('with another algorithm is refused, though the key is right', () => {
    for (const algorithm of ['HS384', 'HS512'] as const) {
      const other = jwt.sign(payloadOf(token), secret, { algorithm, keyid: 'old' });
      expect(codeOf(() => ring.verify(other))).toBe('token_invalid');
    }
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const signed = jwt.sign(payloadOf(token), privateKey, { algorithm: 'RS256', keyid: 'old' });
    expect(codeOf(() => ring.verify(signed))).toBe('token_invalid');
  });

  it('of another issuer or for another audience is refused', () => {
    for (const change of [
      { iss: 'elsewhere' },
      { aud: 'elsewhere' },
      { iss: undefined },
      { aud: undefined },
    ]) {
      const claims = JSON.parse(JSON.stringify({ ...payloadOf(token), ...change })) as object;
      const other = jwt.sign(claims, secret, { algorithm: 'HS256', keyid: 'old' });
      expect(codeOf(() => ring.verify(other))).toBe('token_invalid');
    }
  });

  it('that lacks a claim is refused, though well signed', () => {
    for (const claim of ['sub', 'role', 'unit', 'sid', 'exp']) {
      const claims = JSON.parse(JSON.stringify({ ...payloadOf(token), [claim]: undefined })) as object;
      const head = encode({ alg: 'HS256', typ: 'JWT', kid: 'old' });
      const body = `${head}.${encode(claims)}`;
      const signature = createHmac('sha256', secret).update(body).digest('base64url');
      expect(codeOf(() => ring.verify(`${body}.${signature}`))).toBe('token_invalid');
    }
  });

  it.each(['', '.', '..', 'a.b.c', 'x'.repeat(5000), '{}.{}.{}', `${encode(null)}.${encode(null)}.`])(
    'that is none at all (%#) is refused',
    (text) => expect(codeOf(() => ring.verify(text))).toBe('token_invalid'),
  );
});

describe('rotation of keys', () => {
  it('signs with the newest and still believes the older', () => {
    const both = ringOf(`${NEW},${OLD}`);
    expect(headerOf(both.sign(actor)).kid).toBe('new');
    expect(codeOf(() => both.verify(token))).toBe('accepted');
    expect(codeOf(() => ringOf(NEW).verify(token))).toBe('token_invalid');
  });

  it('refuses settings that are no keys, without telling them', () => {
    expect(() => parseTokenKeys('only-a-secret')).toThrow('pair 1');
    expect(() => parseTokenKeys('short:c2VjcmV0')).toThrow('has 6 bytes');
    expect(() => parseTokenKeys('short:c2VjcmV0')).not.toThrow('c2VjcmV0');
    expect(() => parseTokenKeys(`${OLD},${OLD}`)).toThrow('once');
    expect(() => parseTokenKeys(`${OLD},`)).toThrow('pair 2');
  });
});

describe('the authenticator', () => {
  const make = () => createAuthenticator(house, ring);

  it('knows a sender by Bearer, whatever its case, and nobody without a header', () => {
    const { authenticate } = make();
    expect(authenticate(`Bearer ${token}`)).toEqual(actor);
    expect(authenticate(`bearer ${token}`)).toEqual(actor);
    expect(authenticate(undefined)).toBeUndefined();
    expect(authenticate('Basic Y2hhdGJvdDpkZW1v')).toBeUndefined();
  });

  it.each(['Bearer', 'Bearer ', 'Token abc', '', 'Bearer a b'])('refuses the header %j', (header) => {
    expect(codeOf(() => make().authenticate(header))).toBe('token_invalid');
  });

  it('does not remember a token beyond its expiry', () => {
    const { authenticate } = make();
    authenticate(`Bearer ${token}`);
    clock = new Date('2026-03-02T01:15:00Z');
    expect(codeOf(() => authenticate(`Bearer ${token}`))).toBe('token_expired');
    expect(codeOf(() => authenticate(`Bearer ${token}`))).toBe('token_expired');
  });

  it('refuses a remembered token once its sign-in is revoked, here or by the journal', () => {
    const [here, there] = [make(), make()];
    for (const { authenticate } of [here, there]) expect(authenticate(`Bearer ${token}`)).toEqual(actor);
    here.revoke(actor.session!);
    expect(codeOf(() => here.authenticate(`Bearer ${token}`))).toBe('token_revoked');
    expect(there.authenticate(`Bearer ${token}`)).toEqual(actor);
    there.applyJournal([{ kind: 'shipment.dispatched', data: { signInIds: ['x'] } }]);
    expect(there.isRevoked('x')).toBe(false);
    there.applyJournal([{ kind: 'sign_in.revoked', data: { signInIds: [actor.session] } }]);
    expect(codeOf(() => there.authenticate(`Bearer ${token}`))).toBe('token_revoked');
  });

  it('forgets revocations that no living token can need', () => {
    const { revoke, isRevoked } = make();
    revoke('a');
    clock = new Date('2026-03-02T01:10:00Z');
    revoke('b');
    expect(isRevoked('a')).toBe(true);
    clock = new Date('2026-03-02T01:20:00Z');
    revoke('c');
    expect([isRevoked('a'), isRevoked('b'), isRevoked('c')]).toEqual([false, true, true]);
  });
});
