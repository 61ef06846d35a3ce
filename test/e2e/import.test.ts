// Official lists: what they change, what is refused, and that a refused list changes nothing.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planProducts } from '../../server/catalogue/products-list.ts';
import { writeProducts } from '../../server/catalogue/write-products.ts';
import { transact } from '../../server/kernel/transaction.ts';
import { systemActor } from '../../server/people/scope.ts';
import { createDirectory } from '../../server/places/directory.ts';
import { planPlaces } from '../../server/places/places-list.ts';
import { writePlaces } from '../../server/places/write-places.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { expectInvariants } from '../support/invariants.ts';

let db: TestDatabase;
let folder: string;

beforeAll(async () => {
  db = await createTestDatabase();
  folder = await mkdtemp(path.join(tmpdir(), 'jejak-import-'));
});

afterAll(async () => {
  await expectInvariants(db.house);
  await db.close();
  await rm(folder, { recursive: true });
});

const HEAD = 'code,name,regency_code,district_code,lat,lng';
const list = (...rows: string[]) => Buffer.from(rows.join('\n'));
const plan = (...rows: string[]) => planPlaces(db.house.database.sql, list(HEAD, ...rows));
const write = (bytes: Buffer) =>
  transact(db.house, systemActor, async (ctx) => writePlaces(ctx, await planPlaces(ctx.tx, bytes)));
const placeOf = async (code: string) => (await createDirectory(db.house)).byCode(code);
const countOf = async (table: string) =>
  (await db.house.database.sql.one<{ count: number }>(`select count(*) as count from ${table}`)).count;

/** Runs `npm run import` as a person does. */
function command(...args: string[]): Promise<{ code: number; out: string; error: string }> {
  const env = { ...process.env, DATABASE_URL: db.url, NODE_ENV: 'test' };
  const argv = ['--import', 'tsx', 'server/import.ts', ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, argv, { env }, (failure, out, error) => {
      resolve({ code: Number(failure?.code ?? 0), out, error });
    });
  });
}

async function fileOf(name: string, content: Buffer | string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, content);
  return file;
}

describe('a list of places', () => {
  it('adds, then finds nothing to change, then changes what differs', async () => {
    const bytes = list(
      HEAD,
      '1010023,Puskesmas Trumon,11.01,11.01.09,2.79,97.67',
      '1010024,Puskesmas Bakongan,11.01,,,',
    );
    expect(await write(bytes)).toEqual({ added: 2, changed: 0, deactivated: 0 });
    expect(await placeOf('P1010023')).toMatchObject({
      name: 'Puskesmas Trumon',
      level: 'health_centre',
      parentCode: '1101',
      areaCode: '110109',
      path: '/ID/11/1101/P1010023/',
      timeZone: 'Asia/Jakarta',
      latitude: 2.79,
      longitude: 97.67,
    });
    expect((await placeOf('P1010024'))?.areaCode).toBe('1101');
    expect(await planPlaces(db.house.database.sql, bytes)).toMatchObject({
      unchanged: 2,
      fresh: [],
      changed: [],
    });
    const changed = await plan('1010023,Puskesmas Trumon,11.01,11.01.09,2.8,97.67');
    expect(changed.changed.map(({ differences }) => differences)).toEqual([['latitude: 2.79 -> 2.8']]);
  });

  it('leaves what the list has no column for', async () => {
    const bytes = list('code,name,regency_code', '1010023,Puskesmas Trumon Baru,1101');
    await write(bytes);
    expect(await placeOf('P1010023')).toMatchObject({
      name: 'Puskesmas Trumon Baru',
      areaCode: '110109',
      latitude: 2.79,
    });
  });

  it('moves a place with all that is below it', async () => {
    await write(list(HEAD, '2000001,Puskesmas Pindah,11.01,,,'));
    await db.house.database.sql.run(
      `insert into place (id, code, name, level, parent_id, path, time_zone, origin, updated_at)
       select $1, 'POS9', 'Posyandu', 'post', id, path || 'POS9/', time_zone, 'import', now() from place where code = 'P2000001'`,
      [db.house.newId()],
    );
    await write(list(HEAD, '2000001,Puskesmas Pindah,81.71,,,'));
    expect(await placeOf('P2000001')).toMatchObject({
      path: '/ID/81/8171/P2000001/',
      timeZone: 'Asia/Jayapura',
    });
    expect(await placeOf('POS9')).toMatchObject({
      path: '/ID/81/8171/P2000001/POS9/',
      timeZone: 'Asia/Jayapura',
    });
  });

  it.each([
    ['an empty code', ',A,11.01,,,', 'code', 'cell_empty'],
    ['a strange code', '10 1,A,11.01,,,', 'code', 'bad_code'],
    ['an empty name', '1,,11.01,,,', 'name', 'cell_empty'],
    ['an over-long name', `1,${'A'.repeat(201)},11.01,,,`, 'name', 'too_long'],
    ['an unknown district', '1,A,99.99,,,', 'regency_code', 'unknown_district'],
    ['a province for a district', '1,A,11,,,', 'regency_code', 'unknown_district'],
    ['a kecamatan of another district', '1,A,11.01,11.02.01,,', 'district_code', 'other_district'],
    ['half a position', '1,A,11.01,,2.5,', 'lng', 'half_position'],
    ['a position abroad', '1,A,11.01,,52.5,13.4', 'lat', 'outside_indonesia'],
    ['a position in no place', '1,A,11.01,,0,0', 'lat', 'outside_indonesia'],
    ['a swapped position', '1,A,11.01,,97.6,2.7', 'lat', 'position_swapped'],
    ['a position in words', '1,A,11.01,,utara,97', 'lat', 'not_a_number'],
    ['a missing cell', '1,A,11.01', '', 'wrong_cell_count'],
  ])('refuses %s', async (_, row, column, code) => {
    const { faults, rejected, fresh } = await plan('5,Baik,11.01,,,', row);
    expect(faults).toMatchObject([{ line: 3, column, code }]);
    expect(rejected).toBe(1);
    expect(fresh).toHaveLength(1);
  });

  it('refuses codes and GLNs that stand twice or belong to another', async () => {
    const twice = await plan('7,A,11.01,,,', '8,B,11.01,,,', '7,C,11.01,,,');
    expect(twice.faults).toMatchObject([{ line: 4, column: 'code', code: 'duplicate' }]);
    const { gln } = (await placeOf('3273'))!;
    const bytes = list(
      'code,name,regency_code,gln',
      `7,A,1101,${gln}`,
      '8,B,1101,9521000000019',
      '9,C,1101,123',
    );
    const { faults } = await planPlaces(db.house.database.sql, bytes);
    expect(faults.map(({ code }) => code)).toEqual(['gln_taken', 'bad_gln', 'bad_gln']);
  });

  it('writes nothing when one row is refused', async () => {
    const before = await countOf('place');
    await expect(write(list(HEAD, '6,Baik,11.01,,,', '7,Buruk,99.99,,,'))).rejects.toThrow();
    expect(await countOf('place')).toBe(before);
  });

  it('tells other processes through the journal', async () => {
    await write(list(HEAD, '3000001,Puskesmas Kabar,11.01,,,'));
    const row = await db.house.database.sql.one<{ data: unknown }>(
      `select data from journal where kind = 'places.imported' order by id desc limit 1`,
    );
    expect(row.data).toEqual({ added: 1, changed: 0, deactivated: 0 });
    const rows = await countOf('journal');
    await write(list(HEAD, '3000001,Puskesmas Kabar,11.01,,,'));
    expect(await countOf('journal')).toBe(rows);
  });
});

describe('a list of products', () => {
  const COLUMNS = 'code;name;gtin;doses_per_vial;vials_per_box;min_celsius;max_celsius;freeze_sensitive';
  const planOf = (...rows: string[]) => planProducts(db.house.database.sql, list(COLUMNS, ...rows));

  it('adds and changes, and keeps what the list does not say', async () => {
    const rows = [
      'PENTA;Pentabio;09520001000133;5;10;2,0;8,0;ya',
      'NEW1;Baru;9520001999994;10;25;-25;-15;tidak',
    ];
    const done = await transact(db.house, systemActor, async (ctx) =>
      writeProducts(ctx, await planProducts(ctx.tx, list(COLUMNS, ...rows))),
    );
    expect(done).toEqual({ added: 1, changed: 1 });
    const penta = await db.house.database.sql.one<Record<string, unknown>>(
      `select * from product where code = 'PENTA'`,
    );
    expect(penta).toMatchObject({ name: 'Pentabio', open_vial_hours: 672, vvm_type: 'VVM14', demo: false });
    expect(await planOf(...rows)).toMatchObject({ fresh: [], changed: [], unchanged: 2 });
  });

  it.each([
    ['a wrong check digit', 'X;X;09520001000134;1;1;2;8;', 'gtin', 'bad_gtin'],
    ['the GTIN of another', 'X;X;09520001000140;1;1;2;8;', 'gtin', 'gtin_taken'],
    ['no doses', 'X;X;9520001999994;0;1;2;8;', 'doses_per_vial', 'out_of_range'],
    ['half a dose', 'X;X;9520001999994;2,5;1;2;8;', 'doses_per_vial', 'not_an_integer'],
    ['an empty number', 'X;X;9520001999994;;1;2;8;', 'doses_per_vial', 'cell_empty'],
    ['temperatures upside down', 'X;X;9520001999994;1;1;8;2;', 'min_celsius', 'celsius_order'],
    ['neither yes nor no', 'X;X;9520001999994;1;1;2;8;kadang', 'freeze_sensitive', 'not_yes_or_no'],
  ])('refuses %s', async (_, row, column, code) => {
    const { faults } = await planOf(row);
    expect(faults.filter((fault) => fault.column === column)).toMatchObject([{ line: 2, code }]);
  });

  it('holds GTIN and doses of a product that has batches', async () => {
    await db.house.database.sql.run(
      `insert into batch (id, product_id, lot, expiry, registered_at)
       select $1, id, 'L1', '2027-01-01', now() from product where code = 'MR'`,
      [db.house.newId()],
    );
    const { faults } = await planOf('MR;MR;9520001999987;5;10;2;8;tidak');
    expect(faults.map(({ column, code }) => [column, code])).toEqual([
      ['gtin', 'fixed_by_batches'],
      ['doses_per_vial', 'fixed_by_batches'],
    ]);
  });
});

describe('the diluent of a product', () => {
  const COLUMNS = 'code;name;gtin;doses_per_vial;vials_per_box;min_celsius;max_celsius;diluent';
  const WATER = 'PELARUT;Pelarut MR;9520001999970;10;10;2;30;';
  const DRY = 'MR2;MR kering;9520001999963;10;10;2;8;';
  const planOf = (...rows: string[]) => planProducts(db.house.database.sql, list(COLUMNS, ...rows));

  it('is a product, known already or of the same list, whatever their order', async () => {
    await transact(db.house, systemActor, async (ctx) =>
      writeProducts(ctx, await planProducts(ctx.tx, list(COLUMNS, `${DRY}pelarut`, WATER))),
    );
    const { diluent } = await db.house.database.sql.one<{ diluent: string }>(
      `select diluent from product where code = 'MR2'`,
    );
    expect(diluent).toBe('PELARUT');
    expect(await planOf(`${DRY}PELARUT`, WATER)).toMatchObject({ fresh: [], changed: [], unchanged: 2 });
    const without = await planOf(DRY);
    expect(without.changed.map(({ differences }) => differences)).toEqual([['diluent: PELARUT -> null']]);
  });

  it.each([
    ['itself', 'MR2', 'own_diluent'],
    ['no product', 'AIR', 'unknown_product'],
  ])('is refused when it is %s', async (_, diluent, code) => {
    const { faults } = await planOf(DRY + diluent);
    expect(faults).toMatchObject([{ line: 2, column: 'diluent', code }]);
  });
});

describe('npm run import', () => {
  const big = () => {
    const rows = Array.from(
      { length: 10_292 },
      (_, n) => `${4_000_000 + n},Puskesmas ${n},32.73,32.73.02,-6.9,107.6`,
    );
    return list(HEAD, ...rows);
  };

  it('tries first, writes on --commit, retires made-up centres, all within ten seconds', async () => {
    const file = await fileOf('besar.csv', big());
    const before = await countOf('place');
    const dry = await command('places', file);
    expect(dry).toMatchObject({ code: 0, error: '' });
    expect(dry.out).toContain('10292 baru, 0 berubah, 0 tetap, 0 ditolak.');
    expect(dry.out).toContain('tidak ada yang ditulis');
    expect(await countOf('place')).toBe(before);

    const used = (await placeOf('P32730201'))!;
    await db.house.database.sql.run(
      `insert into journal (id, kind, place_id, actor_id, occurred_at, recorded_at) values ($1, 'test', $2, $1, now(), now())`,
      [db.house.newId(), used.id],
    );
    const done = await command('places', file, '--commit', '--replace-demo', '--lang', 'en');
    expect(done).toMatchObject({ code: 0, error: '' });
    expect(done.out).toContain('Made-up health centres deactivated: 9999.');
    expect(await countOf('place')).toBe(before + 10_292);
    expect((await placeOf('P32730201'))?.active).toBe(true);
    expect((await placeOf('P32730202'))?.active).toBe(false);

    const again = await command('places', file, '--commit', '--replace-demo', '--lang', 'en');
    expect(again.out).toContain('0 new, 0 changed, 10292 unchanged, 0 rejected.');
    expect(again.out).toContain('There is nothing to write.');
  });

  it('reports every refusal in a file and the first fifty on the screen', async () => {
    const rows = Array.from({ length: 60 }, (_, n) => `${n},Puskesmas ${n},99.99,,,`);
    const file = await fileOf('salah.csv', list(HEAD, ...rows));
    const report = path.join(folder, 'report.csv');
    const { code, out } = await command('places', file, '--commit', '--report', report);
    expect(code).toBe(1);
    expect(out).toContain('baris 2, kolom regency_code: Kabupaten/kota 9999 tidak dikenal ("99.99")');
    expect(out).toContain('… dan 10 lagi');
    expect(out).toContain('Tidak ada yang ditulis');
    const lines = (await readFile(report, 'utf8')).trim().split('\r\n');
    expect(lines).toHaveLength(61);
    expect(lines[60]).toBe(
      '"61","regency_code","99.99","unknown_district","Kabupaten/kota 9999 tidak dikenal"',
    );
  });

  it('says what is wrong with the command or the file', async () => {
    const latin = await fileOf('latin.csv', Buffer.from(`${HEAD}\n1,Andr\xe9,11.01,,,\n`, 'latin1'));
    const refused = await command('places', latin, '--lang', 'en');
    expect(refused.code).toBe(1);
    expect(refused.out).toContain('Line 2 is not UTF-8');
    expect(await command('places', path.join(folder, 'none.csv'))).toMatchObject({ code: 2 });
    for (const args of [
      [],
      ['people', latin],
      ['places'],
      ['places', latin, '--lang', 'fr'],
      ['places', latin, '--x'],
    ]) {
      const { code, error } = await command(...args);
      expect(code).toBe(2);
      expect(error).toContain('npm run import');
    }
  });

  it('drafts needs from a list of targets, and refuses it whole for one wrong row', async () => {
    const head = 'kode_faskes;vaksin;tahun;sasaran';
    const good = await fileOf('sasaran.csv', list(head, '3273;BCG;2027;1200', '3273;MR;2027;900'));
    const dry = await command('targets', good);
    expect(dry).toMatchObject({ code: 0, error: '' });
    expect(dry.out).toContain('2 baru, 0 berubah, 0 tetap, 0 ditolak.');
    expect(await countOf('need')).toBe(0);
    const bad = await fileOf('sasaran-salah.csv', list(head, '3273;BCG;2027;1200', '9999;BCG;2027;x'));
    const refused = await command('targets', bad, '--commit', '--lang', 'en');
    expect(refused.code).toBe(1);
    expect(refused.out).toMatch(/line 3, column place/i);
    expect(await countOf('need')).toBe(0);
    expect(await command('targets', good, '--commit')).toMatchObject({ code: 0, error: '' });
    const needs = await db.house.database.sql.rows<{ population: number; state: string }>(
      'select population, state from need order by population',
    );
    expect(needs).toEqual([
      { population: 900, state: 'draft' },
      { population: 1200, state: 'draft' },
    ]);
    const again = await command('targets', good, '--commit', '--lang', 'en');
    expect(again.out).toContain('0 new, 0 changed, 2 unchanged, 0 rejected.');
  });
});
