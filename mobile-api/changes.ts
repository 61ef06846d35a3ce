// What changed for a place since a number of the journal: which things of which kind have to be looked at again. The rows
// only name them; how they are now is read from their tables, so that a phone is never told the same twice differently.
import type { Sql } from '../server/kernel/sql.ts';
import type { Place } from '../server/places/directory.ts';

interface Row {
  seq: number;
  kind: string | null;
  documentId: string | null;
  data: Record<string, unknown> | null;
  touched: string | null;
}

export interface Changes {
  /** Everything up to this number was looked at. */
  seq: number;
  more: boolean;
  products: boolean;
  places: boolean;
  /** Batches whose stock here, or on its way here, may have changed. */
  stock: Set<string>;
  /** Batches whose status changed, wherever they are; their tasks come and go without rows of their own. */
  statuses: Set<string>;
  shipments: Set<string>;
  tasks: Set<string>;
  slots: Set<string>;
  sessions: Set<string>;
  vials: Set<string>;
  counts: Set<string>;
}

const STATUS_KINDS = new Set(['batch.recalled', 'batch.quarantined', 'batch.released']);

function noteDocument(changes: Changes, { kind, documentId, data }: Row): void {
  const [room] = kind!.split('.');
  const { vial, slot, from } = (data ?? {}) as { vial?: string; slot?: string; from?: unknown };
  if (vial) changes.vials.add(vial);
  if (room === 'appointment') {
    const before = (from as { slot?: string } | undefined)?.slot;
    for (const one of [slot, before]) if (one) changes.slots.add(one);
  }
  if (!documentId) return;
  if (room === 'shipment') changes.shipments.add(documentId);
  if (room === 'task') changes.tasks.add(documentId);
  if (room === 'session') changes.sessions.add(documentId);
  if (room === 'vial') changes.vials.add(documentId);
  if (room === 'count') changes.counts.add(documentId);
  if (STATUS_KINDS.has(kind!)) changes.statuses.add(documentId);
}

function note(changes: Changes, place: Place, row: Row): void {
  noteDocument(changes, row);
  if (row.kind === 'products.imported') changes.products = true;
  if (row.kind === 'places.imported') changes.places = true;
  const touched = row.touched ? row.touched.split(',') : [];
  for (let i = 0; i < touched.length; i += 2) {
    // A shipment's own account is what is on its way here.
    const isOwn = touched[i] === place.id || (row.documentId !== null && touched[i] === row.documentId);
    if (isOwn) changes.stock.add(touched[i + 1]!);
  }
}

/** What the next `limit` rows of the journal changed for a place. */
export async function findChanges(sql: Sql, place: Place, seq: number, limit: number): Promise<Changes> {
  const rows = await sql.rows<Row>(
    /* sql */ `select seq, kind, document_id as "documentId", data, touched from journal_of_place($1, $2, $3, $4)`,
    [seq, limit, place.id, place.code],
  );
  const last = rows.reduce((highest, row) => Math.max(highest, row.seq), seq);
  const changes: Changes = {
    seq: last,
    more: last - seq >= limit,
    products: false,
    places: false,
    stock: new Set(),
    statuses: new Set(),
    shipments: new Set(),
    tasks: new Set(),
    slots: new Set(),
    sessions: new Set(),
    vials: new Set(),
    counts: new Set(),
  };
  for (const row of rows) if (row.kind !== null) note(changes, place, row);
  return changes;
}
