// Builds what we print: the elements of a batch, a package and its contents, raw with separators or in brackets.
// A value that GS1 does not allow throws RangeError: our own data must be checked before it is printed.
import { isGtin, toGtin14 } from './check-digit.ts';
import { toYymmdd } from './dates.ts';
import { GS } from './element-string.ts';
import { checkPairs, checkValue, elementRules } from './elements.ts';
import type { Pair } from './scan-result.ts';

export interface BatchElements {
  /** 8, 12, 13 or 14 digits. */
  gtin: string;
  lot: string;
  /** YYYY-MM-DD */
  expiry: string;
  serial?: string;
}

export interface ContentElements extends Omit<BatchElements, 'serial'> {
  /** How many trade items (of this GTIN) the package holds. */
  count: number;
}

/** (01) (17) (10) and, with a serial, (21): what goes on a vial's box. GS1 General Specifications, section 2.1.3. */
export function batchPairs(batch: BatchElements): Pair[] {
  const pairs: Pair[] = [
    ['01', gtin14(batch.gtin)],
    ['17', toYymmdd(batch.expiry)],
    ['10', batch.lot],
  ];
  if (batch.serial !== undefined) pairs.push(['21', batch.serial]);
  return checked(pairs);
}

/** (00): what goes on a package. GS1 General Specifications, section 2.2.1. */
export function packagePairs(sscc: string): Pair[] {
  return checked([['00', sscc]]);
}

/** (02) (37) (10) (17): what a package holds. GS1 General Specifications, sections 3.2.3 and 3.6.2. */
export function contentPairs(contents: ContentElements): Pair[] {
  return checked([
    ['02', gtin14(contents.gtin)],
    ['37', String(contents.count)],
    ['10', contents.lot],
    ['17', toYymmdd(contents.expiry)],
  ]);
}

/**
 * The raw element string, with a separator after each variable-length element but the last and without the leading
 * FNC1, which is the symbology's. GS1 General Specifications, section 7.8.
 */
export function toElementString(pairs: readonly Pair[]): string {
  return pairs
    .map(([ai, value], at) => {
      const ended = elementRules.get(ai)?.predefined || at === pairs.length - 1;
      return `${ai}${value}${ended ? '' : GS}`;
    })
    .join('');
}

/**
 * The form with brackets that parse() reads back; a bracket inside a value is written `\(`.
 * GS1 General Specifications, section 4.14, and the GS1 Barcode Syntax Engine's bracketed syntax.
 */
export function toBracketed(pairs: readonly Pair[]): string {
  return pairs.map(([ai, value]) => `(${ai})${value.replaceAll('(', '\\(')}`).join('');
}

/** One line per element as printed under a symbol. GS1 General Specifications, section 4.14 (HRI). */
export function toReadableLines(pairs: readonly Pair[]): string[] {
  return pairs.map(([ai, value]) => `(${ai})${value}`);
}

function gtin14(gtin: string): string {
  if (!isGtin(gtin)) throw new RangeError('gtin: not a GTIN');
  return toGtin14(gtin);
}

function checked(pairs: Pair[]): Pair[] {
  // Two digits of a year fit one window only: 2000 to 2099 is read back right when seen from 2049.
  const errors = pairs.flatMap(([ai, value]) => checkValue(ai, value, 2049) ?? []).concat(checkPairs(pairs));
  const [error] = errors;
  if (error) throw new RangeError(`${error.element ?? error.ai}: ${error.code}`);
  return pairs;
}
