// The audit: who did and saw what is there, nobody can change it, and no secret or personal data is in it.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Actor } from '../../server/kernel/context.ts';
import { databaseError, transact } from '../../server/kernel/transaction.ts';
import { createAuditor } from '../../server/people/audit.ts';
import { nobody } from '../../server/people/scope.ts';
import { startTestApp, type Call, type TestApp } from '../support/app.ts';
import { expectInvariants } from '../support/invariants.ts';

interface Entry {
  id: string;
  at: string;
  actor: { id: string | null; name: string };
  action: string;
  subject: string | null;
  place: string | null;
  outcome: string;
}

let service: TestApp;
let auditor: Call;

beforeAll(async () => {
  service = await startTestApp();
  auditor = await service.as('auditor');
});

afterAll(async () => {
  await expectInvariants(service.house);
  await service.close();
});

async function list(query: string, as = auditor): Promise<{ items: Entry[]; nextCursor: string | null }> {
  return (await as.get(`/api/v1/audit?${query}`).expect(200)).body as {
    items: Entry[];
    nextCursor: string | null;
  };
}

const sql = () => service.house.database.sql;
const countOf = async (action: string) =>
  (await sql().one<{ count: number }>('select count(*) as count from audit where action = $1', [action]))
    .count;

const staff: Actor = {
  id: '01900000-0000-7000-8000-000000000001',
  name: 'Petugas',
  kind: 'person',
  role: 'warehouse_staff',
  scopes: [],
  unit: { id: '01900000-0000-7000-8000-000000000002', code: '3273', path: '/ID/32/3273/' },
};

describe('the audit', () => {
  it('tells who saw what within a second, refusals too', async () => {
    const biofarma = await service.as('biofarma');
    await biofarma.get('/api/v1/places/3273').expect(404);
    const kemenkes = await service.as('kemenkes');
    await kemenkes.get('/api/v1/places/3273').expect(200);
    const found = await vi.waitFor(
      async () => {
        const { items } = await list('subject=3273&action=get%20/api/v1/places/:code');
        expect(items).toHaveLength(2);
        return items;
      },
      { timeout: 2000, interval: 50 },
    );
    expect(found.map(({ actor, place, outcome }) => [actor.name, place, outcome])).toEqual([
      ['Pengelola Program Imunisasi Nasional', 'ID', 'ok'],
      ['Petugas Gudang Bio Farma', 'BIOFARMA', 'not_found'],
    ]);
  });

  it('tells of sign-ins and refusals at once', async () => {
    await service.anyone.post('/api/v1/auth/login', { username: 'dinkes.51', password: 'salah' }).expect(401);
    await service.as('dinkes.51');
    const { items } = await list('action=sign_in&place=51');
    expect(items.map(({ outcome }) => outcome)).toEqual(['ok', 'invalid_credentials']);
    expect(items[1]!.actor).toEqual({ id: null, name: '-' });
  });

  it('is read page by page, by time, outcome and place', async () => {
    const all = await list('limit=1000');
    const paged: Entry[] = [];
    for (let cursor = ''; ;) {
      const page = await list(`limit=2&until=${encodeURIComponent(all.items[0]!.at)}${cursor}`);
      paged.push(...page.items);
      if (!page.nextCursor) break;
      cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
    }
    const expected = all.items.filter((entry) => entry.at < all.items[0]!.at);
    expect(paged.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
    expect((await list('outcome=invalid_credentials')).items).toHaveLength(1);
    expect((await list('place=32')).items.every(({ place }) => place?.startsWith('32'))).toBe(true);
  });

  it('is for the auditor and the national officer only', async () => {
    await (await service.as('kemenkes')).get('/api/v1/audit').expect(200);
    for (const username of ['dinkes.32', 'gudang.32', 'pkm.P32730101', 'biofarma']) {
      await (await service.as(username)).get('/api/v1/audit').expect(403);
    }
    await (await service.asClient()).get('/api/v1/audit').expect(403);
    await service.anyone.get('/api/v1/audit').expect(401);
  });

  it('refuses filters that it does not know', async () => {
    for (const query of ['user=x', 'since=yesterday', 'cursor=x', 'actor=x', 'limit=0']) {
      await auditor.get(`/api/v1/audit?${query}`).expect(422);
    }
    await auditor.get('/api/v1/audit?place=NOWHERE').expect(404);
  });

  it('cannot be changed or emptied by the service itself', async () => {
    const statements = [
      `update audit set outcome = 'ok'`,
      'delete from audit',
      'truncate audit',
      'drop table audit',
      'delete from audit_default',
      'update journal set kind = kind',
    ];
    for (const statement of statements) {
      const error: unknown = await sql()
        .run(statement)
        .then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
      expect(databaseError(error)?.code, statement).toBe('42501');
    }
  });

  it('holds no token and no password', async () => {
    const token = await service.tokenOf('auditor');
    const rows = await sql().rows<{ text: string }>('select a::text as text from audit a');
    const text = JSON.stringify(rows);
    expect(text).not.toContain(token.split('.')[2]);
    expect(text).not.toContain('argon2');
    expect(text).not.toContain('salah');
  });
});

describe('an auditor', () => {
  it('writes what is noted now if and only if the transaction commits', async () => {
    const own = createAuditor(service.house);
    const fail = transact(service.house, staff, async (ctx) => {
      await own.noteNow(ctx, { action: 'registrant.seen', subject: 'undone' });
      throw new Error('undone');
    });
    await expect(fail).rejects.toThrow('undone');
    await transact(service.house, staff, (ctx) =>
      own.noteNow(ctx, { action: 'registrant.seen', subject: 'done' }),
    );
    const rows = await sql().rows(`select subject from audit where action = 'registrant.seen'`);
    expect(rows).toEqual([{ subject: 'done' }]);
    await own.stop();
  });

  it('loses nothing while the database is away, and writes it all at the stop', async () => {
    const { house } = service;
    let away = true;
    const run = (text: string, values?: readonly unknown[]) =>
      away ? Promise.reject(new Error('away')) : house.database.sql.run(text, values);
    const database = { ...house.database, sql: { ...house.database.sql, run } };
    const own = createAuditor({ ...house, database });
    for (let i = 0; i < 1500; i++) own.note({ action: 'test', actor: staff });
    await own.flush();
    expect(await countOf('test')).toBe(0);
    away = false;
    await own.stop();
    expect(await countOf('test')).toBe(1500);
  });

  it('says how many it could not keep, and counts a flood of refusals of nobody', async () => {
    const own = createAuditor(service.house);
    const route = service.app.routes.find(({ path }) => path === '/api/v1/stock')!;
    const seen = {
      actor: nobody,
      route,
      path: route.path,
      status: 401,
      code: 'token_invalid',
      ip: '203.0.113.1',
    };
    for (let i = 0; i < 1000; i++) own.onAnswer(seen);
    own.onAnswer({ ...seen, status: 200, code: undefined });
    await own.stop();
    const noted = await sql().one(`select count(*) as count from audit where address = '203.0.113.1'`);
    expect(noted).toEqual({ count: 100 });
    expect(await sql().rows(`select detail from audit where action = 'audit.lost'`)).toEqual([
      { detail: { count: 900 } },
    ]);
  });
});
