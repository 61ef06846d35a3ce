// What operators ask a service: is it alive, may it get traffic, what does it measure, what does its API look like.
import { z } from 'zod';
import { poolOf } from './database.ts';
import type { House } from './house.ts';
import { describeApi } from './openapi.ts';
import { allProblems, problems, type Language } from './problem.ts';
import { Reply, route, type Route } from './route.ts';
import type { Sql } from './sql.ts';

const tag = 'Operations';

function measurePool(house: House): void {
  const { totalCount, idleCount, waitingCount } = poolOf(house.database.source);
  house.metrics.pool.set({ state: 'total' }, totalCount);
  house.metrics.pool.set({ state: 'idle' }, idleCount);
  house.metrics.pool.set({ state: 'waiting' }, waitingCount);
}

/** Asked of the database at each reading: a relay or follower that stands still must show, whichever process runs it. */
async function measureJournal(house: House, sql: Sql): Promise<void> {
  const { oldest, seq } = await sql.one<{
    oldest: Date | null;
    seq: number;
  }>(/* sql */ `select (select min(recorded_at) from journal_key where seq is null) as oldest,
      (select coalesce(max(seq), 0) from journal_key where seq is not null) as seq`);
  const waits = oldest ? (house.now().getTime() - oldest.getTime()) / 1000 : 0;
  house.metrics.relayLag.set(Math.max(0, waits));
  const followers = await sql.rows<{ name: string; seq: number }>('select name, seq from follower');
  for (const follower of followers)
    house.metrics.followerLag.set({ follower: follower.name }, seq - follower.seq);
}

function health(house: House, isReady: () => boolean): Route[] {
  const Status = z.object({ status: z.literal('ok') });
  return [
    route({
      method: 'get',
      path: '/healthz',
      summary: 'The process runs',
      tag,
      role: 'public',
      response: Status,
      handle: () => Promise.resolve({ status: 'ok' as const }),
    }),
    route({
      method: 'get',
      path: '/readyz',
      summary: 'The service answers: its database does, and it is not stopping',
      tag,
      role: 'public',
      response: Status,
      async handle(ctx) {
        if (!isReady()) throw problems.shutting_down({}, undefined, { 'Retry-After': '5' });
        await ctx.tx.rows('select 1').catch((error: unknown) => {
          house.log.warn({ err: error }, 'the database does not answer');
          throw problems.too_busy({}, undefined, { 'Retry-After': '5' });
        });
        return { status: 'ok' as const };
      },
    }),
    route({
      method: 'get',
      path: '/metrics',
      summary: 'Metrics in the Prometheus text format',
      tag,
      role: 'public',
      produces: ['text/plain'],
      async handle(ctx) {
        measurePool(house);
        await measureJournal(house, ctx.tx);
        return new Reply(await house.metrics.registry.metrics(), {
          type: house.metrics.registry.contentType,
        });
      },
    }),
  ];
}

function documentation(describe: () => object): Route[] {
  return [
    route({
      method: 'get',
      path: '/openapi.json',
      summary: 'This API as OpenAPI 3.1',
      tag,
      role: 'public',
      response: z.looseObject({ openapi: z.literal('3.1.0') }),
      handle: () => Promise.resolve(describe() as { openapi: '3.1.0' }),
    }),
    route({
      method: 'get',
      path: '/problems/:code',
      summary: 'What a problem code means',
      tag,
      role: 'public',
      params: z.object({ code: z.string().max(100) }),
      response: z.object({ code: z.string(), status: z.int(), title: z.string(), detail: z.string() }),
      handle(_, { params, language }: { params: { code: string }; language: Language }) {
        const spec = allProblems().get(params.code);
        if (!spec) throw problems.not_found();
        const detail = (spec.detail ?? spec.title)[language];
        return Promise.resolve({
          code: params.code,
          status: spec.status,
          title: spec.title[language],
          detail,
        });
      },
    }),
  ];
}

/** The routes for operators and integrators; `routes` are all others, which the document describes too. */
export function operationRoutes(
  house: House,
  routes: readonly Route[],
  info: { title: string; version: string; description: string },
  isReady: () => boolean,
): Route[] {
  let document: object | undefined;
  const own: Route[] = [
    ...health(house, isReady),
    ...documentation(() => (document ??= describeApi([...routes, ...own], info))),
  ];
  return own;
}
