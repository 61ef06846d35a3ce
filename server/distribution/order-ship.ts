// What is set aside for an order leaves: a shipment is made and dispatched in the same transaction that gives the
// reservation back, so that nobody can take the doses in between.
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Context } from '../kernel/context.ts';
import type { PointedError } from '../kernel/problem.ts';
import type { Activities } from '../ledger/activities.ts';
import type { Directory } from '../places/directory.ts';
import { dispatchShipment } from './dispatch.ts';
import { createShipment, type DraftLine } from './draft.ts';
import { nameLines } from './lines.ts';
import { checkOrderAllows, type OrderAtPlaces } from './order.ts';
import { findOrderLines, lineOfBatch, openDoses, type OrderLine } from './order-lines.ts';
import { orderProblems } from './order-problems.ts';
import { lockAllocations } from './order-stock.ts';
import { getShipment } from './shipment.ts';

export interface ShipOrder extends OrderAtPlaces {
  /** Of the journal row. */
  id: string;
  occurredAt?: Date;
  /** Left out, all that is set aside goes (and of a return all unusable stock that was confirmed). */
  lines?: readonly { batch: string; doses: number }[];
  note?: string;
}

interface Rooms {
  directory: Directory;
  catalogue: Catalogue;
  activities: Activities;
}

/** All that may go now: what is set aside, and the unusable stock of a return, which nobody can set aside. */
function ready(
  order: OrderAtPlaces['order'],
  lines: readonly OrderLine[],
  held: readonly { batchId: string; doses: number }[],
) {
  const unusable = lines
    .filter((line) => line.unusable)
    .map((line) => ({ batch: line.batchId!, doses: openDoses(order, line) }));
  return [...held.map(({ batchId, doses }) => ({ batch: batchId, doses })), ...unusable].filter(
    ({ doses }) => doses > 0,
  );
}

const pointAt = (index: number): PointedError[] => [
  {
    pointer: `/lines/${index}/doses`,
    code: 'order_not_allocated',
    message: { id: 'Lebih dari yang siap', en: 'More than is ready' },
  },
];

/**
 * Ships what is ready, or the part that is named. The rest stays open.
 * @returns the id of the shipment.
 * @throws Problem order_wrong_state, order_not_allocated, and whatever refuses a dispatch.
 */
export async function shipOrder(ctx: Context, rooms: Rooms, command: ShipOrder): Promise<string> {
  const { order, from, to } = command;
  checkOrderAllows('ship', order);
  const lines = await findOrderLines(ctx, order.id);
  const held = await lockAllocations(ctx, order);
  const available = ready(order, lines, held);
  const wanted = command.lines ?? available;
  if (wanted.length === 0) {
    throw orderProblems.order_not_allocated({ what: order.code, asked: 0, allocated: 0 });
  }
  const named = await nameLines(ctx, rooms.catalogue, wanted);
  const going: DraftLine[] = named.map((line, index) => {
    const doses = available.find(({ batch }) => batch === line.batch.id)?.doses ?? 0;
    if (line.doses > doses) {
      const { lot, product } = line.batch;
      const params = { what: `${product.code} ${lot}`, asked: line.doses, allocated: doses };
      throw orderProblems.order_not_allocated(params, pointAt(index));
    }
    return { ...line, unusable: lineOfBatch(lines, line.batch)?.unusable ?? false };
  });
  const id = ctx.newId();
  const { note } = command;
  const activityId = order.activityId ?? undefined;
  const draft = { id, from, to, lines: going, orderId: order.id, note, activityId };
  await createShipment(ctx, rooms.directory, draft);
  const shipment = await getShipment(ctx, { id });
  const { occurredAt } = command;
  await dispatchShipment(ctx, { id: command.id, shipment, from, to, occurredAt }, rooms.activities);
  return id;
}
