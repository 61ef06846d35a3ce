// Phones for end-to-end tests: paired over HTTP, pushing and pulling as an application does.
import supertest from 'supertest';
import { expect } from 'vitest';
import type { PairedView, PairingView, PushView, ResultView } from '../../mobile-api/shapes.ts';
import type { PullView } from '../../mobile-api/pull-shapes.ts';
import type { TestApp } from '../support/app.ts';

export interface Phone {
  id: string;
  token: string;
  /** The number of its next event. */
  next(): number;
  get(path: string): supertest.Test;
  post(path: string, body: object): supertest.Test;
  /** Pushes events as they are, numbered unless they are already, and answers the whole. */
  push(events: object[], sentAt?: Date | string): Promise<PushView>;
  /** The result of one event. */
  one(event: object): Promise<ResultView>;
  /** Pulls everything since a cursor, page by page. */
  pull(cursor?: string, limit?: number): Promise<PullView[]>;
}

/** A pairing code of a demo account, offered by itself or by `by`. */
export async function offer(t: TestApp, username: string, by = username): Promise<PairingView> {
  const caller = await t.as(by);
  const body = by === username ? { id: t.id() } : { id: t.id(), user: username };
  return (await caller.post('/api/v1/pairings', body).expect(201)).body as PairingView;
}

/** A phone by its token. */
export function phoneOf(t: TestApp, id: string, token: string): Phone {
  let seq = 0;
  const dress = (test: supertest.Test) =>
    test.set('Accept-Language', 'en').set('Authorization', `Bearer ${token}`).set('X-App-Version', '1.0.0');
  const post = (path: string, body: object) => dress(supertest(t.address).post(path)).send(body);
  const get = (path: string) => dress(supertest(t.address).get(path));
  const next = () => ++seq;

  async function push(events: object[], sentAt: Date | string = t.house.now()): Promise<PushView> {
    const numbered = events.map((event) => ('deviceSeq' in event ? event : { ...event, deviceSeq: next() }));
    const answer = await post('/mobile/v1/push', { sentAt, events: numbered });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    return answer.body as PushView;
  }

  return {
    id,
    token,
    next,
    get,
    post,
    push,
    one: async (event) => (await push([event])).results[0]!,
    async pull(cursor, limit) {
      const pages: PullView[] = [];
      for (let at = cursor; ;) {
        const query = new URLSearchParams();
        if (at !== undefined) query.set('cursor', at);
        if (limit !== undefined) query.set('limit', String(limit));
        const answer = await get(`/mobile/v1/pull?${query}`);
        expect(answer.status, JSON.stringify(answer.body)).toBe(200);
        const page = answer.body as PullView;
        pages.push(page);
        if (!page.more) return pages;
        at = page.cursor;
      }
    },
  };
}

/** Pairs a phone with a demo account. */
export async function pair(t: TestApp, username: string, more: object = {}): Promise<Phone> {
  const { code } = await offer(t, username);
  const body = { pairingCode: code, name: 'Test', ...more };
  const answer = await t.anyone.post('/mobile/v1/devices', body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  const { id, token } = answer.body as PairedView;
  return phoneOf(t, id, token);
}
