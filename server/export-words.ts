// What a file made from a list says of itself, in Bahasa Indonesia and English: titles of lists, columns and choices.
import { COLUMN_TITLES, LIST_TITLES, QUERY_TITLES } from './export-titles.ts';
import { localClock, localText } from './kernel/export-time.ts';
import type { Caption, ExportWords } from './kernel/export.ts';
import type { Language } from './kernel/problem.ts';
import type { Directory } from './places/directory.ts';

/** Choices that say how a list is read, not what it holds. */
const SILENT = new Set(['limit', 'cursor']);

const TELLS = {
  made: { id: 'Dibuat', en: 'Made at' },
  by: { id: 'Oleh', en: 'By' },
  below: { id: 'dan semua di bawahnya', en: 'and all below it' },
};

function shown(value: unknown): string {
  return value instanceof Date
    ? value.toISOString()
    : Array.isArray(value)
      ? value.join('; ')
      : String(value);
}

/** A file's name without what a file system may refuse. */
const slug = (text: string) =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 100);

/** The words of exports; the place stands for the caller's own where none is chosen. */
export function exportWords(directory: Directory): ExportWords {
  return {
    titles: COLUMN_TITLES,
    caption({ route, actor, query, params, language, now }): Caption {
      const name = (key: string) => QUERY_TITLES[key]?.[language] ?? key;
      const named = (code: string) => directory.byCode(code)?.name ?? '';
      const code = String(query.place ?? query.under ?? actor.unit.code);
      const place = directory.byCode(code) ?? directory.byCode(actor.unit.code);
      const zone = place?.timeZone ?? 'Asia/Jakarta';
      const title = LIST_TITLES[route.path]?.[language] ?? route.summary;
      const choices = Object.entries({ ...params, ...query }).filter(
        ([key, value]) => value !== undefined && !SILENT.has(key) && key !== 'place' && key !== 'under',
      );
      const lines: [string, string][] = [
        [
          name('place'),
          [code, named(code), query.deep === 'true' ? TELLS.below[language] : ''].filter(Boolean).join(' '),
        ],
        ...choices
          .filter(([key]) => key !== 'deep')
          .map(([key, value]): [string, string] => [name(key), shown(value)]),
        [TELLS.made[language], madeAt(now, zone, language)],
        [TELLS.by[language], actor.name],
      ];
      const period = [query.from, query.to, query.month, query.day].filter(
        (part) => typeof part === 'string',
      );
      return { title, fileName: slug([title, code, ...period].join(' ')), lines, zone };
    },
  };
}

function madeAt(now: Date, zone: string, language: Language): string {
  const text = localText(localClock(zone), now.getTime()).replace('T', ' ').slice(0, 16);
  const short: Record<string, string> = {
    'Asia/Jakarta': 'WIB',
    'Asia/Makassar': 'WITA',
    'Asia/Jayapura': 'WIT',
  };
  return `${text} ${short[zone] ?? zone}${language === 'en' && short[zone] ? ` (${zone})` : ''}`;
}
