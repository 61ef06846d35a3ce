// A shipment's states and the one table of its transitions, walked by compare-and-set: of two who try, one succeeds.
import type { Context } from '../kernel/context.ts';
import type { Problem } from '../kernel/problem.ts';
import { problems } from '../kernel/problem.ts';
import { distributionProblems } from './problems.ts';

export const STATUSES = [
  'draft',
  'in_transit',
  'received',
  'received_with_discrepancy',
  'cancelled',
  'returned',
] as const;
export type Status = (typeof STATUSES)[number];
export type Act = 'cancel' | 'dispatch' | 'receive' | 'return';

/** From which status each act leads to which; whatever is not here cannot happen. */
export const TRANSITIONS: Record<Act, { from: Status; to: readonly Status[] }> = {
  cancel: { from: 'draft', to: ['cancelled'] },
  dispatch: { from: 'draft', to: ['in_transit'] },
  receive: { from: 'in_transit', to: ['received', 'received_with_discrepancy'] },
  return: { from: 'in_transit', to: ['returned'] },
};

export interface Shipment {
  id: string;
  code: string;
  fromId: string;
  toId: string;
  status: Status;
  sscc: string;
  orderId: string | null;
  dispatchedAt: Date | null;
}

export interface ShippedLine {
  line: number;
  batchId: string;
  lot: string;
  /** For the order that it may belong to. */
  product: { id: string; code: string };
  doses: number;
  /** Goes as unusable stock and arrives in quarantine. */
  unusable: boolean;
  /** What the doses are for, and how many of them the sender had kept for it. */
  activityId: string | null;
  fromEarmark: number;
}

/** Why an act is refused in a status. */
function refusal(act: Act, { code, status }: Shipment): Problem {
  const params = { shipment: code, state: status };
  if (act === 'cancel' || status === 'cancelled' || status === 'draft') {
    return TRANSITIONS[act].from === 'draft'
      ? distributionProblems.shipment_not_draft(params)
      : distributionProblems.shipment_not_in_transit(params);
  }
  if (act === 'dispatch') return distributionProblems.already_dispatched(params);
  if (status === 'received' || status === 'received_with_discrepancy')
    return distributionProblems.already_received(params);
  return distributionProblems.shipment_not_in_transit(params);
}

/** @throws Problem that names the status, when the act is not allowed in it. */
export function checkAllowed(act: Act, shipment: Shipment): void {
  if (shipment.status !== TRANSITIONS[act].from) throw refusal(act, shipment);
}

export interface Change {
  status: Status;
  /** Occurred time of the dispatch, the receipt or the return. */
  at?: Date;
  reason?: string;
}

const ADVANCE = /* sql */ `
  update shipment set status = $3, revision = revision + 1, reason = coalesce($5, reason),
    dispatched_at = case when $3 = 'in_transit' then $4::timestamptz else dispatched_at end,
    received_at = case when $3 in ('received', 'received_with_discrepancy') then $4::timestamptz end,
    returned_at = case when $3 = 'returned' then $4::timestamptz end
  where id = $1 and status = $2`;

/**
 * Changes the status once: whoever comes second waits for the first and is then refused.
 * @throws Problem shipment_not_draft, already_dispatched, already_received, shipment_not_in_transit.
 */
export async function advance(ctx: Context, act: Act, shipment: Shipment, change: Change): Promise<void> {
  const { from, to } = TRANSITIONS[act];
  if (!to.includes(change.status)) throw new Error(`${act} does not lead to ${change.status}`);
  const values = [shipment.id, from, change.status, change.at ?? null, change.reason ?? null];
  if ((await ctx.tx.run(ADVANCE, values)) === 1) return;
  throw refusal(act, await getShipment(ctx, { id: shipment.id }));
}

/** By the shipment's own number, or by a package in it: of several that it travelled in, the latest. */
const OF_SSCC = /* sql */ `coalesce((select s.id from shipment s where s.sscc = $1), (
  select s.id from package p join shipment_package k on k.package_id = p.id join shipment s on s.id = k.shipment_id
  where p.sscc = $1 and s.dispatched_at is not null order by s.dispatched_at desc, s.id desc limit 1))`;

/** The shipment of that id, or the one that a package of that SSCC last left with. @throws Problem not_found. */
export async function getShipment(ctx: Context, key: { id: string } | { sscc: string }): Promise<Shipment> {
  const [wanted, value] = 'id' in key ? ['$1', key.id] : [OF_SSCC, key.sscc];
  const found = await ctx.tx.maybe<Shipment>(
    /* sql */ `select id, code, from_id as "fromId", to_id as "toId", status, sscc, order_id as "orderId",
        dispatched_at as "dispatchedAt"
      from shipment where id = ${wanted}`,
    [value],
  );
  if (!found) throw problems.not_found();
  return found;
}

/**
 * Locks the shipment against whoever acts on it at the same time.
 * @returns it as it is now.
 * @throws Problem not_found.
 */
export async function lockShipment(ctx: Context, id: string): Promise<Shipment> {
  await ctx.tx.rows('select from shipment where id = $1 for update', [id]);
  return getShipment(ctx, { id });
}

/** What a shipment was made up of, by line. */
export function findShippedLines(ctx: Context, shipmentId: string): Promise<ShippedLine[]> {
  return ctx.tx.rows<ShippedLine>(
    /* sql */ `select l.line, l.batch_id as "batchId", b.lot, l.doses, l.unusable,
        l.activity_id as "activityId", l.from_earmark as "fromEarmark",
        jsonb_build_object('id', p.id, 'code', p.code) as product
      from shipment_line l join batch b on b.id = l.batch_id join product p on p.id = b.product_id
      where l.shipment_id = $1 order by l.line`,
    [shipmentId],
  );
}
