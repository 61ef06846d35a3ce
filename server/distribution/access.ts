// Who may see and who may act on a shipment: the sender's side always, the receiver's side once it has left.
import type { Actor, Context } from '../kernel/context.ts';
import { problems } from '../kernel/problem.ts';
import type { Directory, Place } from '../places/directory.ts';
import { getShipment, type Shipment } from './shipment.ts';

export interface Visible {
  shipment: Shipment;
  from: Place;
  to: Place;
}

/** Whether the actor sees this shipment. */
export function isShipmentVisible(
  directory: Directory,
  actor: Actor,
  { shipment, from, to }: Visible,
): boolean {
  if (directory.isVisible(actor, from)) return true;
  return shipment.dispatchedAt !== null && directory.isVisible(actor, to);
}

/** The shipment and its ends. @throws Problem not_found when there is none or the actor may not see it. */
export async function getVisible(
  ctx: Context,
  directory: Directory,
  key: { id: string } | { sscc: string },
): Promise<Visible> {
  const shipment = await getShipment(ctx, key);
  const ends = { from: directory.get(shipment.fromId), to: directory.get(shipment.toId) };
  const visible = { shipment, ...ends };
  if (!isShipmentVisible(directory, ctx.actor, visible)) throw problems.not_found();
  return visible;
}

/** @throws Problem forbidden when the actor's place is not `place` or above it. */
export function mustActAt(ctx: Context, directory: Directory, place: Place): void {
  if (!directory.isVisible(ctx.actor, place)) throw problems.forbidden();
}

/** Whether the actor sees the shipment of that id; undefined when there is none. For rooms that hang things on it. */
export function shipmentSight(directory: Directory) {
  return async (ctx: Context, id: string): Promise<boolean | undefined> => {
    const found = await ctx.tx.maybe('select from shipment where id = $1', [id]);
    if (!found) return undefined;
    const shipment = await getShipment(ctx, { id });
    const ends = { from: directory.get(shipment.fromId), to: directory.get(shipment.toId) };
    return isShipmentVisible(directory, ctx.actor, { shipment, ...ends });
  };
}
