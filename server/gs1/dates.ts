// Dates and times as GS1 writes them: YYMMDD with a moving century, day 00, and the longer forms with hours.
// The current year always comes from the caller: nothing here reads the clock.

export type DatePart = 'digits' | 'month' | 'day' | 'hour' | 'minute' | 'second';

export type ReadDate = { ok: true; date: string; dayGiven: boolean } | { ok: false; part: DatePart };
export type ReadTime = { ok: true; time: string } | { ok: false; part: DatePart };

const two = (value: number) => String(value).padStart(2, '0');

/**
 * The year meant by two digits: 51 or more ahead is last century, 50 or more behind is next century.
 * GS1 General Specifications, section 7.12 (determination of century in dates).
 */
export function resolveYear(twoDigits: number, year: number): number {
  const century = year - (year % 100);
  const ahead = twoDigits - (year % 100);
  if (ahead >= 51) return century - 100 + twoDigits;
  if (ahead <= -50) return century + 100 + twoDigits;
  return century + twoDigits;
}

/** How many days a month has. Gregorian calendar, ISO 8601. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/**
 * YYMMDD as YYYY-MM-DD. Day 00 means the last day of the month and is flagged by `dayGiven: false`; a day or
 * month that does not exist is refused, never rolled over. GS1 General Specifications, section 3.4.
 */
export function readDate(yymmdd: string, year: number): ReadDate {
  if (!/^\d{6}$/.test(yymmdd)) return { ok: false, part: 'digits' };
  const fullYear = resolveYear(Number(yymmdd.slice(0, 2)), year);
  const month = Number(yymmdd.slice(2, 4));
  const day = Number(yymmdd.slice(4, 6));
  if (month < 1 || month > 12) return { ok: false, part: 'month' };
  const last = daysInMonth(fullYear, month);
  if (day > last) return { ok: false, part: 'day' };
  return { ok: true, date: `${fullYear}-${two(month)}-${two(day || last)}`, dayGiven: day !== 0 };
}

/**
 * YYMMDDHH, YYMMDDHHMM or YYMMDDHHMMSS as a local time without a zone; here the day must be given.
 * GS1 General Specifications, sections 3.7.4 (AI 7003) and 3.8.5 (AI 8008).
 */
export function readTime(digits: string, year: number): ReadTime {
  if (!/^\d{8}(\d{2}){0,2}$/.test(digits)) return { ok: false, part: 'digits' };
  const day = readDate(digits.slice(0, 6), year);
  if (!day.ok) return day;
  if (!day.dayGiven) return { ok: false, part: 'day' };
  const [hour, minute, second] = [digits.slice(6, 8), digits.slice(8, 10) || '00', digits.slice(10, 12)];
  if (Number(hour) > 23) return { ok: false, part: 'hour' };
  if (Number(minute) > 59) return { ok: false, part: 'minute' };
  if (Number(second) > 59) return { ok: false, part: 'second' };
  return { ok: true, time: `${day.date}T${hour}:${minute}${second ? `:${second}` : ''}` };
}

/** YYYY-MM-DD as YYMMDD; throws RangeError for a day that does not exist. GS1 General Specifications, section 3.4. */
export function toYymmdd(date: string): string {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date) ?? [];
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  if (!year || m < 1 || m > 12 || d < 1 || d > daysInMonth(y, m)) throw new RangeError('no such date');
  return `${year.slice(2)}${month}${day}`;
}
