// Signing in, staying signed in, signing out. Passwords are checked before the transaction begins: hashing takes
// tens of milliseconds, in which no connection of the pool should be held.
import type { Problem } from '../kernel/problem.ts';
import { poolContext, transact } from '../kernel/transaction.ts';
import { actorOfAccount, findAccount, getAccount, type Account } from './accounts.ts';
import type { People } from './people.ts';
import { peopleProblems } from './problems.ts';
import { nobody } from './scope.ts';
import {
  findSignInOfToken,
  issueRefreshToken,
  openSignIn,
  revokeSignIns,
  rotateRefreshToken,
} from './sign-ins.ts';

export interface SignedIn {
  account: Account;
  accessToken: string;
  refreshToken: string;
}

/** Tells nobody more than the caller already knows: that an account is locked is said to its password's owner only. */
function refusalOf(people: People, account: Account | undefined, right: boolean): Problem | undefined {
  if (!account || !right) return peopleProblems.invalid_credentials();
  if (account.status !== 'active') return peopleProblems.account_locked();
  if (account.demo && people.house.config.production) return peopleProblems.demo_refused();
  return undefined;
}

/** The pair of tokens for an account in one of its sign-ins. */
function pairFor(people: People, account: Account, signInId: string, refreshToken: string): SignedIn {
  return { account, accessToken: people.keyRing.sign(actorOfAccount(account, signInId)), refreshToken };
}

/**
 * Signs a person in.
 * @throws Problem invalid_credentials, account_locked, demo_refused, too_many_attempts.
 */
export async function signIn(
  people: People,
  username: string,
  password: string,
  address: string,
): Promise<SignedIn> {
  const { house, auditor } = people;
  await people.attempts.take(username, address);
  const account = await findAccount(house.database.sql, username);
  const right = await people.hasher.verify(account?.passwordHash, password);
  const refusal = refusalOf(people, account, right);
  if (!account || refusal) {
    const entry = {
      action: 'sign_in',
      subject: account?.id,
      placeId: account?.place.id,
      outcome: refusal!.code,
      address,
    };
    await auditor.noteNow(poolContext(house, nobody), entry);
    throw refusal!;
  }
  const signedIn = await transact(house, actorOfAccount(account), async (ctx) => {
    const { id: accountId, passwordHash } = account;
    const signInId = await openSignIn(ctx, { accountId, passwordHash }, address);
    if (!signInId) return undefined;
    const refreshToken = await issueRefreshToken(ctx, signInId);
    await auditor.noteNow(ctx, { action: 'sign_in', subject: signInId, address });
    return pairFor(people, account, signInId, refreshToken);
  });
  if (!signedIn) throw peopleProblems.invalid_credentials();
  await people.attempts.succeeded(username, address);
  return signedIn;
}

/**
 * Exchanges a refresh token for the next pair.
 * @throws Problem refresh_token_invalid, refresh_token_expired, or refresh_token_reused, which ends the sign-in.
 */
export async function refresh(people: People, token: string, address: string): Promise<SignedIn> {
  const { house, auditor, authenticator } = people;
  // The answer is thrown only after the commit: a reuse must stay recorded although it is refused.
  const outcome = await transact(house, nobody, async (ctx) => {
    const rotation = await rotateRefreshToken(ctx, token);
    if (rotation.kind === 'reused') {
      await revokeSignIns(ctx, { id: rotation.signInId }, 'refresh_token_reused');
      const account = await getAccount(ctx.tx, rotation.accountId);
      const entry = {
        action: 'refresh',
        subject: rotation.signInId,
        placeId: account.place.id,
        outcome: 'refresh_token_reused',
        address,
      };
      await auditor.noteNow(ctx, entry);
    }
    if (rotation.kind !== 'rotated') return rotation;
    const account = await getAccount(ctx.tx, rotation.accountId);
    const refusal = refusalOf(people, account, true);
    if (refusal) throw refusal;
    return pairFor(people, account, rotation.signInId, rotation.refreshToken);
  });
  if (!('kind' in outcome)) {
    auditor.note({ action: 'refresh', actor: actorOfAccount(outcome.account), address });
    return outcome;
  }
  if (outcome.kind === 'reused') {
    authenticator.revoke(outcome.signInId);
    throw peopleProblems.refresh_token_reused();
  }
  throw outcome.kind === 'expired'
    ? peopleProblems.refresh_token_expired()
    : peopleProblems.refresh_token_invalid();
}

/** Ends the sign-in of a refresh token; one that is unknown or already over ends nothing and is no error (RFC 7009). */
export async function signOut(people: People, token: string, address: string): Promise<void> {
  const ended = await transact(people.house, nobody, async (outer) => {
    const found = await findSignInOfToken(outer, token);
    if (!found) return [];
    const ctx = { ...outer, actor: actorOfAccount(await getAccount(outer.tx, found.accountId)) };
    const ids = await revokeSignIns(ctx, { id: found.id }, 'signed_out');
    if (ids.length > 0) await people.auditor.noteNow(ctx, { action: 'sign_out', subject: found.id, address });
    return ids;
  });
  for (const id of ended) people.authenticator.revoke(id);
}
