// The genealogy of a batch backwards: from a place up every hop that may have brought it there, to the manufacturer.
import type { Context } from '../kernel/context.ts';
import type { Directory } from '../places/directory.ts';
import { iso } from '../kernel/shapes.ts';
import { placeRef } from '../places/place-ref.ts';
import type { StepView } from './views.ts';

/** Tiers that a hop can lie above a place, and hops in one answer; more than any real chain has. */
const MAX_DEPTH = 12;
const MAX_HOPS = 500;

interface Hop {
  id: string;
  code: string;
  from: string;
  to: string;
  status: string;
  at: Date;
  receivedAt: Date;
  shipped: number;
  accepted: number;
}

/**
 * Hops that ended at the place, then hops that ended at their senders before they left, and so on; the first hop first.
 * A hop with neither end below `sight` shows its ends and times, not its doses.
 */
export async function findOrigin(
  ctx: Context,
  directory: Directory,
  query: { batch: string; placeId: string; sight: string },
): Promise<StepView[]> {
  const hops = await ctx.tx.rows<Hop>(
    /* sql */ `
    with recursive hop as materialized (
      select s.id, s.code, s.from_id, s.to_id, s.status, s.dispatched_at, s.received_at, l.doses, l.accepted
      from shipment_line l join shipment s on s.id = l.shipment_id
      where l.batch_id = $1 and s.received_at is not null and l.accepted > 0
    ), reached as (
      select from_id as place_id, max(dispatched_at) as until, 1 as depth from hop where to_id = $2 group by from_id
      union
      -- The latest dispatch of each sender is enough: what came before an earlier one came before it too.
      select h.from_id, h.until, r.depth + 1
      from reached r
      cross join lateral (
        select from_id, max(dispatched_at) as until from hop
        where to_id = r.place_id and received_at <= r.until group by from_id
      ) h
      where r.depth < $3
    ), latest as (
      select place_id, max(until) as until from reached group by place_id
      union all select $2, 'infinity'
    )
    select h.id, h.code, h.from_id as "from", h.to_id as "to", h.status, h.dispatched_at as at,
      h.received_at as "receivedAt", h.doses as shipped, h.accepted
    from hop h
    where exists (select from latest p where p.place_id = h.to_id and h.received_at <= p.until)
    order by h.dispatched_at, h.id limit $4`,
    [query.batch, query.placeId, MAX_DEPTH, MAX_HOPS],
  );
  const sees = (id: string) => directory.get(id).path.startsWith(query.sight);
  return hops.map((hop) => ({
    at: iso(hop.at),
    type: 'shipment' as const,
    place: null,
    shipment: { id: hop.id, code: hop.code },
    from: placeRef(directory, hop.from),
    to: placeRef(directory, hop.to),
    status: hop.status,
    receivedAt: iso(hop.receivedAt),
    ...((sees(hop.from) || sees(hop.to)) && { shipped: hop.shipped, accepted: hop.accepted }),
  }));
}
