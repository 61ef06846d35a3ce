// Digital Links: any domain and path, keys in order, percent signs decoded, unknown attributes ignored.
import { describe, expect, it } from 'vitest';
import { parse } from '../../server/gs1/parse.ts';
import type { GoodScan, ScanError } from '../../server/gs1/scan-result.ts';

const gtin = '08991234567891';
const batch = { gtin, expiry: '2027-01-31', lot: 'ABC123' };
const year = 2026;

function good(raw: string): GoodScan {
  const result = parse(raw, { year });
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.errors)}`);
  return result;
}

function bad(raw: string): ScanError[] {
  const result = parse(raw, { year });
  if (result.ok) throw new Error(`accepted: ${JSON.stringify(result)}`);
  return result.errors;
}

const codes = (scan: GoodScan) => scan.warnings.map(({ code }) => code);

describe('Digital Links', () => {
  it.each([
    `https://id.gs1.org/01/${gtin}/10/ABC123?17=270131`,
    `]Q1https://id.gs1.org/01/${gtin}/10/ABC123?17=270131`,
    `]d1http://vaksin.example/some/stem/01/${gtin}/10/ABC123?17=270131#top`,
    `HTTPS://ID.GS1.ORG/01/${gtin}/10/ABC123?17=270131`,
    `https://example.org:8080/01/8991234567891/10/ABC123/?utm_source=x&17=270131&linkType=all&9999=1`,
    `https://example.org/01/8991234567891?17=270131&10=ABC123`,
  ])('%s', (raw) => {
    expect(good(raw)).toMatchObject({ kind: 'digital_link', elements: batch, warnings: [] });
  });

  it('keeps qualifiers in their order', () => {
    const scan = good(`https://id.gs1.org/01/${gtin}/22/v/10/l/21/s`);
    expect(scan.elements).toEqual({ gtin, consumerVariant: 'v', lot: 'l', serial: 's' });
    expect(bad(`https://id.gs1.org/01/${gtin}/21/s/10/l`)).toMatchObject([
      { code: 'wrong_key_order', ai: '10', params: { order: '22,10,21' } },
    ]);
    expect(bad(`https://id.gs1.org/01/${gtin}/10/a/10/b`)).toMatchObject([{ code: 'wrong_key_order' }]);
    expect(bad(`https://id.gs1.org/01/${gtin}/17/270131`)).toMatchObject([
      { code: 'wrong_key_order', ai: '17' },
    ]);
  });

  it('decodes percent signs, and only those', () => {
    const elements = good(`https://id.gs1.org/01/${gtin}/10/A%2FB%25+c/21/%28x%29?240=a%26b%3Dc`).elements;
    expect(elements).toEqual({ gtin, lot: 'A/B%+c', serial: '(x)', additionalId: 'a&b=c' });
    expect(bad(`https://id.gs1.org/01/${gtin}/10/A%2`)).toMatchObject([
      { code: 'invalid_encoding', element: 'lot' },
    ]);
    expect(bad(`https://id.gs1.org/01/${gtin}?10=%E0%A4`)).toMatchObject([{ code: 'invalid_encoding' }]);
  });

  it('pads shorter GTINs', () => {
    expect(good('https://example.org/01/96385074').elements.gtin).toBe('00000096385074');
    expect(good('https://example.org/01/036000291452').elements.gtin).toBe('00036000291452');
  });

  it('checks like any other scan', () => {
    const link = `https://id.gs1.org/01/${gtin}`;
    expect(bad('https://id.gs1.org/01/08991234567892')).toMatchObject([
      { code: 'invalid_check_digit', ai: '01' },
    ]);
    expect(bad('https://id.gs1.org/01/0899123456')).toMatchObject([{ code: 'invalid_length', ai: '01' }]);
    expect(bad(`${link}/10/${'L'.repeat(21)}`)).toMatchObject([{ code: 'invalid_length', ai: '10' }]);
    expect(bad(`${link}/10/`)).toMatchObject([{ code: 'invalid_length', ai: '10' }]);
    expect(bad(`${link}/10/A%20B`)).toMatchObject([{ code: 'invalid_character', ai: '10' }]);
    expect(bad(`${link}?17=270230`)).toMatchObject([{ code: 'invalid_date', ai: '17' }]);
    expect(bad(`${link}/10/A?10=B`)).toMatchObject([{ code: 'duplicate_element', ai: '10' }]);
    expect(bad(`${link}?37=1`)).toMatchObject([{ code: 'forbidden_pair', ai: '37' }]);
    expect(bad(`${link}/99/x`)).toMatchObject([{ code: 'unknown_element', ai: '99' }]);
    expect(codes(good(`${link}?17=270200`))).toEqual(['day_not_given']);
  });

  it('knows packages and places', () => {
    expect(good('https://id.gs1.org/00/106141412345678908').elements.sscc).toBe('106141412345678908');
    expect(good('https://id.gs1.org/414/9506000134376/254/7').elements).toEqual({
      gln: '9506000134376',
      glnExtension: '7',
    });
  });

  it.each([
    'https://example.org/',
    'https://example.org',
    'https://example.org/2021/01/15/news',
    `https://example.org/01/${gtin}/details`,
    `https://example.org/?01=${gtin}`,
    'https://example.org/02/x',
    `ftp://example.org/01/${gtin}`,
    'https://',
  ])('an address that is none is plain: %s', (raw) => {
    expect(good(raw)).toMatchObject({ kind: 'plain', text: raw, elements: {} });
  });
});
