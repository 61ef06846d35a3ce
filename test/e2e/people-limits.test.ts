// How often one may try to sign in, API clients by OAuth 2.0, and the demo accounts that production refuses.
import express from 'express';
import supertest from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDoor } from '../../server/kernel/door.ts';
import type { House } from '../../server/kernel/house.ts';
import { networkOf } from '../../server/people/attempts.ts';
import { tokenFormReader, TOKEN_PATH } from '../../server/people/client-token.ts';
import { loadDemoAccounts } from '../../server/people/demo-accounts.ts';
import { openPeople, type People } from '../../server/people/people.ts';
import { peopleRoutes } from '../../server/people/routes.ts';
import { nobody } from '../../server/people/scope.ts';
import { createDirectory } from '../../server/places/directory.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { expectInvariants } from '../support/invariants.ts';

let db: TestDatabase;
let people: People;
let web: express.Express;
let production: express.Express;

async function webOf(house: House): Promise<[express.Express, People]> {
  const room = await openPeople(house);
  const app = express();
  app.set('trust proxy', 1);
  app.use(TOKEN_PATH, tokenFormReader(house.config));
  const { authenticate } = room.authenticator;
  const routes = peopleRoutes(room, await createDirectory(house));
  app.use(
    createDoor(house, routes, {
      authenticate,
      nobody,
      onAnswer: room.auditor.onAnswer,
      checkResponses: true,
    }),
  );
  return [app, room];
}

beforeAll(async () => {
  db = await createTestDatabase({ loginAttempts: 3, loginWindowSeconds: 60 });
  [web, people] = await webOf(db.house);
  [production] = await webOf({ ...db.house, config: { ...db.house.config, production: true } });
});

beforeEach(() => db.house.database.sql.run('delete from login_attempt'));

afterAll(async () => {
  await people.auditor.stop();
  await expectInvariants(db.house);
  await db.close();
});

const from =
  (address: string, app = web) =>
  (path: string, body: object) =>
    supertest(app).post(path).set('Accept-Language', 'en').set('X-Forwarded-For', address).send(body);
const login = (address: string, username: string, password = 'salah', app = web) =>
  from(address, app)('/api/v1/auth/login', { username, password });
const token = (body: object, app = web) => from('203.0.113.50', app)(TOKEN_PATH, body);
const chatbot = { grant_type: 'client_credentials', client_id: 'chatbot', client_secret: 'demo' };

describe('attempts', () => {
  it('at an account are limited, whoever makes them, the right password too', async () => {
    for (const last of [1, 2, 3]) await login(`198.51.100.${last}`, 'kemenkes').expect(401);
    const { body, headers } = await login('198.51.100.4', 'kemenkes', 'demo').expect(429);
    expect(body).toMatchObject({ code: 'too_many_attempts', status: 429 });
    const seconds = Number(headers['retry-after']);
    expect(seconds).toBeGreaterThan(50);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(body).toMatchObject({
      seconds,
      detail: expect.stringContaining(`Wait ${seconds} seconds`) as unknown,
    });
    await login('198.51.100.4', 'auditor', 'demo').expect(200);
  });

  it('at an account that does not exist are limited just so', async () => {
    for (const last of [1, 2, 3]) await login(`198.51.100.${last}`, 'tidak.ada').expect(401);
    await login('198.51.100.4', 'tidak.ada').expect(429);
  });

  it('made all at once are not more than the limit', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, (_, i) => login(`198.51.100.${i}`, 'kemenkes')));
    expect(all.filter(({ status }) => status === 401)).toHaveLength(3);
    expect(all.filter(({ status }) => status === 429)).toHaveLength(17);
  });

  it('are shared by all processes', async () => {
    const [second] = await webOf(db.house);
    await login('198.51.100.1', 'kemenkes').expect(401);
    await login('198.51.100.1', 'kemenkes', 'salah', second).expect(401);
    await login('198.51.100.1', 'kemenkes').expect(401);
    await login('198.51.100.1', 'kemenkes', 'demo', second).expect(429);
  });

  it('are free again after the window', async () => {
    for (const last of [1, 2, 3]) await login(`198.51.100.${last}`, 'kemenkes').expect(401);
    await login('198.51.100.4', 'kemenkes', 'demo').expect(429);
    await db.house.database.sql.run('update login_attempt set expire = expire - 61000');
    await login('198.51.100.4', 'kemenkes', 'demo').expect(200);
  });

  it('of an address are limited over all accounts, of one IPv6 network too', async () => {
    for (let i = 0; i < 15; i++) await login(`2001:db8:1:2::${i}`, `orang.${i}`).expect(401);
    await login('2001:db8:1:2:ffff::1', 'auditor', 'demo').expect(429);
    await login('2001:db8:1:3::1', 'auditor', 'demo').expect(200);
  });

  it('that succeed clear the account, and the address of that one attempt only', async () => {
    const address = '198.51.100.9';
    for (let round = 0; round < 5; round++) {
      await login(address, 'kemenkes').expect(401);
      await login(address, 'kemenkes').expect(401);
      await login(address, 'kemenkes', 'demo').expect(200);
    }
    const key = `address:${networkOf(address)}`;
    const rows = await db.house.database.sql.rows('select points from login_attempt where key = $1', [key]);
    expect(rows).toEqual([{ points: 10 }]);
  });

  it('keep no typed name, which may be a password', async () => {
    await login('198.51.100.1', 'rahasia-saya').expect(401);
    const keys = await db.house.database.sql.rows<{ key: string }>('select key from login_attempt');
    expect(JSON.stringify(keys)).not.toContain('rahasia');
    const noted = await db.house.database.sql.rows(
      `select a::text from audit a where a::text like '%rahasia%'`,
    );
    expect(noted).toEqual([]);
  });
});

describe('an API client', () => {
  it('gets a token for its scopes, as the contract says', async () => {
    const { body, headers } = await token(chatbot).expect(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(body).toEqual({
      access_token: expect.any(String) as unknown,
      token_type: 'Bearer',
      expires_in: 900,
      scope: 'appointments:write appointments:read availability:read',
    });
    const { access_token } = body as { access_token: string };
    const me = await supertest(web)
      .get('/api/v1/me')
      .set('Authorization', `Bearer ${access_token}`)
      .expect(200);
    expect(me.body).toMatchObject({
      username: 'chatbot',
      role: 'api_client',
      place: { code: 'ID' },
      scopes: ['appointments:write', 'appointments:read', 'availability:read'],
    });
    await supertest(web).get('/api/v1/sign-ins').set('Authorization', `Bearer ${access_token}`).expect(403);
  });

  it('may ask for fewer scopes, not for more', async () => {
    const { body } = await token({ ...chatbot, scope: 'availability:read' }).expect(200);
    expect((body as { scope: string }).scope).toBe('availability:read');
    const refused = await token({ ...chatbot, scope: 'availability:read stock:write' }).expect(400);
    expect(refused.body).toMatchObject({ code: 'invalid_scope', error: 'invalid_scope' });
  });

  it('may send a form, or show itself by HTTP Basic', async () => {
    await supertest(web).post(TOKEN_PATH).type('form').send(chatbot).expect(200);
    const grant = { grant_type: 'client_credentials' };
    await supertest(web).post(TOKEN_PATH).auth('chatbot', 'demo').type('form').send(grant).expect(200);
    const wrong = await supertest(web)
      .post(TOKEN_PATH)
      .auth('chatbot', 'salah')
      .type('form')
      .send(grant)
      .expect(401);
    expect(wrong.headers['www-authenticate']).toMatch(/^Basic /);
    await supertest(web).post(TOKEN_PATH).auth('chatbot', 'demo').send(chatbot).expect(400);
    await supertest(web).post(TOKEN_PATH).set('Authorization', 'Basic JQ==').send(grant).expect(400);
  });

  it.each([
    [{ ...chatbot, client_secret: 'salah' }, 401, 'invalid_client'],
    [{ ...chatbot, client_id: 'tidak-ada' }, 401, 'invalid_client'],
    [{ ...chatbot, client_secret: undefined }, 400, 'invalid_request'],
    [{ ...chatbot, grant_type: undefined }, 400, 'invalid_request'],
    [{ ...chatbot, grant_type: 'password' }, 400, 'unsupported_grant_type'],
  ])('sending %j gets %d %s', async (body, status, code) => {
    const answer = await token(body).expect(status);
    expect(answer.body).toMatchObject({ code, error: code });
  });

  it('is limited like a person', async () => {
    for (let i = 0; i < 3; i++) await token({ ...chatbot, client_secret: 'salah' }).expect(401);
    await token(chatbot).expect(429);
  });
});

describe('demo accounts', () => {
  it('are one for every office, store and health centre, and loading them again adds none', async () => {
    const { sql } = db.house.database;
    const places = `select count(*) as count from place where level = any($1) and code <> 'BIOFARMA'`;
    const offices = (await sql.one<{ count: number }>(places, [['province', 'district']])).count;
    const centres = (await sql.one<{ count: number }>(places, [['health_centre']])).count;
    const rows = await sql.rows<{ role: string; count: number }>(
      'select role, count(*) as count from account where demo group by role',
    );
    expect(Object.fromEntries(rows.map(({ role, count }) => [role, count]))).toEqual({
      auditor: 1,
      national_officer: 1,
      officer: offices,
      warehouse_staff: offices + 1,
      health_centre_staff: centres,
    });
    expect(offices).toBe(38 + 514);
    const parts = { newId: db.house.newId, now: db.house.now(), hash: people.hasher.hash };
    expect(await loadDemoAccounts(sql, parts)).toBe(0);
    await expect(loadDemoAccounts(sql, { ...parts, production: true })).rejects.toThrow(
      'not loaded in production',
    );
  });

  it('are listed for the sign-in page, one of each kind, and all of them work', async () => {
    const { body } = await supertest(web).get('/api/v1/demo').expect(200);
    const { accounts, password } = body as {
      accounts: { username: string; label: { id: string } }[];
      password: string;
    };
    expect(accounts.map(({ username }) => username)).toEqual(
      expect.arrayContaining([
        'biofarma',
        'kemenkes',
        'auditor',
        'dinkes.32',
        'gudang.32',
        'dinkes.3273',
        'gudang.3273',
      ]),
    );
    expect(accounts.some(({ username }) => username.startsWith('pkm.p3273'))).toBe(true);
    for (const { username } of accounts) await login('198.51.100.77', username, password).expect(200);
  });

  it('are refused in production, by name and password, and not listed', async () => {
    const refused = await login('198.51.100.1', 'kemenkes', 'demo', production).expect(403);
    expect((refused.body as { code: string }).code).toBe('demo_refused');
    await login('198.51.100.1', 'kemenkes', 'salah', production).expect(401);
    const client = await token(chatbot, production).expect(403);
    expect((client.body as { code: string }).code).toBe('demo_refused');
    await supertest(production).get('/api/v1/demo').expect(404);
  });

  it('stay out of production with a refresh token from before', async () => {
    const { body } = await login('198.51.100.1', 'auditor', 'demo').expect(200);
    const { refreshToken } = body as { refreshToken: string };
    await from('198.51.100.1', production)('/api/v1/auth/refresh', { refreshToken }).expect(403);
  });
});
