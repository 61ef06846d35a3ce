// Sign-ins: each is a family of refresh tokens that rotate. A refresh token works once; seen twice, it was stolen or
// copied, and the whole sign-in ends.
import { createHash, randomBytes } from 'node:crypto';
import type { Context } from '../kernel/context.ts';
import { record } from '../kernel/journal.ts';

const DAY_MS = 86_400_000;

export type EndReason =
  'signed_out' | 'revoked' | 'refresh_token_reused' | 'password_changed' | 'account_locked' | 'account_moved';

/** What a presented refresh token turned out to be. */
export type Rotation =
  | { kind: 'rotated'; signInId: string; accountId: string; refreshToken: string }
  | { kind: 'reused'; signInId: string; accountId: string }
  | { kind: 'invalid' | 'expired' };

const hashOf = (token: string) => createHash('sha256').update(token).digest();

/**
 * Opens a sign-in of an active account whose password is still the one that was checked.
 * @returns its id, or undefined when the account was locked or its password changed meanwhile.
 */
export async function openSignIn(
  ctx: Context,
  holder: { accountId: string; passwordHash: string },
  address: string,
): Promise<string | undefined> {
  const id = ctx.newId();
  const opened = await ctx.tx.run(
    /* sql */ `insert into sign_in (id, account_id, created_at, address)
      select $1, id, $4, $5 from account where id = $2 and password_hash = $3 and status = 'active' for share`,
    [id, holder.accountId, holder.passwordHash, ctx.now, address],
  );
  return opened === 1 ? id : undefined;
}

/** Opens a sign-in of an API client, which gets no refresh token (RFC 6749 section 4.4.3). */
export async function openClientSignIn(ctx: Context, clientId: string, address: string): Promise<string> {
  const id = ctx.newId();
  await ctx.tx.run('insert into sign_in (id, client_id, created_at, address) values ($1, $2, $3, $4)', [
    id,
    clientId,
    ctx.now,
    address,
  ]);
  return id;
}

/** Adds a fresh refresh token to a sign-in; only its hash is stored. */
export async function issueRefreshToken(ctx: Context, signInId: string): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  const expires = new Date(ctx.now.getTime() + ctx.config.refreshTokenDays * DAY_MS);
  await ctx.tx.run(
    'insert into refresh_token (hash, sign_in_id, issued_at, expires_at) values ($1, $2, $3, $4)',
    [hashOf(token), signInId, ctx.now, expires],
  );
  return token;
}

/** Uses up a refresh token and gives the next one. Of two who come with the same one, exactly one gets it. */
export async function rotateRefreshToken(ctx: Context, token: string): Promise<Rotation> {
  const hash = hashOf(token);
  const used = await ctx.tx.maybe<{ signInId: string; accountId: string }>(
    /* sql */ `update refresh_token t set used_at = $2 from sign_in s join account a on a.id = s.account_id
      where t.hash = $1 and t.used_at is null and t.expires_at > $2
        and s.id = t.sign_in_id and s.revoked_at is null and a.status = 'active'
      returning s.id as "signInId", a.id as "accountId"`,
    [hash, ctx.now],
  );
  if (used) return { kind: 'rotated', ...used, refreshToken: await issueRefreshToken(ctx, used.signInId) };
  const found = await ctx.tx.maybe<{ signInId: string; accountId: string; used: boolean; revoked: boolean }>(
    /* sql */ `select s.id as "signInId", s.account_id as "accountId", t.used_at is not null as used,
        s.revoked_at is not null as revoked
      from refresh_token t join sign_in s on s.id = t.sign_in_id where t.hash = $1`,
    [hash],
  );
  if (!found) return { kind: 'invalid' };
  if (found.used) return { kind: 'reused', signInId: found.signInId, accountId: found.accountId };
  return { kind: found.revoked ? 'invalid' : 'expired' };
}

/** The sign-in that a refresh token belongs to, used or not. */
export function findSignInOfToken(
  ctx: Context,
  token: string,
): Promise<{ id: string; accountId: string } | undefined> {
  return ctx.tx.maybe<{ id: string; accountId: string }>(
    /* sql */ `select s.id, s.account_id as "accountId" from refresh_token t join sign_in s on s.id = t.sign_in_id
      where t.hash = $1`,
    [hashOf(token)],
  );
}

/** Which sign-ins to end: one of them, or all of an account but perhaps one. */
export type WhichSignIns = { id: string; accountId?: string } | { accountId: string; except?: string };

/**
 * Ends sign-ins and tells every process by one journal row. The caller tells its own authenticator after the commit.
 * @returns the ids of those that were open until now.
 */
export async function revokeSignIns(ctx: Context, which: WhichSignIns, reason: EndReason): Promise<string[]> {
  const one = 'id' in which ? which.id : null;
  const except = 'except' in which ? which.except : null;
  const rows = await ctx.tx.rows<{ id: string }>(
    /* sql */ `update sign_in set revoked_at = $1, reason = $2
      where revoked_at is null and ($3::uuid is null or id = $3) and ($4::uuid is null or account_id = $4)
        and ($5::uuid is null or id <> $5) returning id`,
    [ctx.now, reason, one, which.accountId ?? null, except ?? null],
  );
  const signInIds = rows.map((row) => row.id);
  if (signInIds.length > 0) {
    const data = { signInIds, reason };
    await record(ctx, [
      { id: ctx.newId(), kind: 'sign_in.revoked', documentId: one ?? which.accountId, data },
    ]);
  }
  return signInIds;
}

/** Deletes what can no longer matter: expired refresh tokens, and sign-ins without any whose access tokens are over. */
export async function shedSignIns(ctx: Context): Promise<number> {
  await ctx.tx.run('delete from refresh_token where expires_at < $1', [new Date(ctx.now.getTime() - DAY_MS)]);
  const over = new Date(ctx.now.getTime() - ctx.config.accessTokenSeconds * 1000 - DAY_MS);
  return ctx.tx.run(
    /* sql */ `delete from sign_in s where s.created_at < $1 and (s.revoked_at is null or s.revoked_at < $1)
      and not exists (select from refresh_token t where t.sign_in_id = s.id)`,
    [over],
  );
}
