// Judges the lines and packages of a delivery order, each on its own: one that is wrong never spoils the others. Pure.
import { isGtin, isSscc, toGtin14 } from '../gs1/check-digit.ts';
import { checkValue } from '../gs1/elements.ts';
import type { Rejected, RejectionCode } from './delivery-texts.ts';

export interface SaidLine {
  gtin: string;
  lot: string;
  /** As it was said; YYYY-MM-DD when it is right. */
  expiry: string;
  doses: number;
}
export interface SaidPackage {
  sscc: string;
  /** Lines by their number, from 1, and whole doses. */
  contents: readonly { line: number; doses: number }[];
  /** The pallet that it stands on. */
  pallet?: string | null;
}

/** A batch as the book has it. */
export interface KnownBatch {
  id: string;
  expiry: string;
  status: string;
}

export interface Knowledge {
  year: number;
  /** The day at the sender. */
  today: string;
  maxDoses: number;
  hasProduct(gtin14: string): boolean;
  batch(gtin14: string, lot: string): KnownBatch | undefined;
  /** The number of another delivery order that has this package. */
  ownerOf(sscc: string): string | undefined;
  /** Whether the number marks something that this delivery order cannot mean: a shipment, or a package with other contents. */
  marksAnother(said: SaidPackage): boolean;
}

export type JudgedLine = SaidLine & { line: number; batchId: string | null; rejected: Rejected | null };
export type JudgedPackage = SaidPackage & { rejected: Rejected | null };

const isDay = (text: string) =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) &&
  !Number.isNaN(Date.parse(text)) &&
  new Date(text).toISOString().startsWith(text);

const keyOf = ({ gtin, lot }: SaidLine) => `${isGtin(gtin) ? toGtin14(gtin) : gtin} ${lot}`;

function wrongOf(said: SaidLine, first: number | undefined, known: Knowledge): Rejected | KnownBatch {
  const { gtin, lot, expiry, doses } = said;
  const no = (code: RejectionCode, params = {}): Rejected => ({
    code,
    params: { gtin, lot, expiry, ...params },
  });
  if (!isGtin(gtin)) return no('invalid_gtin');
  if (!known.hasProduct(toGtin14(gtin))) return no('unknown_gtin');
  if (checkValue('10', lot, known.year)) return no('invalid_lot');
  if (first !== undefined) return no('duplicate_line', { first });
  if (!isDay(expiry)) return no('bad_expiry');
  if (doses <= 0) return no('doses_not_positive');
  if (doses > known.maxDoses) return no('doses_absurd', { max: known.maxDoses });
  const batch = known.batch(toGtin14(gtin), lot);
  if (!batch) return no('unknown_batch');
  if (batch.expiry !== expiry) return no('expiry_differs', { known: batch.expiry });
  if (batch.status !== 'released') return no(`batch_${batch.status}` as RejectionCode);
  if (batch.expiry < known.today) return no('batch_expired', { known: batch.expiry });
  return batch;
}

/** Judges each line, in order. */
export function judgeLines(lines: readonly SaidLine[], known: Knowledge): JudgedLine[] {
  const first = new Map<string, number>();
  return lines.map((said, index) => {
    const key = keyOf(said);
    const found = wrongOf(said, first.get(key), known);
    if (!first.has(key)) first.set(key, index + 1);
    const { gtin, lot, expiry, doses } = said;
    const line = { gtin, lot, expiry, doses, line: index + 1 };
    return 'code' in found
      ? { ...line, batchId: null, rejected: found }
      : { ...line, batchId: found.id, rejected: null };
  });
}

/** Judges each package against the lines as they were said: together they hold no more than a line has. */
export function judgePackages(
  packages: readonly SaidPackage[],
  lines: readonly SaidLine[],
  known: Knowledge,
): JudgedPackage[] {
  const seen = new Set<string>();
  const packed = new Map<number, number>();
  const boxes = new Set(packages.map(({ sscc }) => sscc));
  const wrongPallet = (pallet: string): Rejected | null => {
    if (!isSscc(pallet)) return { code: 'invalid_pallet', params: { pallet } };
    if (boxes.has(pallet)) return { code: 'pallet_is_box', params: { pallet } };
    const number = known.ownerOf(pallet);
    if (number !== undefined) return { code: 'sscc_taken', params: { number } };
    return known.marksAnother({ sscc: pallet, contents: [] })
      ? { code: 'sscc_used', params: { sscc: pallet } }
      : null;
  };
  const wrong = (said: SaidPackage): Rejected | null => {
    const { sscc, contents, pallet } = said;
    if (!isSscc(sscc)) return { code: 'invalid_sscc', params: {} };
    if (seen.has(sscc)) return { code: 'duplicate_sscc', params: {} };
    seen.add(sscc);
    const number = known.ownerOf(sscc);
    if (number !== undefined) return { code: 'sscc_taken', params: { number } };
    if (known.marksAnother(said)) return { code: 'sscc_used', params: { sscc } };
    const onPallet = pallet ? wrongPallet(pallet) : null;
    if (onPallet) return onPallet;
    for (const { line, doses } of contents) {
      const said = lines[line - 1];
      if (!said) return { code: 'unknown_line', params: { line } };
      const total = (packed.get(line) ?? 0) + doses;
      if (total > said.doses)
        return { code: 'contents_exceed_line', params: { line, packed: total, doses: said.doses } };
      packed.set(line, total);
    }
    return null;
  };
  return packages.map((said) => {
    const { sscc, contents, pallet = null } = said;
    return { sscc, contents, pallet, rejected: wrong(said) };
  });
}

/** What differs between two delivery orders, as lines of text for people: `FROM -> TO` of each. */
export function differences(
  before: readonly SaidLine[],
  after: readonly SaidLine[],
): { pointer: string; before: string; after: string }[] {
  const say = (line: SaidLine | undefined) =>
    line ? `${line.gtin} ${line.lot} ${line.expiry} ${line.doses}` : '–';
  const count = Math.max(before.length, after.length);
  return Array.from({ length: count }, (_, index) => ({
    pointer: `/lines/${index}`,
    before: say(before[index]),
    after: say(after[index]),
  })).filter((one) => one.before !== one.after);
}
