// What the tests of batches, shipments, scans and labels share: the service with its people, and the ways of a
// warehouse over HTTP. Scans and labels are opened on a door of their own, with packages and tickets made known to them.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import supertest from 'supertest';
import { expect } from 'vitest';
import { createCatalogue } from '../../server/catalogue/catalogue.ts';
import { labelRoutes } from '../../server/catalogue/labels-routes.ts';
import { scanRoutes } from '../../server/catalogue/scan-routes.ts';
import { scanDoors } from '../../server/distribution/scan-doors.ts';
import type { Config } from '../../server/kernel/config.ts';
import { createDoor } from '../../server/kernel/door.ts';
import { createAuthenticator } from '../../server/people/authenticate.ts';
import { nobody } from '../../server/people/scope.ts';
import { openKeyRing } from '../../server/people/tokens.ts';
import { createDirectory } from '../../server/places/directory.ts';
import { startTestApp, type Call, type TestApp } from '../support/app.ts';

/** The demo product COV-BIO: ten doses a vial. */
export const GTIN = '09520001000027';
export const DAY = 86_400_000;
export const TICKET = { id: '0199a000-0000-7000-8000-000000000001', text: 'JEJAK-TICKET:ABC' };

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- bodies are JSON, checked line by line
export type Body = any;

export interface Warehouse extends TestApp {
  biofarma: Call;
  province: Call;
  district: Call;
  centre: Call;
  kemenkes: Call;
  /** YYYY-MM-DD, so many days from today. */
  day(offset: number): string;
  /** Registers a batch at Bio Farma. */
  register(doses: number, more?: object): Promise<Body>;
  /** Drafts a shipment. */
  draft(by: Call, from: string, to: string, lines: object[]): Promise<Body>;
  /** Drafts and dispatches. */
  send(by: Call, from: string, to: string, lines: object[]): Promise<Body>;
  /** What a place has of a batch. */
  stock(by: Call, place: string, batch: string): Promise<Body>;
  /** Calls the door of scans and labels. */
  scanner(username: string): Promise<Call>;
}

let lots = 0;

/** The service, with a person of each tier signed in. */
export async function openWarehouse(changes: Partial<Config> = {}): Promise<Warehouse> {
  const t = await startTestApp(changes);
  const door = await openScanDoor(t);
  const as = (name: string) => t.as(name);
  const biofarma = await as('biofarma');
  const day = (offset: number) => new Date(t.house.now().getTime() + offset * DAY).toISOString().slice(0, 10);
  const draft: Warehouse['draft'] = async (by, from, to, lines) => {
    const answer = await by.post('/api/v1/shipments', { id: t.id(), from, to, lines });
    expect([answer.status, answer.body]).toEqual([201, expect.objectContaining({ status: 'draft' })]);
    return answer.body;
  };
  return {
    ...t,
    biofarma,
    province: await as('gudang.32'),
    district: await as('gudang.3273'),
    centre: await as('pkm.P32730101'),
    kemenkes: await as('kemenkes'),
    day,
    async register(doses, more = {}) {
      const body = { id: t.id(), gtin: GTIN, lot: `Lot-${++lots}`, expiry: day(300), doses, ...more };
      const answer = await biofarma.post('/api/v1/batches', body);
      expect([answer.status, answer.body]).toEqual([201, expect.objectContaining({ id: body.id })]);
      return answer.body;
    },
    draft,
    async send(by, from, to, lines) {
      const { id } = await draft(by, from, to, lines);
      const answer = await by.post(`/api/v1/shipments/${id}/dispatch`);
      expect([answer.status, answer.body]).toEqual([200, expect.objectContaining({ status: 'in_transit' })]);
      return answer.body;
    },
    async stock(by, place, batch) {
      const { body } = await by.get(`/api/v1/stock?place=${place}&batch=${batch}`).expect(200);
      return (body as Body).items[0] ?? { available: 0, quarantined: 0, inbound: 0 };
    },
    scanner: async (username) => door.as(await t.tokenOf(username)),
    async close() {
      await door.close();
      await t.close();
    },
  };
}

async function openScanDoor(t: TestApp) {
  const { house } = t;
  const directory = await createDirectory(house);
  const catalogue = await createCatalogue(house);
  const authenticator = createAuthenticator(house, await openKeyRing(house));
  const doors = {
    directory,
    catalogue,
    ...scanDoors(directory),
    resolveTicket: (_: unknown, text: string) =>
      Promise.resolve(text === TICKET.text ? { code: 'ABC' } : undefined),
    resolveDocument: () => Promise.resolve(undefined),
    ticketText: (_: unknown, id: string) =>
      Promise.resolve(id === TICKET.id ? { text: TICKET.text, caption: 'ABC' } : undefined),
  };
  const web = express().use(
    createDoor(house, [...scanRoutes(doors), ...labelRoutes(doors)], {
      authenticate: (authorization, ip) => authenticator.authenticate(authorization, ip),
      nobody,
      checkResponses: true,
    }),
  );
  const server = createServer(web);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    as(token: string): Call {
      const dress = (test: supertest.Test) =>
        test.set('Accept-Language', 'en').set('Authorization', `Bearer ${token}`);
      return {
        get: (path) => dress(supertest(address).get(path)),
        post: (path, body = {}) => dress(supertest(address).post(path)).send(body),
      } as Call;
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/** Expects a refusal with this status and code, and hands its body on. */
export function expectProblem(answer: { status: number; body: Body }, status: number, code: string): Body {
  expect([answer.status, answer.body.code, answer.body]).toEqual([
    status,
    code,
    expect.objectContaining({ title: expect.any(String), detail: expect.any(String) }),
  ]);
  return answer.body;
}
