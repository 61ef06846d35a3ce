// Signing in, staying signed in and signing out over HTTP, with stolen refresh tokens and two processes.
import type { AddressInfo } from 'node:net';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createApp, type App } from '../../server/app.ts';
import { transact } from '../../server/kernel/transaction.ts';
import { setAccountStatus } from '../../server/people/accounts.ts';
import { systemActor } from '../../server/people/scope.ts';
import { shedSignIns } from '../../server/people/sign-ins.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { expectInvariants } from '../support/invariants.ts';

interface Pair {
  accessToken: string;
  refreshToken: string;
}

let service: TestApp;

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(async () => {
  await expectInvariants(service.house);
  await service.close();
});

const login = (username: string, password = 'demo') =>
  service.anyone.post('/api/v1/auth/login', { username, password });
const signIn = async (username: string) => (await login(username).expect(200)).body as Pair;
const refresh = (refreshToken: string) => service.anyone.post('/api/v1/auth/refresh', { refreshToken });
const me = (token: string) => service.anyone.get('/api/v1/me').set('Authorization', `Bearer ${token}`);
const post = (token: string, path: string, body?: object) =>
  service.anyone.post(path, body).set('Authorization', `Bearer ${token}`);
const signInOf = (token: string) =>
  (JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as { sid: string }).sid;

async function codeOf(answer: supertest.Test, status: number): Promise<string> {
  const { body } = await answer.expect(status).expect('Content-Type', /^application\/problem\+json/);
  return (body as { code: string }).code;
}

describe('signing in', () => {
  it('answers exactly what the contract says', async () => {
    const { body, headers } = await login('gudang.3273').expect(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(body).toEqual({
      accessToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) as unknown,
      refreshToken: expect.stringMatching(/^[\w-]{43}$/) as unknown,
      expiresIn: 900,
      user: {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
        name: expect.stringContaining('Petugas Gudang') as unknown,
        role: 'warehouse_staff',
        place: {
          id: expect.any(String) as unknown,
          code: '3273',
          name: expect.any(String) as unknown,
          level: 'district',
        },
      },
    });
    const { body: user } = await me((body as Pair).accessToken).expect(200);
    const { user: told } = body as { user: object };
    expect(user).toEqual({ ...told, username: 'gudang.3273', scopes: [] });
  });

  it('takes the name in any case', async () => {
    await login(' PKM.P32730101 ').expect(200);
  });

  it('answers the same for a wrong password and for nobody, in both languages', async () => {
    const wrong = await login('kemenkes', 'salah').expect(401);
    const nobody = await login('tidak.ada', 'salah').expect(401);
    expect(nobody.body).toEqual(wrong.body);
    expect(wrong.body).toMatchObject({ code: 'invalid_credentials', title: 'Wrong username or password' });
    const body = { username: 'kemenkes', password: 'salah' };
    const said = await supertest(service.address).post('/api/v1/auth/login').send(body).expect(401);
    expect((said.body as { title: string }).title).toBe('Nama pengguna atau kata sandi salah');
  });

  it.each([
    {},
    { username: 'kemenkes' },
    { username: 'kemenkes', password: '' },
    { username: 'kemenkes', password: 'x'.repeat(201) },
    { username: 'kemenkes', password: 'demo', remember: true },
    { username: { $ne: '' }, password: 'demo' },
  ])('refuses the body %j', async (body) => {
    expect(await codeOf(service.anyone.post('/api/v1/auth/login', body), 422)).toBe('validation_failed');
  });
});

describe('a refresh token', () => {
  it('works once and brings the next', async () => {
    const first = await signIn('biofarma');
    const second = (await refresh(first.refreshToken).expect(200)).body as Pair;
    expect(second.refreshToken).not.toBe(first.refreshToken);
    expect(signInOf(second.accessToken)).toBe(signInOf(first.accessToken));
    await refresh(second.refreshToken).expect(200);
  });

  it('used twice ends the whole sign-in, its newest tokens too', async () => {
    const first = await signIn('biofarma');
    const other = await signIn('biofarma');
    const second = (await refresh(first.refreshToken).expect(200)).body as Pair;
    expect(await codeOf(refresh(first.refreshToken), 401)).toBe('refresh_token_reused');
    expect(await codeOf(refresh(second.refreshToken), 401)).toBe('refresh_token_invalid');
    for (const { accessToken } of [first, second])
      expect(await codeOf(me(accessToken), 401)).toBe('token_revoked');
    await me(other.accessToken).expect(200);
    const id = signInOf(first.accessToken);
    const sql = service.house.database.sql;
    expect(await sql.rows('select reason from sign_in where id = $1', [id])).toEqual([
      { reason: 'refresh_token_reused' },
    ]);
    const rows = await sql.rows<{ data: object }>(`select data from journal where document_id = $1`, [id]);
    expect(rows).toEqual([{ data: { signInIds: [id], reason: 'refresh_token_reused' } }]);
    const noted = await sql.rows('select action from audit where subject = $1 and outcome = $2', [
      id,
      'refresh_token_reused',
    ]);
    expect(noted).toEqual([{ action: 'refresh' }]);
  });

  it('used twenty times at once is won by exactly one, and the sign-in ends', async () => {
    for (let round = 0; round < 3; round++) {
      const { refreshToken, accessToken } = await signIn('dinkes.32');
      const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(refreshToken)));
      const won = answers.filter((answer) => answer.status === 200);
      expect(won).toHaveLength(1);
      const codes = new Set(
        answers.filter((a) => a.status !== 200).map((a) => (a.body as { code: string }).code),
      );
      expect([...codes]).toEqual(['refresh_token_reused']);
      const pair = won[0]!.body as Pair;
      expect(await codeOf(me(pair.accessToken), 401)).toBe('token_revoked');
      expect(await codeOf(refresh(pair.refreshToken), 401)).toBe('refresh_token_invalid');
      expect(await codeOf(me(accessToken), 401)).toBe('token_revoked');
    }
  });

  it('that was never given is refused, and one that is too old', async () => {
    expect(await codeOf(refresh('x'.repeat(43)), 401)).toBe('refresh_token_invalid');
    const { refreshToken, accessToken } = await signIn('dinkes.32');
    service.clock.advance(30 * 86_400_000 + 1000);
    try {
      expect(await codeOf(refresh(refreshToken), 401)).toBe('refresh_token_expired');
      expect(await codeOf(me(accessToken), 401)).toBe('token_expired');
    } finally {
      service.clock.advance(-30 * 86_400_000 - 1000);
    }
  });
});

describe('signing out', () => {
  it('ends the sign-in; again, or with a token of nobody, it is harmless', async () => {
    const { refreshToken, accessToken } = await signIn('biofarma');
    const logout = (token: string) => service.anyone.post('/api/v1/auth/logout', { refreshToken: token });
    await logout(refreshToken).expect(204);
    expect(await codeOf(me(accessToken), 401)).toBe('token_revoked');
    expect(await codeOf(refresh(refreshToken), 401)).toBe('refresh_token_invalid');
    await logout(refreshToken).expect(204);
    await logout('nobody-gave-me-this').expect(204);
  });

  it('reaches every process within a second, and one that starts later', async () => {
    const start = async (): Promise<[App, string]> => {
      const app = await createApp(service.house, { ownerUrl: service.url });
      app.following.start();
      await new Promise<void>((resolve) => app.server.listen(0, '127.0.0.1', resolve));
      return [app, `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`];
    };
    const [other, address] = await start();
    const { refreshToken, accessToken } = await signIn('dinkes.3273');
    const statusAt = async (where: string) =>
      (await supertest(where).get('/api/v1/me').set('Authorization', `Bearer ${accessToken}`)).status;
    expect(await statusAt(address)).toBe(200);
    await service.anyone.post('/api/v1/auth/logout', { refreshToken }).expect(204);
    await vi.waitFor(async () => expect(await statusAt(address)).toBe(401), { timeout: 1000, interval: 20 });
    const [later, laterAddress] = await start();
    expect(await statusAt(laterAddress)).toBe(401);
    await Promise.all([other.stop(), later.stop()]);
  });
});

describe("one's own account", () => {
  it('lists its sign-ins, and ends one of them but nobody else’s', async () => {
    const [here, there] = [await signIn('auditor'), await signIn('auditor')];
    const listed = await service.anyone
      .get('/api/v1/sign-ins')
      .set('Authorization', `Bearer ${here.accessToken}`)
      .expect(200);
    const { items } = listed.body as { items: { id: string; current: boolean; revokedAt: string | null }[] };
    expect(items.slice(0, 2).map(({ id, current }) => [id, current])).toEqual([
      [signInOf(there.accessToken), false],
      [signInOf(here.accessToken), true],
    ]);
    const path = `/api/v1/sign-ins/${signInOf(there.accessToken)}/revoke`;
    const stranger = await signIn('kemenkes');
    expect(await codeOf(post(stranger.accessToken, path), 404)).toBe('not_found');
    await me(there.accessToken).expect(200);
    await post(here.accessToken, path).expect(204);
    await post(here.accessToken, path).expect(204);
    expect(await codeOf(me(there.accessToken), 401)).toBe('token_revoked');
    await me(here.accessToken).expect(200);
  });

  it('changes its password, which ends its other sign-ins', async () => {
    const [here, there] = [await signIn('gudang.31'), await signIn('gudang.31')];
    const change = (currentPassword: string, newPassword: string) =>
      post(here.accessToken, '/api/v1/auth/password', { currentPassword, newPassword });
    expect(await codeOf(change('demo', 'pendek'), 422)).toBe('weak_password');
    expect(await codeOf(change('demo', 'GUDANG.31'), 422)).toBe('weak_password');
    expect(await codeOf(change('bukan demo', 'sandi baru yang panjang'), 422)).toBe('wrong_password');
    await change('demo', 'sandi baru yang panjang').expect(204);
    await me(here.accessToken).expect(200);
    expect(await codeOf(me(there.accessToken), 401)).toBe('token_revoked');
    expect(await codeOf(login('gudang.31'), 401)).toBe('invalid_credentials');
    await login('gudang.31', 'sandi baru yang panjang').expect(200);
  });

  it('once locked is signed out everywhere; that it is locked only its owner hears', async () => {
    const { accessToken, refreshToken } = await signIn('dinkes.33');
    const { id } = await service.house.database.sql.one<{ id: string }>(
      `select id from account where username = 'dinkes.33'`,
    );
    const set = (status: 'locked' | 'active') =>
      transact(service.house, systemActor, (ctx) => setAccountStatus(ctx, id, status));
    expect(await set('locked')).toEqual([signInOf(accessToken)]);
    await vi.waitFor(async () => expect((await me(accessToken)).status).toBe(401), {
      timeout: 1000,
      interval: 20,
    });
    expect(await codeOf(refresh(refreshToken), 401)).toBe('refresh_token_invalid');
    expect(await codeOf(login('dinkes.33', 'salah'), 401)).toBe('invalid_credentials');
    expect(await codeOf(login('dinkes.33'), 403)).toBe('account_locked');
    await set('active');
    await login('dinkes.33').expect(200);
  });
});

describe('old sign-ins', () => {
  it('are shed with their refresh tokens; the living stay', async () => {
    const { refreshToken } = await signIn('dinkes.34');
    const count = async () =>
      (await service.house.database.sql.one<{ count: number }>('select count(*) as count from sign_in'))
        .count;
    const before = await count();
    const shed = () => transact(service.house, systemActor, shedSignIns);
    expect(await shed()).toBe(0);
    await refresh(refreshToken).expect(200);
    service.clock.advance(40 * 86_400_000);
    expect(await shed()).toBe(before);
    expect(await count()).toBe(0);
    service.clock.advance(-40 * 86_400_000);
  });
});
