// What a socket that begins to watch a place is given: all balances below it, or only what changed since it last
// looked. Its room is joined before this reads, so that nothing falls between the answer and the events.
import type { House } from '../kernel/house.ts';
import { lastSeq, readAfter, type JournalRow } from '../kernel/journal.ts';
import type { Directory, Place } from '../places/directory.ts';
import { findSnapshot, findTouched, type LiveBalance } from './balances.ts';
import { findFill } from './fill.ts';
import { MAX_SNAPSHOT } from './limits.ts';
import { newsOf, type NewsLists } from './news.ts';

/** The answer to `watch`; with `after`, its lists are the other news since then. */
export interface Watched extends NewsLists {
  /** Everything up to this journal number is in the answer; later events carry higher numbers. */
  seq: number;
  balances: LiveBalance[];
  /** True when `balances` is all there is, not only what changed: forget what was known before. */
  snapshot?: true;
  /** True when there is too much for one answer: read `GET /api/v1/stock?deep=true` page by page instead. */
  truncated?: true;
}

type Pair = [holder: string, batch: string];

/** The balances below `place` that a row touched. */
function pairsOf(directory: Directory, place: Place, row: JournalRow): Pair[] {
  const pairs: Pair[] = [];
  for (let i = 0; i < row.touched.length; i += 2) {
    const holder = row.touched[i]!;
    if (directory.byId(holder)?.path.startsWith(place.path)) pairs.push([holder, row.touched[i + 1]!]);
  }
  return pairs;
}

/** All rows from `after` on without a gap; undefined when there are too many or some were shed. */
async function rowsSince(house: House, after: number): Promise<JournalRow[] | undefined> {
  const { liveCatchUpRows } = house.config;
  const first = Math.max(after, 1);
  const rows = await readAfter(house.database.sql, first - 1, liveCatchUpRows + 1);
  if (rows.length === 0) return after === 0 ? rows : undefined;
  const whole = rows[0]!.seq === first && rows.at(-1)!.seq - first + 1 === rows.length;
  return whole && rows.length <= liveCatchUpRows ? rows : undefined;
}

async function catchUp(
  house: House,
  directory: Directory,
  place: Place,
  after: number,
): Promise<Watched | undefined> {
  const rows = await rowsSince(house, after);
  if (!rows) return undefined;
  const touched = new Map<string, Pair>();
  for (const row of rows) {
    const pairs = pairsOf(directory, place, row);
    // The connection may have broken between two events of the last row that was seen: it is given again, whole.
    if (row.seq === after && pairs.length < 2) continue;
    for (const pair of pairs) touched.set(pair.join(), pair);
  }
  const later = rows.filter((row) => row.seq > after);
  const news = later.flatMap((row) => newsOf(directory, row)).filter(({ places }) => places.has(place.code));
  const isBelow = (id: string | null) => id !== null && !!directory.byId(id)?.path.startsWith(place.path);
  const fill = await findFill(house.database.sql, directory, later, isBelow);
  const found =
    touched.size === 0 ? [] : await findTouched(house.database.sql, house.now(), [...touched.values()]);
  return {
    seq: rows.at(-1)?.seq ?? after,
    balances: found.map(({ balance }) => balance),
    shipments: news.flatMap((item) => (item.event === 'shipment' ? [item.body] : [])),
    orders: news.flatMap((item) => (item.event === 'order' ? [item.body] : [])),
    counts: news.flatMap((item) => (item.event === 'count' ? [item.body] : [])),
    plans: news.flatMap((item) => (item.event === 'plan' ? [item.body] : [])),
    sessions: fill.flatMap((item) => (item.event === 'session' ? [item.body] : [])),
    alerts: news.flatMap((item) => (item.event === 'alert' ? [item.body] : [])),
  };
}

/** The answer to `watch`: what changed after `after`, or a snapshot when it is not given or too far back. */
export async function beginWatching(
  house: House,
  directory: Directory,
  place: Place,
  after: number | undefined,
): Promise<Watched> {
  const changed = after === undefined ? undefined : await catchUp(house, directory, place, after);
  if (changed) return changed;
  // The number before the balances: what is numbered meanwhile comes again as an event, never not at all.
  const seq = await lastSeq(house.database.sql);
  const balances = await findSnapshot(house.database.sql, house.now(), place, MAX_SNAPSHOT + 1);
  if (balances.length > MAX_SNAPSHOT) return { seq, balances: [], snapshot: true, truncated: true };
  return { seq, balances, snapshot: true };
}
