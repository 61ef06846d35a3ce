// An official list of facilities: which columns it has, what a row must be, and what it would change.
import { isGln } from '../gs1/check-digit.ts';
import { cellsOf, createOnce, type Cells } from '../catalogue/list-cells.ts';
import { faultText, type Fault } from '../catalogue/list-faults.ts';
import { readList, type ListColumn } from '../catalogue/list-file.ts';
import { planList, type ListPlan } from '../catalogue/list-plan.ts';
import type { Sql } from '../kernel/sql.ts';
import type { Level } from './directory.ts';

/** The levels that a list may hold; the letters before the ministry's code tell them apart. */
export const FACILITY_PREFIX = { health_centre: 'P', hospital: 'RS', clinic: 'K', post: 'POS' } as const;
export type FacilityLevel = keyof typeof FACILITY_PREFIX;

const LEVEL_WORDS: Record<string, FacilityLevel> = {
  health_centre: 'health_centre',
  puskesmas: 'health_centre',
  hospital: 'hospital',
  'rumah sakit': 'hospital',
  clinic: 'clinic',
  klinik: 'clinic',
  post: 'post',
  posyandu: 'post',
};

export const PLACE_COLUMNS: readonly ListColumn[] = [
  { name: 'code', required: true, also: ['kode'] },
  { name: 'name', required: true, also: ['nama'] },
  { name: 'regency_code', required: true, also: ['kode_kabupaten', 'kode_kab_kota'] },
  { name: 'district_code', also: ['kode_kecamatan'] },
  { name: 'lat', also: ['latitude', 'lintang'] },
  { name: 'lng', also: ['lon', 'longitude', 'bujur'] },
  { name: 'level', also: ['jenis'] },
  { name: 'gln' },
];

/** A place as the list says it is, with what the list does not say as it was. */
export interface ListedPlace {
  code: string;
  name: string;
  level: Level;
  parentCode: string;
  areaCode: string;
  gln: string | null;
  latitude: number | null;
  longitude: number | null;
  active: boolean;
  origin: string;
}

export type PlacesPlan = ListPlan<ListedPlace>;

interface Known {
  places: Map<string, ListedPlace>;
  glnOwners: Map<string, string>;
}

async function readKnown(sql: Sql): Promise<Known> {
  const rows = await sql.rows<ListedPlace>(/* sql */ `
    select p.code, p.name, p.level, parent.code as "parentCode", p.area_code as "areaCode", p.gln, p.latitude,
      p.longitude, p.active, p.origin
    from place p left join place parent on parent.id = p.parent_id`);
  return {
    places: new Map(rows.map((row) => [row.code, row])),
    glnOwners: new Map(rows.flatMap(({ gln, code }) => (gln === null ? [] : [[gln, code] as const]))),
  };
}

/** Indonesia's extremes with a little sea around them. */
const NATION = { south: -11.1, north: 6.3, west: 94.8, east: 141.1 };
const isInNation = (lat: number, lng: number) =>
  lat >= NATION.south && lat <= NATION.north && lng >= NATION.west && lng <= NATION.east;

function readPosition(cells: Cells): { latitude: number | null; longitude: number | null } | undefined {
  const latitude = cells.number('lat', -180, 180);
  const longitude = cells.number('lng', -180, 180);
  if (latitude === undefined || longitude === undefined) return undefined;
  if (latitude === null && longitude === null) return { latitude, longitude };
  if (latitude === null || longitude === null)
    return cells.fault(latitude === null ? 'lat' : 'lng', 'half_position');
  if (isInNation(latitude, longitude)) return { latitude, longitude };
  return cells.fault('lat', isInNation(longitude, latitude) ? 'position_swapped' : 'outside_indonesia');
}

/** The codes of the district office and of the area: the kecamatan's when it is given, else the district's. */
function readArea(cells: Cells, known: Known): { parentCode: string; areaCode: string } | undefined {
  const parentCode = cells.required('regency_code')?.replaceAll('.', '');
  const kecamatan = cells.text('district_code')?.replaceAll('.', '');
  if (parentCode === undefined) return undefined;
  if (known.places.get(parentCode)?.level !== 'district') {
    return cells.fault('regency_code', 'unknown_district', { value: parentCode });
  }
  if (kecamatan === undefined) return { parentCode, areaCode: parentCode };
  if (/^\d{6,7}$/.test(kecamatan) && kecamatan.startsWith(parentCode))
    return { parentCode, areaCode: kecamatan };
  return cells.fault('district_code', 'other_district', { value: kecamatan, district: parentCode });
}

function readLevel(cells: Cells, usual: FacilityLevel): FacilityLevel | undefined {
  const word = cells.text('level');
  if (word === null) return usual;
  if (word === undefined) return undefined;
  const allowed = Object.keys(FACILITY_PREFIX).join(', ');
  return LEVEL_WORDS[word.toLowerCase()] ?? cells.fault('level', 'not_one_of', { allowed });
}

/** The place's code: the ministry's after its letter, not doubled where the list already has it. */
function placeCode(level: FacilityLevel, official: string): string {
  const prefix = FACILITY_PREFIX[level];
  return official.startsWith(prefix) && /^\d/.test(official.slice(prefix.length))
    ? official
    : prefix + official;
}

/** Reads the list and says what it would change. Nothing is written. */
export async function planPlaces(
  sql: Sql,
  bytes: Buffer,
  usual: FacilityLevel = 'health_centre',
): Promise<PlacesPlan> {
  const file = readList(bytes, PLACE_COLUMNS);
  const known = file.rows.length > 0 ? await readKnown(sql) : { places: new Map(), glnOwners: new Map() };
  if (file.rows.length > 0 && known.places.size === 0) {
    const nowhere = {
      line: 1,
      column: '',
      value: '',
      code: 'no_districts',
      message: faultText('no_districts'),
    };
    return planList({ ...file, rows: [], faults: [nowhere] }, [], [], known.places);
  }
  const good: ListedPlace[] = [];
  const faults: Fault[] = [];
  const codes = createOnce();
  const glns = createOnce();
  for (const row of file.rows) {
    const cells = cellsOf(row);
    const level = readLevel(cells, usual);
    const official = cells.code('code', 20);
    const name = cells.required('name');
    const area = readArea(cells, known);
    const position = readPosition(cells);
    const gln = cells.text('gln');
    const code = level && official && placeCode(level, official);
    if (code) codes.check(cells, 'code', code);
    const before = code ? known.places.get(code) : undefined;
    if (before && before.level !== level) cells.fault('code', 'code_taken', { level: before.level });
    if (gln) {
      const owner = known.glnOwners.get(gln);
      if (!isGln(gln)) cells.fault('gln', 'bad_gln');
      else if (owner !== undefined && owner !== code) cells.fault('gln', 'gln_taken', { owner });
      else glns.check(cells, 'gln', gln);
    }
    faults.push(...cells.faults);
    if (cells.faults.length > 0 || !code || !level || !name || !area || !position) continue;
    good.push({
      code,
      name,
      level,
      parentCode: area.parentCode,
      areaCode:
        file.has('district_code') || !before?.areaCode?.startsWith(area.parentCode)
          ? area.areaCode
          : before.areaCode,
      gln: file.has('gln') || !before ? (gln ?? null) : before.gln,
      ...(file.has('lat') || !before ? position : { latitude: before.latitude, longitude: before.longitude }),
      active: true,
      origin: 'import',
    });
  }
  return planList(file, good, faults, known.places);
}
