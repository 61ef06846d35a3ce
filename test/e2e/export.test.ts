// Lists as files over HTTP: every list can be asked for as CSV or Excel, whole, on one snapshot, with the caller's rights.
import { get } from 'node:http';
import { parse } from 'csv-parse/sync';
import readXlsx from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportColumns } from '../../server/kernel/export.ts';
import { expectInvariants } from '../support/invariants.ts';
import { expectProblem, openWarehouse, type Body, type Warehouse } from './shipments-support.ts';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
let w: Warehouse;
let batch: Body;
beforeAll(async () => {
  w = await openWarehouse();
  batch = await w.register(5000, { lot: '=LOT+1' });
  for (let n = 1; n <= 5; n++) {
    const movement = {
      id: w.id(),
      kind: 'discard',
      place: 'BIOFARMA',
      batch: batch.id,
      doses: n,
      reason: 'broken',
    };
    await w.biofarma.post('/api/v1/movements', { ...movement, note: '@note' }).expect(201);
  }
});
afterAll(async () => {
  await expectInvariants(w.house, w.app.following);
  await w.close();
});

const rowsOf = (text: string): string[][] =>
  parse(text, { bom: true, record_delimiter: '\r\n', relax_column_count: true, skip_empty_lines: true });

describe('a list as CSV', () => {
  it('has a heading, titles in the language asked for, and every row', async () => {
    const answer = await w.biofarma.get('/api/v1/movements?place=BIOFARMA&format=csv').expect(200);
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(answer.headers['content-disposition']).toBe('attachment; filename="Stock-movements-BIOFARMA.csv"');
    const rows = rowsOf(answer.text);
    expect(rows[0]).toEqual(['Stock movements']);
    expect(rows[1]).toEqual(['Place', expect.stringContaining('BIOFARMA')]);
    expect(rows.find(([label]) => label === 'Made at')?.[1]).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d WIB/);
    const at = rows.findIndex(([title]) => title === 'Id');
    expect(rows[at]).toContain('Doses');
    expect(rows).toHaveLength(at + 1 + 6);
    expect(rows[at + 1]).toContain("'@note");
  });

  it('is asked for by Accept too, in Bahasa Indonesia, and without its heading', async () => {
    const answer = await w.biofarma
      .get('/api/v1/batches?heading=false')
      .set({ Accept: 'text/csv', 'Accept-Language': 'id' })
      .expect(200);
    const rows = rowsOf(answer.text);
    expect(rows[0]).toContain('Nomor lot');
    expect(rows[1]).toContain("'=LOT+1");
  });

  it('pages through more rows than a page has', async () => {
    const answer = await w.kemenkes.get('/api/v1/places?format=csv&heading=false&limit=3').expect(200);
    const size = rowsOf(answer.text).length - 1;
    const { active } = await w.house.database.sql.one<{ active: number }>(
      'select count(*) as active from place where active',
    );
    expect(size).toBe(active);
    expect(size).toBeGreaterThan(2000);
  });

  it('of all places below one goes place by place', async () => {
    const sent = await w.send(w.biofarma, 'BIOFARMA', '32', [{ batch: batch.id, doses: 100 }]);
    await w.province.post(`/api/v1/shipments/${sent.id}/receive`, {
      id: w.id(),
      lines: [{ batch: batch.id, accepted: 100 }],
    });
    const deep = await w.kemenkes.get('/api/v1/movements?place=ID&deep=true&limit=3').expect(200);
    const next = await w.kemenkes
      .get(`/api/v1/movements?place=ID&deep=true&cursor=${deep.body.nextCursor}`)
      .expect(200);
    const all = [...deep.body.items, ...next.body.items] as Body[];
    expect(all.map(({ place }) => place)).toEqual(['32', ...Array(7).fill('BIOFARMA')]);
    expect(new Set(all.map(({ id }) => id)).size).toBe(8);
    const file = await w.kemenkes
      .get('/api/v1/movements?place=ID&deep=true&format=csv&heading=false')
      .expect(200);
    expect(rowsOf(file.text)).toHaveLength(9);
  });
});

describe('a list as a workbook', () => {
  it('keeps its numbers and instants', async () => {
    const answer = await w.biofarma
      .get(`/api/v1/stock?place=BIOFARMA&batch=${batch.id}&format=xlsx`)
      .buffer(true)
      .parse((response, done) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => done(null, Buffer.concat(parts)));
      })
      .expect(200);
    expect(answer.headers['content-type']).toBe(XLSX);
    const [sheet] = await readXlsx(answer.body as Buffer);
    const rows = sheet!.data;
    const titles = rows.find((row) => row.includes('On hand'))!;
    const [row] = rows.slice(rows.indexOf(titles) + 1);
    expect(row![titles.indexOf('Lot')]).toBe('=LOT+1');
    expect(row![titles.indexOf('On hand')]).toBe(4885);
    expect(row![titles.indexOf('Expiry')]).toEqual(new Date(`${batch.expiry}T00:00:00Z`));
  });
});

describe('what is refused', () => {
  it('is a problem, not a file', async () => {
    expectProblem(await w.province.get('/api/v1/stock?place=31&format=csv'), 404, 'not_found');
    expectProblem(await w.province.get('/api/v1/stock?format=pdf'), 422, 'validation_failed');
    expectProblem(await w.province.get('/api/v1/stock?nonsense=1&format=csv'), 422, 'validation_failed');
    expectProblem(await w.anyone.get('/api/v1/stock?format=csv'), 401, 'unauthenticated');
    // What is no list has no such choice.
    await w.province.get('/api/v1/me?format=csv').expect('content-type', /json/).expect(200);
  });
});

describe('more files at once than may be', () => {
  it('are refused for the moment, and a caller who leaves gives the place back', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => w.kemenkes.get('/api/v1/places?format=csv')),
    );
    const refused = answers.filter(({ status }) => status !== 200);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThan(8);
    for (const answer of refused) {
      expectProblem(answer, 503, 'too_busy');
      expect(answer.headers['retry-after']).toBe('10');
    }
    const token = await w.tokenOf('kemenkes');
    const leave = () =>
      new Promise<void>((resolve) => {
        const request = get(
          `${w.address}/api/v1/places?format=csv`,
          { headers: { authorization: `Bearer ${token}` } },
          (response) => {
            response.once('data', () => request.destroy());
            response.once('close', resolve);
          },
        );
        request.on('error', () => undefined);
      });
    await Promise.all([leave(), leave()]);
    await expect
      .poll(async () => (await w.kemenkes.get('/api/v1/products?format=csv')).status, { timeout: 5000 })
      .toBe(200);
  });
});

describe('every list', () => {
  it('can be had as a file, and the document says so', async () => {
    const { body } = await w.anyone.get('/openapi.json').expect(200);
    const lists = w.app.routes.filter((route) => exportColumns(route));
    expect(lists.length).toBeGreaterThan(8);
    for (const route of lists) {
      const operation = body.paths[route.path.replace(/:(\w+)/g, '{$1}')].get;
      expect(Object.keys(operation.responses[200].content)).toEqual(['application/json', 'text/csv', XLSX]);
    }
  });
});
