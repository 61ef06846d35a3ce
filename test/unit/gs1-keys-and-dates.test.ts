// Check digits, SSCC and dates: the small sums that everything else in gs1 stands on.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkDigit,
  hasValidCheckDigit,
  isGln,
  isGtin,
  isSscc,
  makeSscc,
  toGtin14,
} from '../../server/gs1/check-digit.ts';
import { daysInMonth, readDate, readTime, resolveYear, toYymmdd } from '../../server/gs1/dates.ts';

describe('check digit', () => {
  it.each([
    ['GTIN-8', '9638507', '4'],
    ['GTIN-12', '03600029145', '2'],
    ['GTIN-13', '629104150021', '3'],
    ['GTIN-14', '0950600013435', '2'],
    ['GLN', '950600013437', '6'],
    ['SSCC', '10614141234567890', '8'],
  ])('of a %s', (_kind, body, digit) => {
    expect(checkDigit(body)).toBe(digit);
    expect(hasValidCheckDigit(body + digit)).toBe(true);
    expect(hasValidCheckDigit(body + ((Number(digit) + 1) % 10))).toBe(false);
  });

  it('knows keys by their length', () => {
    expect(['96385074', '036000291452', '6291041500213', '09506000134352'].every(isGtin)).toBe(true);
    expect(isGtin('106141412345678908')).toBe(false);
    expect(isGln('9506000134376')).toBe(true);
    expect(isSscc('106141412345678908')).toBe(true);
    expect(isGtin('')).toBe(false);
    expect(isGtin('6291041500213 ')).toBe(false);
  });

  it('stays right when a GTIN is padded to 14 digits', () => {
    expect(toGtin14('96385074')).toBe('00000096385074');
    expect(hasValidCheckDigit(toGtin14('96385074'))).toBe(true);
  });

  it('finds every single wrong digit', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^\d{13}$/),
        fc.nat(13),
        fc.integer({ min: 1, max: 9 }),
        (body, at, change) => {
          const key = body + checkDigit(body);
          const wrong = key.slice(0, at) + ((Number(key[at]) + change) % 10) + key.slice(at + 1);
          expect(hasValidCheckDigit(wrong)).toBe(false);
        },
      ),
    );
  });

  it('refuses letters', () => {
    expect(() => checkDigit('12A')).toThrow(RangeError);
  });
});

describe('making an SSCC', () => {
  it('fills the serial with zeros to 16 digits', () => {
    expect(makeSscc(3, '8991234', 42)).toBe('389912340000000429');
    expect(makeSscc(0, '0614141', 123456789)).toHaveLength(18);
    expect(isSscc(makeSscc(9, '8991234', 999999999n))).toBe(true);
  });

  it('refuses what does not fit', () => {
    expect(() => makeSscc(10, '8991234', 1)).toThrow(RangeError);
    expect(() => makeSscc(1, '89', 1)).toThrow(RangeError);
    expect(() => makeSscc(1, '8991234', 1_000_000_000)).toThrow(RangeError);
    expect(() => makeSscc(1, '8991234', -1)).toThrow(RangeError);
    expect(() => makeSscc(1, '8991234', 1.5)).toThrow(RangeError);
  });
});

describe('the century of two digits', () => {
  it.each([
    [26, 2026, 2026],
    [76, 2026, 2076],
    [77, 2026, 1977],
    [0, 2026, 2000],
    [99, 2049, 2099],
    [0, 2049, 2000],
    [0, 2050, 2100],
    [1, 2050, 2001],
    [49, 2099, 2149],
    [50, 2099, 2050],
    [50, 2000, 2050],
    [51, 2000, 1951],
  ])('%i seen from %i is %i', (twoDigits, year, expected) => {
    expect(resolveYear(twoDigits, year)).toBe(expected);
  });
});

describe('dates', () => {
  it('reads a day that exists', () => {
    expect(readDate('280229', 2026)).toEqual({ ok: true, date: '2028-02-29', dayGiven: true });
  });

  it('takes day 00 for the last day of the month and flags it', () => {
    expect(readDate('270200', 2026)).toEqual({ ok: true, date: '2027-02-28', dayGiven: false });
    expect(readDate('280200', 2026)).toEqual({ ok: true, date: '2028-02-29', dayGiven: false });
    expect(readDate('270400', 2026)).toEqual({ ok: true, date: '2027-04-30', dayGiven: false });
  });

  it.each([
    ['270230', 'day'],
    ['270229', 'day'],
    ['270431', 'day'],
    ['271301', 'month'],
    ['270001', 'month'],
    ['27013', 'digits'],
    ['27O131', 'digits'],
  ])('refuses %s (%s) and never rolls over', (text, part) => {
    expect(readDate(text, 2026)).toEqual({ ok: false, part });
  });

  it('knows leap years', () => {
    expect([1900, 2000, 2026, 2028].map((year) => daysInMonth(year, 2))).toEqual([28, 29, 28, 29]);
  });

  it('writes a date and refuses one that does not exist', () => {
    expect(toYymmdd('2027-01-31')).toBe('270131');
    for (const wrong of ['2027-02-30', '2027-13-01', '27-01-31', '2027-01-00', '', '2027-1-1']) {
      expect(() => toYymmdd(wrong)).toThrow(RangeError);
    }
  });

  it('reads what it wrote', () => {
    const day = fc.date({ min: new Date('2000-01-01'), max: new Date('2075-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(day, (moment) => {
        const date = moment.toISOString().slice(0, 10);
        expect(readDate(toYymmdd(date), 2026)).toEqual({ ok: true, date, dayGiven: true });
      }),
    );
  });
});

describe('times', () => {
  it('reads hours, minutes and seconds', () => {
    expect(readTime('2701311430', 2026)).toEqual({ ok: true, time: '2027-01-31T14:30' });
    expect(readTime('27013114', 2026)).toEqual({ ok: true, time: '2027-01-31T14:00' });
    expect(readTime('270131143059', 2026)).toEqual({ ok: true, time: '2027-01-31T14:30:59' });
  });

  it.each([
    ['2701312430', 'hour'],
    ['2701311460', 'minute'],
    ['270131143060', 'second'],
    ['2702301430', 'day'],
    ['2702001430', 'day'],
    ['270131143', 'digits'],
  ])('refuses %s (%s)', (text, part) => {
    expect(readTime(text, 2026)).toEqual({ ok: false, part });
  });
});
