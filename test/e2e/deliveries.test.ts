// Delivery orders of the manufacturer's system and from a file: the same again, amended, too late, wrong line by line.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSscc } from '../../server/gs1/check-digit.ts';
import { expectInvariants } from '../support/invariants.ts';
import { expectProblem, GTIN, openWarehouse, type Body, type Warehouse } from './shipments-support.ts';

let t: Warehouse;
let token: string;
let folder: string;
beforeAll(async () => {
  t = await openWarehouse();
  const grant = { grant_type: 'client_credentials', client_id: 'biofarma-erp', client_secret: 'demo' };
  const { body } = await t.anyone.post('/api/v1/auth/token', grant).expect(200);
  expect(body).toMatchObject({ scope: 'deliveries:write' });
  token = (body as { access_token: string }).access_token;
  folder = await mkdtemp(path.join(tmpdir(), 'jejak-deliveries-'));
});
afterAll(async () => {
  await expectInvariants(t.house, t.app.following);
  await t.close();
  await rm(folder, { recursive: true });
});

const put = (number: string, body: object, as = token) =>
  supertest(t.address)
    .put(`/api/v1/delivery-orders/${number}`)
    .set('Accept-Language', 'en')
    .set('Authorization', `Bearer ${as}`)
    .send(body);
const lineOf = (batch: Body, doses: number, more: object = {}) => ({
  gtin: GTIN,
  lot: batch.lot,
  expiry: batch.expiry,
  doses,
  ...more,
});
const shipmentOf = async (id: string) =>
  (await t.biofarma.get(`/api/v1/shipments/${id}`).expect(200)).body as Body;

describe('a delivery order', () => {
  it('makes a draft, is amended as the same draft, and the same again changes nothing', async () => {
    const [one, two] = [await t.register(100), await t.register(100)];
    const sscc = makeSscc(1, '9521111', 1);
    const first = {
      to: '32',
      lines: [lineOf(one, 50)],
      packages: [{ sscc, contents: [{ line: 1, doses: 50 }] }],
    };
    const { body: made } = await put('DO-1', first).expect(201);
    expect(made).toMatchObject({
      outcome: 'created',
      rejected: 0,
      shipment: { status: 'draft' },
      lines: [{ status: 'accepted', batch: one.id }],
      packages: [{ sscc, status: 'accepted' }],
    });
    const { body: again } = await put('DO-1', first).expect(200);
    expect(again).toMatchObject({ outcome: 'unchanged', revision: 1, shipment: made.shipment });

    const changed = { to: '33', lines: [lineOf(one, 30), lineOf(two, 20)] };
    const { body: amended } = await put('DO-1', changed).expect(200);
    expect(amended).toMatchObject({ outcome: 'amended', revision: 2, shipment: made.shipment, packages: [] });
    const shipment = await shipmentOf(made.shipment.id);
    expect(shipment).toMatchObject({
      status: 'draft',
      to: { code: '33' },
      lines: [{ doses: 30 }, { doses: 20 }],
    });
    await t.biofarma.post(`/api/v1/shipments/${shipment.id}/dispatch`).expect(200);

    const { body: late } = await put('DO-1', changed).expect(200);
    expect(late).toMatchObject({ outcome: 'unchanged', shipment: { status: 'in_transit' } });
    const refused = expectProblem(
      await put('DO-1', { ...changed, to: '32', lines: [lineOf(one, 31)] }),
      409,
      'delivery_dispatched',
    );
    expect(refused.errors.map(({ pointer }: Body) => pointer)).toEqual(['/to', '/lines/0', '/lines/1']);
  });

  it('reports each rejected line; the others wait, and a corrected one joins', async () => {
    const [good, late] = [await t.register(100), await t.register(100)];
    const lines = [
      lineOf(good, 10),
      lineOf(late, 10, { expiry: '2031-01-01' }),
      lineOf({ lot: 'NOT-YET', expiry: t.day(300) }, 5),
      lineOf(good, 5),
      lineOf(good, 5, { gtin: '123' }),
      lineOf(late, 0),
      lineOf(late, 5, { expiry: '2027-02-30' }),
    ];
    const { body } = await put('DO-2', { to: '32', lines }).expect(201);
    expect(body.lines.map(({ rejection }: Body) => rejection?.code ?? 'accepted')).toEqual([
      'accepted',
      'expiry_differs',
      'unknown_batch',
      'duplicate_line',
      'invalid_gtin',
      'duplicate_line',
      'duplicate_line',
    ]);
    expect(body.lines[1].rejection.message).toContain(late.expiry);
    expect(await shipmentOf(body.shipment.id)).toMatchObject({ lines: [{ doses: 10 }] });
    const dispatch = `/api/v1/shipments/${body.shipment.id}/dispatch`;
    expectProblem(await t.biofarma.post(dispatch), 409, 'delivery_has_rejections');

    const better = [lineOf(good, 10), lineOf(late, 10), lineOf({ lot: 'NOT-YET', expiry: t.day(300) }, 5)];
    const { body: second } = await put('DO-2', { to: '32', lines: better }).expect(200);
    expect(second).toMatchObject({ outcome: 'amended', rejected: 1, shipment: { id: body.shipment.id } });
    // The batch is registered meanwhile: the same message, redelivered, now joins.
    await t.register(50, { lot: 'NOT-YET' });
    const { body: third } = await put('DO-2', { to: '32', lines: better }).expect(200);
    expect(third).toMatchObject({ outcome: 'amended', rejected: 0 });
    expect((await shipmentOf(body.shipment.id)).lines).toHaveLength(3);
    await t.biofarma.post(dispatch).expect(200);
  });

  it('judges packages too', async () => {
    const batch = await t.register(100);
    const good = makeSscc(1, '9521111', 50);
    const packages = [
      { sscc: good, contents: [{ line: 1, doses: 6 }] },
      { sscc: good, contents: [{ line: 1, doses: 1 }] },
      { sscc: '123', contents: [{ line: 1, doses: 1 }] },
      { sscc: makeSscc(1, '9521111', 51), contents: [{ line: 9, doses: 1 }] },
      { sscc: makeSscc(1, '9521111', 52), contents: [{ line: 1, doses: 5 }] },
    ];
    const { body } = await put('DO-3', { to: '32', lines: [lineOf(batch, 10)], packages }).expect(201);
    expect(body.packages.map(({ rejection }: Body) => rejection?.code ?? 'accepted')).toEqual([
      'accepted',
      'duplicate_sscc',
      'invalid_sscc',
      'unknown_line',
      'contents_exceed_line',
    ]);
    const other = { to: '32', lines: [lineOf(batch, 10)], packages: packages.slice(0, 1) };
    const { body: taken } = await put('DO-3B', other).expect(201);
    expect(taken.packages[0].rejection).toMatchObject({
      code: 'sscc_taken',
      message: expect.stringContaining('DO-3'),
    });
  });

  it('is refused to others, for wrong places, and after its draft was cancelled', async () => {
    const batch = await t.register(10);
    const body = { to: '32', lines: [lineOf(batch, 10)] };
    expectProblem(await put('DO-4', body, await t.tokenOf('gudang.32')), 403, 'forbidden');
    expectProblem(await put('DO-4', body, await t.tokenOf('kemenkes')), 403, 'forbidden');
    const chatbot = await t.asClient();
    expectProblem(await chatbot.get('/api/v1/delivery-orders'), 403, 'forbidden');
    expectProblem(await put('DO-4', { ...body, to: 'XX' }), 422, 'unknown_place');
    expectProblem(await put('DO 4', body), 422, 'validation_failed');
    expectProblem(await put('DO-4', { to: '32', lines: [] }), 422, 'validation_failed');
    const { body: made } = await put('DO-4', body, await t.tokenOf('biofarma')).expect(201);
    await t.biofarma.post(`/api/v1/shipments/${made.shipment.id}/cancel`, { reason: 'x' }).expect(200);
    expectProblem(await put('DO-4', { ...body, note: 'lain' }), 409, 'delivery_cancelled');
    const { body: list } = await t.biofarma.get('/api/v1/delivery-orders?rejected=true').expect(200);
    expect((list as Body).items.map(({ number }: Body) => number)).toEqual(['DO-3B', 'DO-3']);
    await t.biofarma.get('/api/v1/delivery-orders/DO-NONE').expect(404);
  });
});

describe('at once', () => {
  it('the same message ten times: one draft', async () => {
    const batch = await t.register(100);
    const body = { to: '32', lines: [lineOf(batch, 10)] };
    const all = await Promise.all(Array.from({ length: 10 }, () => put('DO-5', body)));
    expect(all.map(({ status }) => status).sort()).toEqual([...Array<number>(9).fill(200), 201]);
    expect(new Set(all.map(({ body: answer }) => (answer as Body).shipment.id)).size).toBe(1);
  });

  it('a change while the draft is dispatched and received: what left is what the draft said', async () => {
    const batch = await t.register(1000);
    for (let round = 0; round < 6; round++) {
      const number = `DO-6-${round}`;
      const { body: made } = await put(number, { to: '32', lines: [lineOf(batch, 10)] }).expect(201);
      const { id } = made.shipment;
      const [changed, sent, received] = await Promise.all([
        put(number, { to: '32', lines: [lineOf(batch, 20)] }),
        t.biofarma.post(`/api/v1/shipments/${id}/dispatch`),
        t.province.post(`/api/v1/shipments/${id}/receive`, {
          id: t.id(),
          lines: [{ batch: batch.id, accepted: 10 }],
        }),
      ]);
      expect([200, 409]).toContain(changed.status);
      expect(sent.status).toBe(200);
      const said = changed.status === 200 ? 20 : 10;
      expect(await shipmentOf(id)).toMatchObject({ lines: [{ doses: said }] });
      // Received before it left is refused; after it left it adds up with what left, or is refused with the numbers.
      expect([200, 404, 409, 422]).toContain(received.status);
      const { rows } = await t.house.database.sql
        .rows<{ doses: number }>(
          `select sum(doses)::int as doses from posting where holder_id = $1 and doses > 0`,
          [id],
        )
        .then((found) => ({ rows: found }));
      expect(rows[0]!.doses).toBe(said);
    }
  });
});

describe('from a file', () => {
  const command = (...args: string[]): Promise<{ code: number; out: string }> => {
    const env = { ...process.env, DATABASE_URL: t.url, NODE_ENV: 'test' };
    return new Promise((resolve) => {
      execFile(process.execPath, ['--import', 'tsx', 'server/import.ts', ...args], { env }, (failure, out) =>
        resolve({ code: Number(failure?.code ?? 0), out }),
      );
    });
  };
  const fileOf = async (name: string, content: string) => {
    const file = path.join(folder, name);
    await writeFile(file, content);
    return file;
  };

  it('a dry run writes nothing; then packages of one line are one line, with BOM and semicolons', async () => {
    const batch = await t.register(100);
    const row = (number: string, lot: string, doses: number, serial: number) =>
      `${number};32;${GTIN};${lot};${batch.expiry};${doses};${makeSscc(2, '9521111', serial)}`;
    const file = await fileOf(
      'do.csv',
      [
        '\ufeffnomor_do;tujuan;gtin;lot;kedaluwarsa;dosis;sscc',
        row('F-1', batch.lot, 30, 1),
        row('F-1', batch.lot, 20, 2),
        row('F-2', 'NONE', 5, 3),
      ].join('\r\n'),
    );
    const dry = await command('deliveries', file, '--lang', 'en');
    expect([dry.code, dry.out]).toEqual([
      1,
      expect.stringMatching(/2 new.*1 rejected[^]*Lot NONE is not registered[^]*Dry run/),
    ]);
    await t.biofarma.get('/api/v1/delivery-orders/F-1').expect(404);
    const written = await command('deliveries', file, '--commit', '--lang', 'en');
    expect([written.code, written.out]).toEqual([1, expect.stringContaining('Written')]);
    const { body } = await t.biofarma.get('/api/v1/delivery-orders/F-1').expect(200);
    expect(body).toMatchObject({ rejected: 0, lines: [{ doses: 50 }], shipment: { status: 'draft' } });
    expect((body as Body).packages).toHaveLength(2);
    const again = await command('deliveries', file, '--commit', '--lang', 'en');
    expect(again.out).toMatch(/0 new, 0 changed, 2 unchanged/);
  }, 300_000);

  it('a wrong column or cell refuses the file as a whole', async () => {
    const wrong = await command(
      'deliveries',
      await fileOf('w.csv', 'number,to,gtin,lot,doses\nA,32,1,2,3\n'),
      '--lang',
      'en',
    );
    expect([wrong.code, wrong.out]).toEqual([1, expect.stringContaining('expiry')]);
    const cell = await command(
      'deliveries',
      await fileOf(
        'c.csv',
        `number,to,gtin,lot,expiry,doses\nG-1,32,${GTIN},L,2027-01-01,ten\nG-1,33,${GTIN},M,2027-01-01,5\n`,
      ),
      '--commit',
      '--lang',
      'en',
    );
    expect([cell.code, cell.out]).toEqual([1, expect.stringMatching(/line 2, column doses: Not a number/)]);
    await t.biofarma.get('/api/v1/delivery-orders/G-1').expect(404);
  }, 300_000);
});
