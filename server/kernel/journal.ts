// The journal: append a row for a change, and read stamped rows in order. The ledger writes its own rows in SQL.
import type { Context } from './context.ts';
import type { Sql } from './sql.ts';

export interface JournalEntry {
  /** The client's id; by default the command's for the first row of a transaction, which the caller says by `first`. */
  id: string;
  kind: string;
  placeId?: string;
  documentId?: string;
  occurredAt?: Date;
  /** What followers and readers need to know; never personal data. */
  data?: Record<string, unknown>;
  /** Balances that changed, as (holder, batch) pairs. */
  touched?: readonly (readonly [holder: string, batch: string])[];
}

export interface JournalRow {
  seq: number;
  id: string;
  kind: string;
  placeId: string | null;
  documentId: string | null;
  actorId: string;
  occurredAt: Date;
  recordedAt: Date;
  data: Record<string, unknown>;
  /** Balances that changed: holder, batch, holder, batch, … */
  touched: string[];
}

/** Appends rows to the journal within the caller's transaction, in one statement. */
export async function record(ctx: Context, entries: readonly JournalEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const rows = entries.map((entry) => ({
    id: entry.id,
    hash: ctx.command?.id === entry.id ? `\\x${ctx.command.hash.toString('hex')}` : null,
    kind: entry.kind,
    place_id: entry.placeId ?? null,
    document_id: entry.documentId ?? null,
    occurred_at: entry.occurredAt ?? ctx.now,
    data: ctx.command?.id === entry.id ? { ...entry.data, ...ctx.command.data } : (entry.data ?? {}),
    touched: (entry.touched ?? []).flat(),
  }));
  await ctx.tx.run(
    /* sql */ `
    with entry as (
      select * from jsonb_to_recordset($1) as e(id uuid, hash bytea, kind text, place_id uuid, document_id uuid,
        occurred_at timestamptz, data jsonb, touched uuid[])
    ), key as (
      insert into journal_key (id, hash, recorded_at) select id, hash, $2 from entry
    )
    insert into journal (id, kind, place_id, document_id, actor_id, device_id, occurred_at, recorded_at, data, touched)
    select id, kind, place_id, document_id, $3, $4, occurred_at, $2, data, touched from entry`,
    [JSON.stringify(rows), ctx.now, ctx.actor.id, ctx.actor.device?.id ?? null],
  );
}

/** The stamped rows after `seq`, in order, at most `limit`. */
export async function readAfter(sql: Sql, seq: number, limit: number): Promise<JournalRow[]> {
  // Touched balances as one text: the driver reads an array character by character.
  const rows = await sql.rows<Omit<JournalRow, 'touched'> & { touched: string }>(
    /* sql */ `
    select seq, id, kind, place_id as "placeId", document_id as "documentId", actor_id as "actorId",
      occurred_at as "occurredAt", recorded_at as "recordedAt", data, array_to_string(touched, ',') as touched
    from journal_after($1, $2)`,
    [seq, limit],
  );
  return rows.map((row) => ({ ...row, touched: row.touched === '' ? [] : row.touched.split(',') }));
}

/** The number of the newest stamped row; 0 when there is none. */
export async function lastSeq(sql: Sql): Promise<number> {
  return (await sql.one<{ seq: number }>('select coalesce(max(seq), 0) as seq from journal_key')).seq;
}
