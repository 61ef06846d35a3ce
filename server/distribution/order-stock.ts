// What is set aside for orders: rows of allocation and the reservation in the ledger, changed together under the lock of
// the balance.
import type { Context } from '../kernel/context.ts';
import type { Activities } from '../ledger/activities.ts';
import { reserve } from '../ledger/reserve.ts';
import type { Place } from '../places/directory.ts';
import { recordStep, type Order } from './order.ts';

export interface Allocation {
  batchId: string;
  line: number;
  doses: number;
  /** Of these, doses that were kept for the order's activity and go back there when they are given up. */
  fromEarmark: number;
}

/** What an order has set aside, by batch. */
export function findAllocations(ctx: Context, orderId: string): Promise<Allocation[]> {
  return ctx.tx.rows<Allocation>(
    /* sql */ `select batch_id as "batchId", line, doses, from_earmark as "fromEarmark" from order_allocation
      where order_id = $1 order by batch_id`,
    [orderId],
  );
}

/** What all orders together have set aside at a place, in doses by batch. */
export async function findSetAside(
  ctx: Context,
  place: string,
  batches: readonly string[],
): Promise<Map<string, number>> {
  const rows = await ctx.tx.rows<{ batch: string; doses: number }>(
    /* sql */ `select batch_id as batch, sum(doses)::int as doses from order_allocation
      where place_id = $1 and batch_id = any($2) group by 1`,
    [place, batches],
  );
  return new Map(rows.map(({ batch, doses }) => [batch, doses]));
}

/**
 * Locks a place's balances of these batches or products in the ledger's order; what is read next stands.
 * @returns the batches.
 */
export async function lockBalances(
  ctx: Context,
  place: string,
  what: { batches: readonly string[] } | { products: readonly string[] },
): Promise<string[]> {
  const [column, ids] = 'batches' in what ? ['batch_id', what.batches] : ['product_id', what.products];
  const locked = await ctx.tx.rows<{ batch: string }>(
    `select batch_id as batch from balance where holder_id = $1 and ${column} = any($2) order by batch_id for update`,
    [place, ids],
  );
  return locked.map(({ batch }) => batch);
}

/**
 * Sets what an order has allocated to exactly `wanted`: rows and reservation in one transaction. The caller holds the
 * locks of the order and of the balances.
 * @returns the batches whose reservation changed.
 * @throws Problem reservation_conflict when a balance cannot hold it.
 */
export async function setAllocations(
  ctx: Context,
  order: { id: string; fromId: string },
  wanted: readonly Allocation[],
): Promise<string[]> {
  const before = await findAllocations(ctx, order.id);
  const deltas = new Map<string, number>();
  for (const { batchId, doses } of wanted) deltas.set(batchId, doses);
  for (const { batchId, doses } of before) deltas.set(batchId, (deltas.get(batchId) ?? 0) - doses);
  const changes = [...deltas].filter(([, delta]) => delta !== 0);
  await reserve(
    ctx,
    order.fromId,
    changes.map(([batch, allocated]) => ({ batch, allocated })),
  );
  await ctx.tx.run('delete from order_allocation where order_id = $1 and batch_id <> all($2)', [
    order.id,
    wanted.map(({ batchId }) => batchId),
  ]);
  await ctx.tx.run(
    /* sql */ `insert into order_allocation (order_id, batch_id, line, place_id, doses, from_earmark, allocated_at)
      select $1, batch, line, $2, doses, kept, $3
      from unnest($4::uuid[], $5::int[], $6::int[], $7::int[]) a(batch, line, doses, kept)
      on conflict (order_id, batch_id) do update set line = excluded.line, doses = excluded.doses,
        from_earmark = excluded.from_earmark,
        allocated_at = case when order_allocation.doses = excluded.doses then order_allocation.allocated_at
          else excluded.allocated_at end`,
    [
      order.id,
      order.fromId,
      ctx.now,
      wanted.map(({ batchId }) => batchId),
      wanted.map(({ line }) => line),
      wanted.map(({ doses }) => doses),
      wanted.map(({ fromEarmark }) => fromEarmark),
    ],
  );
  return changes.map(([batch]) => batch);
}

interface Lost {
  order: Order;
  fromCode: string;
  toCode: string;
  batchId: string;
  doses: number;
  left: number;
}

const ORDER_OF_ROW = /* sql */ `jsonb_build_object('id', o.id, 'code', o.code, 'kind', o.kind, 'fromId', o.from_id,
  'toId', o.to_id, 'status', o.status, 'revision', o.revision, 'coverDays', o.cover_days, 'activityId', o.activity_id)`;

/** What orders think is set aside beyond what the balance still holds for them; the latest allocation gives way first. */
const LOST = /* sql */ `
  select x.batch_id as "batchId", least(x.doses, running - held) as doses,
    x.doses - least(x.doses, running - held) as left, f.code as "fromCode", t.code as "toCode",
    ${ORDER_OF_ROW} as order
  from (
    select a.order_id, a.batch_id, a.doses, b.allocated as held,
      (sum(a.doses) over (partition by a.batch_id order by a.allocated_at, a.order_id))::int as running
    from order_allocation a join balance b on b.holder_id = a.place_id and b.batch_id = a.batch_id
    where a.place_id = $1 and a.batch_id = any($2)
  ) x
  join supply_order o on o.id = x.order_id join place f on f.id = o.from_id join place t on t.id = o.to_id
  where running > held order by o.id, x.batch_id`;

/**
 * A fact, such as vials found broken, may have taken doses that were set aside. The orders concerned lose them by name:
 * each has it in its history. The locks on the balances make it happen once.
 */
export async function trimAllocations(
  ctx: Context,
  place: string,
  batches: readonly string[],
): Promise<void> {
  if (batches.length === 0) return;
  await lockBalances(ctx, place, { batches });
  for (const lost of await ctx.tx.rows<Lost>(LOST, [place, batches])) {
    const { order, batchId, doses, left } = lost;
    await ctx.tx.run(
      left > 0
        ? `update order_allocation set doses = $3, from_earmark = least(from_earmark, $3)
            where order_id = $1 and batch_id = $2`
        : 'delete from order_allocation where order_id = $1 and batch_id = $2 and $3::int = 0',
      [order.id, batchId, left],
    );
    const ends = { order, from: { id: place, code: lost.fromCode }, to: { code: lost.toCode } };
    const data = { batch: batchId, doses, left };
    await recordStep(ctx, ends, { id: ctx.newId(), act: 'allocation_lost', data });
  }
}

/**
 * Takes a batch away from every order that has it set aside at a place, and gives the reservation back. The caller holds
 * the lock of the balance.
 */
export async function loseAllocations(ctx: Context, place: string, batch: string): Promise<void> {
  const held = await ctx.tx.rows<Omit<Lost, 'batchId' | 'left'>>(
    /* sql */ `select a.doses, f.code as "fromCode", t.code as "toCode", ${ORDER_OF_ROW} as order
      from order_allocation a join supply_order o on o.id = a.order_id
      join place f on f.id = o.from_id join place t on t.id = o.to_id
      where a.place_id = $1 and a.batch_id = $2 order by o.id`,
    [place, batch],
  );
  await trimAllocations(ctx, place, [batch]);
  const { doses } = await ctx.tx.one<{ doses: number }>(
    /* sql */ `with gone as (delete from order_allocation where place_id = $1 and batch_id = $2 returning doses)
      select coalesce(sum(doses), 0)::int as doses from gone`,
    [place, batch],
  );
  await reserve(ctx, place, [{ batch, allocated: -doses }]);
  for (const { order, doses: lost, fromCode, toCode } of held) {
    const ends = { order, from: { id: place, code: fromCode }, to: { code: toCode } };
    const data = { batch, doses: lost, left: 0 };
    await recordStep(ctx, ends, {
      id: ctx.newId(),
      act: 'allocation_lost',
      data,
      touched: [[place, batch]],
    });
  }
}

/** An order's allocations as they really are, with their balances locked until the transaction ends. */
export async function lockAllocations(
  ctx: Context,
  order: { id: string; fromId: string },
): Promise<Allocation[]> {
  const believed = await findAllocations(ctx, order.id);
  await trimAllocations(
    ctx,
    order.fromId,
    believed.map(({ batchId }) => batchId),
  );
  return findAllocations(ctx, order.id);
}

/**
 * Gives back all that an order has set aside; what was kept for its activity is kept for it again.
 * @returns the batches whose reservation changed.
 */
export async function releaseAllocations(
  ctx: Context,
  order: Order,
  from: Place,
  activities: Activities,
): Promise<string[]> {
  const held = await lockAllocations(ctx, order);
  const changed = await setAllocations(ctx, order, []);
  await keepAgain(ctx, order, { activities, from, held });
  return changed;
}

/** What of allocations that were given up had been kept for the order's activity goes back there. */
export async function keepAgain(
  ctx: Context,
  order: Order,
  { activities, from, held }: { activities: Activities; from: Place; held: readonly Allocation[] },
): Promise<void> {
  const lines = held
    .filter(({ fromEarmark }) => fromEarmark > 0)
    .map(({ batchId, fromEarmark }) => ({ batch: batchId, doses: fromEarmark }));
  if (order.activityId === null || lines.length === 0) return;
  await activities.keep(ctx, { activity: order.activityId, place: from, lines, document: order.id });
}
