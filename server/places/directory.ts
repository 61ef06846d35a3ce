// All places of the nation in memory: 11,000 of them, asked for in every request, changed a few times a year.
import type { Actor } from '../kernel/context.ts';
import type { House } from '../kernel/house.ts';
import { problems } from '../kernel/problem.ts';
import { decodeCursor, pageOf } from '../kernel/shapes.ts';

export const LEVELS = [
  'national',
  'province',
  'district',
  'health_centre',
  'hospital',
  'clinic',
  'post',
] as const;
export type Level = (typeof LEVELS)[number];

export interface Place {
  id: string;
  code: string;
  name: string;
  level: Level;
  parentCode: string | null;
  areaCode: string | null;
  /** The codes from the root: `/ID/32/3273/`. */
  path: string;
  timeZone: string;
  isoCode: string | null;
  gln: string | null;
  latitude: number | null;
  longitude: number | null;
  storeName: string | null;
  /** False for a place that is closed: still known, no longer listed. */
  active: boolean;
}

export interface PlaceSearch {
  under: Place;
  level?: Level;
  /** Part of a name or code; case and accents do not matter. */
  q?: string;
  limit: number;
  cursor?: string;
}

export interface Directory {
  byCode(code: string): Place | undefined;
  byId(id: string): Place | undefined;
  /** @throws Error for an id that no place has: a bug, not a caller's mistake. */
  get(id: string): Place;
  isVisible(actor: Actor, place: Place): boolean;
  /** The place of that code, if the actor may see it. @throws Problem not_found otherwise. */
  visible(actor: Actor, code: string): Place;
  /** The place itself and every active place below it, parents first, children by code. */
  under(place: Place, filter?: { level?: Level }): Place[];
  /** A page of `under`. @throws Problem validation_failed for a cursor that is not one of ours. */
  search(search: PlaceSearch): { items: Place[]; nextCursor: string | null };
  /** Reads the places anew; readers see the old ones or the new ones, never a mixture. */
  refresh(): Promise<void>;
  readonly size: number;
}

interface Snapshot {
  byCode: Map<string, Place>;
  byId: Map<string, Place>;
  /** Active places by path, which keeps each subtree together. */
  ordered: Place[];
  folded: Map<Place, string>;
}

const SELECT = /* sql */ `
  select p.id, p.code, p.name, p.level, parent.code as "parentCode", p.area_code as "areaCode", p.path,
    p.time_zone as "timeZone", p.iso_code as "isoCode", p.gln, p.latitude, p.longitude,
    p.store_name as "storeName", p.active
  from place p left join place parent on parent.id = p.parent_id order by p.path`;

/** Letters without case and accents, for searching. */
export function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

function snapshotOf(places: Place[]): Snapshot {
  return {
    byCode: new Map(places.map((place) => [place.code, place])),
    byId: new Map(places.map((place) => [place.id, place])),
    ordered: places.filter((place) => place.active),
    folded: new Map(places.map((place) => [place, fold(`${place.code} ${place.name}`)])),
  };
}

/** The first index whose path is not before `path`, among places ordered by path. */
function firstFrom(ordered: Place[], path: string): number {
  let low = 0;
  let high = ordered.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ordered[middle]!.path < path) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Loads the places of the database. */
export async function createDirectory(house: Pick<House, 'database'>): Promise<Directory> {
  const load = async () => snapshotOf(await house.database.sql.rows<Place>(SELECT));
  let now = await load();

  const isVisible = (actor: Actor, place: Place) => place.path.startsWith(actor.unit.path);

  function* walk(root: Place, from: string): Generator<Place> {
    const { ordered } = now;
    for (let at = firstFrom(ordered, from); at < ordered.length; at++) {
      const place = ordered[at]!;
      if (!place.path.startsWith(root.path)) return;
      yield place;
    }
  }

  return {
    byCode: (code) => now.byCode.get(code),
    byId: (id) => now.byId.get(id),
    get(id) {
      const place = now.byId.get(id);
      if (!place) throw new Error(`There is no place ${id}`);
      return place;
    },
    isVisible,
    visible(actor, code) {
      const place = now.byCode.get(code);
      if (!place || !isVisible(actor, place)) throw problems.not_found();
      return place;
    },
    under: (place, { level } = {}) =>
      [...walk(place, place.path)].filter((found) => level === undefined || found.level === level),
    search({ under, level, q, limit, cursor }) {
      const after = decodeCursor(cursor, 1)?.map(String)[0];
      const wanted = q === undefined ? undefined : fold(q.trim());
      const found: Place[] = [];
      // A space ends no path, so the walk begins with the place after the cursor's.
      for (const place of walk(under, after === undefined || after < under.path ? under.path : `${after} `)) {
        if (level !== undefined && place.level !== level) continue;
        if (wanted !== undefined && !now.folded.get(place)!.includes(wanted)) continue;
        found.push(place);
        if (found.length > limit) break;
      }
      return pageOf(found, limit, (place) => [place.path]);
    },
    async refresh() {
      now = await load();
    },
    get size() {
      return now.byId.size;
    },
  };
}
