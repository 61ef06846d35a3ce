// The reference nation: Kemenkes, Bio Farma, the health offices of all provinces and districts with their stores, and
// 10,000 health centres. Areas are real; centres are made up, one or more per kecamatan, until an official list is imported.
import { checkDigit } from '../gs1/check-digit.ts';
import { loadDemoProducts } from '../catalogue/load-demo-products.ts';
import type { Sql } from '../kernel/sql.ts';
import { readAreas, type Area, type Areas } from './areas.ts';
import type { Place } from './directory.ts';
import { provinceFacts, type ProvinceFacts } from './province-facts.ts';

export type NationPlace = Omit<Place, 'id' | 'active'>;

/** How many health centres there are in all, as many as the nation has. */
export const HEALTH_CENTRES = 10_000;

/** Java, where the second and third centre of a kecamatan stand. */
const JAVA = new Set(['31', '32', '33', '34', '35', '36']);
const ORDINALS = ['', '', ' II', ' III', ' IV', ' V'];

const JAKARTA = provinceFacts.get('31')!;
const BANDUNG = provinceFacts.get('32')!;

/** GS1's demonstration prefix 952, never given to a company; 9521 numbers places, 9520 products. */
const glnOf = (serial: number) => {
  const body = `9521${String(serial).padStart(8, '0')}`;
  return body + checkDigit(body);
};

function factsOf(areaCode: string): ProvinceFacts {
  const facts = provinceFacts.get(areaCode.slice(0, 2));
  if (!facts) throw new Error(`Province ${areaCode.slice(0, 2)} has no facts`);
  return facts;
}

type Draft = Omit<NationPlace, 'gln' | 'path'>;

const nowhere = { latitude: null, longitude: null };
const at = ({ latitude, longitude, timeZone }: ProvinceFacts) => ({ latitude, longitude, timeZone });

function nationalPlaces(): Draft[] {
  const kemenkes = { code: 'ID', name: 'Kementerian Kesehatan', parentCode: null, isoCode: 'ID' };
  const bioFarma = { code: 'BIOFARMA', name: 'PT Bio Farma (Persero)', parentCode: 'ID', isoCode: null };
  const common = { level: 'national', areaCode: null } as const;
  return [
    { ...kemenkes, ...common, storeName: 'Gudang Vaksin Pusat', ...at(JAKARTA) },
    { ...bioFarma, ...common, storeName: 'Gudang Distribusi Bio Farma', ...at(BANDUNG) },
  ];
}

function provincialOffice({ code, name }: Area): Draft {
  const facts = factsOf(code);
  return {
    code,
    name: `Dinas Kesehatan Provinsi ${name}`,
    storeName: `Gudang Vaksin Provinsi ${name}`,
    level: 'province',
    parentCode: 'ID',
    areaCode: code,
    isoCode: facts.isoCode,
    ...at(facts),
  };
}

function districtOffice({ code, name }: Area): Draft {
  return {
    code,
    // The cities of Jakarta are parts of the province's own administration.
    name: `${code.startsWith('31') ? 'Suku Dinas' : 'Dinas'} Kesehatan ${name}`,
    storeName: `Instalasi Farmasi ${name}`,
    level: 'district',
    parentCode: code.slice(0, 2),
    areaCode: code,
    isoCode: null,
    timeZone: factsOf(code).timeZone,
    ...nowhere,
  };
}

function healthCentre({ code, name }: Area, serial: number): Draft {
  return {
    code: `P${code}${String(serial).padStart(2, '0')}`,
    name: `Puskesmas ${name}${ORDINALS[serial] ?? ` ${serial}`}`,
    storeName: null,
    level: 'health_centre',
    parentCode: code.slice(0, 4),
    areaCode: code,
    isoCode: null,
    timeZone: factsOf(code).timeZone,
    ...nowhere,
  };
}

/** One centre per kecamatan, then round after round of Java's in the order of their codes until there are enough. */
function healthCentres(kecamatan: readonly Area[]): Draft[] {
  const centres = kecamatan.map((area) => healthCentre(area, 1));
  const java = kecamatan.filter(({ code }) => JAVA.has(code.slice(0, 2)));
  for (let round = 2; centres.length < HEALTH_CENTRES && java.length > 0; round++) {
    const more = java.slice(0, HEALTH_CENTRES - centres.length);
    centres.push(...more.map((area) => healthCentre(area, round)));
  }
  return centres;
}

/** All places, parents first; the same areas always give the same places. */
export function nationOf(areas: Areas): NationPlace[] {
  const drafts = [
    ...nationalPlaces(),
    ...areas.provinces.map(provincialOffice),
    ...areas.regencies.map(districtOffice),
    ...healthCentres(areas.kecamatan),
  ];
  const paths = new Map<string, string>();
  return drafts.map((draft, index) => {
    const path = `${draft.parentCode === null ? '/' : paths.get(draft.parentCode)}${draft.code}/`;
    paths.set(draft.code, path);
    return { ...draft, path, gln: glnOf(index + 1) };
  });
}

export interface Loading {
  newId(): string;
  now: Date | (() => Date);
}

/**
 * Loads the reference nation and its products into a database that has none; what there is stays as it is. Two
 * processes may do so at once: one of them loads.
 */
export async function loadNation(sql: Sql, loading: Loading): Promise<{ places: number; products: number }> {
  const now = typeof loading.now === 'function' ? loading.now() : loading.now;
  const products = await loadDemoProducts(sql, { newId: loading.newId, now });
  if (await sql.maybe('select from place limit 1')) return { places: 0, products };
  const nation = nationOf(await readAreas());
  const ids = new Map(nation.map((place) => [place.code, loading.newId()]));
  const rows = nation.map((place) => ({
    ...place,
    id: ids.get(place.code),
    parentId: place.parentCode === null ? null : ids.get(place.parentCode),
  }));
  return { places: await sql.run(INSERT, [JSON.stringify(rows), now]), products };
}

const INSERT = /* sql */ `
  insert into place (id, code, name, store_name, level, parent_id, area_code, path, time_zone, iso_code, gln,
    latitude, longitude, origin, updated_at)
  select id, code, name, "storeName", level, "parentId", "areaCode", path, "timeZone", "isoCode", gln,
    latitude, longitude, 'demo', $2
  from jsonb_to_recordset($1) as p(id uuid, code text, name text, "storeName" text, level text, "parentId" uuid,
    "areaCode" text, path text, "timeZone" text, "isoCode" text, gln text, latitude float8, longitude float8)
  on conflict do nothing`;
