// Writes the journal rows and the ids of many commands in one statement, each with its own hash.
import type { Context } from '../kernel/context.ts';

export interface ManyEntry {
  id: string;
  hash: Buffer;
  actor: string;
  document: string;
  data: Record<string, unknown>;
  touched: readonly (readonly [holder: string, batch: string])[];
}

const RECORD = /* sql */ `
  with entry as (
    select * from unnest($1::uuid[], $2::bytea[], $3::uuid[], $4::uuid[], $5::text[], $6::text[])
      as e(id, hash, actor, document, data, touched)
  ), key as (
    insert into journal_key (id, hash, recorded_at) select id, hash, $7 from entry
  )
  insert into journal (id, kind, place_id, document_id, actor_id, occurred_at, recorded_at, data, touched)
  select id, $8, $9, document, actor, $7, $7, data::jsonb, touched::uuid[] from entry`;

/** Appends the rows of commands of one kind at one place, in the caller's transaction. */
export async function recordMany(
  ctx: Context,
  kind: string,
  placeId: string,
  entries: readonly ManyEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  await ctx.tx.run(RECORD, [
    entries.map((entry) => entry.id),
    entries.map((entry) => entry.hash),
    entries.map((entry) => entry.actor),
    entries.map((entry) => entry.document),
    entries.map((entry) => JSON.stringify(entry.data)),
    entries.map((entry) => `{${entry.touched.flat().join(',')}}`),
    ctx.now,
    kind,
    placeId,
  ]);
}
