// A shipment's own number as a package: what was sent under it, and what became of it.
import type { Context } from '../../kernel/context.ts';
import type { Directory } from '../../places/directory.ts';
import { getVisible } from '../access.ts';
import { getShipmentFound, shipmentView } from '../views.ts';
import type { StepView } from './history.ts';
import type { PackageView } from './views.ts';

/** The shipment whose own number this is. @throws Problem not_found. */
export async function shipmentAsPackage(
  ctx: Context,
  directory: Directory,
  sscc: string,
): Promise<PackageView & { history: StepView[] }> {
  const { shipment, from, to } = await getVisible(ctx, directory, { sscc });
  const view = shipmentView(directory, await getShipmentFound(ctx, shipment.id));
  const ended = view.receivedAt ?? view.returnedAt;
  const about = { id: view.id, code: view.code };
  const steps = [
    { at: view.createdAt, kind: 'packed' as const, place: from.code },
    view.dispatchedAt && { at: view.dispatchedAt, kind: 'dispatched' as const, place: from.code },
    view.receivedAt && { at: view.receivedAt, kind: 'received' as const, place: to.code },
    view.returnedAt && { at: view.returnedAt, kind: 'returned' as const, place: from.code },
  ];
  return {
    id: null,
    sscc,
    kind: 'shipment',
    status: ended ? 'ended' : 'packed',
    endedBy: ended ? 'opened' : null,
    endedAt: ended,
    createdAt: view.createdAt,
    revision: view.revision,
    place: null,
    shipment: { ...about, status: view.status, from: from.code, to: to.code },
    pallet: null,
    contents: view.lines.filter(({ doses }) => doses > 0).map(({ batch, doses }) => ({ batch, doses })),
    boxes: [],
    history: steps.flatMap((step) => (step ? [{ ...step, shipment: about }] : [])),
  };
}
