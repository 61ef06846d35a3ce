// The report of an import: the figures, the first changes and refusals for the screen, every refusal for a file.
import type { Language } from '../kernel/problem.ts';
import type { Fault } from './list-faults.ts';
import type { ListPlan } from './list-plan.ts';

/** How many refusals and how many changes the screen shows. */
const SHOWN_FAULTS = 50;
const SHOWN_CHANGES = 5;

const WORDS = {
  id: {
    rows: 'baris, pemisah',
    fresh: 'baru',
    changed: 'berubah',
    unchanged: 'tetap',
    rejected: 'ditolak',
    unread: 'Kolom yang tidak dibaca',
    line: 'baris',
    column: 'kolom',
    more: 'dan {count} lagi',
    retired: 'Puskesmas buatan yang dinonaktifkan',
    dry: 'Uji coba: tidak ada yang ditulis. Ulangi dengan --commit untuk menulis.',
    refused: 'Tidak ada yang ditulis: perbaiki baris yang ditolak, lalu ulangi.',
    nothing: 'Tidak ada yang perlu ditulis.',
    written: 'Tertulis, semuanya dalam satu transaksi.',
    tab: 'tab',
  },
  en: {
    rows: 'rows, delimiter',
    fresh: 'new',
    changed: 'changed',
    unchanged: 'unchanged',
    rejected: 'rejected',
    unread: 'Columns that are not read',
    line: 'line',
    column: 'column',
    more: 'and {count} more',
    retired: 'Made-up health centres deactivated',
    dry: 'Dry run: nothing was written. Repeat with --commit to write.',
    refused: 'Nothing was written: correct the rejected rows and repeat.',
    nothing: 'There is nothing to write.',
    written: 'Written, all in one transaction.',
    tab: 'tab',
  },
} as const;

export type Outcome = 'dry' | 'refused' | 'nothing' | 'written';

export interface ImportReport {
  plan: ListPlan<{ code: string }>;
  outcome: Outcome;
  /** Made-up health centres that were, or would be, deactivated. */
  retired?: number;
}

/** A fault in one line: where, what it says, why it is refused. */
export function describeFault({ line, column, value, message }: Fault, language: Language): string {
  const words = WORDS[language];
  const where = [`${words.line} ${line}`, column && `${words.column} ${column}`].filter(Boolean).join(', ');
  return `${where}: ${message[language]}${value && ` ("${value}")`}`;
}

const more = (all: number, shown: number, language: Language) =>
  all > shown ? [`  … ${WORDS[language].more.replace('{count}', String(all - shown))}`] : [];

/** The report as lines of text. */
export function reportLines({ plan, outcome, retired }: ImportReport, language: Language): string[] {
  const words = WORDS[language];
  const delimiter = plan.delimiter === '\t' ? words.tab : `"${plan.delimiter}"`;
  const figures = [
    `${plan.fresh.length} ${words.fresh}`,
    `${plan.changed.length} ${words.changed}`,
    `${plan.unchanged} ${words.unchanged}`,
    `${plan.rejected} ${words.rejected}`,
  ];
  return [
    `${plan.rows} ${words.rows} ${delimiter}: ${figures.join(', ')}.`,
    ...(plan.unread.length > 0 ? [`${words.unread}: ${plan.unread.join(', ')}.`] : []),
    ...(retired === undefined ? [] : [`${words.retired}: ${retired}.`]),
    ...plan.changed
      .slice(0, SHOWN_CHANGES)
      .map(({ row, differences }) => `  ${words.changed} ${row.code}: ${differences.join('; ')}`),
    ...more(plan.changed.length, SHOWN_CHANGES, language),
    ...plan.faults
      .slice(0, SHOWN_FAULTS)
      .map((fault) => `  ${words.rejected} ${describeFault(fault, language)}`),
    ...more(plan.faults.length, SHOWN_FAULTS, language),
    words[outcome],
  ];
}

/** A cell that a spreadsheet takes for text: never for a formula. */
function quoted(cell: string): string {
  const safe = /^[=+@\t\r]|^-(?!\d)/.test(cell) ? `'${cell}` : cell;
  return `"${safe.replaceAll('"', '""')}"`;
}

/** Every fault as a CSV file that spreadsheets open: line, column, value, code, reason. */
export function reportCsv(faults: readonly Fault[], language: Language): string {
  const rows = faults.map(({ line, column, value, code, message }) =>
    [String(line), column, value, code, message[language]].map(quoted).join(','),
  );
  return `\ufeff${['line,column,value,code,reason', ...rows].join('\r\n')}\r\n`;
}
