// Doses that others give belong to an open vial when there is one: an appointment's, in its own transaction, and a plain
// movement's, by following the journal.
import type { Context } from '../kernel/context.ts';
import type { Follower } from '../kernel/follower.ts';
import { record, type JournalEntry, type JournalRow } from '../kernel/journal.ts';
import type { Directory } from '../places/directory.ts';
import { localDay } from '../places/local-day.ts';
import { leftIn, syncOpened, takeDoses, VIAL_COLUMNS, type Vial } from './vial.ts';

export interface WhichVial {
  placeId: string;
  batchId: string;
  /** When the dose was given. */
  at: Date;
}

/** Open vials of a batch that were of use at a moment, locked, the first to be discarded first. */
async function lockUsable(ctx: Context, { placeId, batchId, at }: WhichVial): Promise<Vial[]> {
  // In the order of their ids, as everybody locks them.
  const vials = await ctx.tx.rows<Vial>(
    /* sql */ `select ${VIAL_COLUMNS} from vial v
      where v.place_id = $1 and v.batch_id = $2 and v.closed_at is null and v.opened_at <= $3 and v.discard_at > $3
      order by v.id for update`,
    [placeId, batchId, at],
  );
  return vials.sort((a, b) => a.discardAt.getTime() - b.discardAt.getTime());
}

/** The open vial that a dose of a batch is taken from, locked; undefined when there is none. Before any balance. */
export async function lockVialFor(ctx: Context, which: WhichVial): Promise<Vial | undefined> {
  return (await lockUsable(ctx, which))[0];
}

/** Takes one dose of an appointment out of its locked vial. */
export async function takeDose(
  ctx: Context,
  directory: Directory,
  vial: Vial,
  movement: string,
): Promise<void> {
  const day = localDay(ctx.now, directory.get(vial.placeId).timeZone);
  await takeDoses(ctx, { vial, doses: 1, wasted: false, movement, day });
}

interface Said {
  batch?: string;
  doses?: number;
  reason?: string;
  vial?: string;
  of?: string;
}

const entry = (
  ctx: Context,
  kind: string,
  vial: Pick<Vial, 'id' | 'placeId' | 'batchId'>,
  doses: number,
): JournalEntry => ({
  id: ctx.newId(),
  kind,
  placeId: vial.placeId,
  documentId: vial.id,
  data: { vial: vial.id, batch: vial.batchId, doses },
  touched: [[vial.placeId, vial.batchId]],
});

/** A plain movement's doses, taken out of the open vials of its batch as far as they hold any. */
async function attribute(ctx: Context, directory: Directory, row: JournalRow): Promise<JournalEntry[]> {
  const { batch, doses = 0 } = row.data as Said;
  const place = directory.get(row.placeId!);
  const vials = await lockUsable(ctx, { placeId: place.id, batchId: batch!, at: row.occurredAt });
  const entries: JournalEntry[] = [];
  let rest = doses;
  for (const vial of vials) {
    const taken = Math.min(rest, leftIn(vial));
    if (taken === 0) continue;
    rest -= taken;
    const wasted = row.kind === 'movement.discard';
    const day = localDay(row.occurredAt, place.timeZone);
    await takeDoses(ctx, { vial, doses: taken, wasted, movement: row.id, day });
    entries.push(entry(ctx, 'vial.used', vial, taken));
  }
  return entries;
}

interface Used {
  id: string;
  placeId: string;
  batchId: string;
  doses: number;
}

const RESTORE = /* sql */ `
  with used as (
    delete from vial_use u using vial v where u.movement_id = $1 and v.id = u.vial_id and v.closed_at is null
    returning u.*
  )
  update vial v set given = v.given - case when u.wasted then 0 else u.doses end,
    wasted = v.wasted - case when u.wasted then u.doses else 0 end
  from used u where v.id = u.vial_id
  returning v.id, v.place_id as "placeId", v.batch_id as "batchId", u.doses`;

/** A movement that never happened: its doses are still in the vial, if that is open. */
async function restore(ctx: Context, row: JournalRow): Promise<JournalEntry[]> {
  const { of } = row.data as Said;
  const back = of === undefined ? [] : await ctx.tx.rows<Used>(RESTORE, [of]);
  for (const { placeId, batchId } of back) await syncOpened(ctx, placeId, batchId);
  return back.map((used) => entry(ctx, 'vial.restored', used, used.doses));
}

/** Whether a row may have taken doses from an open vial without saying from which. */
function isPlain(row: JournalRow): boolean {
  const { batch, doses, reason, vial } = row.data as Said;
  if (row.documentId || !row.placeId || batch === undefined || !doses || vial !== undefined) return false;
  return row.kind === 'movement.administer' || (row.kind === 'movement.discard' && reason === 'open_vial');
}

/** The durable follower `store`. */
export function storeFollower({ directory }: { directory: Directory }): Follower {
  return {
    name: 'store',
    async handle(ctx, rows) {
      const entries: JournalEntry[] = [];
      for (const row of await withVials(ctx, rows.filter(isPlain)))
        entries.push(...(await attribute(ctx, directory, row)));
      for (const row of rows.filter(({ kind }) => kind === 'movement.reversed'))
        entries.push(...(await restore(ctx, row)));
      await record(ctx, entries);
    },
  };
}

/** Those of the rows whose batch has an open vial at their place: for most there is none, asked in one question. */
async function withVials(ctx: Context, rows: readonly JournalRow[]): Promise<JournalRow[]> {
  if (rows.length === 0) return [];
  const batchOf = (row: JournalRow) => (row.data as Said).batch!;
  const open = await ctx.tx.rows<{ placeId: string; batchId: string }>(
    /* sql */ `select distinct v.place_id as "placeId", v.batch_id as "batchId"
      from (select distinct * from unnest($1::uuid[], $2::uuid[]) u(place, batch)) k
      join vial v on v.place_id = k.place and v.batch_id = k.batch and v.closed_at is null`,
    [rows.map((row) => row.placeId), rows.map(batchOf)],
  );
  const found = new Set(open.map(({ placeId, batchId }) => `${placeId}/${batchId}`));
  return rows.filter((row) => found.has(`${row.placeId}/${batchOf(row)}`));
}
