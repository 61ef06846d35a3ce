// What a journal row means to those who watch: which event, and at which places.
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

/** How full a session is: the slots that changed, as they are now. */
export interface Session {
  seq: number;
  id: string;
  place: string;
  product: string;
  date: string;
  status: string;
  slots: { id: string; capacity: number; booked: number }[];
}

/** An activity, what is kept for it, or a need: whoever shows it reads it again. */
export interface Plan {
  seq: number;
  /** Of the activity or the need. */
  id: string;
  /** Such as `activity.opened`, `earmark.made`, `need.approved`. */
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

/** `places` are the codes of those concerned and of everything above them. */
export type News = { places: Set<string> } & (
  | { event: 'shipment'; body: Shipment }
  | { event: 'order'; body: Order }
  | { event: 'count'; body: Count }
  | { event: 'plan'; body: Plan }
  | { event: 'session'; body: Session }
  | { event: 'alert'; body: Alert }
);

/** News gathered into lists, as an answer to `watch` and a `changes` message carry them. */
export interface NewsLists {
  shipments?: Shipment[];
  orders?: Order[];
  counts?: Count[];
  plans?: Plan[];
  sessions?: Session[];
  alerts?: Alert[];
}

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

/** The codes of a place and of everything above it, from its path. */
export function codesOfPath(path: string): string[] {
  return path.slice(1, -1).split('/');
}

function concerned(
  directory: Directory,
  places: Iterable<string | null | undefined>,
  by: 'byId' | 'byCode',
): Set<string> {
  const codes = new Set<string>();
  for (const key of places) {
    const place = key ? directory[by](key) : undefined;
    if (place) for (const code of codesOfPath(place.path)) codes.add(code);
  }
  return codes;
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
  return [{ event: 'shipment', body, places: concerned(directory, [from, to], 'byCode') }];
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
  return [{ event: 'order', body, places: concerned(directory, [from, to], 'byCode') }];
}

function countNews(directory: Directory, row: JournalRow): News[] {
  const place = row.placeId ? directory.byId(row.placeId) : undefined;
  if (!row.documentId || !place) return [];
  const act = row.kind.slice('count.'.length);
  const body = { seq: row.seq, id: row.documentId, act, place: place.code };
  return [{ event: 'count', body, places: new Set(codesOfPath(place.path)) }];
}

/** An activity concerns all below its place too; what is kept and what is needed, the places above alone. */
function planNews(directory: Directory, row: JournalRow): News[] {
  const place = row.placeId ? directory.byId(row.placeId) : undefined;
  if (!row.documentId || !place) return [];
  const places = new Set(codesOfPath(place.path));
  if (row.kind.startsWith('activity.')) for (const { code } of directory.under(place)) places.add(code);
  const body = { seq: row.seq, id: row.documentId, act: row.kind, place: place.code };
  return [{ event: 'plan', body, places }];
}

/** Those who hold the batch and both ends of what is on its way learn of its new status. */
function statusNews(directory: Directory, row: JournalRow): News {
  const { batch, lot, reason, status, inTransit } = row.data as Record<string, unknown>;
  const places = concerned(
    directory,
    row.touched.filter((_, index) => index % 2 === 0),
    'byId',
  );
  for (const code of concerned(directory, ((inTransit as string[][] | undefined) ?? []).flat(), 'byCode'))
    places.add(code);
  const body = { seq: row.seq, kind: row.kind, place: null, batch: batch as string, lot, status, reason };
  return { event: 'alert', body, places };
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
  return { event: 'alert', body, places: concerned(directory, [row.placeId], 'byId') };
}

/** The news of one journal row; none for most, whose balances say all there is. Journal rows hold no personal data. */
export function newsOf(directory: Directory, row: JournalRow): News[] {
  const news: News[] = [];
  if (row.kind.startsWith('shipment.')) news.push(...shipmentNews(directory, row));
  if (row.kind.startsWith('order.')) news.push(...orderNews(directory, row));
  if (row.kind.startsWith('count.')) news.push(...countNews(directory, row));
  if (/^(activity|earmark|need)\./.test(row.kind)) news.push(...planNews(directory, row));
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
