// What parse() makes of scans, good and bad: every rule of GS1 that the service relies on has its case here.
import { describe, expect, it } from 'vitest';
import { parse, type ParseOptions } from '../../server/gs1/parse.ts';
import type { GoodScan, ScanError } from '../../server/gs1/scan-result.ts';

const GS = '\u001d';
const gtin = '08991234567891';
const batch = { gtin, expiry: '2027-01-31', lot: 'ABC123' };
const year = 2026;

function good(raw: string, options: Partial<ParseOptions> = {}): GoodScan {
  const result = parse(raw, { year, ...options });
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.errors)}`);
  return result;
}

function bad(raw: string, options: Partial<ParseOptions> = {}): ScanError[] {
  const result = parse(raw, { year, ...options });
  if (result.ok) throw new Error(`accepted: ${JSON.stringify(result)}`);
  return result.errors;
}

const codes = (scan: GoodScan) => scan.warnings.map(({ code }) => code);

describe('the forms of a scan', () => {
  const element = `01${gtin}1727013110ABC123`;

  it.each([']C1', ']d2', ']Q3', ']e0'])('element string after %s', (identifier) => {
    expect(good(identifier + element)).toMatchObject({ kind: 'elements', elements: batch, warnings: [] });
  });

  it.each(['C1', ']d2', 'gs1-128', 'GS1 DataMatrix', 'GS1_QR_CODE'])(
    'symbology %s given beside',
    (symbology) => {
      expect(good(element, { symbology })).toMatchObject({ kind: 'elements', elements: batch });
    },
  );

  it('leading separator without identifier', () => {
    expect(good(GS + element)).toMatchObject({ kind: 'elements', elements: batch, text: GS + element });
  });

  it('no identifier and no separator at all', () => {
    expect(good(element)).toMatchObject({ kind: 'elements', elements: batch });
    expect(good(`1727013101${gtin}10ABC123`)).toMatchObject({ kind: 'elements', elements: batch });
  });

  it('brackets', () => {
    const raw = `(01)${gtin}(17)270131(10)ABC123`;
    expect(good(raw)).toMatchObject({ kind: 'elements', elements: batch, warnings: [], text: raw });
    expect(good(`]d2${raw}`).elements).toEqual(batch);
    expect(good(`]Q1${raw}`).elements).toEqual(batch);
  });

  it('brackets that belong to a value', () => {
    expect(good(`(01)${gtin}(10)A(B)C(1(`).elements.lot).toBe('A(B)C(1(');
    expect(good(`(01)${gtin}(10)A\\(17)C(17)270131`).elements).toMatchObject({
      lot: 'A(17)C',
      expiry: '2027-01-31',
    });
    expect(good(`]d201${gtin}10A(17)C`).elements.lot).toBe('A(17)C');
  });

  it('variable elements anywhere when separators end them', () => {
    const raw = `]d210ABC123${GS}21S-1${GS}01${gtin}17270131`;
    expect(good(raw)).toMatchObject({ elements: { ...batch, serial: 'S-1' }, warnings: [] });
  });

  it('needless separators', () => {
    expect(good(`]C101${gtin}${GS}17270131${GS}10ABC123${GS}`).elements).toEqual(batch);
  });

  it('gives the raw values by application identifier', () => {
    expect(good(element).ai).toEqual({ '01': gtin, '17': '270131', '10': 'ABC123' });
  });

  it.each([']Q1', ']d1'])('plain data after %s', (identifier) => {
    expect(good(`${identifier}T-4711`)).toMatchObject({
      kind: 'plain',
      text: 'T-4711',
      elements: {},
      ai: {},
    });
    expect(good(identifier + element).kind).toBe('plain');
  });

  it.each([
    'hello',
    'https://example.org/a',
    '3273010001',
    '(021) 555',
    '(x)',
    '3273014101900001',
    ']A0ABC',
    '081234567890',
  ])('plain: %s', (raw) => {
    expect(good(raw).kind).toBe('plain');
  });
});

describe('what is taken off and what is kept', () => {
  it('takes off the trailing line end only', () => {
    expect(good(`]d201${gtin}10ABC123\r\n`).elements.lot).toBe('ABC123');
    expect(good('plain text \n').text).toBe('plain text ');
    expect(good(' x').text).toBe(' x');
  });

  it('never trims inside a value', () => {
    expect(bad(`]d201${gtin}10ABC `)).toMatchObject([
      { code: 'invalid_character', element: 'lot', params: { at: 3 } },
    ]);
    expect(bad(`(01)${gtin} (10)ABC`)[0]).toMatchObject({ code: 'invalid_length', element: 'gtin' });
  });

  it.each(['abcXYZ', 'ABCxyz', 'aBc'])('keeps the case of %s', (lot) => {
    expect(good(`]d201${gtin}10${lot}`).elements.lot).toBe(lot);
    expect(good(`https://id.gs1.org/01/${gtin}/10/${lot}`).elements.lot).toBe(lot);
  });
});

describe('trade item symbols', () => {
  it.each([
    [']E08991234567891', gtin],
    [']E496385074', '00000096385074'],
    [']I118991234567898', '18991234567898'],
    ['8991234567891', gtin],
    ['18991234567898', '18991234567898'],
    ['96385074', '00000096385074'],
  ])('%s carries a GTIN only', (raw, expected) => {
    const scan = good(raw);
    expect(scan).toMatchObject({ kind: 'gtin', elements: { gtin: expected }, ai: { '01': expected } });
    expect(codes(scan)).toEqual(['gtin_only']);
  });

  it('by the name of the symbology', () => {
    expect(good('8991234567891', { symbology: 'EAN-13' }).kind).toBe('gtin');
    expect(good('8991234567891', { symbology: 'ean_13' }).kind).toBe('gtin');
  });

  it('refuses wrong digits, letters and lengths', () => {
    const element = 'gtin';
    expect(bad(']E08991234567892')).toMatchObject([{ code: 'invalid_check_digit', ai: '01', element }]);
    expect(bad('8991234567892')).toMatchObject([{ code: 'invalid_check_digit', element }]);
    expect(bad(']E0899123456789X')).toMatchObject([{ code: 'invalid_character', element }]);
    expect(bad(']I1123456')).toMatchObject([{ code: 'invalid_length', element }]);
  });
});

describe('all elements', () => {
  it('names an item', () => {
    const raw = `]d201${gtin}11260101132601021526123117270131200130${'12'}${GS}240EXTRA${GS}7003270131${'1430'}${GS}800826010112${GS}90GKL1234567890A1${GS}22CPV`;
    expect(good(raw).elements).toEqual({
      gtin,
      productionDate: '2026-01-01',
      packagingDate: '2026-01-02',
      bestBefore: '2026-12-31',
      expiry: '2027-01-31',
      variant: '01',
      variableCount: 12,
      additionalId: 'EXTRA',
      expiryTime: '2027-01-31T14:30',
      productionTime: '2026-01-01T12:00',
      nie: 'GKL1234567890A1',
      consumerVariant: 'CPV',
    });
  });

  it('names a package and its contents', () => {
    const raw = `]C10010614141234567890802${gtin}37120${GS}10ABC123${GS}17270131`;
    expect(good(raw).elements).toEqual({
      sscc: '106141412345678908',
      contentGtin: gtin,
      count: 120,
      lot: 'ABC123',
      expiry: '2027-01-31',
    });
  });

  it('names places and temperatures', () => {
    const raw = `]C1410950600013437641495060001343762541A${GS}4331000800${GS}4333000200-`;
    expect(good(raw).elements).toEqual({
      shipTo: '9506000134376',
      gln: '9506000134376',
      glnExtension: '1A',
      maxCelsius: 8,
      minCelsius: -2,
    });
  });

  it('takes the day of an expiry time for the expiry', () => {
    expect(good(`]d201${gtin}70032701311430`).elements.expiry).toBe('2027-01-31');
  });

  it("accepts Indonesia's form without GTIN", () => {
    expect(good('(90)GKL1234567890A1(10)ABC123(17)270131(21)S1').elements).toEqual({
      nie: 'GKL1234567890A1',
      lot: 'ABC123',
      expiry: '2027-01-31',
      serial: 'S1',
    });
    expect(good(`]d290GKL1234567890A1${GS}10ABC123${GS}1727013121S1`).elements.nie).toBe('GKL1234567890A1');
    expect(good(`90GKL1234567890A1${GS}10ABC123`).kind).toBe('elements');
  });
});

describe('bad values name their element', () => {
  it.each([
    ['wrong check digit of a GTIN', `]d20108991234567892`, 'invalid_check_digit', '01', 'gtin'],
    ['without identifier too', `010899123456789217270131`, 'invalid_check_digit', '01', 'gtin'],
    ['wrong check digit of an SSCC', `]C100106141412345678909`, 'invalid_check_digit', '00', 'sscc'],
    ['wrong check digit of a GLN', `]C14149506000134377`, 'invalid_check_digit', '414', 'gln'],
    ['30 February', `]d201${gtin}17270230`, 'invalid_date', '17', 'expiry'],
    ['month 13', `]d201${gtin}17271301`, 'invalid_date', '17', 'expiry'],
    ['month 00', `]d201${gtin}11270001`, 'invalid_date', '11', 'productionDate'],
    ['hour 24', `]d201${gtin}70032701312400`, 'invalid_time', '7003', 'expiryTime'],
    ['letters in a date', `(01)${gtin}(17)27O131`, 'invalid_character', '17', 'expiry'],
    ['short date', `(01)${gtin}(17)27013`, 'invalid_length', '17', 'expiry'],
    ['lot of 21 characters', `]d201${gtin}10${'L'.repeat(21)}`, 'invalid_length', '10', 'lot'],
    ['empty lot', `(01)${gtin}(10)`, 'invalid_length', '10', 'lot'],
    ['serial of 21 characters', `]d201${gtin}21${'S'.repeat(21)}`, 'invalid_length', '21', 'serial'],
    ['lot with a space', `]d201${gtin}10A B`, 'invalid_character', '10', 'lot'],
    ['lot with #', `]d201${gtin}10A#B`, 'invalid_character', '10', 'lot'],
    ['lot with é', `]d201${gtin}10é`, 'invalid_character', '10', 'lot'],
    ['lot with a line end inside', `]d201${gtin}10A\nB`, 'invalid_character', '10', 'lot'],
    ['letters in a GTIN', `]d2010899123456789X`, 'invalid_character', '01', 'gtin'],
    ['short GTIN', `]d20108991`, 'invalid_length', '01', 'gtin'],
    ['count of 9 digits', `]C102${gtin}37123456789`, 'invalid_length', '37', 'count'],
    ['odd time', `]d201${gtin}8008260101123`, 'invalid_length', '8008', 'productionTime'],
    ['temperature', `]C14331000800+`, 'invalid_character', '4331', 'maxCelsius'],
    ['unknown element', `]d201${gtin}9912`, 'unknown_element', '99', undefined],
    ['unknown element of four digits', `]d201${gtin}3103000100`, 'unknown_element', '3103', undefined],
    ['unknown element in brackets', `(01)${gtin}(99)x`, 'unknown_element', '99', undefined],
    ['no element at all', `]d2hello`, 'unknown_element', 'he', undefined],
  ])('%s', (_what, raw, code, ai, element) => {
    const errors = bad(raw);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({ code, ai });
    expect(errors[0]?.element).toBe(element);
  });

  it('keeps a lot of 20 characters', () => {
    expect(good(`]d201${gtin}10${'L'.repeat(20)}`).elements.lot).toHaveLength(20);
  });

  it('names all that is wrong at once', () => {
    expect(bad(`]d2010899123456789217270230`).map(({ element }) => element)).toEqual(['gtin', 'expiry']);
  });

  it('refuses nothing and far too much', () => {
    expect(bad('')).toEqual([{ code: 'empty', params: {} }]);
    expect(bad('\r\n')).toMatchObject([{ code: 'empty' }]);
    expect(bad(`]d2${GS}`)).toMatchObject([{ code: 'empty' }]);
    expect(bad('x'.repeat(501))).toEqual([{ code: 'too_long', params: { length: 501, max: 500 } }]);
    expect(good('x'.repeat(500)).kind).toBe('plain');
  });
});

describe('elements together', () => {
  it('the same element twice', () => {
    expect(good(`]d201${gtin}17270131${GS}01${gtin}10A`).elements.gtin).toBe(gtin);
    expect(bad(`(01)${gtin}(10)A(10)B`)).toEqual([
      { code: 'duplicate_element', ai: '10', element: 'lot', params: { first: 'A', second: 'B' } },
    ]);
    expect(bad(`(01)${gtin}(10)A(10)a`)).toMatchObject([{ code: 'duplicate_element' }]);
  });

  it.each([
    ['02 without 37', `(02)${gtin}`, 'missing_element', '02', '37'],
    ['37 without 02', `]C13712`, 'missing_element', '37', '02'],
    ['10 alone', `(10)ABC`, 'missing_element', '10', '01,02,90'],
    ['17 alone', `(17)270131`, 'missing_element', '17', '01,02,90'],
    ['21 alone', `(21)S1`, 'missing_element', '21', '01,02,90'],
    ['254 without 414', `(254)S1`, 'missing_element', '254', '414'],
  ])('%s', (_what, raw, code, ai, needs) => {
    expect(bad(raw)).toMatchObject([{ code, ai, params: { needs } }]);
  });

  it('37 with 01', () => {
    expect(bad(`(01)${gtin}(37)12`)).toEqual([
      { code: 'forbidden_pair', ai: '37', element: 'count', params: { with: '01' } },
    ]);
  });

  it('02 with 01', () => {
    expect(bad(`(01)${gtin}(02)${gtin}(37)1`).map(({ ai, code }) => `${ai} ${code}`)).toContain(
      '02 forbidden_pair',
    );
  });
});

describe('dates in scans', () => {
  it('flags day 00 and takes the last day of the month', () => {
    const scan = good(`(01)${gtin}(17)270200(10)A`);
    expect(scan.elements.expiry).toBe('2027-02-28');
    expect(scan.warnings).toEqual([
      { code: 'day_not_given', ai: '17', element: 'expiry', params: { date: '2027-02-28' } },
    ]);
    expect(scan.ai['17']).toBe('270200');
  });

  it('finds the century from the year that it is given', () => {
    const raw = `(01)${gtin}(17)760101`;
    expect(good(raw, { year: 2026 }).elements.expiry).toBe('2076-01-01');
    expect(good(raw, { year: 2025 }).elements.expiry).toBe('1976-01-01');
    expect(good(raw, { year: 2095 }).elements.expiry).toBe('2076-01-01');
  });
});

describe('a lost separator', () => {
  const lost = (tail: string) => good(`]d201${gtin}${tail}`);

  it.each([
    ['an expiry', '10ABC12317270131', 'ABC12317270131', '17'],
    ['an expiry and a serial', '10ABC1727013121S1', 'ABC1727013121S1', '17'],
    ['a serial', '1727013110ABC12321SER001', 'ABC12321SER001', '21'],
  ])('is remarked on, never guessed: a lot swallows %s', (_what, tail, lot, looksLike) => {
    const scan = lost(tail);
    expect(scan.elements.lot).toBe(lot);
    expect(scan.warnings).toMatchObject([
      { code: 'possible_missing_separator', ai: '10', params: { looksLike } },
    ]);
    expect(scan.elements.serial).toBeUndefined();
  });

  it('of a serial that swallows an expiry and a lot', () => {
    const scan = lost('21S117270131');
    expect(scan.elements).toEqual({ gtin, serial: 'S117270131' });
    expect(codes(scan)).toEqual(['possible_missing_separator']);
  });

  it('is hinted at when the value grew too long', () => {
    expect(bad(`]d201${gtin}10ABC1231727013121SERIAL0001`)).toMatchObject([
      { code: 'invalid_length', ai: '10', params: { looksLike: '17', max: 20 } },
    ]);
    expect(bad(`]C102${gtin}371210ABCD`)[0]).toMatchObject({ code: 'invalid_character', ai: '37' });
  });

  it.each([
    ['a date that does not exist', '10ABC17279931'],
    ['an expiry that is there already', '1727013110ABC17280131'],
    ['too little after it', '1727013110LOT21A'],
    ['an ordinary lot', '1727013110202101A'],
    ['a value that a separator ends', `10ABC17270131${GS}17270131`],
  ])('is not suspected for %s', (_what, tail) => {
    expect(lost(tail).warnings).toEqual([]);
  });

  it('is not suspected in brackets and links', () => {
    expect(good(`(01)${gtin}(10)ABC17270131`).warnings).toEqual([]);
    expect(good(`https://id.gs1.org/01/${gtin}/10/ABC17270131`).warnings).toEqual([]);
  });
});
