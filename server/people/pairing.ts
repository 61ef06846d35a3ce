// Pairing a phone: a code is shown to the person, who has minutes to use it, once. Only its hash is stored.
import { createHash, randomInt } from 'node:crypto';
import type { Context } from '../kernel/context.ts';
import { problems } from '../kernel/problem.ts';
import { findAccount, getAccount, type Account } from './accounts.ts';
import { peopleProblems } from './problems.ts';
import { isWithin, OFFICERS, STAFF } from './scope.ts';

/** Crockford's base32: no I, L, O or U, which are taken for others when read aloud. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 10;
const MINUTE_MS = 60_000;
/** Codes that nobody used are forgotten after so long. */
const KEEP_MS = 7 * 86_400_000;

const hashOf = (code: string) => createHash('sha256').update(code).digest();

/** A typed code as it was shown: spaces and hyphens do not matter, nor do letters that look like digits. */
export function plainCode(typed: string): string {
  return typed.toUpperCase().replace(/[\s-]/g, '').replace(/[IL]/g, '1').replace(/O/g, '0');
}

export interface Offer {
  code: string;
  expiresAt: Date;
  account: Account;
}

/** Whose phone it is to be. @throws Problem not_found, forbidden, account_locked. */
async function ownerOf(ctx: Context, username: string | undefined): Promise<Account> {
  const { actor } = ctx;
  const account =
    username === undefined ? await getAccount(ctx.tx, actor.id) : await findAccount(ctx.tx, username);
  if (account?.id === actor.id) return account;
  if (!account || !isWithin(actor, account.place.path)) throw problems.not_found();
  if (!OFFICERS.includes(actor.role as never) || !STAFF.includes(account.role)) throw problems.forbidden();
  if (account.status !== 'active') throw peopleProblems.account_locked();
  return account;
}

/**
 * Offers a code to pair a phone with: one's own, or as an officer of somebody in one's area. Asked again under the same
 * id, the code is a new one and the one before no longer works, for it is kept nowhere.
 * @throws Problem not_found, forbidden, account_locked, idempotency_conflict for an id that was used.
 */
export async function offerPairing(ctx: Context, command: { id: string; username?: string }): Promise<Offer> {
  const account = await ownerOf(ctx, command.username);
  const code = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  const expiresAt = new Date(ctx.now.getTime() + ctx.config.pairingMinutes * MINUTE_MS);
  await ctx.tx.run('delete from pairing where used_at is null and expires_at < $1', [
    new Date(ctx.now.getTime() - KEEP_MS),
  ]);
  const offered = await ctx.tx.run(
    /* sql */ `insert into pairing as p (id, code_hash, account_id, place_id, offered_by, offered_at, expires_at)
      values ($1, $2, $3, $4, $5, $6, $7)
      on conflict (id) do update set code_hash = excluded.code_hash, offered_at = excluded.offered_at,
        expires_at = excluded.expires_at
      where p.used_at is null and p.offered_by = excluded.offered_by and p.account_id = excluded.account_id`,
    [command.id, hashOf(code), account.id, account.place.id, ctx.actor.id, ctx.now, expiresAt],
  );
  if (offered !== 1) throw problems.idempotency_conflict();
  return { code, expiresAt, account };
}

/**
 * Uses a code up for a device: of two who come with it, one succeeds.
 * @returns the account whose phone it is.
 * @throws Problem pairing_invalid for a code that is unknown, used or past its time, or whose owner was locked or moved.
 */
export async function usePairing(ctx: Context, typed: string): Promise<{ id: string; account: Account }> {
  const found = await ctx.tx.maybe<{ id: string; accountId: string; placeId: string }>(
    /* sql */ `select id, account_id as "accountId", place_id as "placeId" from pairing
      where code_hash = $1 and used_at is null and expires_at > $2 for update`,
    [hashOf(plainCode(typed)), ctx.now],
  );
  if (!found) throw peopleProblems.pairing_invalid();
  const account = await getAccount(ctx.tx, found.accountId);
  if (account.status !== 'active' || account.place.id !== found.placeId)
    throw peopleProblems.pairing_invalid();
  return { id: found.id, account };
}

/** Notes which device a code was used for. */
export async function closePairing(ctx: Context, id: string, deviceId: string): Promise<void> {
  await ctx.tx.run('update pairing set used_at = $2, device_id = $3 where id = $1', [id, ctx.now, deviceId]);
}
