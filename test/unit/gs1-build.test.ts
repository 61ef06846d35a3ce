// What we print is what we read: element strings, brackets and links built from random values come back the same.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  batchPairs,
  contentPairs,
  packagePairs,
  toBracketed,
  toElementString,
  toReadableLines,
} from '../../server/gs1/build.ts';
import { checkDigit, makeSscc } from '../../server/gs1/check-digit.ts';
import { toDigitalLink } from '../../server/gs1/digital-link.ts';
import { aiLength, cset82, elementRules } from '../../server/gs1/elements.ts';
import { parse } from '../../server/gs1/parse.ts';

const GS = '\u001d';
const year = 2026;
const gtin = '08991234567891';

const text = (max: number) => fc.string({ unit: fc.constantFrom(...cset82), minLength: 1, maxLength: max });
const day = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2075-12-31'), noInvalidDate: true })
  .map((moment) => moment.toISOString().slice(0, 10));
const anyGtin = fc.stringMatching(/^\d{13}$/).map((body) => body + checkDigit(body));
const anyBatch = fc.record(
  { gtin: anyGtin, lot: text(20), expiry: day, serial: text(20) },
  { requiredKeys: ['gtin', 'lot', 'expiry'] },
);

const elementsOf = (raw: string) => {
  const result = parse(raw, { year });
  return result.ok ? result.elements : result.errors;
};

describe('the table', () => {
  it('has the 82 characters of the standard, each once', () => {
    expect(new Set(cset82).size).toBe(82);
    for (const character of cset82) {
      expect(elementsOf(`]d201${gtin}10${character}`)).toEqual({ gtin, lot: character });
    }
    for (const character of '#$@[\\]^`{|}~ \t\u007fé') {
      expect(elementsOf(`]d201${gtin}10${character}`)).toMatchObject([{ code: 'invalid_character' }]);
    }
  });

  it('gives each identifier the length that its first digits call for', () => {
    for (const ai of elementRules.keys()) expect(aiLength(ai)).toBe(ai.length);
  });
});

describe('a batch', () => {
  const batch = { gtin, lot: 'ABC123', expiry: '2027-01-31' };

  it('puts elements of predefined length first and separates the others', () => {
    expect(toElementString(batchPairs(batch))).toBe(`01${gtin}1727013110ABC123`);
    expect(toElementString(batchPairs({ ...batch, serial: 'S1' }))).toBe(
      `01${gtin}1727013110ABC123${GS}21S1`,
    );
    expect(toBracketed(batchPairs(batch))).toBe(`(01)${gtin}(17)270131(10)ABC123`);
    expect(toReadableLines(batchPairs({ ...batch, lot: 'A(10)' }))[2]).toBe('(10)A(10)');
  });

  it('pads a shorter GTIN', () => {
    expect(batchPairs({ ...batch, gtin: '8991234567891' })[0]).toEqual(['01', gtin]);
  });

  it.each([
    { gtin: '08991234567892' },
    { gtin: '' },
    { lot: '' },
    { lot: 'L'.repeat(21) },
    { lot: 'A B' },
    { expiry: '2027-02-30' },
    { serial: '#' },
  ])('refuses to be built with %j', (wrong) => {
    expect(() => batchPairs({ ...batch, ...wrong })).toThrow(RangeError);
  });

  it('is read back the same, raw', () => {
    fc.assert(
      fc.property(anyBatch, fc.constantFrom(']d2', ']C1', GS, ''), (made, front) => {
        expect(elementsOf(front + toElementString(batchPairs(made)))).toEqual(made);
      }),
      { numRuns: 500 },
    );
  });

  it('is read back the same, in brackets', () => {
    fc.assert(
      fc.property(anyBatch, (made) => {
        expect(elementsOf(toBracketed(batchPairs(made)))).toEqual(made);
      }),
      { numRuns: 500 },
    );
    const tricky = { ...batch, lot: 'A(17)270131(', serial: '(21)' };
    expect(elementsOf(toBracketed(batchPairs(tricky)))).toEqual(tricky);
  });

  it('is read back the same, as a link', () => {
    fc.assert(
      fc.property(anyBatch, fc.constantFrom(undefined, 'https://vaksin.example/a/b/'), (made, domain) => {
        expect(elementsOf(toDigitalLink(batchPairs(made), domain))).toEqual(made);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a package', () => {
  it('is read back the same', () => {
    fc.assert(
      fc.property(fc.nat(9), fc.nat(999_999_999), (extension, serial) => {
        const sscc = makeSscc(extension, '8991234', serial);
        expect(elementsOf(`]C1${toElementString(packagePairs(sscc))}`)).toEqual({ sscc });
        expect(elementsOf(toDigitalLink(packagePairs(sscc)))).toEqual({ sscc });
      }),
    );
    expect(() => packagePairs('106141412345678909')).toThrow(RangeError);
  });

  it('has contents that are read back the same', () => {
    fc.assert(
      fc.property(anyGtin, text(20), day, fc.nat(99_999_999), (contentGtin, lot, expiry, count) => {
        const pairs = contentPairs({ gtin: contentGtin, lot, expiry, count });
        expect(elementsOf(`]C1${toElementString(pairs)}`)).toEqual({ contentGtin, lot, expiry, count });
      }),
    );
    const contents = { gtin, lot: 'A', expiry: '2027-01-31' };
    expect(toElementString(contentPairs({ ...contents, count: 12 }))).toBe(
      `02${gtin}3712${GS}10A${GS}17270131`,
    );
    expect(() => contentPairs({ ...contents, count: 100_000_000 })).toThrow(RangeError);
    expect(() => contentPairs({ ...contents, count: -1 })).toThrow(RangeError);
    expect(() => contentPairs({ ...contents, count: 1.5 })).toThrow(RangeError);
  });
});

describe('the canonical Digital Link', () => {
  it('has the key, its qualifiers in order, and the rest as sorted attributes', () => {
    const pairs = batchPairs({ gtin, lot: 'A/1', expiry: '2027-01-31', serial: "s+%&(')" });
    expect(toDigitalLink([...pairs].reverse())).toBe(
      `https://id.gs1.org/01/${gtin}/10/A%2F1/21/s%2B%25%26%28%27%29?17=270131`,
    );
    const more = [
      ['240', 'x'],
      ['17', '270131'],
      ['01', gtin],
    ] as const;
    expect(toDigitalLink(more, 'https://v.example/')).toBe(`https://v.example/01/${gtin}?17=270131&240=x`);
  });

  it('needs a key', () => {
    expect(() => toDigitalLink([['10', 'A']])).toThrow(RangeError);
  });
});

describe('any text at all', () => {
  it('is answered, never thrown at', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 600 }),
        fc.constantFrom('', ']d2', ']C1', '(01)', GS, '01'),
        (raw, front) => {
          expect(typeof parse(front + raw, { year }).ok).toBe('boolean');
        },
      ),
      { numRuns: 1000 },
    );
  });
});
