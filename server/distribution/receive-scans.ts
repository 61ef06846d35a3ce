// A receipt by scanning: the shipment's own number receives all of it, a pallet all that stands on it, a box its contents.
import type { Context } from '../kernel/context.ts';
import type { Loss } from './packages/leave.ts';
import { dosesByBatch, findContents } from './packages/package.ts';
import { packageProblems } from './packages/problems.ts';
import { boxesOf, findTravelling } from './packages/shipping.ts';
import { distributionProblems } from './problems.ts';
import type { Answer } from './receipt.ts';
import type { Shipment, ShippedLine } from './shipment.ts';

/** How many packages a refusal names. */
const NAMED = 5;

export interface ScannedReceipt {
  shipment: Shipment;
  shipped: readonly ShippedLine[];
  scanned?: readonly string[];
  restMissing?: boolean;
  /** Given when the lines say what arrived: the scans then only say which boxes were there. */
  lines?: readonly unknown[];
}

function mismatch(scanned: string, expected: string) {
  const message = { id: 'Bukan paket kiriman ini', en: 'Not a package of this shipment' };
  return distributionProblems.sscc_mismatch({ scanned, expected }, [
    { pointer: '/sscc', message, code: 'sscc_mismatch' },
  ]);
}

/**
 * What the scanned packages say of each batch that was sent, and which boxes lost what.
 * @throws Problem sscc_mismatch for a package that is not in the shipment; packages_not_scanned when something was sent
 *   that no scan covers, unless the rest is said to be missing.
 */
export async function answersOfScans(
  ctx: Context,
  { shipment, shipped, scanned = [], restMissing, lines }: ScannedReceipt,
): Promise<{ answers: Answer[]; losses: Loss[] }> {
  const all = shipped.map(({ batchId, lot, doses }): Answer => ({ batchId, lot, accepted: doses }));
  const others = scanned.filter((sscc) => sscc !== shipment.sscc);
  const whole = others.length < scanned.length;
  if (others.length === 0) return { answers: all, losses: [] };
  const travelling = await findTravelling(ctx, shipment.id);
  const stranger = others.find((sscc) => !travelling.some((one) => one.sscc === sscc));
  if (stranger !== undefined) throw mismatch(stranger, shipment.sscc);
  if (whole) return { answers: all, losses: [] };

  const covered = boxesOf(travelling, others);
  const contents = await findContents(
    ctx,
    travelling.map(({ id }) => id),
  );
  const arrived = dosesByBatch(contents.filter(({ packageId }) => covered.has(packageId)));
  const packed = dosesByBatch(contents);
  const open = travelling.filter(({ id, kind }) => kind === 'box' && !covered.has(id));
  const loose = shipped.filter(({ batchId, doses }) => doses > (packed.get(batchId) ?? 0));
  if ((open.length > 0 || loose.length > 0) && !restMissing && !lines) {
    const names = [...open.map(({ sscc }) => sscc), ...loose.map(({ lot }) => `lot ${lot}`)];
    const more = names.length > NAMED ? `, … (${names.length})` : '';
    throw packageProblems.packages_not_scanned({ open: names.slice(0, NAMED).join(', ') + more });
  }
  const gone = contents.filter(({ packageId }) => !covered.has(packageId));
  const bySscc = new Map(travelling.map(({ id, sscc }) => [id, sscc]));
  return {
    answers: shipped.map(({ batchId, lot }) => ({ batchId, lot, accepted: arrived.get(batchId) ?? 0 })),
    losses: shipped.map(({ batchId, doses }) => ({
      batchId,
      doses: doses - (arrived.get(batchId) ?? 0),
      from: gone
        .filter((content) => content.batchId === batchId)
        .map((content) => ({ sscc: bySscc.get(content.packageId)!, doses: content.doses })),
    })),
  };
}
