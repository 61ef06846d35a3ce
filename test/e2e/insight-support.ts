// What the tests of insight share: a service whose clock is set, and the ways of stock through a district over HTTP.
import { expect } from 'vitest';
import { startTestApp, type Call, type TestApp } from '../support/app.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- bodies are JSON, checked line by line
export type Body = any;

export const CENTRE = 'P32730101';
export const NEIGHBOUR = 'P32730201';

const WORKERS: Record<string, string> = { BIOFARMA: 'biofarma', '32': 'gudang.32', '3273': 'gudang.3273' };

export interface District extends TestApp {
  /** Whoever moves stock at that place. */
  worker(place: string): Promise<Call>;
  /** Registers a batch at Bio Farma, by default of MR. */
  register(doses: number, expiry: string, product?: string): Promise<string>;
  move(kind: string, place: string, batch: string, doses: number, more?: object): Promise<Body>;
  /** Stock found at a place: the shortest way to have some there. */
  found(place: string, batch: string, doses: number): Promise<Body>;
  give(place: string, batch: string, doses: number): Promise<Body>;
  dispatch(from: string, to: string, batch: string, doses: number): Promise<string>;
  receive(shipment: string, to: string, batch: string, accepted: number, missing?: number): Promise<void>;
  get(username: string, path: string): Promise<Body>;
  /** Waits until every follower has taken notice of all that is committed; one may be at it in this very moment. */
  caughtUp(): Promise<void>;
  /** Open tasks of a kind at a place itself. */
  tasks(place: string, kind: string): Promise<Body[]>;
}

let lots = 0;

/** The service at that moment; tokens outlive the test's months. */
export async function openDistrict(at: string): Promise<District> {
  const t = await startTestApp({ accessTokenSeconds: 1000 * 86_400 });
  t.clock.set(at);
  const worker = (place: string) => t.as(WORKERS[place] ?? `pkm.${place.toLowerCase()}`);
  const get = async (username: string, path: string) =>
    ((await (await t.as(username)).get(path).expect(200)) as { body: Body }).body;
  const move: District['move'] = async (kind, place, batch, doses, more = {}) => {
    const body = { id: t.id(), kind, place, batch, doses, ...more };
    const answer = await (await worker(place)).post('/api/v1/movements', body);
    expect([answer.status, answer.body]).toEqual([201, expect.objectContaining({ id: body.id })]);
    return answer.body;
  };
  const caughtUp = async () => {
    for (let round = 0; round < 500; round++) {
      await t.app.following.settle();
      const { behind } = await t.house.database.sql.one<{ behind: boolean }>(
        /* sql */ `select exists (select from follower where seq < (select max(seq) from journal_key)) as behind`,
      );
      if (!behind) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error('A follower does not catch up');
  };
  return {
    ...t,
    worker,
    get,
    move,
    caughtUp,
    async register(doses, expiry, product = 'MR') {
      const { sql } = t.house.database;
      const { gtin } = await sql.one<{ gtin: string }>('select gtin from product where code = $1', [product]);
      const body = { id: t.id(), gtin, lot: `INS-${++lots}`, expiry, doses };
      await (await worker('BIOFARMA')).post('/api/v1/batches', body).expect(201);
      return body.id;
    },
    found: (place, batch, doses) => move('adjust', place, batch, doses, { reason: 'found' }),
    give: (place, batch, doses) => move('administer', place, batch, doses),
    async dispatch(from, to, batch, doses) {
      const sender = await worker(from);
      const body = { id: t.id(), from, to, lines: [{ batch, doses }] };
      await sender.post('/api/v1/shipments', body).expect(201);
      await sender.post(`/api/v1/shipments/${body.id}/dispatch`, { id: t.id() }).expect(200);
      return body.id;
    },
    async receive(shipment, to, batch, accepted, missing = 0) {
      const body = { id: t.id(), lines: [{ batch, accepted, missing }] };
      await (await worker(to)).post(`/api/v1/shipments/${shipment}/receive`, body).expect(200);
    },
    async tasks(place, kind) {
      await caughtUp();
      const { items } = await get('kemenkes', `/api/v1/tasks?place=${place}&own=true&kind=${kind}&open=true`);
      return items;
    },
  };
}
