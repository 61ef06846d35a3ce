// The application identifiers that the service speaks, as one table, and the checks that follow from it.
// GS1 General Specifications, section 3 (definitions) and 4.13 (data relationships). A package's elements may be
// spread over several symbols, so (00) is never demanded of a symbol that lacks it.
import { hasValidCheckDigit } from './check-digit.ts';
import { readDate, readTime } from './dates.ts';
import type { ElementName, Pair, ScanError, ScanErrorCode, ScanParams } from './scan-result.ts';

export type ElementKind = 'key' | 'digits' | 'text' | 'date' | 'time' | 'temperature';

export interface ElementRule {
  ai: string;
  name: ElementName;
  kind: ElementKind;
  min: number;
  max: number;
  /** Of predefined length (section 7.8.5, figure "predefined length"): no separator follows it. */
  predefined: boolean;
  /** At least one of these must be there too. */
  needs: readonly string[];
  /** None of these may be there too. */
  forbids: readonly string[];
}

/** The elements that say what a thing is; BPOM lets (90)NIE stand in for a GTIN on Indonesian medicines. */
const item = ['01', '02', '90'];

type Row = [
  ai: string,
  name: ElementName,
  kind: ElementKind,
  length: string,
  needs?: string[],
  forbids?: string[],
];

// length: "=14" is predefined, "14" fixed but ended by a separator, "1-20" variable.
const rows: Row[] = [
  ['00', 'sscc', 'key', '=18'],
  ['01', 'gtin', 'key', '=14', [], ['02', '37']],
  ['02', 'contentGtin', 'key', '=14', ['37'], ['01']],
  ['10', 'lot', 'text', '1-20', item],
  ['11', 'productionDate', 'date', '=6', item],
  ['13', 'packagingDate', 'date', '=6', item],
  ['15', 'bestBefore', 'date', '=6', item],
  ['17', 'expiry', 'date', '=6', item],
  ['20', 'variant', 'digits', '=2', item],
  ['21', 'serial', 'text', '1-20', item],
  ['22', 'consumerVariant', 'text', '1-20', ['01']],
  ['240', 'additionalId', 'text', '1-30', item],
  ['254', 'glnExtension', 'text', '1-20', ['414']],
  ['30', 'variableCount', 'digits', '1-8', item],
  ['37', 'count', 'digits', '1-8', ['02'], ['01']],
  ['410', 'shipTo', 'key', '=13'],
  ['414', 'gln', 'key', '=13'],
  ['4331', 'maxCelsius', 'temperature', '6-7'],
  ['4333', 'minCelsius', 'temperature', '6-7'],
  ['7003', 'expiryTime', 'time', '10', item],
  ['8008', 'productionTime', 'time', '8-12', item],
  ['90', 'nie', 'text', '1-30'],
];

function toRule([ai, name, kind, length, needs = [], forbids = []]: Row): ElementRule {
  const [min = '', max = min] = length.replace('=', '').split('-');
  return {
    ai,
    name,
    kind,
    min: Number(min),
    max: Number(max),
    predefined: length[0] === '=',
    needs,
    forbids,
  };
}

export const elementRules: ReadonlyMap<string, ElementRule> = new Map(
  rows.map((row) => [row[0], toRule(row)]),
);

/** GS1 AI encodable character set 82. GS1 General Specifications, figure 7.11-1. */
export const cset82 = '!"%&\'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz';

const inCset82 = /^[!"%-?A-Z_a-z]*$/;
const threeDigits = ['23', '24', '25', '40', '41', '42', '71'];
const fourDigits = ['31', '32', '33', '34', '35', '36', '39', '43', '70', '72', '80', '81', '82'];

/** How many digits an AI with this beginning has, known to us or not. GS1 General Specifications, section 7.8.4. */
export function aiLength(beginning: string): number {
  const prefix = beginning.slice(0, 2);
  if (threeDigits.includes(prefix)) return 3;
  return fourDigits.includes(prefix) ? 4 : 2;
}

/** The rule of the AI with which this text begins, if we know it. GS1 General Specifications, section 7.8.4. */
export function findRuleAt(text: string): ElementRule | undefined {
  return elementRules.get(text.slice(0, aiLength(text)));
}

/**
 * What is wrong with one value, if anything: its length, its characters (CSET 82), its check digit, its date.
 * GS1 General Specifications, sections 3, 7.9 and 7.11.
 */
export function checkValue(ai: string, value: string, year: number): ScanError | undefined {
  const rule = elementRules.get(ai);
  if (!rule) return { code: 'unknown_element', ai, params: { ai } };
  const wrong = (code: ScanErrorCode, params: ScanParams): ScanError => ({
    code,
    ai,
    element: rule.name,
    params,
  });
  if (value.length < rule.min || value.length > rule.max || (rule.kind === 'time' && value.length % 2)) {
    return wrong('invalid_length', { length: value.length, min: rule.min, max: rule.max });
  }
  const character = strangeCharacter(rule, value);
  if (character !== undefined) return wrong('invalid_character', { character, at: value.indexOf(character) });
  if (rule.kind === 'key' && !hasValidCheckDigit(value)) return wrong('invalid_check_digit', { value });
  if (rule.kind === 'date') {
    const read = readDate(value, year);
    if (!read.ok) return wrong('invalid_date', { value, part: read.part });
  }
  if (rule.kind === 'time') {
    const read = readTime(value, year);
    if (!read.ok) return wrong('invalid_time', { value, part: read.part });
  }
  return undefined;
}

/** The first character that this element may not hold. */
function strangeCharacter(rule: ElementRule, value: string): string | undefined {
  if (rule.kind === 'text') return [...value].find((character) => !inCset82.test(character));
  const digits = rule.kind === 'temperature' && value.length === 7 ? value.replace(/-$/, '') : value;
  if (rule.kind === 'temperature' && digits.length === 7) return value[6];
  return [...digits].find((character) => !/\d/.test(character));
}

/**
 * Elements that may not or must stand together, and one element with two values.
 * GS1 General Specifications, section 4.13 (invalid and mandatory associations).
 */
export function checkPairs(pairs: readonly Pair[]): ScanError[] {
  const errors: ScanError[] = [];
  const seen = new Map<string, string>();
  for (const [ai, value] of pairs) {
    const first = seen.get(ai);
    if (first === undefined) seen.set(ai, value);
    else if (first !== value) {
      errors.push({
        code: 'duplicate_element',
        ai,
        element: elementRules.get(ai)?.name,
        params: { first, second: value },
      });
    }
  }
  for (const ai of seen.keys()) {
    const rule = elementRules.get(ai);
    if (!rule) continue;
    const forbidden = rule.forbids.find((other) => seen.has(other) && other < ai);
    if (forbidden)
      errors.push({ code: 'forbidden_pair', ai, element: rule.name, params: { with: forbidden } });
    else if (rule.needs.length > 0 && !rule.needs.some((other) => seen.has(other))) {
      errors.push({
        code: 'missing_element',
        ai,
        element: rule.name,
        params: { needs: rule.needs.join(',') },
      });
    }
  }
  return errors;
}
