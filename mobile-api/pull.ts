// A pull: first all that a place needs, in pages, then only what changed. The cursor says up to which number of the journal
// everything is known; it is read before the rows, so what changes meanwhile comes again rather than not at all.
import { z } from 'zod';
import type { Context } from '../server/kernel/context.ts';
import { lastSeq } from '../server/kernel/journal.ts';
import { route, type Route } from '../server/kernel/route.ts';
import { decodeCursor, encodeCursor, iso } from '../server/kernel/shapes.ts';
import { STAFF, type PersonRole } from '../server/people/scope.ts';
import type { Place } from '../server/places/directory.ts';
import { localDay } from '../server/places/local-day.ts';
import { findChanges, type Changes } from './changes.ts';
import { readPlaces, readProducts } from './pull-nouns.ts';
import { PullView, SECTION_NAMES, type Rows, type Section } from './pull-shapes.ts';
import { readBatches, readShipments, readStock, type Which } from './pull-stock.ts';
import {
  findSessionsOf,
  findSessionsOn,
  findTasksOf,
  readCounts,
  readSessions,
  readTasks,
  readVials,
} from './pull-work.ts';
import { ownPlace, type PhoneRooms } from './rooms.ts';

/** Rows of a first pull, or rows of the journal that a later one looks at, for one answer. */
const LIMIT = 2000;
/** A phone that was away for longer is sent everything anew: that is quicker for both. */
const MOST_BEHIND = 50_000;

/** Where a pull stands: all that is known, and in a first one which section comes next after which key. */
interface Stand {
  seq: number;
  day: string;
  section?: Section;
  after?: string;
}

const encode = (place: Place, { seq, day, section, after }: Stand) =>
  encodeCursor([place.code, seq, day, section ?? '', after ?? '']);

/** The stand of a cursor; undefined for that of another place. @throws Problem validation_failed for none of ours. */
function decode(place: Place, cursor: string | undefined): Stand | undefined {
  const key = decodeCursor(cursor, 5);
  if (!key) return undefined;
  const [code, seq, day, section, after] = key;
  const isOurs = Number.isSafeInteger(seq) && (section === '' || SECTION_NAMES.includes(section as Section));
  if (!isOurs) decodeCursor('', 5);
  if (code !== place.code) return undefined;
  return {
    seq: seq as number,
    day: String(day),
    section: section === '' ? undefined : (section as Section),
    after: after === '' ? undefined : String(after),
  };
}

const noRows = (): Rows => ({
  products: [],
  places: [],
  batches: [],
  stock: [],
  shipments: [],
  tasks: [],
  sessions: [],
  vials: [],
  counts: [],
});

interface Part {
  rows: Rows;
  removed: PullView['removed'];
  stand: Stand;
  more: boolean;
}

const nothingRemoved = (): PullView['removed'] => ({
  shipments: [],
  tasks: [],
  sessions: [],
  vials: [],
  counts: [],
});

/** How each section is read, all of it by page or some by keys. */
function readersOf(ctx: Context, rooms: PhoneRooms, place: Place, day: string) {
  return {
    batches: (which: Which) => readBatches(ctx, rooms, place, which),
    stock: (which: Which) => readStock(ctx, place, which),
    shipments: (which: Which) => readShipments(ctx, rooms, place, which),
    tasks: (which: Which) => readTasks(ctx, place, which),
    sessions: (which: Which) => readSessions(ctx, rooms, place, { ...which, day }),
    vials: (which: Which) => readVials(ctx, place, which),
    counts: (which: Which) => readCounts(ctx, place, which),
  };
}

/** A page of everything: the sections one after the other, each in the order of its keys. */
async function firstPage(
  ctx: Context,
  rooms: PhoneRooms,
  { place, stand, limit }: { place: Place; stand: Stand; limit: number },
): Promise<Part> {
  const rows = noRows();
  const readers = readersOf(ctx, rooms, place, stand.day);
  let left = limit;
  let after = stand.after;
  const from = SECTION_NAMES.indexOf(stand.section ?? 'products');
  for (const section of SECTION_NAMES.slice(from)) {
    const isNoun = section === 'products' || section === 'places';
    const start = isNoun ? Number(after ?? 0) : 0;
    const all =
      section === 'products' ? readProducts(rooms) : section === 'places' ? readPlaces(rooms, place) : [];
    const found = isNoun
      ? all.slice(start, start + left + 1)
      : await readers[section]({ after, limit: left + 1 });
    const taken = found.slice(0, left);
    (rows[section] as unknown[]).push(...taken);
    left -= taken.length;
    if (found.length > taken.length) {
      const last = taken.at(-1) as { id?: string; batch?: string } | undefined;
      const key = isNoun ? String(start + taken.length) : (last?.id ?? last?.batch ?? after);
      return { rows, removed: nothingRemoved(), stand: { ...stand, section, after: key }, more: true };
    }
    after = undefined;
  }
  return { rows, removed: nothingRemoved(), stand: { seq: stand.seq, day: stand.day }, more: false };
}

/** Some things as they are now, and the keys of those that are no longer there. */
async function again<T extends { id: string }>(
  keys: Iterable<string>,
  read: (which: Which) => Promise<T[]>,
): Promise<{ rows: T[]; gone: string[] }> {
  const asked = [...new Set(keys)];
  if (asked.length === 0) return { rows: [], gone: [] };
  const rows = await read({ keys: asked, limit: asked.length });
  const there = new Set(rows.map(({ id }) => id));
  return { rows, gone: asked.filter((key) => !there.has(key)) };
}

/** The counts under way whose sheet may have a line more or less. */
async function countsOver(ctx: Context, place: Place, { stock, counts }: Changes): Promise<string[]> {
  if (stock.size === 0) return [...counts];
  const open = await ctx.tx.rows<{ id: string }>(
    `select id from stock_count where place_id = $1 and status = 'started'`,
    [place.id],
  );
  return [...counts, ...open.map(({ id }) => id)];
}

/** What changed since a stand. */
async function changedPage(
  ctx: Context,
  rooms: PhoneRooms,
  { place, stand, limit }: { place: Place; stand: Stand; limit: number },
): Promise<Part> {
  const changes = await findChanges(ctx.tx, place, stand.seq, limit);
  const day = localDay(ctx.now, place.timeZone);
  const read = readersOf(ctx, rooms, place, day);
  const rows = noRows();
  const removed = nothingRemoved();
  if (changes.products) rows.products = readProducts(rooms);
  if (changes.places) rows.places = readPlaces(rooms, place);
  const stock = [...changes.stock];
  const batches = [...new Set([...stock, ...changes.statuses])];
  if (batches.length > 0) rows.batches = await read.batches({ keys: batches, limit: batches.length });
  if (stock.length > 0) rows.stock = await read.stock({ keys: stock, limit: stock.length });
  const isNewDay = day !== stand.day;
  const sessions = [
    ...changes.sessions,
    ...(await findSessionsOf(ctx, [...changes.slots])),
    ...(isNewDay
      ? [...(await findSessionsOn(ctx, place, stand.day)), ...(await findSessionsOn(ctx, place, day))]
      : []),
  ];
  const tasks = [...changes.tasks, ...(await findTasksOf(ctx, place, [...changes.statuses]))];
  ({ rows: rows.shipments, gone: removed.shipments } = await again(changes.shipments, read.shipments));
  ({ rows: rows.tasks, gone: removed.tasks } = await again(tasks, read.tasks));
  ({ rows: rows.sessions, gone: removed.sessions } = await again(sessions, read.sessions));
  ({ rows: rows.vials, gone: removed.vials } = await again(changes.vials, read.vials));
  const counts = await countsOver(ctx, place, changes);
  ({ rows: rows.counts, gone: removed.counts } = await again(counts, read.counts));
  return { rows, removed, stand: { seq: changes.seq, day }, more: changes.more };
}

export type PullDoors = PhoneRooms;

/** `GET /mobile/v1/pull`. */
export function pullRoute(rooms: PullDoors): Route {
  return route({
    method: 'get',
    path: '/mobile/v1/pull',
    summary: 'What the place needs to work without a network: first all, then only what changed',
    description:
      'Rows replace rows of the same key; `removed` names those that are gone. Pull on while `more`. Names of people are masked.',
    tag: 'Phones',
    role: STAFF,
    query: z.strictObject({
      cursor: z
        .string()
        .max(500)
        .optional()
        .meta({ description: 'Of the last answer; without it everything' }),
      limit: z.coerce.number().int().min(1).max(LIMIT).default(LIMIT),
    }),
    response: PullView,
    problems: ['app_outdated', 'device_revoked', 'device_moved', 'validation_failed'],
    async handle(ctx, { query }) {
      const place = ownPlace(rooms, ctx);
      const said = decode(place, query.cursor);
      const newest = await lastSeq(ctx.tx);
      const isUsable = said && said.seq <= newest && newest - said.seq <= MOST_BEHIND;
      const stand = isUsable
        ? said
        : { seq: newest, day: localDay(ctx.now, place.timeZone), section: SECTION_NAMES[0] };
      const turn = { place, stand, limit: query.limit };
      const read = stand.section === undefined ? changedPage : firstPage;
      const { rows, removed, stand: reached, more } = await read(ctx, rooms, turn);
      const { id, code, name, level, timeZone } = place;
      return {
        cursor: encode(place, reached),
        more,
        reset: !isUsable,
        serverTime: iso(ctx.now),
        user: {
          id: ctx.actor.id,
          name: ctx.actor.name,
          role: ctx.actor.role as PersonRole,
          place: { id, code, name, level },
        },
        place: { id, code, name, level, timeZone },
        ...rows,
        removed,
      };
    },
  });
}
