// Attachments: told by their content, kept in PostgreSQL or an object store, seen by whoever sees the document.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Call } from '../support/app.ts';
import { expectInvariants } from '../support/invariants.ts';
import { expectProblem, openWarehouse, type Body, type Warehouse } from './shipments-support.ts';

/** The smallest PNG: one pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const PDF = Buffer.from('%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n');

interface FakeS3 {
  endpoint: string;
  objects: Map<string, Buffer>;
  requests: IncomingMessage[];
  server: Server;
  broken: boolean;
}

/** An object store that knows PUT and GET and refuses what is not signed in the form of AWS Signature Version 4. */
async function startFakeS3(): Promise<FakeS3> {
  const objects = new Map<string, Buffer>();
  const requests: IncomingMessage[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    requests.push(request);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method, url = '', headers } = request;
    const signed =
      /^AWS4-HMAC-SHA256 Credential=KEY\/\d{8}\/ap-southeast-3\/s3\/aws4_request, ?SignedHeaders=[a-z0-9;-]*host[a-z0-9;-]*, ?Signature=[0-9a-f]{64}$/;
    if (fake.broken) response.writeHead(500).end();
    else if (
      !signed.test(headers.authorization ?? '') ||
      !/^\d{8}T\d{6}Z$/.test(String(headers['x-amz-date']))
    )
      response.writeHead(403).end();
    else if (method === 'PUT') {
      objects.set(url, Buffer.concat(chunks));
      response.writeHead(200, { ETag: '"x"' }).end();
    } else if (objects.has(url)) response.writeHead(200).end(objects.get(url));
    else response.writeHead(404).end();
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jejak`;
  const fake: FakeS3 = { endpoint, objects, requests, server, broken: false };
  return fake;
}

let t: Warehouse;
let s3: FakeS3;
let s: Warehouse;
beforeAll(async () => {
  t = await openWarehouse();
  s3 = await startFakeS3();
  s = await openWarehouse({
    s3: { endpoint: s3.endpoint, region: 'ap-southeast-3', accessKeyId: 'KEY', secretAccessKey: 'SECRET' },
  });
});
afterAll(async () => {
  await expectInvariants(t.house, t.app.following);
  await Promise.all([t.close(), s.close()]);
  s3.server.close();
});

const upload = (by: Call, w: Warehouse, document: string, content: Buffer, more: object = {}) =>
  by.post('/api/v1/attachments', { id: w.id(), document, content: content.toString('base64'), ...more });
const draftOf = async (w: Warehouse): Promise<Body> => {
  const batch = await w.register(100);
  return w.draft(w.biofarma, 'BIOFARMA', '32', [{ batch: batch.id, doses: 10 }]);
};

describe('an attachment in the database', () => {
  it('is told by its content and answered as a download that no browser runs', async () => {
    const { id: shipment } = await draftOf(t);
    const { body } = await upload(t.biofarma, t, shipment, PNG, { line: 1, note: 'kardus penyok' }).expect(
      201,
    );
    expect(body).toMatchObject({
      document: shipment,
      line: 1,
      mediaType: 'image/png',
      bytes: PNG.length,
      sha256: hash('sha256', PNG),
      note: 'kardus penyok',
    });
    const got = await t.biofarma.get(`/api/v1/attachments/${body.id}`).buffer(true).expect(200);
    expect(Buffer.from(got.body as Buffer).equals(PNG)).toBe(true);
    expect(got.headers).toMatchObject({
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'content-disposition': `attachment; filename="lampiran-${body.id}.png"`,
    });
    await upload(t.biofarma, t, shipment, PDF).expect(201);
    const { body: list } = await t.biofarma.get(`/api/v1/attachments?document=${shipment}`).expect(200);
    expect(list.items.map(({ mediaType }: Body) => mediaType)).toEqual(['image/png', 'application/pdf']);
  });

  it('is refused when it is something else, too large, or nothing', async () => {
    const { id } = await draftOf(t);
    const html = Buffer.from('<html><script>alert(1)</script></html>');
    expectProblem(await upload(t.biofarma, t, id, html), 422, 'attachment_type_refused');
    const svg = Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>');
    expectProblem(await upload(t.biofarma, t, id, svg), 422, 'attachment_type_refused');
    const large = Buffer.concat([PNG, Buffer.alloc(t.house.config.attachmentMaxBytes)]);
    expectProblem(await upload(t.biofarma, t, id, large), 413, 'attachment_too_large');
    const huge = Buffer.concat([PNG, Buffer.alloc(t.house.config.attachmentMaxBytes + 20_000)]);
    expectProblem(await upload(t.biofarma, t, id, huge), 413, 'body_too_large');
    const body = { id: t.id(), document: id, content: 'no base64!' };
    expectProblem(await t.biofarma.post('/api/v1/attachments', body), 422, 'validation_failed');
  });

  it('is seen by whoever sees its document', async () => {
    const shipment = await draftOf(t);
    const { body } = await upload(t.biofarma, t, shipment.id, PNG).expect(201);
    expectProblem(await t.province.get(`/api/v1/attachments/${body.id}`), 404, 'not_found');
    expectProblem(await upload(t.province, t, shipment.id, PNG), 404, 'not_found');
    await t.biofarma.post(`/api/v1/shipments/${shipment.id}/dispatch`).expect(200);
    await t.province.get(`/api/v1/attachments/${body.id}`).expect(200);
    await upload(t.province, t, shipment.id, PNG).expect(201);
    expectProblem(await t.district.get(`/api/v1/attachments?document=${shipment.id}`), 404, 'not_found');
    expectProblem(await upload(t.province, t, t.id(), PNG), 404, 'not_found');
    expectProblem(await upload(await t.as('auditor'), t, shipment.id, PNG), 403, 'forbidden');
    const other = shipment.lines[0].batch.id as string;
    await upload(t.kemenkes, t, other, PNG).expect(201);
  });

  it('is kept once under its id', async () => {
    const { id: document } = await draftOf(t);
    const body = { id: t.id(), document, content: PNG.toString('base64') };
    const all = await Promise.all([1, 2, 3].map(() => t.biofarma.post('/api/v1/attachments', body)));
    expect(all.map(({ status }) => status)).toEqual([201, 201, 201]);
    const { body: list } = await t.biofarma.get(`/api/v1/attachments?document=${document}`).expect(200);
    expect(list.items).toHaveLength(1);
    const other = { ...body, content: PDF.toString('base64') };
    expectProblem(await t.biofarma.post('/api/v1/attachments', other), 409, 'idempotency_conflict');
  });
});

describe('an attachment in an object store', () => {
  it('is put and fetched with signed requests, its bytes nowhere else', async () => {
    const { id: shipment } = await draftOf(s);
    const { body } = await upload(s.biofarma, s, shipment, PDF).expect(201);
    expect(
      [...s3.objects].find(([key]) => key.startsWith(`/jejak/attachments/${body.id}`))?.[1].equals(PDF),
    ).toBe(true);
    expect(s3.requests.every(({ headers }) => 'x-amz-content-sha256' in headers)).toBe(true);
    const { count } = await s.house.database.sql.one<{ count: number }>(
      'select count(*)::int as count from attachment_body',
    );
    expect(count).toBe(0);
    const got = await s.biofarma.get(`/api/v1/attachments/${body.id}`).buffer(true).expect(200);
    expect(Buffer.from(got.body as Buffer).equals(PDF)).toBe(true);
  });

  it('is refused clearly while the store does not answer, and taken later under the same id', async () => {
    const { id: document } = await draftOf(s);
    const body = { id: s.id(), document, content: PNG.toString('base64') };
    s3.broken = true;
    expectProblem(await s.biofarma.post('/api/v1/attachments', body), 503, 'attachment_store_unavailable');
    s3.broken = false;
    await s.biofarma.post('/api/v1/attachments', body).expect(201);
  });
});
