// The administrative areas of the npm package idn-area-data, with names in their usual spelling.
import { getDistricts, getProvinces, getRegencies } from 'idn-area-data';
import { properName } from './proper-name.ts';

export interface Area {
  /** Digits only: two for a province, four for a regency or city, six for a kecamatan. */
  code: string;
  name: string;
}

export interface Areas {
  provinces: Area[];
  regencies: Area[];
  kecamatan: Area[];
}

const clean = (areas: readonly { code: string; name: string }[]): Area[] =>
  areas
    .filter(({ code }) => code)
    .map(({ code, name }) => ({ code: code.replaceAll('.', ''), name: properName(name) }))
    .sort((a, b) => (a.code < b.code ? -1 : 1));

/** Reads the areas; the list follows the decree of the Ministry of Home Affairs that the package names. */
export async function readAreas(): Promise<Areas> {
  const [provinces, regencies, kecamatan] = await Promise.all([
    getProvinces(),
    getRegencies(),
    getDistricts(),
  ]);
  return { provinces: clean(provinces), regencies: clean(regencies), kecamatan: clean(kecamatan) };
}
