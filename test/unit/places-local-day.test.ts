// Days and times in a place's own time zone, around midnight in each of Indonesia's three.
import { describe, expect, it } from 'vitest';
import { instantOf, localDay, localTime } from '../../server/places/local-day.ts';

const ZONES = [
  ['Asia/Jakarta', 7],
  ['Asia/Makassar', 8],
  ['Asia/Jayapura', 9],
] as const;

describe.each(ZONES)('%s', (zone, hours) => {
  const midnight = Date.UTC(2026, 0, 1) - hours * 3_600_000;

  it('begins the day at its own midnight', () => {
    expect(localDay(new Date(midnight - 1), zone)).toBe('2025-12-31');
    expect(localDay(new Date(midnight), zone)).toBe('2026-01-01');
    expect(localDay(new Date(midnight + 86_399_999), zone)).toBe('2026-01-01');
    expect(localDay(new Date(midnight + 86_400_000), zone)).toBe('2026-01-02');
  });

  it('knows the instant of a wall-clock time, and back', () => {
    expect(instantOf('2026-01-01', '00:00', zone).getTime()).toBe(midnight);
    for (const time of ['00:00', '06:59', '12:30', '23:59']) {
      const at = instantOf('2028-02-29', time, zone);
      expect([localDay(at, zone), localTime(at, zone)]).toEqual(['2028-02-29', time]);
    }
  });
});

it('finds one instant in three different days', () => {
  const at = new Date('2026-03-31T15:30:00Z');
  expect(ZONES.map(([zone]) => `${localDay(at, zone)} ${localTime(at, zone)}`)).toEqual([
    '2026-03-31 22:30',
    '2026-03-31 23:30',
    '2026-04-01 00:30',
  ]);
});

it('keeps to the clocks of a zone with summer time', () => {
  expect(instantOf('2026-03-29', '12:00', 'Europe/Berlin').toISOString()).toBe('2026-03-29T10:00:00.000Z');
  expect(instantOf('2026-03-28', '12:00', 'Europe/Berlin').toISOString()).toBe('2026-03-28T11:00:00.000Z');
  expect(instantOf('2026-10-25', '00:30', 'Europe/Berlin').toISOString()).toBe('2026-10-24T22:30:00.000Z');
});

it('refuses days, times and zones that do not exist', () => {
  expect(() => instantOf('2026-02-30', '08:00', 'Asia/Jakarta')).toThrow(RangeError);
  expect(() => instantOf('2026-02-28', '24:00', 'Asia/Jakarta')).toThrow(RangeError);
  expect(() => instantOf('2026-02-28', '8:00', 'Asia/Jakarta')).toThrow(RangeError);
  expect(() => localDay(new Date(0), 'Asia/Bandung')).toThrow(RangeError);
});
