// Turns routes into one Express handler: authenticate, check the role, validate, run, answer. Errors leave as problems.
import express, {
  type ErrorRequestHandler,
  type Request as HttpRequest,
  type RequestHandler,
  type Response,
  type Router,
} from 'express';
import { languageOf, problemOf, sendProblem } from './answer-problem.ts';
import type { Actor } from './context.ts';
import { askedExport, createExporter, exportColumns, type ExportWords } from './export.ts';
import type { House } from './house.ts';
import { problems } from './problem.ts';
import type { Route } from './route.ts';
import { runRoute, type Answer } from './run-route.ts';
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

function mayCall(route: Route, actor: Actor | undefined): void {
  if (route.role === 'public') return;
  if (!actor) throw problems.unauthenticated({}, undefined, { 'WWW-Authenticate': 'Bearer' });
  if (route.role !== 'signed-in' && !route.role.includes(actor.role)) throw problems.forbidden();
  if (route.scope && actor.kind === 'client' && !actor.scopes.includes(route.scope))
    throw problems.forbidden();
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
        const answer = await runRoute(house, route, actor ?? options.nobody, request);
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
