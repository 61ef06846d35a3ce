// A demo's own data: its accounts and its story.
import type { House } from '../kernel/house.ts';
import { transact } from '../kernel/transaction.ts';
import { loadDemoAccounts } from '../people/demo-accounts.ts';
import { createHasher } from '../people/passwords.ts';
import { systemActor } from '../people/scope.ts';
import { playOpening } from './story.ts';

/** Loads the demo accounts where they are missing. @throws Error in production. */
export async function loadAccounts(house: House): Promise<void> {
  if (await house.database.sql.maybe('select from account where demo limit 1')) return;
  const { hash } = createHasher();
  const { production } = house.config;
  await transact(house, systemActor, (ctx) =>
    loadDemoAccounts(ctx.tx, { newId: ctx.newId, now: ctx.now, hash, production }),
  );
}

/** What a demo begins with. */
export async function loadDemo(house: House): Promise<void> {
  await loadAccounts(house);
  await playOpening(house);
}
