// Places in memory and over HTTP: what a caller sees, page by page.
import express from 'express';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../server/kernel/context.ts';
import { createDoor } from '../../server/kernel/door.ts';
import { Problem } from '../../server/kernel/problem.ts';
import { nobody } from '../../server/people/scope.ts';
import { createDirectory, type Directory } from '../../server/places/directory.ts';
import { loadNation } from '../../server/places/nation.ts';
import { placeRoutes } from '../../server/places/routes.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { expectInvariants } from '../support/invariants.ts';

let db: TestDatabase;
let directory: Directory;
let web: express.Express;

const actorAt = (code: string): Actor => {
  const { id, path } = directory.byCode(code)!;
  return { ...nobody, kind: 'person', role: 'officer', unit: { id, code, path } };
};

beforeAll(async () => {
  db = await createTestDatabase();
  directory = await createDirectory(db.house);
  web = express();
  const authenticate = (header?: string) => (header ? actorAt(header) : undefined);
  web.use(createDoor(db.house, placeRoutes(directory), { authenticate, nobody, checkResponses: true }));
});

afterAll(async () => {
  await expectInvariants(db.house);
  await db.close();
});

const get = (path: string, as = 'ID') => request(web).get(path).set('Authorization', as);
const codesOf = (body: { items: { code: string }[] }) => body.items.map(({ code }) => code);

describe('the directory', () => {
  it('finds places by code and id, and knows their subtrees', () => {
    const bandung = directory.byCode('3273')!;
    expect(directory.size).toBeGreaterThan(10_000);
    expect(directory.byId(bandung.id)).toBe(bandung);
    expect(directory.get(bandung.id)).toBe(bandung);
    expect(() => directory.get(crypto.randomUUID())).toThrow(Error);
    expect(directory.under(directory.byCode('ID')!, { level: 'district' })).toHaveLength(514);
    const below = directory.under(bandung).map(({ code }) => code);
    expect(below[0]).toBe('3273');
    expect(below.slice(1)).toEqual([...below.slice(1)].sort());
    expect(below.slice(1).every((code) => code.startsWith('P3273'))).toBe(true);
  });

  it('shows an actor what lies at or below their own place and nothing else', () => {
    const officer = actorAt('32');
    expect(directory.visible(officer, '3273').code).toBe('3273');
    for (const code of ['31', 'ID', 'BIOFARMA', 'P31710101', 'XX']) {
      expect(() => directory.visible(officer, code)).toThrow(Problem);
    }
    expect(directory.isVisible(nobody, directory.byCode('3273')!)).toBe(false);
  });

  it('reads the places anew, and no longer lists those that are closed', async () => {
    const code = directory.under(directory.byCode('1101')!)[1]!.code;
    await db.house.database.sql.run('update place set active = false where code = $1', [code]);
    expect(directory.under(directory.byCode('1101')!).map((place) => place.code)).toContain(code);
    await directory.refresh();
    expect(directory.under(directory.byCode('1101')!).map((place) => place.code)).not.toContain(code);
    expect(directory.byCode(code)?.active).toBe(false);
  });
});

describe('GET /api/v1/places', () => {
  it("begins at the caller's own place, parents first, children by code", async () => {
    const { body } = await get('/api/v1/places?limit=3', '3273').expect(200);
    expect(codesOf(body)).toEqual(['3273', 'P32730101', 'P32730102']);
    expect(body.items[0]).toEqual({
      id: directory.byCode('3273')!.id,
      code: '3273',
      name: 'Dinas Kesehatan Kota Bandung',
      level: 'district',
      parentCode: '32',
      areaCode: '3273',
      timeZone: 'Asia/Jakarta',
      gln: expect.stringMatching(/^952\d{10}$/) as string,
      latitude: null,
      longitude: null,
    });
  });

  it('goes through all pages without missing or repeating one', async () => {
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body } = await get(`/api/v1/places?under=34&limit=17${cursor && `&cursor=${cursor}`}`).expect(
        200,
      );
      seen.push(...codesOf(body));
      cursor = body.nextCursor as string | null;
    }
    expect(seen).toEqual(directory.under(directory.byCode('34')!).map(({ code }) => code));
  });

  it('searches names and codes without regard to case and accents', async () => {
    const { body } = await get(
      `/api/v1/places?level=health_centre&q=${encodeURIComponent('CÓBLONG')}`,
    ).expect(200);
    expect(codesOf(body)).toEqual(['P32730201', 'P32730202']);
    expect(codesOf((await get('/api/v1/places?q=p3273020').expect(200)).body)).toEqual([
      'P32730201',
      'P32730202',
    ]);
    expect((await get('/api/v1/places?q=tidak-ada').expect(200)).body).toEqual({
      items: [],
      nextCursor: null,
    });
  });

  it('hides what lies outside the caller’s area', async () => {
    await get('/api/v1/places?under=31', '32').expect(404);
    await get('/api/v1/places/31', '32').expect(404);
    await get('/api/v1/places/ID', '32').expect(404);
    expect((await get('/api/v1/places?q=jakarta&limit=1000', '32').expect(200)).body.items).toEqual([]);
  });

  it('refuses what it does not understand', async () => {
    for (const query of ['limit=0', 'limit=1001', 'level=desa', 'cursor=abc', 'cursor=WzEsMl0', 'foo=1']) {
      const { body } = await get(`/api/v1/places?${query}`).expect(422);
      expect(body.code).toBe('validation_failed');
    }
    await request(web).get('/api/v1/places').expect(401);
  });

  it('answers one place by its code', async () => {
    expect((await get('/api/v1/places/BIOFARMA').expect(200)).body).toMatchObject({
      code: 'BIOFARMA',
      level: 'national',
      parentCode: 'ID',
    });
  });
});

it('loads the nation once', async () => {
  const { newId, now } = db.house;
  expect(await loadNation(db.house.database.sql, { newId, now })).toEqual({ places: 0, products: 0 });
});

describe('partners', () => {
  const partners = async (code: string, more = '', as = 'ID') =>
    codesOf((await get(`/api/v1/places/${code}/partners?limit=1000${more}`, as).expect(200)).body);

  it('are those above, the equals and those below, the nearest above first', async () => {
    const ofBandung = await partners('3273');
    expect(ofBandung.slice(0, 2)).toEqual(['32', 'ID']);
    expect(ofBandung).toEqual(expect.arrayContaining(['3204', 'P32730101']));
    expect(ofBandung).not.toContain('3273');
    expect(ofBandung).not.toContain('BIOFARMA');
    expect(ofBandung.filter((code) => code.startsWith('P') && !code.startsWith('P3273'))).toEqual([]);
  });

  it('may be asked for by direction and by name; their ends need not lie in sight', async () => {
    expect(await partners('3273', '&direction=from')).toContain('BIOFARMA');
    expect(await partners('3273', '&q=jawa%20barat', '3273')).toEqual(['32']);
    expect((await partners('BIOFARMA', '&q=32'))[0]).toBe('32');
    await get('/api/v1/places/32/partners', '3273').expect(404);
    await get('/api/v1/places/3273/partners?direction=sideways').expect(422);
  });
});
