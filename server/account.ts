// `npm run account`: makes accounts and API clients, locks, unlocks and moves. A password is made up and printed once, or read
// from standard input.
import 'dotenv/config';
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { readConfig } from './kernel/config.ts';
import type { Context } from './kernel/context.ts';
import { transact } from './kernel/transaction.ts';
import { openHouse } from './open.ts';
import { createAuditor } from './people/audit.ts';
import { findAccount, moveAccount, setAccountStatus } from './people/accounts.ts';
import { EmailAddress } from './people/notifications.ts';
import { createHasher, PASSWORD_MINIMUM } from './people/passwords.ts';
import { ROLES, SCOPES, SLOT_SCOPES, systemActor } from './people/scope.ts';

const USAGE = `npm run account -- add USERNAME --role ROLE --place CODE --name NAME   (roles: ${ROLES.join(', ')})
  [--email ADDRESS [--digest] [--language id|en]]   (--digest: a mail each morning with the tasks of the place)
npm run account -- digest USERNAME --email ADDRESS [--language id|en] | no-digest USERNAME
npm run account -- client CLIENT_ID --place CODE --name NAME [--scope SCOPE ...]   (scopes: ${SCOPES.join(', ')})
npm run account -- lock USERNAME | unlock USERNAME
npm run account -- move USERNAME --place CODE
A password is made up and printed once; with --password-stdin it is read from standard input instead.`;

class Wrong extends Error {}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    role: { type: 'string' },
    place: { type: 'string' },
    name: { type: 'string' },
    'password-stdin': { type: 'boolean', default: false },
    scope: { type: 'string', multiple: true, default: [...SLOT_SCOPES] },
    email: { type: 'string' },
    digest: { type: 'boolean', default: false },
    language: { type: 'string', default: 'id' },
  },
});

async function passwordOf(): Promise<{ password: string; shown: boolean }> {
  if (!values['password-stdin']) return { password: randomBytes(15).toString('base64url'), shown: true };
  let text = '';
  for await (const chunk of process.stdin) text += String(chunk);
  const password = text.replace(/\r?\n$/, '');
  if (password.length < PASSWORD_MINIMUM)
    throw new Wrong(`A password has at least ${PASSWORD_MINIMUM} characters`);
  return { password, shown: false };
}

async function placeId(ctx: Context): Promise<string> {
  const found = await ctx.tx.maybe<{ id: string }>('select id from place where code = $1 and active', [
    values.place ?? '',
  ]);
  if (!found) throw new Wrong(`There is no place ${values.place ?? '(give --place)'}`);
  return found.id;
}

async function add(ctx: Context, username: string, hash: string): Promise<void> {
  if (!ROLES.includes(values.role as never)) throw new Wrong(`--role must be one of ${ROLES.join(', ')}`);
  const added = await ctx.tx.run(
    `insert into account (id, username, name, role, place_id, password_hash) values ($1, $2, $3, $4, $5, $6)
     on conflict (username) do nothing`,
    [ctx.newId(), username, values.name ?? username, values.role, await placeId(ctx), hash],
  );
  if (added === 0) throw new Wrong(`The username ${username} is taken`);
  if (values.email !== undefined || values.digest) await setDigest(ctx, username, values.digest);
}

/** Whether a person gets the daily mail, and where. */
async function setDigest(ctx: Context, username: string, digest: boolean): Promise<void> {
  const email = values.email ?? null;
  if (email !== null && !EmailAddress.safeParse(email).success)
    throw new Wrong(`${email} is no e-mail address`);
  if (digest && email === null) throw new Wrong('The daily mail needs --email');
  if (values.language !== 'id' && values.language !== 'en') throw new Wrong('--language must be id or en');
  const changed = await ctx.tx.run(
    'update account set email = coalesce($2, email), digest = $3, language = $4 where username = $1',
    [username, email, digest, values.language],
  );
  if (changed === 0) throw new Wrong(`There is no account ${username}`);
}

async function addClient(ctx: Context, clientId: string, hash: string): Promise<void> {
  const wrong = values.scope.find((scope) => !SCOPES.includes(scope as never));
  if (wrong) throw new Wrong(`There is no scope ${wrong}; there are ${SCOPES.join(', ')}`);
  const added = await ctx.tx.run(
    `insert into api_client (id, client_id, secret_hash, name, scopes, place_id) values ($1, $2, $3, $4, $5, $6)
     on conflict (client_id) do nothing`,
    [ctx.newId(), clientId, hash, values.name ?? clientId, values.scope, await placeId(ctx)],
  );
  if (added === 0) throw new Wrong(`The client ${clientId} exists`);
}

async function lock(ctx: Context, username: string, status: 'active' | 'locked'): Promise<void> {
  const account = await findAccount(ctx.tx, username);
  if (!account) throw new Wrong(`There is no account ${username}`);
  await setAccountStatus(ctx, account.id, status);
}

async function move(ctx: Context, username: string): Promise<void> {
  const account = await findAccount(ctx.tx, username);
  if (!account) throw new Wrong(`There is no account ${username}`);
  await moveAccount(ctx, account.id, await placeId(ctx));
}

const [act, name] = positionals;
if (!act || !name || !['add', 'client', 'lock', 'unlock', 'move', 'digest', 'no-digest'].includes(act)) {
  console.error(USAGE);
  process.exit(2);
}
const { house, close } = await openHouse({ ...readConfig(), logLevel: 'warn' });
const auditor = createAuditor(house);
try {
  const makes = act === 'add' || act === 'client';
  const { password, shown } = makes ? await passwordOf() : { password: '', shown: false };
  const hash = makes ? await createHasher().hash(password) : '';
  await transact(house, systemActor, async (ctx) => {
    if (act === 'add') await add(ctx, name.toLowerCase(), hash);
    else if (act === 'client') await addClient(ctx, name, hash);
    else if (act === 'digest' || act === 'no-digest')
      await setDigest(ctx, name.toLowerCase(), act === 'digest');
    else if (act === 'move') await move(ctx, name.toLowerCase());
    else await lock(ctx, name.toLowerCase(), act === 'lock' ? 'locked' : 'active');
    await auditor.noteNow(ctx, { action: `account ${act}`, subject: name });
  });
  console.log(`${act} ${name}: done${shown ? `, password ${password}` : ''}`);
} catch (error) {
  console.error(error instanceof Wrong ? error.message : error);
  process.exitCode = 1;
} finally {
  await auditor.stop();
  await close();
}
