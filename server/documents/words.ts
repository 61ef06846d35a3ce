// Numbers, days and moments as an Indonesian document writes them.
const numbers = new Intl.NumberFormat('id-ID');
const days = new Intl.DateTimeFormat('id-ID', { dateStyle: 'long', timeZone: 'UTC' });
const short = new Intl.DateTimeFormat('id-ID', {
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
  timeZone: 'UTC',
});

/** 12500 is 12.500; nothing is a dash. */
export const numberText = (value: number | null | undefined): string =>
  value === null || value === undefined ? '-' : numbers.format(value);

/** A calendar date YYYY-MM-DD in full: 27 November 2026. */
export const dayText = (day: string): string => days.format(new Date(`${day}T00:00:00Z`));

/** A calendar date YYYY-MM-DD for a narrow column: 27/11/2026. */
export const shortDay = (day: string): string => short.format(new Date(`${day}T00:00:00Z`));

/** An instant as the clocks of a zone show it, with the zone's own letters: 27 November 2026 09.30 WIB. */
export function momentText(at: Date, timeZone: string): string {
  const format = new Intl.DateTimeFormat('id-ID', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
    timeZoneName: 'short',
  });
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return `${parts.day} ${parts.month} ${parts.year} ${parts.hour}.${parts.minute} ${parts.timeZoneName}`;
}

/** Doses with the vials that they fill: whole vials alone, or vials and single doses. */
export function vialText(doses: number, dosesPerVial: number): string {
  const vials = Math.floor(doses / dosesPerVial);
  const rest = doses % dosesPerVial;
  return rest === 0 ? numberText(vials) : `${numberText(vials)} + ${rest} ds`;
}

/** An instant for a narrow column, by the clocks of a zone: 27/11/2026 09.30. */
export function shortMoment(at: Date, timeZone: string): string {
  const format = new Intl.DateTimeFormat('id-ID', {
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
  });
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return `${parts.day}/${parts.month}/${parts.year} ${parts.hour}.${parts.minute}`;
}

/** A month YYYY-MM in full: November 2026. */
export const monthText = (month: string): string =>
  new Intl.DateTimeFormat('id-ID', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${month}-01T00:00:00Z`),
  );

/** The day of the week of a calendar date: Jumat. */
export const weekdayText = (day: string): string =>
  new Intl.DateTimeFormat('id-ID', { weekday: 'long', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
