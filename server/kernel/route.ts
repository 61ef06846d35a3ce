// One object is a route: path, role, zod shapes, handler. Types, validation and OpenAPI 3.1 all come from it.
import type { z } from 'zod';
import type { Context } from './context.ts';
import type { Language } from './problem.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** An answer with a status, headers or a body that is not JSON. A plain value is answered with 200 (or `status`). */
export class Reply<T> {
  constructor(
    readonly body: T,
    readonly options: { status?: number; headers?: Record<string, string>; type?: string } = {},
  ) {}
}

type Read<T extends z.ZodType | undefined> = T extends z.ZodType ? z.output<T> : undefined;

export interface Request<P, Q, B> {
  params: P;
  query: Q;
  body: B;
  /** Lower-case header names. */
  headers: Record<string, string | undefined>;
  language: Language;
  ip: string;
}

export interface RouteSpec<
  P extends z.ZodType | undefined = z.ZodType | undefined,
  Q extends z.ZodType | undefined = z.ZodType | undefined,
  B extends z.ZodType | undefined = z.ZodType | undefined,
  R extends z.ZodType | undefined = z.ZodType | undefined,
> {
  method: Method;
  /** Express path, parameters as `:name`. */
  path: string;
  summary: string;
  description?: string;
  tag: string;
  /** Who may call it: nobody in particular, anyone signed in, or these roles. */
  role: 'public' | 'signed-in' | readonly string[];
  /** The scope that an API client needs besides its role. */
  scope?: string;
  params?: P;
  query?: Q;
  body?: B;
  response?: R;
  /** The largest body in bytes; by default `config.maxBodyBytes`. */
  maxBodyBytes?: number;
  /** Success status; 200 by default, 204 when there is no response shape. */
  status?: number;
  /** Content types of an answer that is not JSON. */
  produces?: readonly string[];
  /**
   * How the database is used. `read`: the pool, no transaction (GET's default). `write`: one transaction with
   * idempotency, answered after commit (every other method's default). `combined`: the handler gives its command to
   * a combiner, which commits. `plain`: a write that is no domain change, such as signing in: one transaction, no id.
   */
  mode?: 'read' | 'write' | 'combined' | 'plain';
  /** Problem codes worth naming in the documentation. */
  problems?: readonly string[];
  handle(
    ctx: Context,
    request: Request<Read<P>, Read<Q>, Read<B>>,
  ): Promise<(R extends z.ZodType ? z.input<R> : undefined) | Reply<unknown>>;
}

/** Any route, its shapes forgotten: what the composition root collects. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- handlers of different shapes share one list
export type Route = RouteSpec<any, any, any, any>;

/** Declares a route; it exists to infer the handler's types from the shapes. */
export function route<
  P extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
  R extends z.ZodType | undefined = undefined,
>(spec: RouteSpec<P, Q, B, R>): Route {
  return spec;
}
