// Whose an order is: each act belongs to the sender's side or the receiver's, and to certain roles there.
import type { Actor, Context } from '../kernel/context.ts';
import { problems } from '../kernel/problem.ts';
import { OFFICERS, STAFF, STOCK_ROLES } from '../people/scope.ts';
import type { Directory, Place } from '../places/directory.ts';
import { findOrder, ORDER_TRANSITIONS, type OrderAct, type OrderAtPlaces, type OrderKind } from './order.ts';

export type Side = 'sender' | 'receiver';

/**
 * On which sides the actor stands: at a place or above it. Whoever works at one end stands on that side only, also
 * where the other end lies below.
 */
export function sidesOf(directory: Directory, actor: Actor, from: Place, to: Place): Set<Side> {
  const sides = new Set<Side>();
  if (directory.isVisible(actor, from) && actor.unit.id !== to.id) sides.add('sender');
  if (directory.isVisible(actor, to) && actor.unit.id !== from.id) sides.add('receiver');
  return sides;
}

/** Who may do what: the store allocates and ships, officers and staff of the sender decide, both ends may give up. */
const RULES: Record<OrderAct, { roles: readonly string[]; sides: readonly Side[] }> = {
  confirm: { roles: STAFF, sides: ['sender'] },
  allocate: { roles: STAFF, sides: ['sender'] },
  ship: { roles: STOCK_ROLES, sides: ['sender'] },
  close: { roles: STAFF, sides: ['sender'] },
  cancel: { roles: STAFF, sides: ['sender', 'receiver'] },
  comment: { roles: STAFF, sides: ['sender', 'receiver'] },
};

/** Who makes an order of each kind; who stands on both sides instructs. */
const MAKERS: Record<OrderKind, readonly Side[]> = {
  request: ['receiver'],
  distribution: ['sender'],
  central: ['sender'],
  relocation: ['sender', 'receiver'],
  return: ['sender'],
};

const standsOn = (sides: Set<Side>, wanted: readonly Side[]) => wanted.some((side) => sides.has(side));

/** @throws Problem forbidden when the actor's side makes no orders of that kind. */
export function mustMake(ctx: Context, directory: Directory, kind: OrderKind, from: Place, to: Place): void {
  if (!standsOn(sidesOf(directory, ctx.actor, from, to), MAKERS[kind])) throw problems.forbidden();
}

/** @throws Problem forbidden when this act belongs to another side or role. */
export function mustAct(ctx: Context, directory: Directory, act: OrderAct, at: OrderAtPlaces): void {
  const { roles, sides } = RULES[act];
  if (!roles.includes(ctx.actor.role)) throw problems.forbidden();
  if (!standsOn(sidesOf(directory, ctx.actor, at.from, at.to), sides)) throw problems.forbidden();
}

/** What the actor may do with the order in its state now, as far as rights and states go. */
export function actsNow(directory: Directory, actor: Actor, { order, from, to }: OrderAtPlaces): OrderAct[] {
  const mine = sidesOf(directory, actor, from, to);
  return (Object.keys(RULES) as OrderAct[]).filter((act) => {
    const { roles, sides } = RULES[act];
    const possible = ORDER_TRANSITIONS[act].from.includes(order.status);
    return possible && roles.includes(actor.role) && standsOn(mine, sides);
  });
}

/** Whether the actor may override what first expiry and the receiver's cover ask for. */
export const isOfficer = (actor: Actor): boolean => OFFICERS.includes(actor.role as never);

/** The order and its ends, if the actor sees either end. @throws Problem not_found otherwise. */
export async function getVisibleOrder(
  ctx: Context,
  directory: Directory,
  id: string,
): Promise<OrderAtPlaces> {
  const order = await findOrder(ctx, id);
  if (!order) throw problems.not_found();
  const [from, to] = [directory.get(order.fromId), directory.get(order.toId)];
  mustSee(ctx, directory, { order, from, to });
  return { order, from, to };
}

/** @throws Problem not_found when neither end is visible to the actor. */
export function mustSee(ctx: Context, directory: Directory, { from, to }: OrderAtPlaces): void {
  if (!directory.isVisible(ctx.actor, from) && !directory.isVisible(ctx.actor, to))
    throw problems.not_found();
}
