// Cuts element strings into pairs of application identifier and value: the raw form with separators and the
// human-readable form with brackets. It never guesses where a value ends; it only remarks on what looks swallowed.
import { aiLength, checkValue, elementRules, findRuleAt } from './elements.ts';
import type { Pair, ScanError, ScanWarning } from './scan-result.ts';

/** The separator: FNC1 as readers transmit it, ASCII group separator. GS1 General Specifications, section 7.8.3. */
export const GS = '\u001d';

export interface CutElements {
  pairs: Pair[];
  /** The text could not be cut any further. */
  error?: ScanError;
  warnings: ScanWarning[];
}

/** Cuts a concatenated element string. GS1 General Specifications, section 7.8.5 (processing of element strings). */
export function cutElementString(text: string, year: number): CutElements {
  const pairs: Pair[] = [];
  let rest = skipSeparators(text);
  let unseparated: Pair | undefined;
  while (rest !== '') {
    const rule = findRuleAt(rest);
    if (!rule) return { pairs, error: unknownElement(rest), warnings: [] };
    const body = rest.slice(rule.ai.length);
    const separator = body.indexOf(GS);
    const end = separator < 0 ? body.length : separator;
    const cut = rule.predefined ? Math.min(rule.max, end) : end;
    const pair: Pair = [rule.ai, body.slice(0, cut)];
    pairs.push(pair);
    if (!rule.predefined && separator < 0) unseparated = pair;
    rest = skipSeparators(body.slice(cut));
  }
  return { pairs, warnings: unseparated ? swallowed(unseparated, pairs, year) : [] };
}

/** A separator after an element of predefined length is needless but allowed. */
function skipSeparators(text: string): string {
  let at = 0;
  while (text[at] === GS) at += 1;
  return text.slice(at);
}

function unknownElement(rest: string): ScanError {
  const ai = rest.slice(0, aiLength(rest));
  return { code: 'unknown_element', ai, params: { ai } };
}

/** Whether a text opens with a bracketed application identifier of the right length. */
export function isBracketed(text: string): boolean {
  const [, ai] = /^\((\d{2,4})\)/.exec(text) ?? [];
  return ai !== undefined && aiLength(ai) === ai.length;
}

/**
 * Cuts the human-readable form `(01)...(17)...(10)...`. A bracket that belongs to a value may be written `\(`, as in
 * the bracketed syntax of the GS1 Barcode Syntax Engine. GS1 General Specifications, section 4.14 (HRI).
 */
export function cutBracketed(text: string): CutElements {
  const pairs: Pair[] = [];
  let rest = text;
  while (rest !== '') {
    const ai = rest.slice(1, rest.indexOf(')'));
    if (!elementRules.has(ai))
      return { pairs, error: { code: 'unknown_element', ai, params: { ai } }, warnings: [] };
    const body = rest.slice(ai.length + 2);
    const end = nextBracket(body);
    const value = body.slice(0, body[end - 1] === GS ? end - 1 : end);
    pairs.push([ai, value.replaceAll('\\(', '(')]);
    rest = body.slice(end);
  }
  return { pairs, warnings: [] };
}

function nextBracket(body: string): number {
  for (let at = body.indexOf('('); at >= 0; at = body.indexOf('(', at + 1)) {
    if (body[at - 1] !== '\\' && isBracketed(body.slice(at))) return at;
  }
  return body.length;
}

/** A warning if a value that nothing ended holds what looks like a following element. */
function swallowed(pair: Pair, pairs: readonly Pair[], year: number): ScanWarning[] {
  const [ai, value] = pair;
  const found = findSwallowed(value, new Set(pairs.map(([other]) => other)), year);
  if (!found) return [];
  const element = elementRules.get(ai)?.name;
  const [looksLike, at] = found;
  return [{ code: 'possible_missing_separator', ai, element, params: { looksLike, at } }];
}

/**
 * Where a value seems to have swallowed a following element. A date, time or key that checks out is a strong sign;
 * a lot or serial has no check, so its AI counts only well inside the value and well before its end.
 */
export function findSwallowed(
  value: string,
  seen: ReadonlySet<string>,
  year: number,
): [ai: string, at: number] | undefined {
  let weak: [ai: string, at: number] | undefined;
  for (let at = 1; at < value.length; at += 1) {
    const tail = value.slice(at);
    const rule = findRuleAt(tail);
    if (!rule || seen.has(rule.ai)) continue;
    const body = tail.slice(rule.ai.length);
    if (['key', 'date', 'time'].includes(rule.kind)) {
      const after = body.slice(rule.max);
      const sound = checkValue(rule.ai, body.slice(0, rule.max), year) === undefined;
      if (sound && (after === '' || (rule.predefined && findRuleAt(after)))) return [rule.ai, at];
    } else if (['10', '21'].includes(rule.ai) && at >= 3 && body.length >= 4) {
      weak ??= [rule.ai, at];
    }
  }
  return weak;
}
