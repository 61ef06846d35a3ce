// Labels over HTTP: each picture is read back and says what it should; nobody sees another's package.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import type { Call } from '../support/app.ts';
import { expectInvariants } from '../support/invariants.ts';
import {
  expectProblem,
  GTIN,
  openWarehouse,
  TICKET,
  type Body,
  type Warehouse,
} from './shipments-support.ts';

let t: Warehouse;
let batch: Body;
let store: Call;
beforeAll(async () => {
  const wasm = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
  prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(await readFile(wasm)).buffer } });
  t = await openWarehouse();
  batch = await t.register(100, { lot: 'L/"1;x' });
  store = await t.scanner('biofarma');
});
afterAll(async () => {
  await expectInvariants(t.house);
  await t.close();
});

async function readBack(
  path: string,
  by: Call = store,
): Promise<{ text: string; symbologyIdentifier: string }> {
  const answer = await by.get(path).buffer().expect(200);
  expect(answer.headers['content-type']).toBe('image/png');
  const found = await readBarcodes(new Uint8Array(answer.body as Buffer), {
    textMode: 'Plain',
    tryHarder: true,
  });
  expect(found).toHaveLength(1);
  return found[0]!;
}

describe('the label of a batch', () => {
  it.each(['gs1datamatrix', 'gs1-128', 'qrcode', 'gs1dldatamatrix'])(
    'as %s reads back as that batch',
    async (type) => {
      const found = await readBack(`/api/v1/labels/batch/${batch.id}?format=png&type=${type}`);
      const { body } = await store.post('/api/v1/scans', {
        raw: found.text,
        symbology: found.symbologyIdentifier,
      });
      expect(body).toMatchObject({
        kind: 'batch',
        elements: { gtin: GTIN, lot: batch.lot, expiry: batch.expiry },
        batch: { id: batch.id },
        warnings: [],
      });
    },
  );

  it('is an SVG with a title by default, kept privately, under a harmless file name', async () => {
    const answer = await store.get(`/api/v1/labels/batch/${batch.id}`).buffer().expect(200);
    expect(answer.headers['content-type']).toContain('image/svg+xml');
    expect(answer.headers['cache-control']).toMatch(/^private/);
    expect(answer.headers['content-disposition']).toBe('inline; filename="batch-COV-BIO-L-1-x.svg"');
    const svg = (answer.body as Buffer).toString();
    expect(svg).toContain('<svg');
    expect(svg).toContain('(10)L/&quot;1;x');
  });

  it('is refused for an unknown batch, type or format, and to nobody in particular', async () => {
    expectProblem(await store.get(`/api/v1/labels/batch/${t.id()}`), 404, 'not_found');
    const path = `/api/v1/labels/batch/${batch.id}`;
    expectProblem(await store.get(`${path}?type=pdf417`), 422, 'validation_failed');
    expectProblem(await store.get(`${path}?format=gif`), 422, 'validation_failed');
    expect((await store.get(path).set('Authorization', '')).status).toBe(401);
  });
});

describe('the label of a package', () => {
  it('reads back as its SSCC, for its sender and its receiver only', async () => {
    const sent = await t.send(t.biofarma, 'BIOFARMA', '32', [{ batch: batch.id, doses: 5 }]);
    const path = `/api/v1/labels/package/${sent.sscc}?format=png`;
    for (const by of [store, await t.scanner('gudang.32')])
      expect(await readBack(path, by)).toMatchObject({ text: `00${sent.sscc}`, symbologyIdentifier: ']C1' });
    expectProblem(await (await t.scanner('gudang.33')).get(path), 404, 'not_found');
  });
});

describe('other labels', () => {
  it('a place by its GLN', async () => {
    const found = await readBack('/api/v1/labels/place/BIOFARMA?format=png');
    const { body } = await store.post('/api/v1/scans', {
      raw: found.text,
      symbology: found.symbologyIdentifier,
    });
    expect(body).toMatchObject({ kind: 'place', place: { code: 'BIOFARMA' } });
    expectProblem(await store.get('/api/v1/labels/place/32'), 404, 'not_found');
  });

  it('a ticket by its text', async () => {
    expect(await readBack(`/api/v1/labels/ticket/${TICKET.id}?format=png`)).toMatchObject({
      text: TICKET.text,
    });
    expectProblem(await store.get(`/api/v1/labels/ticket/${t.id()}`), 404, 'not_found');
  });
});
