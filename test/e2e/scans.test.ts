// POST /api/v1/scans: what each kind of code means, what is warned of, and which element of a wrong one is named.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { batchPairs, contentPairs, toBracketed, toElementString } from '../../server/gs1/build.ts';
import { makeSscc } from '../../server/gs1/check-digit.ts';
import { toDigitalLink } from '../../server/gs1/digital-link.ts';
import type { Call } from '../support/app.ts';
import { expectInvariants } from '../support/invariants.ts';
import {
  DAY,
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
  t = await openWarehouse();
  batch = await t.register(100, { lot: 'Scan-1' });
  store = await t.scanner('biofarma');
});
afterAll(async () => {
  await expectInvariants(t.house);
  await t.close();
});

/** Well formed, of no product. */
const UNKNOWN_GTIN = '09520099999999';
const pairsOf = (more: object = {}) =>
  batchPairs({ gtin: GTIN, lot: batch.lot, expiry: batch.expiry, ...more });
async function scan(raw: string, more: object = {}, by: Call = store): Promise<Body> {
  const { status, body } = await by.post('/api/v1/scans', { raw, ...more });
  expect([status, body]).toEqual([200, expect.objectContaining({ kind: expect.any(String) })]);
  return body;
}
const codesOf = (found: Body) => found.warnings.map((warning: Body) => warning.code);

describe('a scan of a batch', () => {
  it.each([
    ['an element string', () => `]d2${toElementString(pairsOf())}`],
    ['brackets', () => toBracketed(pairsOf())],
    ['a Digital Link', () => toDigitalLink(pairsOf(), 'https://example.id/v')],
    ['a leading GS without an identifier', () => `\u001d${toElementString(pairsOf())}\r\n`],
  ])('is understood from %s', async (_, raw) => {
    const found = await scan(raw());
    expect(found).toMatchObject({
      kind: 'batch',
      elements: { gtin: GTIN, lot: batch.lot, expiry: batch.expiry },
      product: { code: 'COV-BIO' },
      batch: { id: batch.id, status: 'released' },
      warnings: [],
    });
  });

  it('tells what the place has of it', async () => {
    const found = await scan(toBracketed(pairsOf()), { place: 'BIOFARMA' });
    expect(found.balance).toMatchObject({ place: 'BIOFARMA', available: 100 });
    expectProblem(await store.post('/api/v1/scans', { raw: 'x', place: '32' }), 404, 'not_found');
  });

  it('warns of another expiry, an unknown lot, a lot that may have swallowed, a GTIN alone', async () => {
    const other = await scan(toBracketed(pairsOf({ expiry: t.day(301) })));
    expect(codesOf(other)).toEqual(['expiry_conflict']);
    expect(other.warnings[0]).toMatchObject({ expected: batch.expiry, scanned: t.day(301) });
    const unknown = await scan(toBracketed(pairsOf({ lot: 'scan-1' })));
    expect([unknown.kind, unknown.batch, codesOf(unknown)]).toEqual(['batch', undefined, ['unknown_batch']]);
    const swallowed = await scan(`]d201${GTIN}10AB1727123121XYZ`);
    expect(codesOf(swallowed)).toEqual(['possible_missing_separator', 'unknown_batch']);
    const bare = await scan(GTIN.slice(1), { symbology: 'ean-13' });
    expect([bare.kind, bare.product.code, bare.batch, codesOf(bare)]).toEqual([
      'batch',
      'COV-BIO',
      undefined,
      ['gtin_only'],
    ]);
    expect(codesOf(await scan(`(01)${UNKNOWN_GTIN}(10)X`))).toEqual(['unknown_gtin']);
  });

  it('warns of what should make one stop', async () => {
    const soon = await t.register(10, { lot: 'Soon', expiry: t.day(60) });
    const raw = toBracketed(pairsOf({ lot: 'Soon', expiry: soon.expiry }));
    expect(codesOf(await scan(raw))).toEqual(['batch_expiring']);
    await t.kemenkes.post(`/api/v1/batches/${soon.id}/recall`, { id: t.id(), reason: 'frozen' }).expect(200);
    const recalled = await scan(raw);
    expect([recalled.batch.status, codesOf(recalled)]).toEqual([
      'recalled',
      ['batch_recalled', 'batch_expiring'],
    ]);
    expect(recalled.warnings[0].message).toContain('frozen');
  });

  it('says so when it has expired', async () => {
    const raw = toBracketed(pairsOf({ lot: 'Short', expiry: t.day(2) }));
    await t.register(10, { lot: 'Short', expiry: t.day(2) });
    t.clock.advance(4 * DAY);
    const { body } = await t.anyone
      .post('/api/v1/auth/login', { username: 'biofarma', password: 'demo' })
      .expect(200);
    const answer = await store
      .post('/api/v1/scans', { raw })
      .set('Authorization', `Bearer ${(body as Body).accessToken}`);
    t.clock.advance(-4 * DAY);
    expect(codesOf(answer.body)).toEqual(['batch_expired']);
  });
});

describe('a scan of something else', () => {
  it('shows a package to its sender and its receiver, and to nobody else', async () => {
    const sent = await t.send(t.biofarma, 'BIOFARMA', '32', [{ batch: batch.id, doses: 5 }]);
    const raw = `]C100${sent.sscc}`;
    for (const by of ['biofarma', 'gudang.32', 'kemenkes'])
      expect(await scan(raw, {}, await t.scanner(by))).toMatchObject({
        kind: 'package',
        elements: { sscc: sent.sscc },
        package: { id: sent.id, status: 'in_transit', lines: [{ doses: 5, batch: { lot: batch.lot } }] },
        warnings: [],
      });
    const foreign = await scan(raw, {}, await t.scanner('gudang.3273'));
    expect([foreign.kind, foreign.package, codesOf(foreign)]).toEqual([
      'package',
      undefined,
      ['unknown_package'],
    ]);
    const never = await scan(`(00)${makeSscc(0, '9522000', 999_999_999)}`);
    expect(codesOf(never)).toEqual(['unknown_package']);
  });

  it('reads the contents of a package as their batch', async () => {
    const pairs = contentPairs({ gtin: GTIN, lot: batch.lot, expiry: batch.expiry, count: 12 });
    expect(await scan(`]C1${toElementString(pairs)}`)).toMatchObject({
      kind: 'batch',
      elements: { contentGtin: GTIN, count: 12 },
      batch: { id: batch.id },
    });
  });

  it('knows a place by its GLN and by our own QR, inside the area', async () => {
    const { body: place } = await t.biofarma.get('/api/v1/places/BIOFARMA').expect(200);
    const { gln } = place as { gln: string };
    for (const raw of [`(414)${gln}`, toDigitalLink([['414', gln]]), 'JEJAK-PLACE:BIOFARMA'])
      expect(await scan(raw)).toMatchObject({ kind: 'place', place: { code: 'BIOFARMA' }, warnings: [] });
    const outside = await scan('JEJAK-PLACE:32');
    expect([outside.kind, outside.place, codesOf(outside)]).toEqual(['place', undefined, ['unknown_place']]);
  });

  it('knows a ticket, and says when it knows nothing', async () => {
    expect(await scan(TICKET.text)).toMatchObject({ kind: 'ticket', ticket: { code: 'ABC' } });
    const strange = await scan('halo dunia');
    expect([strange.kind, codesOf(strange)]).toEqual(['unknown', ['not_recognised']]);
    const nie = await scan('(90)DKI0123456789A1(10)X');
    expect([nie.kind, codesOf(nie)]).toEqual(['unknown', ['gtin_missing']]);
  });
});

describe('a malformed scan', () => {
  it.each([
    ['an empty text', '', '/raw', 'empty'],
    ['a wrong check digit', '(01)09520001000028(10)X', '/raw/gtin', 'invalid_check_digit'],
    ['30 February', `(01)${GTIN}(17)270230(10)X`, '/raw/expiry', 'invalid_date'],
    ['a lot of 21 characters', `(01)${GTIN}(10)ABCDEFGHIJKLMNOPQRSTU`, '/raw/lot', 'invalid_length'],
    ['two different lots', `(01)${GTIN}(10)A(10)B`, '/raw/lot', 'duplicate_element'],
    ['a package with a wrong check digit', '(00)095220000000000019', '/raw/sscc', 'invalid_check_digit'],
    ['a text too long', 'x'.repeat(600), '/raw', 'too_long'],
  ])('names what is wrong with %s', async (_, raw, pointer, code) => {
    const { errors } = expectProblem(await store.post('/api/v1/scans', { raw }), 422, 'scan_invalid');
    expect(errors).toContainEqual(expect.objectContaining({ pointer, code, message: expect.any(String) }));
  });

  it('is told in Bahasa Indonesia to whoever prefers it', async () => {
    const answer = await store.post('/api/v1/scans', { raw: '' }).set('Accept-Language', 'id');
    expect((answer.body as Body).errors[0].message).toBe('Kode kosong');
  });

  it('needs someone signed in, and known fields', async () => {
    const unsigned = await store.post('/api/v1/scans', { raw: 'x' }).set('Authorization', '');
    expect(unsigned.status).toBe(401);
    expectProblem(await store.post('/api/v1/scans', { raw: 'x', colour: 'red' }), 422, 'validation_failed');
  });
});
