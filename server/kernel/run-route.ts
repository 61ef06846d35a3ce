// Runs a route's handler as its mode says: by the pool, in one transaction with its idempotency, or through a combiner.
import type { Actor, Command, Context } from './context.ts';
import type { House } from './house.ts';
import { earlierAnswer, hashOf, idOfKey, keepAnswer } from './idempotency.ts';
import { problems } from './problem.ts';
import { Reply, type Request, type Route } from './route.ts';
import { poolContext, transact } from './transaction.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

function commandOf(
  route: Route,
  actor: Actor,
  request: Request<unknown, unknown, unknown>,
): Command | undefined {
  const key = request.headers['idempotency-key'];
  const own = (request.body as { id?: unknown } | undefined)?.id;
  if (key !== undefined && (key.length === 0 || key.length > 200)) {
    const message = { id: 'Harus 1 sampai 200 karakter', en: 'Must have 1 to 200 characters' };
    throw problems.validation_failed({}, [{ pointer: '/headers/idempotency-key', message }]);
  }
  const id =
    typeof own === 'string'
      ? own
      : key === undefined
        ? undefined
        : UUID.test(key)
          ? key.toLowerCase()
          : idOfKey(actor.id, key);
  if (id === undefined) return undefined;
  return {
    id,
    hash: hashOf(`${route.method} ${route.path}`, actor.id, [request.params, request.query, request.body]),
  };
}

/** What a route answers, before it is put on the wire. */
export interface Answer {
  status: number;
  body: unknown;
  headers: Record<string, string>;
  type?: string;
}

function answerOf(route: Route, result: unknown): Answer {
  const fallback = route.status ?? (route.response || route.produces ? 200 : 204);
  if (!(result instanceof Reply)) return { status: fallback, body: result, headers: {} };
  return {
    status: result.options.status ?? fallback,
    body: result.body,
    headers: result.options.headers ?? {},
    type: result.options.type,
  };
}

async function write(
  house: House,
  route: Route,
  actor: Actor,
  request: Request<unknown, unknown, unknown>,
): Promise<Answer> {
  const sent = commandOf(route, actor, request);
  const command = sent ?? { id: house.newId(), hash: hashOf(route.path, actor.id, house.newId()) };
  const work = async (ctx: Context): Promise<Answer> => {
    const earlier = sent && (await earlierAnswer(ctx, sent));
    if (earlier) return { ...earlier, headers: { 'Idempotency-Replayed': 'true' } };
    const answer = answerOf(route, await route.handle(ctx, request as never));
    if (sent) await keepAnswer(ctx, sent, { status: answer.status, body: answer.body });
    return answer;
  };
  return transact(house, actor, work, command);
}

/** Runs the route for a request that was read and is allowed. @throws Problem when the handler refuses. */
export async function runRoute(
  house: House,
  route: Route,
  actor: Actor,
  request: Request<unknown, unknown, unknown>,
): Promise<Answer> {
  const mode = route.mode ?? (route.method === 'get' ? 'read' : 'write');
  if (mode === 'write') return write(house, route, actor, request);
  if (mode === 'plain')
    return answerOf(route, await transact(house, actor, (ctx) => route.handle(ctx, request as never)));
  const command = mode === 'combined' ? commandOf(route, actor, request) : undefined;
  return answerOf(route, await route.handle(poolContext(house, actor, command), request as never));
}
