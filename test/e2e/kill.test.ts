// kill -9 of the service under load: every acknowledged write is there, nothing is there twice, and the audit is clean.
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { expectInvariants } from '../support/invariants.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const WRITERS = 40;
const ENOUGH = 400;

let t: TestDatabase;
let child: ChildProcess | undefined;

beforeAll(async () => {
  t = await createTestDatabase();
});
afterAll(async () => {
  child?.kill('SIGKILL');
  await expectInvariants(t.house);
  await t.close();
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

async function startService(port: number): Promise<string> {
  const { tokenKeys, registrantKey } = t.house.config;
  child = spawn(process.execPath, ['--import', 'tsx', 'server/main.ts'], {
    cwd: ROOT,
    stdio: 'ignore',
    env: {
      ...process.env,
      NODE_ENV: 'test',
      DATABASE_URL: t.url,
      DEMO: 'false',
      PORT: String(port),
      HOST: '127.0.0.1',
      TOKEN_KEYS: tokenKeys,
      REGISTRANT_KEY: registrantKey,
    },
  });
  const base = `http://127.0.0.1:${port}`;
  await expect
    .poll(
      () =>
        fetch(`${base}/readyz`).then(
          (a) => a.ok,
          () => false,
        ),
      { timeout: 20_000 },
    )
    .toBe(true);
  return base;
}

async function post(base: string, route: string, body: object, token?: string): Promise<Response> {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (token) headers.authorization = `Bearer ${token}`;
  return fetch(base + route, { method: 'POST', headers, body: JSON.stringify(body) });
}

it('keeps every acknowledged write and never does one twice', async () => {
  const port = await freePort();
  let base = await startService(port);
  const login = async () => {
    const answer = await post(base, '/api/v1/auth/login', { username: 'biofarma', password: 'demo' });
    return ((await answer.json()) as { accessToken: string }).accessToken;
  };
  let token = await login();
  const gtin = (
    await t.house.database.sql.one<{ gtin: string }>(`select gtin from product where code = 'MR'`)
  ).gtin;
  const registered = await post(
    base,
    '/api/v1/batches',
    { id: t.house.newId(), gtin, lot: 'KILL-1', expiry: '2027-12-31', doses: 1_000_000 },
    token,
  );
  expect(registered.status).toBe(201);
  const batch = ((await registered.json()) as { id: string }).id;
  const movement = (id: string) => ({ id, kind: 'administer', place: 'BIOFARMA', batch, doses: 1 });

  const acknowledged: string[] = [];
  const unanswered: string[] = [];
  let killed = false;
  const writer = async () => {
    while (!killed) {
      const id = t.house.newId();
      try {
        const answer = await post(base, '/api/v1/movements', movement(id), token);
        if (answer.status === 201) acknowledged.push(id);
        await answer.arrayBuffer();
      } catch {
        unanswered.push(id);
      }
      if (acknowledged.length >= ENOUGH && !killed) {
        killed = true;
        child!.kill('SIGKILL');
      }
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, writer));
  expect(unanswered.length).toBeGreaterThan(0);

  const there = await t.house.database.sql.rows<{ id: string }>(
    'select id from journal where id = any($1::uuid[])',
    [acknowledged],
  );
  expect(there).toHaveLength(acknowledged.length);

  base = await startService(port);
  token = await login();
  for (const id of [...acknowledged.slice(0, 20), ...unanswered]) {
    const again = await post(base, '/api/v1/movements', movement(id), token);
    expect(again.status).toBe(201);
    if (acknowledged.includes(id)) expect(again.headers.get('idempotency-replayed')).toBe('true');
  }
  const { given } = await t.house.database.sql.one<{ given: number }>(
    'select administered as given from balance where batch_id = $1',
    [batch],
  );
  expect(given).toBe(new Set([...acknowledged, ...unanswered]).size);
});
