// Numbers, dates and times as the reader's language writes them. Formatters are costly to make, so each is made once.
import type { Language } from './i18n/i18n.ts';

const locales: Record<Language, string> = { id: 'id-ID', en: 'en-GB' };

function make(language: Language) {
  const locale = locales[language];
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const share = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const day = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  });
  const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
  const moment = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
  const collator = new Intl.Collator(locale, { numeric: true, sensitivity: 'base' });
  const sameDay = (a: Date, b: Date) => a.toDateString() === b.toDateString();
  return {
    language,
    number: (value: number) => whole.format(value),
    percent: (value: number) => share.format(value),
    /** A calendar day, YYYY-MM-DD: it has no time zone, so none may shift it. */
    day: (iso: string) => day.format(new Date(`${iso}T00:00:00Z`)),
    time: (at: number | Date) => clock.format(at),
    /** The time of day, with the date when that is not today. */
    moment: (at: number) => (sameDay(new Date(at), new Date()) ? clock : moment).format(at),
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
