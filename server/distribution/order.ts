// Orders: their kinds and states, one table of transitions, and the lock under which each step is taken, once.
import type { Context } from '../kernel/context.ts';
import { record } from '../kernel/journal.ts';
import { problems } from '../kernel/problem.ts';
import type { Directory, Place } from '../places/directory.ts';
import { orderProblems } from './order-problems.ts';

export const ORDER_KINDS = ['request', 'distribution', 'central', 'relocation', 'return'] as const;
export type OrderKind = (typeof ORDER_KINDS)[number];

export const ORDER_STATUSES = [
  'pending',
  'confirmed',
  'allocated',
  'shipped',
  'received',
  'cancelled',
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

export const ORDER_ACTS = ['confirm', 'allocate', 'ship', 'close', 'cancel', 'comment'] as const;
/** What people do with an order. */
export type OrderAct = (typeof ORDER_ACTS)[number];
/** What its shipments do to it. */
type ShipmentStep = 'arrive' | 'turn_back';

/** From which states each act leads to which; whatever is not here cannot happen. */
export const ORDER_TRANSITIONS: Record<
  OrderAct | ShipmentStep,
  { from: readonly OrderStatus[]; to: readonly OrderStatus[] }
> = {
  confirm: { from: ['pending'], to: ['confirmed'] },
  // What is left of a partly shipped order is allocated while it stays shipped; an empty allocation gives all back.
  allocate: { from: ['confirmed', 'allocated', 'shipped'], to: ['confirmed', 'allocated', 'shipped'] },
  ship: { from: ['confirmed', 'allocated', 'shipped'], to: ['shipped'] },
  arrive: { from: ['shipped', 'received'], to: ['shipped', 'received'] },
  // All that left came back: as if nothing had been shipped.
  turn_back: { from: ['shipped', 'received'], to: ['confirmed', 'allocated', 'shipped', 'received'] },
  close: { from: ['shipped'], to: ['shipped', 'received'] },
  cancel: { from: ['pending', 'confirmed', 'allocated'], to: ['cancelled'] },
  comment: { from: ORDER_STATUSES, to: ORDER_STATUSES },
};

export interface Order {
  id: string;
  code: string;
  kind: OrderKind;
  fromId: string;
  toId: string;
  status: OrderStatus;
  revision: number;
  /** Days that doses must last at the receiver. */
  coverDays: number;
  closedAt: Date | null;
  /** What its doses are for. */
  activityId: string | null;
}

/** An order with its ends. */
export interface OrderAtPlaces {
  order: Order;
  from: Place;
  to: Place;
}

const SELECT = /* sql */ `select id, code, kind, from_id as "fromId", to_id as "toId", status, revision,
  cover_days as "coverDays", closed_at as "closedAt", activity_id as "activityId" from supply_order where id = $1`;

/** The order of that id, without waiting for anybody. */
export function findOrder(ctx: Context, id: string): Promise<Order | undefined> {
  return ctx.tx.maybe<Order>(SELECT, [id]);
}

/** The order under its lock: whoever acts on it next waits until this transaction ends, and then sees what it did. */
export function lockOrder(ctx: Context, id: string): Promise<Order | undefined> {
  return ctx.tx.maybe<Order>(`${SELECT} for no key update`, [id]);
}

/**
 * Locks an order for an act of the caller.
 * @param seen the revision on which the caller decided, if they say it.
 * @throws Problem not_found, order_changed.
 */
export async function openOrder(
  ctx: Context,
  directory: Directory,
  id: string,
  seen?: number,
): Promise<OrderAtPlaces> {
  const order = await lockOrder(ctx, id);
  if (!order) throw problems.not_found();
  if (seen !== undefined && seen !== order.revision) {
    throw orderProblems.order_changed({ order: order.code, found: order.revision, seen });
  }
  return { order, from: directory.get(order.fromId), to: directory.get(order.toId) };
}

/** @throws Problem order_wrong_state when the act is not possible in the order's state. */
export function checkOrderAllows(act: OrderAct | ShipmentStep, order: Order): void {
  if (ORDER_TRANSITIONS[act].from.includes(order.status)) return;
  throw orderProblems.order_wrong_state({ order: order.code, state: order.status, act });
}

export interface OrderChange {
  status: OrderStatus;
  /** Why it was cancelled or its rest closed. */
  reason?: string;
  closed?: boolean;
}

/**
 * Changes the state by compare-and-set, under the order's lock. `order` says the new state afterwards.
 * @throws Problem order_wrong_state when the table of transitions does not know the step.
 */
export async function advanceOrder(
  ctx: Context,
  act: OrderAct | ShipmentStep,
  order: Order,
  change: OrderChange,
): Promise<void> {
  checkOrderAllows(act, order);
  if (!ORDER_TRANSITIONS[act].to.includes(change.status))
    throw new Error(`${act} does not lead to ${change.status}`);
  const changed = await ctx.tx.run(
    /* sql */ `update supply_order set status = $3, revision = revision + 1, reason = coalesce($4, reason),
      closed_at = case when $5 then $6::timestamptz else closed_at end
      where id = $1 and status = $2`,
    [order.id, order.status, change.status, change.reason ?? null, change.closed ?? false, ctx.now],
  );
  if (changed !== 1) throw orderProblems.order_wrong_state({ order: order.code, state: order.status, act });
  order.status = change.status;
  order.revision++;
  if (change.closed) order.closedAt = ctx.now;
}

export interface OrderStep {
  /** Of the journal row: the command's, where the step is what was commanded. */
  id: string;
  /** Such as `confirmed` or `allocation_lost`. */
  act: string;
  comment?: string;
  data?: Record<string, unknown>;
  /** Balances whose reservations changed. */
  touched?: readonly (readonly [holder: string, batch: string])[];
}

/** Writes a step into the order's history and into the journal, where the sockets of both ends see it. */
export async function recordStep(
  ctx: Context,
  { order, from, to }: { order: Order; from: Pick<Place, 'id' | 'code'>; to: Pick<Place, 'code'> },
  step: OrderStep,
): Promise<void> {
  const { act, comment, data = {} } = step;
  await ctx.tx.run(
    /* sql */ `insert into order_event (id, order_id, at, act, status, actor_id, actor_name, comment, data)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      ctx.newId(),
      order.id,
      ctx.now,
      act,
      order.status,
      ctx.actor.id,
      ctx.actor.name,
      comment ?? null,
      JSON.stringify(data),
    ],
  );
  const { code, kind, status } = order;
  await record(ctx, [
    {
      id: step.id,
      kind: `order.${act}`,
      placeId: from.id,
      documentId: order.id,
      data: { ...data, code, kind, status, from: from.code, to: to.code },
      touched: step.touched,
    },
  ]);
}
