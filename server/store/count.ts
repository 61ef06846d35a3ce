// A count of a place's stock (stok opname): begun, entered batch by batch while stock moves, submitted, and where it is
// far off approved by an officer. Its state moves by compare-and-set along one table.
import type { Batch } from '../catalogue/catalogue.ts';
import type { Context } from '../kernel/context.ts';
import { record } from '../kernel/journal.ts';
import { problems } from '../kernel/problem.ts';
import { ledgerProblems } from '../ledger/problems.ts';
import { checkDoses, occurredAtOf } from '../ledger/times.ts';
import type { Place } from '../places/directory.ts';
import { storeProblems } from './problems.ts';

export const COUNT_STATUSES = ['started', 'submitted', 'approved', 'posted', 'cancelled'] as const;
export type CountStatus = (typeof COUNT_STATUSES)[number];

export interface Count {
  id: string;
  placeId: string;
  /** Null: the whole store. */
  productId: string | null;
  blind: boolean;
  status: CountStatus;
  startedAt: Date;
  startedBy: string;
  submittedAt: Date | null;
  approvedAt: Date | null;
  approvedBy: string | null;
  postedAt: Date | null;
  cancelledAt: Date | null;
  note: string | null;
}

export const COUNT_COLUMNS = /* sql */ `c.id, c.place_id as "placeId", c.product_id as "productId", c.blind, c.status,
  c.started_at as "startedAt", c.started_by as "startedBy", c.submitted_at as "submittedAt",
  c.approved_at as "approvedAt", c.approved_by as "approvedBy", c.posted_at as "postedAt",
  c.cancelled_at as "cancelledAt", c.note`;

/** From which states each act leads to its own. */
const ACTS = {
  submit: { from: ['started'], to: 'submitted' },
  recount: { from: ['submitted', 'approved'], to: 'started' },
  approve: { from: ['submitted'], to: 'approved' },
  post: { from: ['submitted', 'approved'], to: 'posted' },
  cancel: { from: ['started', 'submitted', 'approved'], to: 'cancelled' },
} as const satisfies Record<string, { from: readonly CountStatus[]; to: CountStatus }>;
export type CountAct = keyof typeof ACTS;

/** Which columns say when a state was reached and by whom. */
const STAMPS: Record<CountStatus, string> = {
  started:
    'submitted_at = null, submitted_by = null, approved_at = null, approved_by = null, started_at = started_at',
  submitted: 'submitted_at = $3, submitted_by = $4',
  approved: 'approved_at = $3, approved_by = $4',
  posted: 'posted_at = $3, posted_by = $4',
  cancelled: 'cancelled_at = $3, cancelled_by = $4',
};

export interface StartCount {
  id: string;
  place: Place;
  product?: string;
  blind: boolean;
}

/** A count that covers the same stock: of one product, or of the whole store. */
const OVERLAPPING = /* sql */ `
  select from stock_count where place_id = $1 and status in ('started', 'submitted', 'approved')
    and (product_id is null or $2::uuid is null or product_id = $2)`;

/** Begins a count. @throws Problem count_open while another of the same stock is not finished. */
export async function startCount(ctx: Context, command: StartCount): Promise<void> {
  const { id, place, product, blind } = command;
  // One product and the whole store overlap, which no index sees: beginners at one place come one after the other.
  await ctx.tx.rows(`select pg_advisory_xact_lock(hashtextextended('count ' || $1, 10))`, [place.id]);
  if (await ctx.tx.maybe(OVERLAPPING, [place.id, product ?? null])) throw storeProblems.count_open();
  await ctx.tx.run(
    /* sql */ `insert into stock_count (id, place_id, product_id, blind, started_at, started_by)
      values ($1, $2, $3, $4, $5, $6)`,
    [id, place.id, product ?? null, blind, ctx.now, ctx.actor.id],
  );
  const data = { product, blind };
  await record(ctx, [{ id, kind: 'count.started', placeId: place.id, documentId: id, data }]);
}

/** The count, locked. @throws Problem not_found. */
export async function lockCount(ctx: Context, id: string): Promise<Count> {
  const found = await ctx.tx.maybe<Count>(
    `select ${COUNT_COLUMNS} from stock_count c where c.id = $1 for update`,
    [id],
  );
  if (!found) throw problems.not_found();
  return found;
}

/** @throws Problem count_wrong_state when the act does not lead on from the count's state. */
export function mustAllow(act: CountAct, { status }: Pick<Count, 'status'>): void {
  if (!(ACTS[act].from as readonly string[]).includes(status))
    throw storeProblems.count_wrong_state({ status });
}

/** Moves a locked count on, once, and says so in the journal under the request's id. */
export async function advanceCount(
  ctx: Context,
  act: CountAct,
  count: Count,
  { id, note, data = {} }: { id: string; note?: string; data?: Record<string, unknown> },
): Promise<void> {
  mustAllow(act, count);
  const { to } = ACTS[act];
  const moved = await ctx.tx.run(
    `update stock_count set status = $2, note = coalesce($5, note), ${STAMPS[to]}
      where id = $1 and status = $6 and $3::timestamptz is not null and $4::uuid is not null`,
    [count.id, to, ctx.now, ctx.actor.id, note ?? null, count.status],
  );
  if (moved !== 1) throw new Error(`The count ${count.id} changed while it was locked`);
  const { placeId, productId } = count;
  const told = { ...data, product: productId ?? undefined, note };
  const kind = act === 'recount' ? 'count.returned' : `count.${to}`;
  await record(ctx, [{ id, kind, placeId, documentId: count.id, data: told }]);
}

export interface EnteredLine {
  batch: Batch;
  available: number;
  quarantined: number;
  countedAt?: Date;
}

const ENTER = /* sql */ `
  insert into stock_count_line (count_id, batch_id, available, quarantined, counted_at, counted_by)
  select $1, l.batch, l.available, l.quarantined, l.at, $6
  from unnest($2::uuid[], $3::int[], $4::int[], $5::timestamptz[]) l(batch, available, quarantined, at)
  on conflict (count_id, batch_id) do update set available = excluded.available, quarantined = excluded.quarantined,
    counted_at = excluded.counted_at, counted_by = excluded.counted_by`;

/** The instant of a count: by default now, and never ahead of our clock, so that nothing that follows is before it. */
function countedAtOf(ctx: Context, at: Date | undefined): Date {
  const said = occurredAtOf(ctx, at);
  return said > ctx.now ? ctx.now : said;
}

/**
 * Enters what was counted of some batches; entered again, the newer entry counts.
 * @throws Problem count_wrong_state unless it is under way, count_other_product, batch_twice, count_before_last for an
 *   instant not after the last posted count of the batch, time_in_future, time_too_old, doses_absurd.
 */
export async function enterLines(
  ctx: Context,
  command: {
    id: string;
    count: Count;
    product?: { id: string; name: string };
    lines: readonly EnteredLine[];
  },
): Promise<void> {
  const { id, count, product, lines } = command;
  if (count.status !== 'started') throw storeProblems.count_wrong_state({ status: count.status });
  const seen = new Set<string>();
  const rows = lines.map((line, index) => {
    const { batch, available, quarantined } = line;
    const at = `/lines/${index}`;
    if (product && batch.product.id !== product.id)
      throw storeProblems.count_other_product({ expected: product.name, found: batch.product.name }, [
        { pointer: `${at}/batch`, message: { id: 'Produk lain', en: 'Another product' } },
      ]);
    if (seen.has(batch.id)) throw storeProblems.batch_twice({ lot: batch.lot });
    seen.add(batch.id);
    checkDoses(ctx, available, `${at}/available`);
    checkDoses(ctx, quarantined, `${at}/quarantined`);
    return { batch: batch.id, available, quarantined, at: countedAtOf(ctx, line.countedAt) };
  });
  const batches = rows.map((row) => row.batch);
  const late = await ctx.tx.maybe<{ batch: string; countedAt: Date }>(
    /* sql */ `
    select b.batch_id as batch, b.counted_at as "countedAt"
    from unnest($2::uuid[], $3::timestamptz[]) l(batch, at)
    join balance b on b.holder_id = $1 and b.batch_id = l.batch and b.counted_at >= l.at limit 1`,
    [count.placeId, batches, rows.map((row) => row.at)],
  );
  if (late)
    throw ledgerProblems.count_before_last({ batch: late.batch, countedAt: late.countedAt.toISOString() });
  await ctx.tx.run(ENTER, [
    count.id,
    batches,
    rows.map((row) => row.available),
    rows.map((row) => row.quarantined),
    rows.map((row) => row.at),
    ctx.actor.id,
  ]);
  const { placeId } = count;
  await record(ctx, [{ id, kind: 'count.entered', placeId, documentId: count.id, data: { batches } }]);
}
