// Turns routes into an Express router: authenticate, check the role, validate, run, answer. Errors leave as problems.
import express, {
  type ErrorRequestHandler,
  type Request as HttpRequest,
  type RequestHandler,
  type Response,
  type Router,
} from 'express';
import type { Actor, Command, Context } from './context.ts';
import { askedExport, createExporter, exportColumns, type ExportWords } from './export.ts';
import type { House } from './house.ts';
import { earlierAnswer, hashOf, idOfKey, keepAnswer } from './idempotency.ts';
import { Problem, problemOfConstraint, problems, type Language } from './problem.ts';
import { Reply, type Request, type Route } from './route.ts';
import { databaseError, isDatabaseLost, poolContext, transact } from './transaction.ts';
import { validate } from './validate.ts';

export interface DoorOptions {
  /** Who sends this request; undefined when it carries no credentials. @throws Problem for credentials that are wrong. */
  authenticate(authorization: string | undefined, ip: string): Promise<Actor | undefined> | Actor | undefined;
  /** Whoever acts when nobody is signed in. */
  nobody: Actor;
  /** Told of each answered request: the audit. */
  onAnswer?(seen: {
    actor: Actor;
    route: Route;
    path: string;
    status: number;
    code?: string;
    ip: string;
  }): void;
  /** Checks each answer against its shape; for tests. */
  checkResponses?: boolean;
  /** Lets every list be asked for as a file. */
  exportWords?: ExportWords;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Bahasa Indonesia unless the request prefers English (RFC 9110 section 12.5.4). */
export function languageOf(header: string | undefined, request: HttpRequest): Language {
  return header && request.acceptsLanguages('id', 'en') === 'en' ? 'en' : 'id';
}

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

function mayCall(route: Route, actor: Actor | undefined): void {
  if (route.role === 'public') return;
  if (!actor) throw problems.unauthenticated({}, undefined, { 'WWW-Authenticate': 'Bearer' });
  if (route.role !== 'signed-in' && !route.role.includes(actor.role)) throw problems.forbidden();
  if (route.scope && actor.kind === 'client' && !actor.scopes.includes(route.scope))
    throw problems.forbidden();
}

interface Answer {
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

async function run(
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

function hasBody(http: HttpRequest): boolean {
  return Number(http.headers['content-length'] ?? 0) > 0 || http.headers['transfer-encoding'] !== undefined;
}

function send(response: Response, answer: Answer): void {
  response.status(answer.status);
  for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value);
  if (answer.type) response.type(answer.type).send(answer.body as string | Buffer);
  else if (answer.body === undefined || answer.status === 204 || answer.status === 304) response.end();
  else {
    // One string, written together with its head: Express would ask its settings and split long answers in two.
    const text = JSON.stringify(answer.body);
    response.setHeader('Content-Type', 'application/json; charset=utf-8');
    response.setHeader('Content-Length', Buffer.byteLength(text));
    response.end(text);
  }
}

/** What an error means to the caller. Whatever is no Problem is a bug: logged once, told without details. */
export function problemOf(house: House, error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { type, status, limit } = (error ?? {}) as { type?: string; status?: number; limit?: number };
  if (type === 'entity.too.large')
    return problems.body_too_large({ limit: limit ?? house.config.maxBodyBytes });
  if (type === 'entity.parse.failed' || type === 'request.size.invalid' || type === 'request.aborted')
    return problems.invalid_json();
  if (type === 'charset.unsupported' || type === 'encoding.unsupported' || status === 415)
    return problems.unsupported_media_type();
  if (error instanceof URIError || (status === 400 && type === undefined)) return problems.not_found();
  const constraint = problemOfConstraint(databaseError(error)?.constraint);
  if (constraint) return constraint;
  if (isDatabaseLost(error)) {
    house.log.warn({ err: error }, 'the database does not answer');
    return problems.database_unavailable({}, undefined, { 'Retry-After': '5' });
  }
  house.log.error({ err: error }, 'a request failed');
  return problems.internal_error();
}

function sendProblem(response: Response, problem: Problem, language: Language): void {
  for (const [name, value] of Object.entries(problem.headers)) response.setHeader(name, value);
  response.setHeader('Content-Language', language);
  response
    .status(problem.status)
    .type('application/problem+json')
    .send(JSON.stringify(problem.toBody(language)));
}

/** Answers one route's requests, whatever happens. */
function answering(
  house: House,
  route: Route,
  options: DoorOptions,
  exportList: ReturnType<typeof createExporter> | undefined,
): RequestHandler {
  const columns = exportList && exportColumns(route);
  return async (http, response) => {
    const started = performance.now();
    const ip = http.ip ?? '';
    const language = languageOf(http.headers['accept-language'], http);
    let actor: Actor | undefined;
    let code: string | undefined;
    try {
      // A public route does not mind a token that has expired: signing in anew is one of them.
      if (route.role !== 'public') actor = await options.authenticate(http.headers.authorization, ip);
      mayCall(route, actor);
      if (route.body && http.body === undefined && hasBody(http)) throw problems.unsupported_media_type();
      const { asked, query } = columns ? askedExport(http) : { query: http.query };
      const request = {
        params: validate(route.params, http.params, '/params'),
        query: validate(route.query, query, '/query'),
        body: validate(route.body, http.body ?? {}, ''),
        headers: http.headers as Record<string, string | undefined>,
        language,
        ip,
      };
      if (exportList && columns && asked) {
        await exportList(actor ?? options.nobody, route, columns, request as never, asked, response);
      } else {
        const answer = await run(house, route, actor ?? options.nobody, request);
        if (options.checkResponses && route.response && answer.status < 300) {
          const encoded = answer.type ? String(answer.body) : JSON.stringify(answer.body);
          route.response.parse(JSON.parse(encoded));
        }
        send(response, answer);
      }
    } catch (error) {
      const problem = problemOf(house, error);
      code = problem.code;
      sendProblem(response, problem, language);
    }
    const status = response.statusCode;
    const seconds = (performance.now() - started) / 1000;
    house.metrics.requests.observe({ method: route.method, route: route.path, status }, seconds);
    options.onAnswer?.({ actor: actor ?? options.nobody, route, path: http.path, status, code, ip });
  };
}

/** Whatever else is asked of a path that exists: 405 with the methods that are allowed. */
function refuseOtherMethods(router: Router, routes: readonly Route[]): void {
  const methods = new Map<string, string[]>();
  for (const { path, method } of routes)
    methods.set(path, [...(methods.get(path) ?? []), method.toUpperCase()]);
  for (const [path, allowed] of methods) {
    router.all(path, (http, response) => {
      const problem = problems.method_not_allowed({}, undefined, { Allow: allowed.join(', ') });
      sendProblem(response, problem, languageOf(http.headers['accept-language'], http));
    });
  }
}

/**
 * Makes the handler of all routes. Bodies are read as JSON, up to `config.maxBodyBytes` or the route's own limit. Paths
 * without parameters are looked up in a table: walking a hundred patterns costs a tenth of a small request.
 */
export function createDoor(house: House, routes: readonly Route[], options: DoorOptions): RequestHandler {
  const router = express.Router({ strict: true, caseSensitive: true });
  const jsonUpTo = (limit: number) => express.json({ limit, type: 'application/json', strict: false });
  const ordinary = jsonUpTo(house.config.maxBodyBytes);
  const exact = new Map<string, RequestHandler>();
  const exportList = options.exportWords && createExporter(house, options.exportWords);
  for (const route of routes) {
    const answer = answering(house, route, options, exportList);
    const json = route.maxBodyBytes === undefined ? ordinary : jsonUpTo(route.maxBodyBytes);
    const read: RequestHandler = (http, response, next) =>
      json(http, response, (error?: unknown) => (error ? next(error) : answer(http, response, next)));
    const handler = route.body ? read : answer;
    if (route.path.includes(':')) router[route.method](route.path, handler);
    else exact.set(`${route.method.toUpperCase()} ${route.path}`, handler);
  }
  refuseOtherMethods(router, routes);
  return (http, response, next) => {
    const method = http.method === 'HEAD' ? 'GET' : http.method;
    const handle = exact.get(`${method} ${http.path}`) ?? router;
    return handle(http, response, next);
  };
}

/** Stands last: an address that nothing answers is 404, and whatever failed on the way leaves as a problem. */
export function lastResort(house: House): [RequestHandler, ErrorRequestHandler] {
  const missing: RequestHandler = (http, response) => {
    sendProblem(response, problems.not_found(), languageOf(http.headers['accept-language'], http));
  };
  const failed: ErrorRequestHandler = (error, http, response, next) => {
    if (response.headersSent) return next(error);
    sendProblem(response, problemOf(house, error), languageOf(http.headers['accept-language'], http));
  };
  return [missing, failed];
}
