// Pure arithmetic: out of which boxes the rejected and missing doses of a shipment come.
import { packageProblems } from './problems.ts';

export interface BoxContent {
  packageId: string;
  sscc: string;
  batchId: string;
  doses: number;
}

/** Doses of a batch that did not stay in their packages, and out of which boxes, as far as the receiver says. */
export interface Loss {
  batchId: string;
  doses: number;
  from?: readonly { sscc: string; doses: number }[];
}

export type Removal = BoxContent;

export interface Leaving {
  /** What was shipped in all, in packages and loose. */
  shipped: readonly { batchId: string; doses: number }[];
  boxes: readonly BoxContent[];
  losses: readonly Loss[];
}

/**
 * Named boxes first, then what stood loose, then the boxes in the order of their SSCCs.
 * @returns what to take out of each box, and the boxes that hold nothing then.
 * @throws Problem package_not_in_shipment for a named box that holds none of the batch; not_enough_in_box when it holds
 *   less than is said to be gone from it.
 */
export function leave({ shipped, boxes, losses }: Leaving): { removals: Removal[]; emptied: string[] } {
  const left = new Map(boxes.map((box) => [box, box.doses]));
  const ordered = [...boxes].sort((a, b) => (a.sscc < b.sscc ? -1 : 1));
  for (const { batchId, doses, from = [] } of losses) {
    const own = ordered.filter((box) => box.batchId === batchId);
    let open = doses;
    for (const named of from) {
      const box = own.find(({ sscc }) => sscc === named.sscc);
      if (!box) throw packageProblems.package_not_in_shipment({ sscc: named.sscc });
      const held = left.get(box)!;
      if (named.doses > held || named.doses > open) {
        throw packageProblems.not_enough_in_box({
          sscc: box.sscc,
          asked: named.doses,
          there: Math.min(held, open),
        });
      }
      left.set(box, held - named.doses);
      open -= named.doses;
    }
    const total = shipped.find((line) => line.batchId === batchId)?.doses ?? 0;
    const loose = total - own.reduce((sum, box) => sum + box.doses, 0);
    open -= Math.min(Math.max(loose, 0), open);
    for (const box of own) {
      const taken = Math.min(left.get(box)!, open);
      left.set(box, left.get(box)! - taken);
      open -= taken;
    }
  }
  const removals = boxes
    .map((box) => ({ ...box, doses: box.doses - left.get(box)! }))
    .filter(({ doses }) => doses > 0);
  const holding = new Set(boxes.filter((box) => left.get(box)! > 0).map(({ packageId }) => packageId));
  const emptied = new Set(boxes.map(({ packageId }) => packageId).filter((id) => !holding.has(id)));
  return { removals, emptied: [...emptied] };
}
