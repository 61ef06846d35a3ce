// Follows the ledger: whenever the stock of a place changes, what it promised is re-checked (ledger rule 20).
import type { Context } from '../kernel/context.ts';
import type { Follower } from '../kernel/follower.ts';
import type { House } from '../kernel/house.ts';
import { transact } from '../kernel/transaction.ts';
import type { Actor } from '../kernel/context.ts';
import { pairOf, type Rooms } from './appointment.ts';
import { rebalance } from './shortfall.ts';

/** What the schedule writes itself it need not hear again. */
const OWN = /^(appointment|session|schedule)\./;

interface Concerned {
  placeId: string;
  productId: string;
}

/** Pairs whose balances were touched and that promise anything, or did until yesterday, or have a shortfall open. */
const CONCERNED = /* sql */ `
  select distinct b.holder_id as "placeId", b.product_id as "productId"
  from unnest($1::uuid[], $2::uuid[]) t(holder, batch)
  join balance b on b.holder_id = t.holder and b.batch_id = t.batch
  where b.promised + b.allowance > 0
    or exists (select from slot s where s.place_id = b.holder_id and s.product_id = b.product_id
      and s.date >= $3::date and s.promised > 0)
    or exists (select from shortfall f where f.place_id = b.holder_id and f.product_id = b.product_id
      and f.cleared_at is null)
  order by 1, 2`;

const STALE = /* sql */ `
  select distinct b.holder_id as "placeId", b.product_id as "productId"
  from balance b where b.promised + b.allowance > 0
  union select place_id, product_id from shortfall where cleared_at is null
  order by 1, 2`;

const DAY_MS = 86_400_000;
/** Pairs re-balanced in one transaction: their balances stay locked that long. */
const AT_ONCE = 200;

async function pairsOf(rooms: Rooms, found: readonly Concerned[]) {
  if (found.some(({ productId }) => !rooms.catalogue.product(productId))) await rooms.catalogue.refresh();
  if (found.some(({ placeId }) => !rooms.directory.byId(placeId))) await rooms.directory.refresh();
  return found.map((one) => pairOf(rooms, one));
}

/** The durable follower `schedule`. */
export function scheduleFollower(rooms: Rooms): Follower {
  return {
    name: 'schedule',
    async handle(ctx, rows) {
      const touched = rows.filter((row) => !OWN.test(row.kind)).flatMap((row) => row.touched);
      if (touched.length === 0) return;
      // A day earlier than anywhere: the plan itself asks what day it is at each place.
      const from = new Date(ctx.now.getTime() - DAY_MS).toISOString().slice(0, 10);
      const found = await ctx.tx.rows<Concerned>(CONCERNED, [
        touched.filter((_, at) => at % 2 === 0),
        touched.filter((_, at) => at % 2 === 1),
        from,
      ]);
      await rebalance(ctx, await pairsOf(rooms, found));
    },
  };
}

/**
 * Re-balances every place that promises anything: what was promised for yesterday no longer holds a dose today. Meant
 * for once a night; bookings and movements keep their own place in order in between.
 * @returns how many places and products were looked at.
 */
export async function rebalanceAll(house: House, actor: Actor, rooms: Rooms): Promise<number> {
  const found = await house.database.sql.rows<Concerned>(STALE);
  const pairs = await pairsOf(rooms, found);
  for (let at = 0; at < pairs.length; at += AT_ONCE) {
    const some = pairs.slice(at, at + AT_ONCE);
    await transact(house, actor, (ctx: Context) => rebalance(ctx, some));
  }
  return pairs.length;
}
