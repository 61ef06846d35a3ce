// Access tokens: JWTs signed with HS256 by the newest key and verified with whichever key of the ring they name.
// Nothing of a token is believed before its signature: algorithm, issuer and audience are pinned.
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import type { Actor } from '../kernel/context.ts';
import type { House } from '../kernel/house.ts';
import type { Problem } from '../kernel/problem.ts';
import { peopleProblems } from './problems.ts';
import { loadTokenKeys, type TokenKey } from './token-keys.ts';

const ISSUER = 'jejak-vaksin';
const AUDIENCE = 'jejak-vaksin-api';

const Claims = z.object({
  sub: z.guid(),
  name: z.string(),
  kind: z.enum(['person', 'client', 'device']),
  role: z.string(),
  scopes: z.array(z.string()),
  unit: z.object({ id: z.guid(), code: z.string(), path: z.string().min(1) }),
  sid: z.guid(),
  exp: z.number(),
});

export interface VerifiedToken {
  actor: Actor;
  session: string;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

export interface KeyRing {
  /** An access token for an actor whose `session` is set; lives `config.accessTokenSeconds` unless told otherwise. */
  sign(actor: Actor, seconds?: number): string;
  /** @throws Problem token_expired, or token_invalid for anything else that is wrong. */
  verify(token: string): VerifiedToken;
}

/** A 401 with the header that RFC 6750 section 3 asks for. */
export function refuseToken(code: 'token_invalid' | 'token_expired' | 'token_revoked'): Problem {
  return peopleProblems[code]({}, undefined, {
    'WWW-Authenticate': `Bearer error="invalid_token", error_description="${code}"`,
  });
}

function kidOf(token: string): string | undefined {
  try {
    return jwt.decode(token, { complete: true })?.header.kid;
  } catch {
    return undefined; // The header is not JSON.
  }
}

/** Makes the ring of `keys`, newest first: the first signs, all verify. */
export function createKeyRing(house: Pick<House, 'now' | 'config'>, keys: readonly TokenKey[]): KeyRing {
  const newest = keys[0];
  if (!newest) throw new Error('A key ring needs a key');
  const byKid = new Map(keys.map((key) => [key.kid, key.secret]));
  const seconds = () => Math.floor(house.now().getTime() / 1000);
  return {
    sign(actor, lifetime = house.config.accessTokenSeconds) {
      const { id, name, kind, role, scopes, unit, session } = actor;
      if (!session) throw new Error('An access token belongs to a sign-in');
      const iat = seconds();
      const claims = {
        sub: id,
        name,
        kind,
        role,
        scopes,
        unit,
        sid: session,
        iat,
        exp: iat + lifetime,
        iss: ISSUER,
        aud: AUDIENCE,
      };
      return jwt.sign(claims, newest.secret, { algorithm: 'HS256', keyid: newest.kid });
    },
    verify(token) {
      const secret = byKid.get(kidOf(token) ?? '');
      if (!secret) throw refuseToken('token_invalid');
      let payload: unknown;
      try {
        const options = {
          algorithms: ['HS256' as const],
          issuer: ISSUER,
          audience: AUDIENCE,
          clockTimestamp: seconds(),
        };
        payload = jwt.verify(token, secret, options);
      } catch (error) {
        throw refuseToken(error instanceof jwt.TokenExpiredError ? 'token_expired' : 'token_invalid');
      }
      const claims = Claims.safeParse(payload);
      if (!claims.success) throw refuseToken('token_invalid');
      const { sub, name, kind, role, scopes, unit, sid, exp } = claims.data;
      const actor = Object.freeze({ id: sub, name, kind, role, scopes, unit, session: sid });
      return { actor, session: sid, expiresAt: exp * 1000 };
    },
  };
}

/** The service's key ring. @throws Error when production has no keys. */
export async function openKeyRing(house: Pick<House, 'now' | 'config'>): Promise<KeyRing> {
  return createKeyRing(house, await loadTokenKeys(house.config));
}
