// Instants as the clocks of one time zone show them: a table is read by people of one place.

const HOUR_MS = 3_600_000;

/** Milliseconds since 1970 of what the zone's clocks show, as if it were UTC. */
export type LocalClock = (at: number) => number;

/**
 * The clock of an IANA time zone. Offsets are remembered by the hour, for a table asks for the same ones a million times.
 * @throws RangeError for a time zone that does not exist.
 */
export function localClock(timeZone: string): LocalClock {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  const offsets = new Map<number, number>();
  const measure = (at: number): number => {
    const name = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)/.exec(name) ?? [];
    return hours ? (sign === '-' ? -1 : 1) * (Number(hours) * HOUR_MS + Number(minutes) * 60_000) : 0;
  };
  return (at) => {
    const hour = Math.floor(at / HOUR_MS);
    let offset = offsets.get(hour);
    if (offset === undefined) {
      if (offsets.size > 10_000) offsets.clear();
      offset = measure(at);
      offsets.set(hour, offset);
    }
    return at + offset;
  };
}

/** An instant as `YYYY-MM-DDTHH:MM:SS+07:00`. */
export function localText(clock: LocalClock, at: number): string {
  const shown = clock(at);
  const offset = Math.round((shown - at) / 60_000);
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
  const two = (n: number) => String(n).padStart(2, '0');
  const text = new Date(shown).toISOString().slice(0, 19);
  return `${text}${offset < 0 ? '-' : '+'}${two(hours)}:${two(minutes)}`;
}
