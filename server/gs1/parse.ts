// What a scanned or typed text says: parse() finds its form, cuts it into elements, checks them and names them.
// GS1 General Specifications, sections 3, 4.13, 5.1.2 (symbology identifiers), 7.8; GS1 Digital Link: URI Syntax.
import { hasValidCheckDigit, toGtin14 } from './check-digit.ts';
import { readDate, readTime } from './dates.ts';
import { cutDigitalLink, isWebAddress } from './digital-link.ts';
import { cutBracketed, cutElementString, findSwallowed, GS, isBracketed } from './element-string.ts';
import { checkPairs, checkValue, elementRules } from './elements.ts';
import type {
  BadScan,
  Pair,
  ScanElements,
  ScanError,
  ScanKind,
  ScanResult,
  ScanWarning,
} from './scan-result.ts';

export interface ParseOptions {
  /** What the reader says it read: `]d2`, `d2`, or a name such as `gs1-128`; one in the text itself wins. */
  symbology?: string;
  /** The current year: it decides the century of two-digit years. */
  year: number;
}

/** The longest symbol of this kind holds far less; anything longer is no barcode of ours. */
export const maximumScanLength = 500;

type Family = 'gs1' | 'open' | 'trade_item' | 'other';

/** Symbology identifiers by ISO/IEC 15424, and the names that reader libraries use instead. */
const families: Readonly<Record<string, Family>> = {
  C1: 'gs1',
  d2: 'gs1',
  Q3: 'gs1',
  e0: 'gs1',
  gs1128: 'gs1',
  gs1datamatrix: 'gs1',
  gs1qrcode: 'gs1',
  Q1: 'open',
  d1: 'open',
  E0: 'trade_item',
  E4: 'trade_item',
  I1: 'trade_item',
  ean13: 'trade_item',
  ean8: 'trade_item',
  upca: 'trade_item',
  itf14: 'trade_item',
};

/**
 * Reads a scan. Only the symbology identifier and a trailing line end are taken off; case and spaces inside are kept.
 * Bad input is answered, never thrown. GS1 General Specifications, section 7.8.
 */
export function parse(raw: string, options: ParseOptions): ScanResult {
  if (raw.length > maximumScanLength) {
    return refuse({ code: 'too_long', params: { length: raw.length, max: maximumScanLength } });
  }
  const [, identifier, rest = ''] = /^(?:\]([A-Za-z][0-9A-Za-z]))?([^]*)$/.exec(raw) ?? [];
  const text = rest.replace(/[\r\n]+$/, '');
  if (text.replaceAll(GS, '') === '') return refuse({ code: 'empty', params: {} });
  const family = identifier ? (families[identifier] ?? 'other') : familyOf(options.symbology);
  const { year } = options;

  if (family === 'trade_item') return tradeItem(text);
  if (isBracketed(text)) return judge('elements', text, cutBracketed(text), year);
  if (family === 'gs1' || text.startsWith(GS))
    return judge('elements', text, cutElementString(text, year), year);
  if (isWebAddress(text)) return link(text, year);
  if (family === undefined && isBareTradeItem(text)) return tradeItem(text);
  if (family === undefined && looksLikeElements(text)) {
    return judge('elements', text, cutElementString(text, year), year);
  }
  return plain(text);
}

function familyOf(symbology: string | undefined): Family | undefined {
  const name = symbology?.replace(/^\]/, '') ?? '';
  return families[name] ?? families[name.toLowerCase().replace(/[^a-z0-9]/g, '')];
}

function refuse(...errors: ScanError[]): BadScan {
  return { ok: false, errors };
}

function plain(text: string): ScanResult {
  return { ok: true, kind: 'plain', text, elements: {}, ai: {}, warnings: [] };
}

/** EAN-13, EAN-8, UPC-A and ITF-14 carry a GTIN and nothing else. GS1 General Specifications, section 5.2. */
function tradeItem(text: string): ScanResult {
  const about = { ai: '01', element: 'gtin' } as const;
  const strange = [...text].find((character) => !/\d/.test(character));
  if (strange !== undefined) {
    return refuse({
      code: 'invalid_character',
      ...about,
      params: { character: strange, at: text.indexOf(strange) },
    });
  }
  if (![8, 12, 13, 14].includes(text.length)) {
    return refuse({ code: 'invalid_length', ...about, params: { length: text.length, min: 8, max: 14 } });
  }
  if (!hasValidCheckDigit(text))
    return refuse({ code: 'invalid_check_digit', ...about, params: { value: text } });
  const gtin = toGtin14(text);
  const warnings: ScanWarning[] = [{ code: 'gtin_only', ...about, params: {} }];
  return { ok: true, kind: 'gtin', text, elements: { gtin }, ai: { '01': gtin }, warnings };
}

/** Digits alone: with 13 or 14 surely meant as a GTIN; 8 or 12 may as well be a date or a telephone number. */
function isBareTradeItem(text: string): boolean {
  return /^\d{13,14}$/.test(text) || (/^(\d{8}|\d{12})$/.test(text) && hasValidCheckDigit(text));
}

/** Without identifier and leading separator: only a key in front, or a separator inside, marks an element string. */
function looksLikeElements(text: string): boolean {
  return (
    /^((1[1357]\d{6})*0[12]\d{14}|00\d{18}$|41[04]\d{13}(254|$))/.test(text) ||
    (text.includes(GS) && /^\d\d/.test(text))
  );
}

function link(text: string, year: number): ScanResult {
  const cut = cutDigitalLink(text);
  if (!cut) return plain(text);
  if ('error' in cut) return refuse(cut.error);
  return judge('digital_link', text, { pairs: cut.pairs, warnings: [] }, year);
}

/** Checks all elements, alone and together, and names them. */
function judge(
  kind: ScanKind,
  text: string,
  cut: { pairs: Pair[]; error?: ScanError; warnings: ScanWarning[] },
  year: number,
): ScanResult {
  const errors = cut.pairs.flatMap(([ai, value]) => {
    const error = checkValue(ai, value, year);
    return error ? [withHint(error, value, cut.pairs, year)] : [];
  });
  // Where the cutting stopped, what seems missing may simply not have been reached.
  if (cut.error) errors.push(cut.error);
  else errors.push(...checkPairs(cut.pairs));
  if (errors.length > 0) return refuse(...errors);
  const { elements, warnings } = nameElements(cut.pairs, year);
  return {
    ok: true,
    kind,
    text,
    elements,
    ai: Object.fromEntries(cut.pairs),
    warnings: [...cut.warnings, ...warnings],
  };
}

/** A value too long, or with letters where digits belong, has often swallowed what follows: say what it looks like. */
function withHint(error: ScanError, value: string, pairs: readonly Pair[], year: number): ScanError {
  if (error.code !== 'invalid_length' && error.code !== 'invalid_character') return error;
  const found = findSwallowed(value, new Set(pairs.map(([ai]) => ai)), year);
  return found ? { ...error, params: { ...error.params, looksLike: found[0] } } : error;
}

function nameElements(pairs: readonly Pair[], year: number) {
  const named: Record<string, string | number> = {};
  const warnings: ScanWarning[] = [];
  for (const [ai, value] of new Map(pairs)) {
    const rule = elementRules.get(ai);
    if (!rule) continue;
    named[rule.name] = meaning(ai, value, year);
    if (rule.kind === 'date' && value.endsWith('00')) {
      warnings.push({
        code: 'day_not_given',
        ai,
        element: rule.name,
        params: { date: String(named[rule.name]) },
      });
    }
  }
  const elements: ScanElements = named;
  if (!elements.expiry && elements.expiryTime) elements.expiry = elements.expiryTime.slice(0, 10);
  return { elements, warnings };
}

/** A checked value as people use it: dates by ISO 8601, counts as numbers, hundredths of a degree as degrees. */
function meaning(ai: string, value: string, year: number): string | number {
  const rule = elementRules.get(ai);
  if (rule?.kind === 'date') {
    const read = readDate(value, year);
    return read.ok ? read.date : value;
  }
  if (rule?.kind === 'time') {
    const read = readTime(value, year);
    return read.ok ? read.time : value;
  }
  if (rule?.kind === 'temperature') {
    const degrees = Number(value.slice(0, 6)) / 100;
    return value.endsWith('-') && degrees !== 0 ? -degrees : degrees;
  }
  return ai === '30' || ai === '37' ? Number(value) : value;
}
