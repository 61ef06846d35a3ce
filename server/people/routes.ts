// The routes of people: signing in and out, and the rest of the room gathered. The door opens no transaction for
// signing in (mode `read`): each verb opens its own after the password is checked, and a refusal's record stays.
import { z } from 'zod';
import { Reply, route, type Route } from '../kernel/route.ts';
import { LEVELS, type Directory } from '../places/directory.ts';
import type { Account } from './accounts.ts';
import { accountRoutes } from './account-routes.ts';
import { auditRoutes } from './audit-routes.ts';
import { clientToken, TOKEN_PATH } from './client-token.ts';
import { demoRoutes } from './demo-routes.ts';
import { notificationRoutes } from './notifications.ts';
import { PASSWORD_MAXIMUM } from './passwords.ts';
import type { People } from './people.ts';
import { ROLES } from './scope.ts';
import { refresh, signIn, signOut, type SignedIn } from './sign-in.ts';

const NO_STORE = { 'Cache-Control': 'no-store' };

const UserView = z.object({
  id: z.uuid(),
  name: z.string(),
  role: z.enum(ROLES),
  place: z.object({ id: z.uuid(), code: z.string(), name: z.string(), level: z.enum(LEVELS) }),
});

const SignedInView = z.object({
  accessToken: z.string().meta({ description: 'Send it as `Authorization: Bearer …`' }),
  refreshToken: z.string().meta({ description: 'Works once; the answer to it brings the next' }),
  expiresIn: z.int().meta({ description: 'Seconds until the access token expires' }),
  user: UserView,
});

const RefreshToken = z.string().min(1).max(200);

/** A person as the sign-in answers tell it. */
function userView({ id, name, role, place }: Account): z.input<typeof UserView> {
  return { id, name, role, place: { id: place.id, code: place.code, name: place.name, level: place.level } };
}

function signedInReply({ account, accessToken, refreshToken }: SignedIn, expiresIn: number) {
  return new Reply({ accessToken, refreshToken, expiresIn, user: userView(account) }, { headers: NO_STORE });
}

function signInRoutes(people: People): Route[] {
  const expiresIn = people.house.config.accessTokenSeconds;
  return [
    route({
      method: 'post',
      path: '/api/v1/auth/login',
      summary: 'Sign in with username and password',
      tag: 'People',
      role: 'public',
      mode: 'read',
      body: z.strictObject({
        username: z.string().trim().toLowerCase().min(1).max(100),
        password: z.string().min(1).max(PASSWORD_MAXIMUM),
      }),
      response: SignedInView,
      problems: ['invalid_credentials', 'account_locked', 'demo_refused', 'too_many_attempts'],
      async handle(_, { body, ip }) {
        return signedInReply(await signIn(people, body.username, body.password, ip), expiresIn);
      },
    }),
    route({
      method: 'post',
      path: '/api/v1/auth/refresh',
      summary: 'Exchange a refresh token for the next pair of tokens',
      description:
        'A refresh token works once. Used a second time it ends the whole sign-in, for it may be stolen.',
      tag: 'People',
      role: 'public',
      mode: 'read',
      body: z.strictObject({ refreshToken: RefreshToken }),
      response: SignedInView,
      problems: ['refresh_token_invalid', 'refresh_token_expired', 'refresh_token_reused'],
      async handle(_, { body, ip }) {
        return signedInReply(await refresh(people, body.refreshToken, ip), expiresIn);
      },
    }),
    route({
      method: 'post',
      path: '/api/v1/auth/logout',
      summary: 'Sign out: end the sign-in of a refresh token',
      tag: 'People',
      role: 'public',
      mode: 'read',
      body: z.strictObject({ refreshToken: RefreshToken }),
      async handle(_, { body, ip }) {
        await signOut(people, body.refreshToken, ip);
        return undefined;
      },
    }),
    route({
      method: 'post',
      path: TOKEN_PATH,
      summary: 'An access token for an API client (OAuth 2.0 client credentials)',
      description:
        'JSON or `application/x-www-form-urlencoded`; the client may also present itself by HTTP Basic.',
      tag: 'People',
      role: 'public',
      mode: 'read',
      body: z.strictObject({
        grant_type: z.string().max(100).optional().meta({ description: 'client_credentials' }),
        client_id: z.string().max(200).optional(),
        client_secret: z.string().max(200).optional(),
        scope: z
          .string()
          .max(500)
          .optional()
          .meta({ description: 'Scopes with spaces between; all by default' }),
      }),
      response: z.object({
        access_token: z.string(),
        token_type: z.literal('Bearer'),
        expires_in: z.int(),
        scope: z.string(),
      }),
      problems: [
        'invalid_client',
        'invalid_request',
        'unsupported_grant_type',
        'invalid_scope',
        'demo_refused',
        'too_many_attempts',
      ],
      async handle(_, { body, headers, ip }) {
        const { accessToken, scopes } = await clientToken(people, body, headers.authorization, ip);
        const answer = {
          access_token: accessToken,
          token_type: 'Bearer',
          expires_in: expiresIn,
          scope: scopes.join(' '),
        };
        return new Reply(answer, { headers: NO_STORE });
      },
    }),
  ];
}

/** All routes of people. */
export function peopleRoutes(people: People, directory: Directory): Route[] {
  return [
    ...signInRoutes(people),
    ...accountRoutes(people, directory),
    ...notificationRoutes(),
    ...auditRoutes(directory),
    ...demoRoutes(people),
  ];
}
