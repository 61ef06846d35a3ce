// Products and batches: looked up, resolved from scans, listed.
import express from 'express';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createCatalogue, type Catalogue } from '../../server/catalogue/catalogue.ts';
import { resolveBatch, type Naming } from '../../server/catalogue/resolve.ts';
import { catalogueRoutes } from '../../server/catalogue/routes.ts';
import { createDoor } from '../../server/kernel/door.ts';
import type { Problem } from '../../server/kernel/problem.ts';
import { nobody } from '../../server/people/scope.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { expectInvariants } from '../support/invariants.ts';

const BATCHES = 25;
const idOf = (number: number) => `019a0000-0000-7000-8000-${String(number).padStart(12, '0')}`;

let db: TestDatabase;
let catalogue: Catalogue;
let web: express.Express;
let gtin: string;

beforeAll(async () => {
  db = await createTestDatabase();
  catalogue = await createCatalogue(db.house);
  const penta = catalogue.product('PENTA')!;
  gtin = penta.gtin;
  await db.house.database.sql.run(
    `insert into batch (id, product_id, lot, expiry, manufactured_on, registered_at)
     select format('019a0000-0000-7000-8000-%s', lpad(n::text, 12, '0'))::uuid, $1, 'Lot' || n, '2027-06-30',
       '2026-06-30', timestamptz '2026-07-01' + (n / 2) * interval '1 microsecond'
     from generate_series(1, $2::int) n`,
    [penta.id, BATCHES],
  );
  web = express();
  const authenticate = () => ({ ...nobody, kind: 'person', role: 'auditor' }) as const;
  web.use(createDoor(db.house, catalogueRoutes(catalogue), { authenticate, nobody, checkResponses: true }));
});

afterAll(async () => {
  // These batches were never registered through the service and hold no doses.
  await expectInvariants(db.house);
  await db.close();
});

describe('the catalogue', () => {
  it('finds products by id, code and GTIN', () => {
    const penta = catalogue.product('PENTA')!;
    expect(catalogue.products()).toHaveLength(22);
    expect(catalogue.product(penta.id)).toBe(penta);
    expect(catalogue.productByGtin(penta.gtin)).toBe(penta);
    expect(penta).toMatchObject({ dosesPerVial: 5, minCelsius: 2, maxCelsius: 8, openVialHours: 672 });
    expect(catalogue.product('NONE')).toBeUndefined();
  });

  it('asks the database once for callers that come together, and then no more', async () => {
    const fresh = await createCatalogue(db.house);
    const asked = vi.spyOn(db.house.database.sql, 'maybe');
    const found = await Promise.all(Array.from({ length: 50 }, () => fresh.batch(idOf(3))));
    expect(new Set(found.map((batch) => batch?.lot))).toEqual(new Set(['Lot3']));
    await fresh.batchByLot(found[0]!.product.id, 'Lot3');
    expect(asked).toHaveBeenCalledTimes(1);
    asked.mockRestore();
  });

  it('does not remember that there was no batch', async () => {
    const product = catalogue.product('MR')!;
    expect(await catalogue.batchByLot(product.id, 'LATE')).toBeUndefined();
    await db.house.database.sql.run(
      `insert into batch (id, product_id, lot, expiry, registered_at) values ($1, $2, 'LATE', '2027-01-01', '2026-01-01')`,
      [idOf(900), product.id],
    );
    expect(await catalogue.batchByLot(product.id, 'LATE')).toMatchObject({
      id: idOf(900),
      expiry: '2027-01-01',
    });
    expect(await catalogue.batchByLot(product.id, 'late')).toBeUndefined();
  });

  it('reads a product that another process has just imported', async () => {
    const { sql } = db.house.database;
    const id = idOf(901);
    await sql.run(
      `insert into product (id, code, name, gtin, doses_per_vial, vials_per_box, min_celsius, max_celsius, updated_at)
       values ($1, 'NEW', 'New', '00000000000017', 1, 1, 2, 8, now())`,
      [id],
    );
    await sql.run(
      `insert into batch (id, product_id, lot, expiry, registered_at) values ($1, $1, 'N1', '2027-01-01', '2026-01-01')`,
      [id],
    );
    expect((await catalogue.batch(id))?.product.code).toBe('NEW');
  });
});

describe('resolving what a caller names', () => {
  const resolve = (naming: Naming) => resolveBatch(catalogue, naming, { year: 2026, pointer: '/lines/0' });
  const refusal = async (naming: Naming) => {
    const problem = (await resolve(naming).catch((error: unknown) => error)) as Problem;
    return [problem.code, ...(problem.errors ?? []).map(({ pointer }) => pointer)];
  };

  it('takes an id, an element string or a Digital Link', async () => {
    const scans = [`]d201${gtin}17270630${'10Lot7'}`, `https://id.gs1.org/01/${gtin}/10/Lot7?17=270630`];
    expect((await resolve({ batch: idOf(7) })).batch.lot).toBe('Lot7');
    for (const scan of scans) {
      expect(await resolve({ scan })).toMatchObject({
        batch: { id: idOf(7), lot: 'Lot7', product: { code: 'PENTA' } },
        warnings: [],
        scannedExpiry: '2027-06-30',
      });
    }
  });

  it('warns of an expiry that differs, and changes nothing', async () => {
    const { batch, warnings } = await resolve({ scan: `(01)${gtin}(17)270731(10)Lot7` });
    expect(batch.expiry).toBe('2027-06-30');
    expect(warnings).toMatchObject([
      { code: 'expiry_conflict', expected: '2027-06-30', scanned: '2027-07-31' },
    ]);
    expect(warnings[0]?.message.id).toContain('Lot7');
  });

  it('takes day 00 for the last of the month and says so', async () => {
    const { warnings } = await resolve({ scan: `(01)${gtin}(17)270600(10)Lot7` });
    expect(warnings.map(({ code }) => code)).toEqual(['day_not_given']);
  });

  it('refuses with the element that is wrong', async () => {
    expect(await refusal({})).toEqual(['validation_failed', '/lines/0/batch']);
    expect(await refusal({ batch: idOf(1), scan: 'x' })).toEqual(['validation_failed', '/lines/0/batch']);
    expect(await refusal({ batch: idOf(999) })).toEqual(['unknown_batch', '/lines/0/batch']);
    const wrongDigit = gtin.slice(0, -1) + ((Number(gtin.at(-1)) + 1) % 10);
    expect(await refusal({ scan: `(01)${wrongDigit}(10)A` })).toEqual(['scan_invalid', '/lines/0/scan/gtin']);
    expect(await refusal({ scan: `(01)${gtin}(17)270230(10)A` })).toEqual([
      'scan_invalid',
      '/lines/0/scan/expiry',
    ]);
    expect(await refusal({ scan: `(01)${gtin}(10)${'A'.repeat(21)}` })).toEqual([
      'scan_invalid',
      '/lines/0/scan/lot',
    ]);
    expect(await refusal({ scan: '' })).toEqual(['scan_invalid', '/lines/0/scan']);
    expect(await refusal({ scan: gtin.slice(1) })).toEqual(['scan_incomplete']);
    expect(await refusal({ scan: 'hello' })).toEqual(['scan_incomplete']);
    expect(await refusal({ scan: '(01)09520009999996(10)A' })).toEqual([
      'unknown_gtin',
      '/lines/0/scan/gtin',
    ]);
    expect(await refusal({ scan: `(01)${gtin}(10)lot7` })).toEqual(['unknown_batch', '/lines/0/scan/lot']);
  });

  it('says that a separator may be missing where a lot has swallowed its neighbour', async () => {
    const problem = (await resolve({ scan: `]d201${gtin}10Lot717270630` }).catch(
      (e: unknown) => e,
    )) as Problem;
    expect(problem.code).toBe('unknown_batch');
    expect(problem.errors?.map(({ code }) => code)).toContain('possible_missing_separator');
  });

  it('speaks both languages', async () => {
    const problem = (await resolve({ scan: `(01)${gtin}(17)270230(10)A` }).catch(
      (e: unknown) => e,
    )) as Problem;
    expect(problem.toBody('id').errors?.[0]?.message).toBe('Tanggal Kedaluwarsa (17) tidak ada: 270230');
    expect(problem.toBody('en').errors?.[0]?.message).toBe('The date of Expiry (17) does not exist: 270230');
  });
});

describe('over HTTP', () => {
  const get = (path: string) => request(web).get(path);

  it('lists and finds products', async () => {
    const { body } = await get('/api/v1/products?q=polio&limit=2').expect(200);
    expect(body.items.map(({ code }: { code: string }) => code)).toEqual(['BOPV', 'IPV']);
    const next = await get(`/api/v1/products?q=polio&limit=2&cursor=${body.nextCursor}`).expect(200);
    expect(next.body.items.map(({ code }: { code: string }) => code)).toEqual(['NOPV2']);
    expect((await get('/api/v1/products/PENTA').expect(200)).body).toMatchObject({
      gtin,
      dosesPerVial: 5,
      demo: true,
    });
    await get('/api/v1/products/NONE').expect(404);
  });

  it('lists batches, the newest first, through all pages', async () => {
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page = `/api/v1/batches?product=PENTA&limit=4${cursor && `&cursor=${cursor}`}`;
      const { body } = await get(page).expect(200);
      seen.push(...body.items.map(({ id }: { id: string }) => id));
      cursor = body.nextCursor as string | null;
    }
    expect(seen).toEqual(Array.from({ length: BATCHES }, (_, index) => idOf(BATCHES - index)));
  });

  it('filters batches by lot, part of a lot and status', async () => {
    const lots = async (query: string) =>
      (await get(`/api/v1/batches?${query}`).expect(200)).body.items.map(({ lot }: { lot: string }) => lot);
    expect(await lots('lot=Lot3')).toEqual(['Lot3']);
    expect(await lots('lot=lot3')).toEqual([]);
    expect(await lots('q=lot2&limit=3')).toEqual(['Lot25', 'Lot24', 'Lot23']);
    expect(await lots('q=%25')).toEqual([]);
    expect(await lots('status=recalled')).toEqual([]);
    expect(await lots('product=NONE')).toEqual([]);
  });

  it('answers one batch', async () => {
    expect((await get(`/api/v1/batches/${idOf(7)}`).expect(200)).body).toEqual({
      id: idOf(7),
      product: {
        id: catalogue.product('PENTA')!.id,
        code: 'PENTA',
        name: 'Pentabio DPT-HB-Hib',
        gtin,
        dosesPerVial: 5,
      },
      lot: 'Lot7',
      expiry: '2027-06-30',
      status: 'released',
      statusReason: null,
      manufacturedOn: '2026-06-30',
      registeredAt: '2026-07-01T00:00:00.000Z',
      budgetSource: null,
      budgetYear: null,
    });
    await get(`/api/v1/batches/${idOf(999)}`).expect(404);
    await get('/api/v1/batches/7').expect(422);
  });

  it('refuses cursors that are not its own', async () => {
    const forged = (key: unknown[]) => Buffer.from(JSON.stringify(key)).toString('base64url');
    for (const cursor of ['x', forged(['1']), forged(['1', 'x']), forged(['9'.repeat(30), idOf(1)])]) {
      expect((await get(`/api/v1/batches?cursor=${cursor}`).expect(422)).body.code).toBe('validation_failed');
    }
  });
});
