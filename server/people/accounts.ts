// Accounts and API clients as the tokens need them: who it is, in which role, and where they belong.
import type { Actor, Context } from '../kernel/context.ts';
import { record } from '../kernel/journal.ts';
import type { Sql } from '../kernel/sql.ts';
import type { Level } from '../places/directory.ts';
import type { Status } from './entities.ts';
import { revokeSignIns } from './sign-ins.ts';
import type { PersonRole } from './scope.ts';

export interface PlaceOfPerson {
  id: string;
  code: string;
  name: string;
  level: Level;
  path: string;
}

export interface Account {
  id: string;
  username: string;
  name: string;
  role: PersonRole;
  passwordHash: string;
  status: Status;
  demo: boolean;
  place: PlaceOfPerson;
}

export interface ApiClient {
  id: string;
  clientId: string;
  name: string;
  secretHash: string;
  scopes: string[];
  status: Status;
  demo: boolean;
  place: PlaceOfPerson;
}

const PLACE = `json_build_object('id', p.id, 'code', p.code, 'name', p.name, 'level', p.level, 'path', p.path) as place`;

const ACCOUNT = /* sql */ `
  select a.id, a.username, a.name, a.role, a.password_hash as "passwordHash", a.status, a.demo, ${PLACE}
  from account a join place p on p.id = a.place_id`;

/** The account of that name, in lower case. */
export function findAccount(sql: Sql, username: string): Promise<Account | undefined> {
  return sql.maybe<Account>(`${ACCOUNT} where a.username = $1`, [username]);
}

/** The account of that id. */
export function getAccount(sql: Sql, id: string): Promise<Account> {
  return sql.one<Account>(`${ACCOUNT} where a.id = $1`, [id]);
}

/** The API client of that `client_id`. */
export function findApiClient(sql: Sql, clientId: string): Promise<ApiClient | undefined> {
  return sql.maybe<ApiClient>(
    /* sql */ `select c.id, c.client_id as "clientId", c.name, c.secret_hash as "secretHash", c.scopes, c.status,
        c.demo, ${PLACE}
      from api_client c join place p on p.id = c.place_id where c.client_id = $1`,
    [clientId],
  );
}

const unitOf = ({ id, code, path }: PlaceOfPerson) => ({ id, code, path });

/** The actor that an account is during one of its sign-ins. */
export function actorOfAccount(account: Account, session?: string): Actor {
  const { id, name, role } = account;
  return { id, name, kind: 'person', role, scopes: [], unit: unitOf(account.place), session };
}

/** The actor that an API client is, with the scopes it asked for. */
export function actorOfClient(client: ApiClient, scopes: readonly string[], session: string): Actor {
  return {
    id: client.id,
    name: client.name,
    kind: 'client',
    role: 'api_client',
    scopes,
    unit: unitOf(client.place),
    session,
  };
}

/**
 * Locks or unlocks an account. Locking ends its sign-ins in every process within a second.
 * @returns the ids of the ended sign-ins, for the caller's own authenticator after the commit.
 */
export async function setAccountStatus(ctx: Context, accountId: string, status: Status): Promise<string[]> {
  const changed = await ctx.tx.run('update account set status = $2 where id = $1 and status <> $2', [
    accountId,
    status,
  ]);
  if (changed === 0) return [];
  const signInIds = status === 'locked' ? await revokeSignIns(ctx, { accountId }, 'account_locked') : [];
  await record(ctx, [
    { id: ctx.newId(), kind: 'account.changed', documentId: accountId, data: { status, signInIds } },
  ]);
  return signInIds;
}

/**
 * Moves a person to another place. What they hold speaks for the old one, so their sign-ins end in every process within
 * a second; they sign in again.
 * @returns the ids of the ended sign-ins, for the caller's own authenticator after the commit.
 */
export async function moveAccount(ctx: Context, accountId: string, placeId: string): Promise<string[]> {
  const moved = await ctx.tx.run('update account set place_id = $2 where id = $1 and place_id <> $2', [
    accountId,
    placeId,
  ]);
  if (moved === 0) return [];
  const signInIds = await revokeSignIns(ctx, { accountId }, 'account_moved');
  const data = { place: placeId, signInIds };
  await record(ctx, [{ id: ctx.newId(), kind: 'account.changed', documentId: accountId, data }]);
  return signInIds;
}
