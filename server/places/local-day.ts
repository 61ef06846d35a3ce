// Calendar days and wall-clock times in a place's own time zone.

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(timeZone, format);
  }
  return format;
}

type Wall = Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', string>;

function wallClock(at: Date, timeZone: string): Wall {
  return Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  ) as Wall;
}

const QUARTER_MS = 900_000;
/** The day last asked for in each zone: thousands of requests ask for the same one. */
const lastDay = new Map<string, { quarter: number; day: string }>();

/**
 * The calendar day at an instant in an IANA time zone, as YYYY-MM-DD.
 * @throws RangeError for a time zone that does not exist.
 */
export function localDay(at: Date, timeZone: string): string {
  // Every zone's midnight falls on a quarter of an hour of UTC: the quarter decides the day.
  const quarter = Math.floor(at.getTime() / QUARTER_MS);
  const known = lastDay.get(timeZone);
  if (known?.quarter === quarter) return known.day;
  const { year, month, day } = wallClock(at, timeZone);
  const found = { quarter, day: `${year.padStart(4, '0')}-${month}-${day}` };
  lastDay.set(timeZone, found);
  return found.day;
}

/** The time of day at an instant in an IANA time zone, as HH:MM. */
export function localTime(at: Date, timeZone: string): string {
  const { hour, minute } = wallClock(at, timeZone);
  return `${hour}:${minute}`;
}

/** How far the zone's clocks are ahead of UTC at an instant, in milliseconds. */
function offsetAt(at: number, timeZone: string): number {
  const { year, month, day, hour, minute, second } = wallClock(new Date(at), timeZone);
  const wall = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  return wall - Math.floor(at / 1000) * 1000;
}

/**
 * The instant at which a zone's clocks show `time` (HH:MM) on `day` (YYYY-MM-DD).
 * @throws RangeError when there is no such day or time.
 */
export function instantOf(day: string, time: string, timeZone: string): Date {
  const wall = new Date(`${day}T${time}:00.000Z`);
  if (Number.isNaN(wall.getTime()) || !wall.toISOString().startsWith(`${day}T${time}:`)) {
    throw new RangeError(`There is no ${day} ${time}`);
  }
  const guess = wall.getTime() - offsetAt(wall.getTime(), timeZone);
  // Twice, because the offset may change between the guess and the instant meant.
  return new Date(wall.getTime() - offsetAt(guess, timeZone));
}
