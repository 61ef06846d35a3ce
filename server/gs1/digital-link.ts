// GS1 Digital Link URIs: built in the canonical form, read from any domain and any path before the key.
// GS1 Digital Link Standard: URI Syntax, sections 4 (syntax) and 5 (canonical). No URL object: it would drop `.` and `..`.
import { toGtin14 } from './check-digit.ts';
import { elementRules } from './elements.ts';
import type { Pair, ScanError } from './scan-result.ts';

/** The keys a path may open with and their qualifiers in the order that they must take. */
const qualifiersOf: ReadonlyMap<string, readonly string[]> = new Map([
  ['01', ['22', '10', '21']],
  ['00', []],
  ['414', ['254']],
]);

export const canonicalDomain = 'https://id.gs1.org';

export type CutLink = { pairs: Pair[] } | { error: ScanError } | undefined;

const urlForm = /^https?:\/\/[^/?#\s]+(\/[^?#]*)?(?:\?([^#]*))?(?:#.*)?$/is;

/** Whether a text is an http(s) address at all. RFC 3986. */
export function isWebAddress(text: string): boolean {
  return urlForm.test(text);
}

/**
 * The elements of a Digital Link, or undefined when the address is none. Unknown query keys are ignored.
 * GS1 Digital Link Standard: URI Syntax, section 4.
 */
export function cutDigitalLink(text: string): CutLink {
  const [, path = '', query = ''] = urlForm.exec(text) ?? [];
  const segments = path.replace(/\/$/, '').split('/').slice(1);
  const start = segments.findIndex(
    (segment, at) => qualifiersOf.has(segment) && /^\d{8,}$/.test(segments[at + 1] ?? ''),
  );
  const key = segments[start];
  if (key === undefined) return undefined;
  const rest = segments.slice(start + 2);
  if (rest.some((segment, at) => at % 2 === 0 && !/^\d{2,4}$/.test(segment))) return undefined;
  const pairs: Pair[] = [[key, keyValue(key, segments[start + 1] ?? '')]];
  let last = -1;
  for (let at = 0; at < rest.length; at += 2) {
    const ai = rest[at] ?? '';
    if (!elementRules.has(ai)) return { error: { code: 'unknown_element', ai, params: { ai } } };
    const rank = qualifiersOf.get(key)?.indexOf(ai) ?? -1;
    if (rank <= last) return { error: wrongOrder(key, ai) };
    last = rank;
    const value = decode(rest[at + 1] ?? '');
    if (value === undefined) return { error: badEncoding(ai) };
    pairs.push([ai, value]);
  }
  return withQuery(pairs, query);
}

function withQuery(pairs: Pair[], query: string): CutLink {
  for (const attribute of query.split(/[&;]/)) {
    const [ai = '', ...value] = attribute.split('=');
    if (!elementRules.has(ai)) continue;
    const decoded = decode(value.join('='));
    if (decoded === undefined) return { error: badEncoding(ai) };
    pairs.push([ai, keyValue(ai, decoded)]);
  }
  return { pairs };
}

/** A GTIN of 8, 12 or 13 digits is as good as one of 14 in a link. GS1 Digital Link Standard, section 4.6. */
function keyValue(ai: string, value: string): string {
  return ai === '01' && [8, 12, 13].includes(value.length) ? toGtin14(value) : value;
}

function wrongOrder(key: string, ai: string): ScanError {
  const order = qualifiersOf.get(key) ?? [];
  return {
    code: 'wrong_key_order',
    ai,
    element: elementRules.get(ai)?.name,
    params: { order: order.join(',') },
  };
}

function badEncoding(ai: string): ScanError {
  return { code: 'invalid_encoding', ai, element: elementRules.get(ai)?.name, params: {} };
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** All but unreserved characters, so that no reader need know which delimiters are harmless. RFC 3986, section 2.3. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * The Digital Link of these elements: key, qualifiers in their order, all else as query attributes in AI order;
 * canonical unless another domain (and stem) is given. Throws RangeError when no element can be the key.
 * GS1 Digital Link Standard: URI Syntax, section 5.
 */
export function toDigitalLink(pairs: readonly Pair[], domain: string = canonicalDomain): string {
  const values = new Map(pairs);
  const key = [...qualifiersOf.keys()].find((ai) => values.has(ai));
  if (key === undefined) throw new RangeError('a Digital Link needs a GTIN, an SSCC or a GLN');
  const order = [key, ...(qualifiersOf.get(key) ?? [])].filter((ai) => values.has(ai));
  const path = order.map((ai) => `/${ai}/${encode(values.get(ai) ?? '')}`).join('');
  const query = [...values]
    .filter(([ai]) => !order.includes(ai))
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([ai, value]) => `${ai}=${encode(value)}`)
    .join('&');
  return `${domain.replace(/\/$/, '')}${path}${query && `?${query}`}`;
}
