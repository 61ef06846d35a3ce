// What belongs to whoever is signed in: who they are, their password, their sign-ins.
import { z } from 'zod';
import { problems } from '../kernel/problem.ts';
import { route, type Route } from '../kernel/route.ts';
import { decodeCursor, iso, listOf, Moment, Page, pageOf, Uuid } from '../kernel/shapes.ts';
import { transact } from '../kernel/transaction.ts';
import { LEVELS, type Directory } from '../places/directory.ts';
import { changePassword } from './change-password.ts';
import { PASSWORD_MAXIMUM } from './passwords.ts';
import type { People } from './people.ts';
import { READERS } from './scope.ts';
import { revokeSignIns } from './sign-ins.ts';

const MeView = z.object({
  id: z.uuid(),
  name: z.string(),
  username: z
    .string()
    .nullable()
    .meta({ description: "The account's username, or an API client's client_id" }),
  role: z.string(),
  place: z.object({ id: z.uuid(), code: z.string(), name: z.string(), level: z.enum(LEVELS) }),
  scopes: z.array(z.string()),
});

const SignInView = z.object({
  id: z.uuid(),
  createdAt: Moment,
  lastUsedAt: Moment,
  address: z.string(),
  current: z.boolean().meta({ description: 'Whether this request belongs to it' }),
  revokedAt: Moment.nullable(),
  reason: z.string().nullable(),
});

interface SignInRow {
  id: string;
  createdAt: Date;
  lastUsedAt: Date;
  address: string;
  revokedAt: Date | null;
  reason: string | null;
}

const SIGN_INS = /* sql */ `
  select s.id, s.created_at as "createdAt", s.address, s.revoked_at as "revokedAt", s.reason,
    coalesce((select max(t.issued_at) from refresh_token t where t.sign_in_id = s.id), s.created_at) as "lastUsedAt"
  from sign_in s where s.account_id = $1 and ($2::uuid is null or s.id < $2) order by s.id desc limit $3`;

/** The routes of one's own account. */
export function accountRoutes(people: People, directory: Directory): Route[] {
  const { house, authenticator } = people;
  return [
    route({
      method: 'get',
      path: '/api/v1/me',
      summary: 'Who is signed in',
      tag: 'People',
      role: 'signed-in',
      response: MeView,
      async handle({ actor, tx }) {
        const known = await tx.maybe<{ username: string }>(
          /* sql */ `select username from account where id = $1
            union all select client_id from api_client where id = $1`,
          [actor.id],
        );
        const { id, code, name, level } = directory.get(actor.unit.id);
        const place = { id, code, name, level };
        return {
          id: actor.id,
          name: actor.name,
          username: known?.username ?? null,
          role: actor.role,
          place,
          scopes: [...actor.scopes],
        };
      },
    }),
    route({
      method: 'post',
      path: '/api/v1/auth/password',
      summary: "Change one's own password; every other sign-in of the account ends",
      tag: 'People',
      role: READERS,
      mode: 'read',
      body: z.strictObject({
        currentPassword: z.string().min(1).max(PASSWORD_MAXIMUM),
        newPassword: z.string().min(1).max(PASSWORD_MAXIMUM),
      }),
      problems: ['wrong_password', 'weak_password', 'too_many_attempts'],
      async handle({ actor }, { body, ip }) {
        if (actor.kind !== 'person') throw problems.forbidden();
        await changePassword(people, actor, body.currentPassword, body.newPassword, ip);
        return undefined;
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/sign-ins',
      summary: "One's own sign-ins, newest first",
      tag: 'People',
      role: READERS,
      query: z.strictObject(Page),
      response: listOf(SignInView),
      async handle({ actor, tx }, { query }) {
        const after = decodeCursor(query.cursor, 1)?.[0];
        const rows = await tx.rows<SignInRow>(SIGN_INS, [actor.id, after ?? null, query.limit + 1]);
        const { items, nextCursor } = pageOf(rows, query.limit, (row) => [row.id]);
        const view = ({ createdAt, lastUsedAt, revokedAt, ...row }: SignInRow) => ({
          ...row,
          createdAt: iso(createdAt),
          lastUsedAt: iso(lastUsedAt),
          current: row.id === actor.session,
          revokedAt: revokedAt && iso(revokedAt),
        });
        return { items: items.map(view), nextCursor };
      },
    }),
    route({
      method: 'post',
      path: '/api/v1/sign-ins/:id/revoke',
      summary: "End one of one's own sign-ins; doing so twice is harmless",
      tag: 'People',
      role: READERS,
      mode: 'read',
      params: z.object({ id: Uuid }),
      problems: ['not_found'],
      async handle({ actor }, { params: { id } }) {
        const ended = await transact(house, actor, async (ctx) => {
          const own = await ctx.tx.maybe('select 1 from sign_in where id = $1 and account_id = $2', [
            id,
            actor.id,
          ]);
          if (!own) throw problems.not_found();
          return revokeSignIns(ctx, { id, accountId: actor.id }, 'revoked');
        });
        for (const signIn of ended) authenticator.revoke(signIn);
        return undefined;
      },
    }),
  ];
}
