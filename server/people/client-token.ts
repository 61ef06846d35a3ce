// OAuth 2.0 client credentials (RFC 6749 section 4.4) for API clients; each problem carries OAuth's `error` too.
import express, { type RequestHandler } from 'express';
import type { Config } from '../kernel/config.ts';
import type { Problem } from '../kernel/problem.ts';
import { poolContext, transact } from '../kernel/transaction.ts';
import { actorOfClient, findApiClient } from './accounts.ts';
import type { People } from './people.ts';
import { peopleProblems } from './problems.ts';
import { nobody } from './scope.ts';
import { openClientSignIn } from './sign-ins.ts';

export interface TokenRequest {
  grant_type?: string;
  client_id?: string;
  client_secret?: string;
  scope?: string;
}

export interface ClientToken {
  accessToken: string;
  scopes: readonly string[];
}

type OAuthError = 'invalid_client' | 'invalid_request' | 'unsupported_grant_type' | 'invalid_scope';

function refuse(
  error: OAuthError,
  params: Record<string, string> = {},
  headers: Record<string, string> = {},
): Problem {
  return peopleProblems[error]({ error, ...params }, undefined, { 'Cache-Control': 'no-store', ...headers });
}

const formDecoded = (text: string) => decodeURIComponent(text.replace(/\+/g, ' '));

/** The client's name and secret from an HTTP Basic header, which RFC 6749 section 2.3.1 form-encodes. */
function basicOf(authorization: string | undefined): { id: string; secret: string } | undefined {
  const encoded = /^basic +(\S+) *$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const pair = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8'));
  if (!pair) throw refuse('invalid_request');
  try {
    return { id: formDecoded(pair[1]!), secret: formDecoded(pair[2]!) };
  } catch {
    throw refuse('invalid_request'); // A percent sign that encodes nothing.
  }
}

function credentialsOf(request: TokenRequest, authorization: string | undefined) {
  const basic = basicOf(authorization);
  if (basic && request.client_secret !== undefined) throw refuse('invalid_request'); // One way, not two.
  const id = basic?.id ?? request.client_id;
  const secret = basic?.secret ?? request.client_secret;
  if (!id || !secret || id.length > 200 || secret.length > 200) throw refuse('invalid_request');
  return { id, secret, headers: basic ? { 'WWW-Authenticate': 'Basic realm="jejak-vaksin"' } : undefined };
}

/**
 * Gives an API client an access token with the scopes it asks for, or all it has.
 * @throws Problem invalid_client, invalid_request, unsupported_grant_type, invalid_scope, demo_refused, too_many_attempts.
 */
export async function clientToken(
  people: People,
  request: TokenRequest,
  authorization: string | undefined,
  address: string,
): Promise<ClientToken> {
  const { house, auditor } = people;
  if (!request.grant_type) throw refuse('invalid_request');
  if (request.grant_type !== 'client_credentials') throw refuse('unsupported_grant_type');
  const { id, secret, headers } = credentialsOf(request, authorization);
  await people.attempts.take(`client ${id}`, address);
  const client = await findApiClient(house.database.sql, id);
  const right = await people.hasher.verify(client?.secretHash, secret);
  if (!client || !right || client.status !== 'active' || (client.demo && house.config.production)) {
    const demo = client?.demo && right && client.status === 'active';
    const refusal = demo
      ? peopleProblems.demo_refused({ error: 'invalid_client' })
      : refuse('invalid_client', {}, headers);
    const entry = {
      action: 'client_token',
      subject: client?.id,
      placeId: client?.place.id,
      outcome: refusal.code,
      address,
    };
    await auditor.noteNow(poolContext(house, nobody), entry);
    throw refusal;
  }
  const asked = (request.scope ?? '').split(' ').filter((scope) => scope !== '');
  const scopes = asked.length === 0 ? client.scopes : [...new Set(asked)];
  if (!scopes.every((scope) => client.scopes.includes(scope))) {
    throw refuse('invalid_scope', { allowed: client.scopes.join(' ') });
  }
  const accessToken = await transact(house, nobody, async (ctx) => {
    const session = await openClientSignIn(ctx, client.id, address);
    const actor = actorOfClient(client, scopes, session);
    await auditor.noteNow(ctx, { action: 'client_token', actor, subject: session, address });
    return people.keyRing.sign(actor);
  });
  await people.attempts.succeeded(`client ${id}`, address);
  return { accessToken, scopes };
}

/** Reads `application/x-www-form-urlencoded`, OAuth's own form; the roof mounts it at the token route before the door. */
export function tokenFormReader(config: Pick<Config, 'maxBodyBytes'>): RequestHandler {
  return express.urlencoded({
    extended: false,
    limit: Math.min(config.maxBodyBytes, 16_384),
    parameterLimit: 10,
  });
}

export const TOKEN_PATH = '/api/v1/auth/token';
