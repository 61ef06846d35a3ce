// Where the doses of a batch are: the totals, which add up to what was manufactured, and who holds how many.
import type { Context } from '../kernel/context.ts';
import type { Bucket } from '../ledger/types.ts';

export interface Totals {
  manufactured: number;
  available: number;
  quarantined: number;
  inTransit: number;
  administered: number;
  wasted: number;
  destroyed: number;
  /** Negative for doses that were given or sent but never booked, positive for booked ones that were lost. */
  unexplained: number;
}

export interface Holding {
  /** The place that holds them, or whose shipment carries them. */
  holderId: string;
  fromId: string | null;
  toId: string | null;
  available: number;
  quarantined: number;
  reserved: number;
  inTransit: number;
}

export type Doses = Pick<Holding, 'available' | 'quarantined' | 'reserved' | 'inTransit'>;

/** The totals over every account of the batch; `manufactured` is the sum of the rest, whatever happened (rule 2). */
export async function totalsOf(ctx: Context, batchId: string): Promise<Totals> {
  const sum = (bucket: Bucket) => `coalesce(sum(${bucket}), 0)::bigint`;
  return ctx.tx.one<Totals>(
    /* sql */ `
    select -${sum('manufactured')} as manufactured, ${sum('available')} as available,
      ${sum('quarantined')} as quarantined, ${sum('in_transit')} as "inTransit",
      ${sum('administered')} as administered, ${sum('wasted')} as wasted, ${sum('destroyed')} as destroyed,
      ${sum('unexplained')} as unexplained
    from balance where batch_id = $1`,
    [batchId],
  );
}

/** Who holds doses of the batch now: places, and shipments with both their ends. */
export function findHoldings(ctx: Context, batchId: string): Promise<Holding[]> {
  return ctx.tx.rows<Holding>(
    /* sql */ `
    select b.holder_id as "holderId", t.from_id as "fromId", t.to_id as "toId", b.available, b.quarantined,
      b.allocated + b.promised as reserved, b.in_transit as "inTransit"
    from balance b left join transit t on t.holder_id = b.holder_id
    where b.batch_id = $1 and (b.available <> 0 or b.quarantined <> 0 or b.in_transit <> 0)
    order by b.available + b.quarantined + b.in_transit desc, b.holder_id`,
    [batchId],
  );
}
