// Who sends a request. Verified tokens are remembered by their hash until they expire; whether their sign-in was
// revoked is asked each time, of a set in memory that the journal keeps current in every process.
import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Actor } from '../kernel/context.ts';
import type { House } from '../kernel/house.ts';
import type { JournalRow } from '../kernel/journal.ts';
import { refuseToken, type KeyRing, type VerifiedToken } from './tokens.ts';

const REMEMBERED_TOKENS = 20_000;
const LONGEST_TOKEN = 4096;
/** A token may be signed a moment after its sign-in was revoked elsewhere; so long is a revocation kept beyond it. */
const GRACE_MS = 120_000;

export interface Authenticator {
  /**
   * The sender of a request by its Authorization header; undefined when it has none, or Basic, which is for clients'
   * secrets at the token route. Synchronous.
   * @throws Problem token_invalid, token_expired or token_revoked.
   */
  authenticate(authorization: string | undefined, ip?: string): Actor | undefined;
  /** The sender by the bare token, for sockets. @throws Problem as `authenticate`. */
  authenticateToken(token: string): Actor;
  /** Ends every token of a sign-in in this process at once; the journal tells the others. */
  revoke(session: string): void;
  /** Whether the sign-in was revoked; for connections that stay open longer than a token. */
  isRevoked(session: string): boolean;
  /** Learns of sign-ins revoked by any process, from journal rows. */
  applyJournal(rows: readonly Pick<JournalRow, 'kind' | 'data'>[]): void;
  /** Reads the revocations that still matter from the database, at start. */
  load(): Promise<void>;
}

/** Makes the authenticator; `load()` it before the first request. */
export function createAuthenticator(
  house: Pick<House, 'now' | 'config' | 'database'>,
  keyRing: KeyRing,
): Authenticator {
  const verified = new LRUCache<string, VerifiedToken>({ max: REMEMBERED_TOKENS });
  const revoked = new Map<string, number>();
  const keepMs = house.config.accessTokenSeconds * 1000 + GRACE_MS;
  let sweepAt = 0;

  function add(session: string): void {
    const now = house.now().getTime();
    revoked.set(session, now);
    if (now < sweepAt) return;
    sweepAt = now + GRACE_MS;
    for (const [old, at] of revoked) if (at + keepMs < now) revoked.delete(old);
  }

  function authenticateToken(token: string): Actor {
    if (token.length > LONGEST_TOKEN) throw refuseToken('token_invalid');
    const key = hash('sha256', token, 'base64');
    let found = verified.get(key);
    if (!found) verified.set(key, (found = keyRing.verify(token)));
    else if (found.expiresAt <= house.now().getTime()) {
      verified.delete(key);
      throw refuseToken('token_expired');
    }
    if (revoked.has(found.session)) throw refuseToken('token_revoked');
    return found.actor;
  }

  return {
    authenticateToken,
    authenticate(authorization) {
      if (authorization === undefined || /^basic /i.test(authorization)) return undefined;
      const token = /^bearer +(\S+) *$/i.exec(authorization)?.[1];
      if (token === undefined) throw refuseToken('token_invalid');
      return authenticateToken(token);
    },
    revoke: add,
    isRevoked: (session) => revoked.has(session),
    applyJournal(rows) {
      for (const { kind, data } of rows) {
        if (kind !== 'sign_in.revoked' && kind !== 'account.changed') continue;
        for (const session of (data.signInIds ?? []) as string[]) add(session);
      }
    },
    async load() {
      const since = new Date(house.now().getTime() - keepMs);
      const rows = await house.database.sql.rows<{ id: string }>(
        'select id from sign_in where revoked_at > $1',
        [since],
      );
      for (const { id } of rows) add(id);
    },
  };
}
