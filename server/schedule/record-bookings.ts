// Counts bookings in their slots and writes their journal rows and ids, in one statement, each with its own hash.
import type { Context } from '../kernel/context.ts';

export interface BookingEntry {
  /** The appointment's id and that of its journal row. */
  id: string;
  hash: Buffer;
  actor: string;
  slot: string;
  data: Record<string, unknown>;
  touched: readonly (readonly [holder: string, batch: string])[];
}

/** The slots' own check keeps them within their capacity. */
const RECORD = /* sql */ `
  with entry as (
    select * from unnest($1::uuid[], $2::bytea[], $3::uuid[], $4::uuid[], $5::text[], $6::text[])
      as e(id, hash, slot, actor, data, touched)
  ), counted as (
    update slot s set booked = s.booked + t.n, promised = s.promised + t.n
    from (select slot, count(*)::int as n from entry group by slot) t where s.id = t.slot
  ), key as (
    insert into journal_key (id, hash, recorded_at) select id, hash, $7 from entry
  )
  insert into journal (id, kind, place_id, document_id, actor_id, occurred_at, recorded_at, data, touched)
  select id, 'appointment.booked', $8, id, actor, $7, $7, data::jsonb, touched::uuid[] from entry`;

/** Records accepted bookings of one place, in the caller's transaction. */
export async function recordBookings(
  ctx: Context,
  placeId: string,
  entries: readonly BookingEntry[],
): Promise<void> {
  await ctx.tx.run(RECORD, [
    entries.map((entry) => entry.id),
    entries.map((entry) => entry.hash),
    entries.map((entry) => entry.slot),
    entries.map((entry) => entry.actor),
    entries.map((entry) => JSON.stringify(entry.data)),
    entries.map((entry) => `{${entry.touched.flat().join(',')}}`),
    ctx.now,
    placeId,
  ]);
}
