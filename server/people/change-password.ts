// Changing one's own password ends every other sign-in of the account.
import type { Actor } from '../kernel/context.ts';
import { transact } from '../kernel/transaction.ts';
import { getAccount } from './accounts.ts';
import { PASSWORD_MINIMUM } from './passwords.ts';
import type { People } from './people.ts';
import { peopleProblems } from './problems.ts';
import { revokeSignIns } from './sign-ins.ts';

/**
 * Changes the actor's password. A demo account so becomes an ordinary one: its password is known to its owner only.
 * @throws Problem wrong_password, weak_password, too_many_attempts.
 */
export async function changePassword(
  people: People,
  actor: Actor,
  current: string,
  wanted: string,
  address: string,
): Promise<void> {
  const { house, auditor } = people;
  const account = await getAccount(house.database.sql, actor.id);
  const tooWeak =
    wanted.length < PASSWORD_MINIMUM || wanted.toLowerCase() === account.username || wanted === current;
  if (tooWeak) throw peopleProblems.weak_password({ minimum: PASSWORD_MINIMUM });
  await people.attempts.take(account.username, address);
  if (!(await people.hasher.verify(account.passwordHash, current))) {
    auditor.note({ action: 'password', actor, outcome: 'wrong_password', address });
    throw peopleProblems.wrong_password();
  }
  const hash = await people.hasher.hash(wanted);
  const ended = await transact(house, actor, async (ctx) => {
    const changed = await ctx.tx.run(
      'update account set password_hash = $3, demo = false where id = $1 and password_hash = $2',
      [account.id, account.passwordHash, hash],
    );
    if (changed === 0) throw peopleProblems.wrong_password(); // Changed by another sign-in at this moment.
    const ids = await revokeSignIns(
      ctx,
      { accountId: account.id, except: actor.session },
      'password_changed',
    );
    await auditor.noteNow(ctx, { action: 'password', address, detail: { ended: ids.length } });
    return ids;
  });
  for (const id of ended) people.authenticator.revoke(id);
  await people.attempts.succeeded(account.username, address);
}
