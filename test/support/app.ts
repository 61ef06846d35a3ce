// The whole service for an end-to-end test: on a clone of the template, listening on a free port of its own.
import type { AddressInfo } from 'node:net';
import supertest from 'supertest';
import { createApp, type App } from '../../server/app.ts';
import type { Config } from '../../server/kernel/config.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';

export interface Call {
  get(path: string): supertest.Test;
  post(path: string, body?: object): supertest.Test;
  put(path: string, body?: object): supertest.Test;
}

export interface TestApp extends TestDatabase {
  app: App;
  /** Such as `http://127.0.0.1:41234`. */
  address: string;
  /** Without a token; `as` is with one. English unless told otherwise. */
  anyone: Call;
  /** Calls as a demo account, signed in once. */
  as(username: string): Promise<Call>;
  /** Calls as the API client `chatbot`. */
  asClient(): Promise<Call>;
  /** A demo account's access token. */
  tokenOf(username: string): Promise<string>;
  /** A new client-made id. */
  id(): string;
}

function callWith(address: string, token?: string): Call {
  const dress = (test: supertest.Test) => {
    const spoken = test.set('Accept-Language', 'en');
    return token ? spoken.set('Authorization', `Bearer ${token}`) : spoken;
  };
  return {
    get: (path) => dress(supertest(address).get(path)),
    post: (path, body = {}) => dress(supertest(address).post(path)).send(body),
    put: (path, body = {}) => dress(supertest(address).put(path)).send(body),
  };
}

/** Starts the service. `close` stops it and drops its database. */
export async function startTestApp(changes: Partial<Config> = {}): Promise<TestApp> {
  const database = await createTestDatabase(changes);
  const app = await createApp(database.house, { ownerUrl: database.url, checkResponses: true });
  app.following.start();
  await new Promise<void>((resolve) => app.server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const anyone = callWith(address);
  const tokens = new Map<string, Promise<string>>();

  async function signIn(username: string): Promise<string> {
    const answer = await anyone.post('/api/v1/auth/login', { username, password: 'demo' }).expect(200);
    return (answer.body as { accessToken: string }).accessToken;
  }
  async function clientToken(): Promise<string> {
    const body = { grant_type: 'client_credentials', client_id: 'chatbot', client_secret: 'demo' };
    const answer = await anyone.post('/api/v1/auth/token', body).expect(200);
    return (answer.body as { access_token: string }).access_token;
  }
  function once(name: string, make: () => Promise<string>): Promise<string> {
    const token = tokens.get(name) ?? make();
    tokens.set(name, token);
    return token;
  }
  const tokenOf = (username: string) => once(username, () => signIn(username));

  return {
    ...database,
    app,
    address,
    anyone,
    tokenOf,
    as: async (username) => callWith(address, await tokenOf(username)),
    asClient: async () => callWith(address, await once('client:chatbot', clientToken)),
    id: () => database.house.newId(),
    close: async () => {
      await app.stop();
      await database.close();
    },
  };
}
