// Registering a batch: whose doses they become, what is refused and under which code, and the same request twice.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectInvariants } from '../support/invariants.ts';
import { expectProblem, GTIN, openWarehouse, type Warehouse } from './shipments-support.ts';

let t: Warehouse;
beforeAll(async () => {
  t = await openWarehouse();
});
afterAll(async () => {
  await expectInvariants(t.house);
  await t.close();
});

const bodyOf = (more: object = {}) => ({
  id: t.id(),
  gtin: GTIN,
  lot: 'X1',
  expiry: t.day(200),
  doses: 100,
  ...more,
});

describe('a batch', () => {
  it('is registered by Bio Farma and its doses are there', async () => {
    const manufacturedOn = t.day(-10);
    const body = bodyOf({ lot: 'A/b-"1";%', manufacturedOn });
    const { body: batch } = await t.biofarma.post('/api/v1/batches', body).expect(201);
    expect(batch).toMatchObject({
      id: body.id,
      lot: 'A/b-"1";%',
      status: 'released',
      manufacturedOn,
      product: { code: 'COV-BIO', gtin: GTIN },
    });
    expect(await t.stock(t.biofarma, 'BIOFARMA', body.id)).toMatchObject({ available: 100, free: 100 });
    await t.biofarma.get(`/api/v1/batches/${body.id}`).expect(200, batch);
  });

  it('answers the same request again, and another under its id with a conflict', async () => {
    const body = bodyOf({ lot: 'SAME' });
    const first = await t.biofarma.post('/api/v1/batches', body).expect(201);
    const again = await t.biofarma.post('/api/v1/batches', body).expect(201);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.body).toEqual(first.body);
    expectProblem(
      await t.biofarma.post('/api/v1/batches', { ...body, doses: 99 }),
      409,
      'idempotency_conflict',
    );
    expect(await t.stock(t.biofarma, 'BIOFARMA', body.id)).toMatchObject({ available: 100 });
  });

  it('is one of its product and lot, case and all', async () => {
    await t.register(10, { lot: 'Case' });
    expectProblem(await t.biofarma.post('/api/v1/batches', bodyOf({ lot: 'Case' })), 409, 'batch_exists');
    await t.register(10, { lot: 'CASE' });
  });

  it('is registered once by ten who try at once', async () => {
    const all = await Promise.all(
      Array.from({ length: 10 }, () => t.biofarma.post('/api/v1/batches', bodyOf({ lot: 'RACE' }))),
    );
    const codes = all.map(({ status, body }) => (status === 201 ? 'ok' : (body as { code: string }).code));
    expect(codes.sort()).toEqual([...Array<string>(9).fill('batch_exists'), 'ok']);
  });

  it('takes a GTIN of 13 digits as one of 14', async () => {
    const { body } = await t.biofarma.post('/api/v1/batches', bodyOf({ lot: 'G13', gtin: GTIN.slice(1) }));
    expect(body).toMatchObject({ product: { gtin: GTIN } });
  });

  it.each([
    [{ gtin: '09520001000028' }, 'invalid_gtin', '/gtin'],
    [{ gtin: '0952000100' }, 'invalid_gtin', '/gtin'],
    [{ gtin: '09520099999999' }, 'unknown_gtin', '/gtin'],
    [{ lot: '' }, 'invalid_lot', '/lot'],
    [{ lot: 'ABCDEFGHIJKLMNOPQRSTU' }, 'invalid_lot', '/lot'],
    [{ lot: 'with space' }, 'invalid_lot', '/lot'],
    [{ lot: 'é' }, 'invalid_lot', '/lot'],
    [{ expiry: '2020-01-01' }, 'expiry_in_past', '/expiry'],
    [{ expiry: '2099-01-01' }, 'expiry_too_far', '/expiry'],
    [{ expiry: '2027-02-30' }, 'validation_failed', '/expiry'],
    [{ manufacturedOn: '2090-01-01' }, 'invalid_manufactured_on', '/manufacturedOn'],
    [{ doses: 0 }, 'validation_failed', '/doses'],
    [{ doses: -1 }, 'validation_failed', '/doses'],
    [{ doses: 1.5 }, 'validation_failed', '/doses'],
    [{ doses: 100_000_001 }, 'doses_absurd', '/doses'],
    [{ colour: 'red' }, 'validation_failed', '/colour'],
  ])('with %j is refused: %s', async (more, code, pointer) => {
    const { errors } = expectProblem(await t.biofarma.post('/api/v1/batches', bodyOf(more)), 422, code);
    expect(errors[0]).toMatchObject({ pointer });
  });

  it('is registered by nobody else', async () => {
    for (const other of [t.province, t.kemenkes, t.centre])
      expectProblem(await other.post('/api/v1/batches', bodyOf()), 403, 'forbidden');
    expectProblem(await t.anyone.post('/api/v1/batches', bodyOf()), 401, 'unauthenticated');
  });
});
