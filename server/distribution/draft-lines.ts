// The lines of a draft: batches with their doses, and packages, each taken with all it holds.
import { parse } from '../gs1/parse.ts';
import type { Context } from '../kernel/context.ts';
import { fault } from '../kernel/shapes.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { catalogueProblems } from '../catalogue/problems.ts';
import { readScan } from '../catalogue/resolve.ts';
import type { DraftLine } from './draft.ts';
import { nameLines } from './lines.ts';

interface SaidLine {
  batch?: string;
  scan?: string;
  sscc?: string;
  doses?: number;
  activity?: string;
}

function packageOfLine({ sscc, scan }: SaidLine, year: number): string | undefined {
  if (sscc !== undefined || scan === undefined) return sscc;
  const read = parse(scan, { year });
  return read.ok ? read.elements.sscc : undefined;
}

/** A package says its doses itself, a batch does not. For a line's shape; any year reads an SSCC. */
export function checkDraftLine(check: { value: SaidLine; issues: unknown[] }): void {
  const { batch, scan, sscc, doses, activity } = check.value;
  const isPackage = packageOfLine(check.value, 2000) !== undefined;
  if (sscc !== undefined && (batch ?? scan) !== undefined) {
    const message = {
      id: 'Sebutkan tepat satu dari batch, scan dan sscc',
      en: 'Give exactly one of batch, scan and sscc',
    };
    check.issues.push(fault(sscc, ['sscc'], 'batch_or_scan', message));
  } else if (isPackage && activity !== undefined) {
    const message = {
      id: 'Sebutkan kegiatan untuk seluruh pengiriman',
      en: 'Name the activity for the whole shipment',
    };
    check.issues.push(fault(activity, ['activity'], 'package_has_no_activity', message));
  } else if (isPackage && doses !== undefined) {
    const message = { id: 'Paket dibawa dengan seluruh isinya', en: 'A package is taken with all it holds' };
    check.issues.push(fault(doses, ['doses'], 'package_is_whole', message));
  } else if (!isPackage && doses === undefined) {
    const message = { id: 'Sebutkan jumlah dosis', en: 'Say how many doses' };
    check.issues.push(fault(doses, ['doses'], 'doses_required', message));
  }
}

/**
 * Tells batches from packages and names the batches.
 * @throws Problem of `nameLines`, each pointing at its line.
 */
export async function nameDraft(
  ctx: Context,
  catalogue: Catalogue,
  said: readonly SaidLine[],
): Promise<{ lines: (DraftLine & { activity?: string; position: number })[]; packages: string[] }> {
  const year = ctx.now.getUTCFullYear();
  const packages: string[] = [];
  const batches: (SaidLine & { doses: number; position: number })[] = [];
  const positions: number[] = [];
  said.forEach((line, index) => {
    const sscc = packageOfLine(line, year);
    if (sscc !== undefined) packages.push(sscc);
    else {
      const { batch, scan, doses = 0, activity } = line;
      batches.push({ batch, scan, doses, activity, position: index });
      positions.push(index);
    }
  });
  return { lines: await nameLines(ctx, catalogue, batches, positions), packages };
}

/**
 * The SSCC in a scan of a package's label.
 * @throws Problem scan_invalid, scan_incomplete when it holds none.
 */
export function ssccOfScan(ctx: Context, scan: string, pointer: string): string {
  const { elements } = readScan(scan, { year: ctx.now.getUTCFullYear() }, pointer);
  if (elements.sscc === undefined) throw catalogueProblems.scan_incomplete({ missing: 'SSCC (00)' });
  return elements.sscc;
}
