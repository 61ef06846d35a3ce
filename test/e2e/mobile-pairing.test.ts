// Phones are paired by a code, used once within minutes; their tokens are refused at once when there is reason to.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemActor } from '../../server/people/scope.ts';
import { setAccountStatus, findAccount } from '../../server/people/accounts.ts';
import { transact } from '../../server/kernel/transaction.ts';
import type { DeviceView, PairedView } from '../../mobile-api/shapes.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { expectInvariants } from '../support/invariants.ts';
import { offer, pair, phoneOf } from './mobile-support.ts';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp({ loginAttempts: 4, mobileMinimumVersion: '1.2.0', trustProxy: 1 });
});
afterAll(async () => {
  await expectInvariants(t.house, t.app.following);
  await t.close();
});

const OPEN = '/mobile/v1/openapi.json';
const PULL = '/mobile/v1/pull';
const codeOf = (answer: { status: number; body: unknown }) => [
  answer.status,
  (answer.body as { code?: string }).code,
];
const from = (address: string) => ({ 'X-Forwarded-For': address });

function pairWith(code: string, address: string, more: object = {}) {
  const body = { pairingCode: code, name: 'HP gudang', ...more };
  return t.anyone.post('/mobile/v1/devices', body).set(from(address));
}

describe('a pairing code', () => {
  it('is shown with its address and symbol, pairs one phone, once, however it is typed', async () => {
    const offered = await offer(t, 'gudang.3273');
    expect(offered).toMatchObject({
      code: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{10}$/) as string,
      url: `${t.address}/scan?pair=${offered.code}`,
      symbol: expect.stringContaining('<svg') as string,
      user: { username: 'gudang.3273' },
      place: { code: '3273' },
    });
    const typed = offered.code.toLowerCase().replace(/(.{5})/, '$1- ');
    const tries = await Promise.all([pairWith(typed, '10.0.0.1'), pairWith(typed, '10.0.0.2')]);
    expect(tries.map(({ status }) => status).sort()).toEqual([201, 422]);
    const paired = tries.find(({ status }) => status === 201)!;
    expect(paired.body as PairedView).toMatchObject({
      user: { role: 'warehouse_staff', place: { code: '3273', level: 'district' } },
      minimumVersion: '1.2.0',
    });
    expect(paired.headers['cache-control']).toBe('no-store');
    const { token } = paired.body as PairedView;
    const kept = JSON.stringify(await t.house.database.sql.rows('select * from device, pairing, answer'));
    expect(kept).not.toContain(token);
    expect(kept).not.toContain(offered.code);
    expect(codeOf(await pairWith(offered.code, '10.0.0.3'))).toEqual([422, 'pairing_invalid']);
  });

  it('ends after its minutes, and when another is asked for under the same id', async () => {
    const store = await t.as('gudang.3273');
    const id = t.id();
    const first = (await store.post('/api/v1/pairings', { id }).expect(201)).body as { code: string };
    const second = (await store.post('/api/v1/pairings', { id }).expect(201)).body as { code: string };
    expect(second.code).not.toBe(first.code);
    expect(codeOf(await pairWith(first.code, '10.0.1.1'))).toEqual([422, 'pairing_invalid']);
    t.clock.advance(10 * 60_000 + 1000);
    expect(codeOf(await pairWith(second.code, '10.0.1.1'))).toEqual([422, 'pairing_invalid']);
    const officer = await t.as('dinkes.3273');
    expect(codeOf(await officer.post('/api/v1/pairings', { id }))).toEqual([409, 'idempotency_conflict']);
  });

  it('is offered to oneself, or by an officer to staff of the area, and to nobody else', async () => {
    expect((await offer(t, 'gudang.3273', 'dinkes.32')).user.username).toBe('gudang.3273');
    const ask = async (by: string, user?: string) =>
      codeOf(await (await t.as(by)).post('/api/v1/pairings', { id: t.id(), user }));
    expect(await ask('gudang.32', 'gudang.3273')).toEqual([403, 'forbidden']);
    expect(await ask('dinkes.3273', 'gudang.32')).toEqual([404, 'not_found']);
    expect(await ask('dinkes.3273', 'nobody')).toEqual([404, 'not_found']);
    expect(await ask('kemenkes', 'auditor')).toEqual([403, 'forbidden']);
    expect(await ask('auditor')).toEqual([403, 'forbidden']);
    expect(codeOf(await (await t.asClient()).post('/api/v1/pairings', { id: t.id() }))).toEqual([
      403,
      'forbidden',
    ]);
  });

  it('is not to be guessed: attempts of an address are limited', async () => {
    for (let n = 0; n < 20; n++) {
      expect(codeOf(await pairWith('0000000000', '10.0.9.9'))).toEqual([422, 'pairing_invalid']);
    }
    const { code } = await offer(t, 'gudang.3273');
    const refused = await pairWith(code, '10.0.9.9');
    expect(codeOf(refused)).toEqual([429, 'too_many_attempts']);
    expect(refused.headers['retry-after']).toMatch(/^\d+$/);
    expect((await pairWith(code, '10.0.9.8')).status).toBe(201);
  });

  it('comes with a key that is one', async () => {
    const { code } = await offer(t, 'gudang.3273');
    const wrong = { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'B'.repeat(43) };
    for (const publicKey of [wrong, { kty: 'RSA', n: 'x', e: 'AQAB' }, {}])
      expect(codeOf(await pairWith(code, '10.0.2.1', { publicKey }))).toEqual([422, 'validation_failed']);
  });
});

describe('a device token', () => {
  it('opens what is for phones and nothing else; a person’s token does not open that', async () => {
    const phone = await pair(t, 'gudang.3273');
    expect((await phone.get(PULL).set('X-App-Version', '1.2.0')).status).toBe(200);
    expect(codeOf(await phone.get('/api/v1/stock'))).toEqual([401, 'token_invalid']);
    expect(codeOf(await (await t.as('gudang.3273')).get(PULL))).toEqual([401, 'device_token_invalid']);
    expect(codeOf(await t.anyone.get(PULL))).toEqual([401, 'unauthenticated']);
    const stranger = phoneOf(t, t.id(), `${phone.token}x`);
    const refused = await stranger.get(PULL).set('X-App-Version', '1.2.0');
    expect(codeOf(refused)).toEqual([401, 'device_token_invalid']);
    expect(refused.headers['www-authenticate']).toContain('invalid_token');
  });

  it('is listed and revoked by its person and the officers above, and refused at once', async () => {
    const phone = await pair(t, 'gudang.3273');
    const listed = async (by: string, query = '') => {
      const answer = await (await t.as(by)).get(`/api/v1/devices${query}`).expect(200);
      return (answer.body as { items: DeviceView[] }).items.map(({ id }) => id);
    };
    expect(await listed('gudang.3273')).toContain(phone.id);
    expect(await listed('dinkes.32', '?place=3273')).toContain(phone.id);
    expect(await listed('gudang.32')).not.toContain(phone.id);
    expect(await listed('dinkes.32', '?limit=1')).toHaveLength(1);
    const revoke = async (by: string) =>
      codeOf(await (await t.as(by)).post(`/api/v1/devices/${phone.id}/revoke`, { id: t.id() }));
    expect(await revoke('gudang.32')).toEqual([404, 'not_found']);
    expect(await revoke('dinkes.32')).toEqual([200, undefined]);
    expect(await revoke('gudang.3273')).toEqual([409, 'device_already_revoked']);
    const refused = await phone.get(PULL).set('X-App-Version', '1.2.0');
    expect(codeOf(refused)).toEqual([401, 'device_revoked']);
  });

  it('ends with the account: locked, or moved to another place', async () => {
    const phone = await pair(t, 'gudang.3273');
    const account = (await findAccount(t.house.database.sql, 'gudang.3273'))!;
    const pull = async () => codeOf(await phone.get(PULL).set('X-App-Version', '1.2.0'));
    const lock = (status: 'active' | 'locked') =>
      transact(t.house, systemActor, (ctx) => setAccountStatus(ctx, account.id, status));
    await lock('locked');
    expect(await pull()).toEqual([401, 'device_account_locked']);
    await lock('active');
    const move = (place: string) =>
      t.house.database.sql.run(
        'update account set place_id = (select id from place where code = $2) where id = $1',
        [account.id, place],
      );
    await move('3204');
    expect(await pull()).toEqual([401, 'device_moved']);
    await move('3273');
    expect(await pull()).toEqual([200, undefined]);
  });

  it('is audited with its device', async () => {
    const phone = await pair(t, 'gudang.32');
    await phone.get(PULL).set('X-App-Version', '1.2.0').expect(200);
    await t.app.following.settle();
    const seen = () =>
      t.house.database.sql.rows(
        `select 1 from audit where action = 'get /mobile/v1/pull' and detail ->> 'device' = $1`,
        [phone.id],
      );
    await expect.poll(seen, { timeout: 5000 }).toHaveLength(1);
  });
});

describe('the version of the application', () => {
  it('too old is told so, and what is needed', async () => {
    const phone = await pair(t, 'gudang.32');
    const old = await phone.get(PULL).set('X-App-Version', '1.1.99');
    expect(codeOf(old)).toEqual([426, 'app_outdated']);
    expect(old.body).toMatchObject({ minimumVersion: '1.2.0', version: '1.1.99' });
    const push = await phone.post('/mobile/v1/push', { events: [] }).set('X-App-Version', '0.9.0');
    expect(codeOf(push)).toEqual([426, 'app_outdated']);
    expect((await phone.get(PULL).set('X-App-Version', '1.10.0')).status).toBe(200);
    expect(codeOf(await phone.get(PULL).set('X-App-Version', 'newest'))).toEqual([422, 'validation_failed']);
  });

  it('does not matter for the document, which names every route', async () => {
    const { body } = await t.anyone.get(OPEN).set('X-App-Version', '0.0.1').expect(200);
    const { paths } = body as { paths: Record<string, object> };
    expect(Object.keys(paths).sort()).toEqual(['/mobile/v1/devices', OPEN, PULL, '/mobile/v1/push'].sort());
  });
});
