// Numbers, dates and times as the reader's language writes them. Formatters are costly to make, so each is made once.
import type { Language } from './i18n/i18n.ts';

const locales: Record<Language, string> = { id: 'id-ID', en: 'en-GB' };

const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

function make(language: Language) {
  const locale = locales[language];
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const tenths = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const hundredths = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const share = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const day = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  });
  const month = new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' });
  const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
  const moment = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
  const full = (timeZone?: string) =>
    new Intl.DateTimeFormat(locale, {
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      timeZone,
      timeZoneName: timeZone ? 'short' : undefined,
    });
  const fulls = new Map<string | undefined, Intl.DateTimeFormat>();
  const clocks = new Map<string, Intl.DateTimeFormat>();
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const collator = new Intl.Collator(locale, { numeric: true, sensitivity: 'base' });
  const sameDay = (a: Date, b: Date) => a.toDateString() === b.toDateString();
  return {
    language,
    number: (value: number) => whole.format(value),
    /** With one decimal at most: degrees, hours. */
    decimal: (value: number) => tenths.format(value),
    /** With two decimals at most: rates, indices. */
    hundredths: (value: number) => hundredths.format(value),
    percent: (value: number) => share.format(value),
    /** A calendar day, YYYY-MM-DD: it has no time zone, so none may shift it. */
    day: (iso: string) => day.format(new Date(`${iso}T00:00:00Z`)),
    /** A calendar month, YYYY-MM. */
    month: (iso: string) => month.format(new Date(`${iso}-01T00:00:00Z`)),
    time: (at: number | Date) => clock.format(at),
    /** The time of day, with the date when that is not today. */
    moment: (at: number) => (sameDay(new Date(at), new Date()) ? clock : moment).format(at),
    /** Date and time of day; of a place when its time zone is given, which is then named. */
    full(at: string | number | Date, timeZone?: string) {
      let format = fulls.get(timeZone);
      if (!format) fulls.set(timeZone, (format = full(timeZone)));
      return format.format(new Date(at));
    },
    /** The time of day at a place. */
    timeAt(at: string | number | Date, timeZone: string) {
      let format = clocks.get(timeZone);
      if (!format)
        clocks.set(
          timeZone,
          (format = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', timeZone })),
        );
      return format.format(new Date(at));
    },
    /** "3 hours ago", in the largest unit that fits. */
    ago(at: string | number | Date, now: number) {
      const seconds = Math.round((new Date(at).getTime() - now) / 1000);
      const [unit, length] =
        units.find(([, length]) => Math.abs(seconds) >= length) ?? (['second', 1] as const);
      return unit === 'second'
        ? relative.format(0, 'minute')
        : relative.format(Math.trunc(seconds / length), unit);
    },
    compare: collator.compare,
  };
}

export type Format = ReturnType<typeof make>;

const made = new Map<Language, Format>();

export function formatFor(language: Language): Format {
  let format = made.get(language);
  if (!format) made.set(language, (format = make(language)));
  return format;
}
