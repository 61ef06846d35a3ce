// The reference nation: its numbers, its names, its codes.
import { beforeAll, describe, expect, it } from 'vitest';
import { isGln } from '../../server/gs1/check-digit.ts';
import { readAreas } from '../../server/places/areas.ts';
import { HEALTH_CENTRES, nationOf, type NationPlace } from '../../server/places/nation.ts';
import { properName } from '../../server/places/proper-name.ts';
import { provinceFacts } from '../../server/places/province-facts.ts';

let nation: NationPlace[];
let byCode: Map<string, NationPlace>;

beforeAll(async () => {
  nation = nationOf(await readAreas());
  byCode = new Map(nation.map((place) => [place.code, place]));
});

const ofLevel = (level: string) => nation.filter((place) => place.level === level);

describe('the reference nation', () => {
  it('has 38 provinces, 514 districts and 10,000 health centres', () => {
    expect(ofLevel('national').map(({ code }) => code)).toEqual(['ID', 'BIOFARMA']);
    expect(ofLevel('province')).toHaveLength(38);
    expect(ofLevel('district')).toHaveLength(514);
    expect(ofLevel('health_centre')).toHaveLength(HEALTH_CENTRES);
  });

  it('gives each place a code, a path and a GLN of its own', () => {
    expect(byCode.size).toBe(nation.length);
    expect(new Set(nation.map(({ path }) => path)).size).toBe(nation.length);
    expect(new Set(nation.map(({ gln }) => gln)).size).toBe(nation.length);
    expect(nation.filter(({ gln }) => !isGln(gln ?? '') || !gln?.startsWith('952'))).toEqual([]);
  });

  it('puts each place below its parent, which comes first', () => {
    const seen = new Set<string>();
    for (const { code, parentCode, path } of nation) {
      if (parentCode === null) expect(path).toBe(`/${code}/`);
      else {
        expect(seen.has(parentCode)).toBe(true);
        expect(path).toBe(`${byCode.get(parentCode)!.path}${code}/`);
      }
      seen.add(code);
    }
  });

  it('knows the provinces of Papua since 2022', () => {
    const names = ['91', '92', '93', '94', '95', '96'].map((code) => byCode.get(code)?.name);
    const provinces = [
      'Papua',
      'Papua Barat',
      'Papua Selatan',
      'Papua Tengah',
      'Papua Pegunungan',
      'Papua Barat Daya',
    ];
    expect(names).toEqual(provinces.map((name) => `Dinas Kesehatan Provinsi ${name}`));
    expect(byCode.get('9671')?.name).toBe('Dinas Kesehatan Kota Sorong');
  });

  it('names offices, stores and centres as people do', () => {
    expect(byCode.get('3273')).toMatchObject({
      name: 'Dinas Kesehatan Kota Bandung',
      storeName: 'Instalasi Farmasi Kota Bandung',
      path: '/ID/32/3273/',
      areaCode: '3273',
    });
    expect(byCode.get('31')?.name).toBe('Dinas Kesehatan Provinsi DKI Jakarta');
    expect(byCode.get('7310')?.name).toContain('Pangkajene dan Kepulauan');
    expect(byCode.get('P32730201')).toMatchObject({ name: 'Puskesmas Coblong', areaCode: '327302' });
    expect(byCode.get('P32730202')?.name).toBe('Puskesmas Coblong II');
    expect(nation.filter(({ name }) => /\b(?!DKI|STM|STL|BTS|PT|[IVX]+\b)[A-Z]{2,}\b/.test(name))).toEqual(
      [],
    );
  });

  it('has a second centre only in Java', () => {
    const more = ofLevel('health_centre').filter(({ code }) => !code.endsWith('01'));
    expect(new Set(more.map(({ code }) => code.slice(1, 3)))).toEqual(
      new Set(['31', '32', '33', '34', '35', '36']),
    );
  });

  it('gives time zones and ISO codes, and invents no coordinates', () => {
    const zones = (code: string) => byCode.get(code)?.timeZone;
    expect(['32', '61', '63', '51', '81', '95'].map(zones)).toEqual([
      'Asia/Jakarta',
      'Asia/Jakarta',
      'Asia/Makassar',
      'Asia/Makassar',
      'Asia/Jayapura',
      'Asia/Jayapura',
    ]);
    expect(new Set(ofLevel('province').map(({ isoCode }) => isoCode)).size).toBe(38);
    expect(byCode.get('32')?.isoCode).toBe('ID-JB');
    const placed = nation.filter(({ latitude }) => latitude !== null);
    expect(placed.every(({ level }) => level === 'national' || level === 'province')).toBe(true);
  });
});

describe('proper names', () => {
  it.each([
    ['KOTA BANDUNG', 'Kota Bandung'],
    ['DKI JAKARTA', 'DKI Jakarta'],
    ['KABUPATEN PANGKAJENE DAN KEPULAUAN', 'Kabupaten Pangkajene dan Kepulauan'],
    ['TOLI-TOLI', 'Toli-Toli'],
    ['Grong-grong', 'Grong-grong'],
    ['Curug bitung', 'Curug Bitung'],
    ['2 x 11 Kayu Tanam', '2 x 11 Kayu Tanam'],
    ['XIII Koto Kampar', 'XIII Koto Kampar'],
    ['Na IX - X', 'Na IX - X'],
    ["KI'E", "Ki'e"],
    ['Konda/ Kondaga', 'Konda/Kondaga'],
  ])('%s is %s', (official, usual) => expect(properName(official)).toBe(usual));
});

it('has facts for each province of the list', async () => {
  const { provinces } = await readAreas();
  expect(provinces.map(({ code }) => code)).toEqual([...provinceFacts.keys()]);
});
