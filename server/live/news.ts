// What a journal row means to those who watch: which event, and to which places' rooms.
import type { JournalRow } from '../kernel/journal.ts';
import type { Directory } from '../places/directory.ts';

export interface Shipment {
  seq: number;
  id: string;
  code: string | null;
  status: string | null;
  from: string;
  to: string;
}

export interface Order {
  seq: number;
  id: string;
  code: string | null;
  kind: string | null;
  act: string;
  status: string | null;
  from: string;
  to: string;
}

export interface Count {
  seq: number;
  id: string;
  act: string;
  place: string;
}

export interface Alert {
  seq: number;
  /** The journal's kind, or `flagged` for a movement that contradicts the book. */
  kind: string;
  place: string | null;
  batch?: string;
  [more: string]: unknown;
}

export type News = { rooms: Set<string> } & (
  | { event: 'shipment'; body: Shipment }
  | { event: 'order'; body: Order }
  | { event: 'count'; body: Count }
  | { event: 'alert'; body: Alert }
);

const STATUS_KINDS = new Set(['batch.recalled', 'batch.quarantined', 'batch.released']);
const ALERT_KINDS = new Set([
  'task.opened',
  'task.acknowledged',
  'task.closed',
  'task.snoozed',
  'task.woken',
  'task.advanced',
  'schedule.shortfall',
  'batch.expiry_conflict',
]);

/** The room of a place; who watches a place is in its room alone, and news go to the rooms of all ancestors too. */
export const roomOf = (code: string): string => `place:${code}`;

/** The rooms of a place and of everything above it, from its path. */
export function roomsOfPath(path: string): string[] {
  return path.slice(1, -1).split('/').map(roomOf);
}

function roomsOf(
  directory: Directory,
  places: Iterable<string | null | undefined>,
  by: 'byId' | 'byCode',
): Set<string> {
  const rooms = new Set<string>();
  for (const key of places) {
    const place = key ? directory[by](key) : undefined;
    if (place) for (const room of roomsOfPath(place.path)) rooms.add(room);
  }
  return rooms;
}

function shipmentNews(directory: Directory, row: JournalRow): News[] {
  const { code, from, to, status } = row.data as {
    code?: string;
    from?: string;
    to?: string;
    status?: string;
  };
  if (!row.documentId || !from || !to) return [];
  const body = { seq: row.seq, id: row.documentId, code: code ?? null, status: status ?? null, from, to };
  return [{ event: 'shipment', body, rooms: roomsOf(directory, [from, to], 'byCode') }];
}

function orderNews(directory: Directory, row: JournalRow): News[] {
  const { code, kind, from, to, status } = row.data as Partial<Record<string, string>>;
  if (!row.documentId || !from || !to) return [];
  const body = {
    seq: row.seq,
    id: row.documentId,
    code: code ?? null,
    kind: kind ?? null,
    act: row.kind.slice('order.'.length),
    status: status ?? null,
    from,
    to,
  };
  return [{ event: 'order', body, rooms: roomsOf(directory, [from, to], 'byCode') }];
}

function countNews(directory: Directory, row: JournalRow): News[] {
  const place = row.placeId ? directory.byId(row.placeId) : undefined;
  if (!row.documentId || !place) return [];
  const act = row.kind.slice('count.'.length);
  const body = { seq: row.seq, id: row.documentId, act, place: place.code };
  return [{ event: 'count', body, rooms: new Set(roomsOfPath(place.path)) }];
}

/** Those who hold the batch and both ends of what is on its way learn of its new status. */
function statusNews(directory: Directory, row: JournalRow): News {
  const { batch, lot, reason, status, inTransit } = row.data as Record<string, unknown>;
  const rooms = roomsOf(
    directory,
    row.touched.filter((_, index) => index % 2 === 0),
    'byId',
  );
  for (const room of roomsOf(directory, ((inTransit as string[][] | undefined) ?? []).flat(), 'byCode'))
    rooms.add(room);
  const body = { seq: row.seq, kind: row.kind, place: null, batch: batch as string, lot, status, reason };
  return { event: 'alert', body, rooms };
}

function placeAlert(
  directory: Directory,
  row: JournalRow,
  kind: string,
  more: Record<string, unknown>,
): News {
  const place = row.placeId ? (directory.byId(row.placeId) ?? null) : null;
  const batch = row.data.batch as string | undefined;
  const body: Alert = { seq: row.seq, kind, place: place?.code ?? null, ...(batch && { batch }), ...more };
  return { event: 'alert', body, rooms: roomsOf(directory, [row.placeId], 'byId') };
}

/** The news of one journal row; none for most, whose balances say all there is. Journal rows hold no personal data. */
export function newsOf(directory: Directory, row: JournalRow): News[] {
  const news: News[] = [];
  if (row.kind.startsWith('shipment.')) news.push(...shipmentNews(directory, row));
  if (row.kind.startsWith('order.')) news.push(...orderNews(directory, row));
  if (row.kind.startsWith('count.')) news.push(...countNews(directory, row));
  if (STATUS_KINDS.has(row.kind)) news.push(statusNews(directory, row));
  if (ALERT_KINDS.has(row.kind)) {
    const { kind, ...rest } = row.data;
    news.push(
      placeAlert(directory, row, row.kind, {
        ...rest,
        ...(kind !== undefined && { task: row.documentId, about: kind }),
      }),
    );
  }
  const warnings = row.data.warnings;
  if (Array.isArray(warnings) && warnings.length > 0) {
    const codes = [...new Set((warnings as { code: string }[]).map(({ code }) => code))];
    news.push(placeAlert(directory, row, 'flagged', { movement: row.kind, warnings: codes }));
  }
  return news;
}
