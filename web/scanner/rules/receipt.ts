// The arithmetic of a receipt on the phone: what scanned boxes say of each batch, and what is left over. Pure.
import type { Shipment } from '../wire.ts';

export interface LineAnswer {
  accepted: number;
  rejected: { doses: number; reason: string }[];
  vvm?: 'A' | 'B' | 'C' | 'D';
}

export type Contents = Pick<Shipment, 'sscc' | 'lines' | 'packages'>;

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

/** The boxes that a scan covers: the shipment's label all, a pallet's those on it; empty when it is no part of it. */
export function boxesOf({ sscc, packages }: Contents, scanned: string): string[] {
  const boxes = packages.filter(({ kind }) => kind === 'box');
  if (scanned === sscc) return boxes.map((box) => box.sscc);
  return boxes.filter((box) => box.sscc === scanned || box.pallet === scanned).map((box) => box.sscc);
}

/** Doses of each batch that have arrived when only these boxes did; what lies loose counts as arrived. */
export function acceptedBy({ lines, packages }: Contents, boxes: ReadonlySet<string>): Map<string, number> {
  const inside = (batch: string, counted: (sscc: string) => boolean) =>
    sum(
      packages
        .filter(({ kind, sscc }) => kind === 'box' && counted(sscc))
        .flatMap((box) => box.lines.filter((line) => line.batch === batch).map(({ doses }) => doses)),
    );
  return new Map(
    lines.map(({ batch, doses }) => {
      const loose = Math.max(0, doses - inside(batch, () => true));
      return [batch, loose + inside(batch, (sscc) => boxes.has(sscc))];
    }),
  );
}

/** What is missing of a line (more than nothing), or how much more came than was shipped (less than nothing). */
export function missingOf(shipped: number, { accepted, rejected }: LineAnswer): number {
  return shipped - accepted - sum(rejected.map(({ doses }) => doses));
}
