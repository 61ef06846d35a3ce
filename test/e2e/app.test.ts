// The service as a whole: what operators ask, how bad requests are answered, and that its document describes it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/app.ts';
import { expectInvariants } from '../support/invariants.ts';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(async () => {
  await expectInvariants(t.house, t.app.following);
  await t.close();
});

describe('operators', () => {
  it('learn that it lives, is ready and what it measures', async () => {
    await t.anyone.get('/healthz').expect(200, { status: 'ok' });
    await t.anyone.get('/readyz').expect(200, { status: 'ok' });
    const metrics = await t.anyone.get('/metrics').expect(200);
    for (const name of ['http_request_duration_seconds', 'database_pool_connections', 'relay_lag_seconds']) {
      expect(metrics.text).toContain(name);
    }
  });

  it('get a document of every route in OpenAPI 3.1', async () => {
    const { body } = await t.anyone.get('/openapi.json').expect(200);
    const described = body as { openapi: string; paths: Record<string, object> };
    expect(described.openapi).toBe('3.1.0');
    for (const route of t.app.routes) {
      const path = route.path.replace(/:(\w+)/g, '{$1}');
      expect(described.paths[path], path).toHaveProperty(route.method);
    }
    await t.anyone.get('/docs').expect(200);
    await t.anyone.get('/docs/swagger-ui-bundle.js').expect(200);
  });
});

describe('bad requests', () => {
  const problem = (code: string) =>
    expect.objectContaining({ code, title: expect.any(String), detail: expect.any(String) });

  it('invalid JSON is 400, a wrong content type 415, too much 413', async () => {
    const store = await t.as('gudang.32');
    const bad = await store.post('/api/v1/movements').set('Content-Type', 'application/json').send('{"id":');
    expect([bad.status, bad.body]).toEqual([400, problem('invalid_json')]);
    const text = await store.post('/api/v1/movements').set('Content-Type', 'text/plain').send('hello');
    expect([text.status, text.body]).toEqual([415, problem('unsupported_media_type')]);
    const huge = await store.post('/api/v1/movements', { note: 'x'.repeat(1_000_001) });
    expect([huge.status, huge.body]).toEqual([413, problem('body_too_large')]);
    expect(huge.headers['content-type']).toContain('application/problem+json');
  });

  it('unknown fields are refused, not ignored, and named', async () => {
    const store = await t.as('gudang.32');
    const answer = await store.post('/api/v1/movements', {
      id: t.id(),
      kind: 'discard',
      place: '32',
      dosis: 3,
    });
    expect(answer.status).toBe(422);
    const pointers = (answer.body as { errors: { pointer: string }[] }).errors.map((error) => error.pointer);
    expect(pointers).toEqual(expect.arrayContaining(['/dosis', '/doses']));
  });

  it('an unknown address is 404, another method 405 with what is allowed', async () => {
    const missing = await t.anyone.get('/api/v1/nothing');
    expect([missing.status, missing.body]).toEqual([404, problem('not_found')]);
    const other = await t.anyone.post('/healthz');
    expect([other.status, other.body, other.headers.allow]).toEqual([
      405,
      problem('method_not_allowed'),
      'GET',
    ]);
  });

  it('speaks Bahasa Indonesia unless English is asked for', async () => {
    const id = await t.anyone.get('/api/v1/nothing').set('Accept-Language', 'id-ID');
    const en = await t.anyone.get('/api/v1/nothing').set('Accept-Language', 'en');
    expect((id.body as { title: string }).title).toBe('Tidak ditemukan');
    expect((en.body as { title: string }).title).toBe('Not found');
  });

  it('no answer says what it runs on, or may be framed or guessed at', async () => {
    const careful = { 'x-content-type-options': 'nosniff', 'x-frame-options': 'SAMEORIGIN' };
    const refused = await t.anyone.get('/api/v1/stock');
    expect(refused.headers).toMatchObject({
      ...careful,
      'content-security-policy': "default-src 'none';frame-ancestors 'none'",
      'strict-transport-security': expect.any(String) as string,
    });
    const page = await t.anyone.get('/docs');
    expect(page.headers).toMatchObject(careful);
    for (const { headers } of [refused, page]) expect(headers).not.toHaveProperty('x-powered-by');
  });

  it('nobody gets in without a token', async () => {
    const answer = await t.anyone.get('/api/v1/stock');
    expect([answer.status, answer.body]).toEqual([401, problem('unauthenticated')]);
    expect(answer.headers['www-authenticate']).toContain('Bearer');
  });
});
