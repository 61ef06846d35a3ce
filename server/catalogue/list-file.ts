// Reads an official list, a CSV file as offices really send them: BOM or not, comma or semicolon, any line end, columns
// in any order. What cannot be read is said with its line and column; nothing is guessed.
import { CsvError, parse } from 'csv-parse/sync';
import type { Text } from '../kernel/problem.ts';
import { faultText, type Fault } from './list-faults.ts';

export interface ListColumn {
  name: string;
  required?: boolean;
  /** Other headings that mean the same. */
  also?: readonly string[];
}

export interface ListRow {
  line: number;
  /** By column name; a column that the file lacks is absent, an empty cell is ''. */
  cells: ReadonlyMap<string, string>;
}

export interface ListFile {
  rows: ListRow[];
  delimiter: string;
  /** Whether the file has that column. */
  has(column: string): boolean;
  /** Headings that are not read. */
  unread: string[];
  faults: Fault[];
}

/** Limits of one file, far above the nation's lists. */
export const LIST_LIMITS = { bytes: 50_000_000, rows: 200_000, nameLength: 200 };

const nothing = (faults: Fault[]): ListFile => ({
  rows: [],
  delimiter: ',',
  has: () => false,
  unread: [],
  faults,
});

const wholeFile = (code: string, message: Text, line = 1): Fault => ({
  line,
  column: '',
  value: '',
  code,
  message,
});

/** The file's text, or why it cannot be read as UTF-8. */
function decode(bytes: Buffer): string | Fault {
  if (bytes.length > LIST_LIMITS.bytes)
    return wholeFile('file_too_large', faultText('file_too_large', { max: LIST_LIMITS.bytes }));
  if (bytes.subarray(0, 2).toString('latin1') === 'PK') return wholeFile('not_csv', faultText('not_csv'));
  if (bytes.includes(0)) return wholeFile('wrong_encoding', faultText('not_utf8_wide'));
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r\n?/g, '\n');
  } catch {
    const line = firstBadLine(bytes);
    return wholeFile('wrong_encoding', faultText('not_utf8', { line }), line);
  }
}

/** The line with the first bytes that are no UTF-8. */
function firstBadLine(bytes: Buffer): number {
  let line = 1;
  for (let from = 0; from < bytes.length; line++) {
    const end = bytes.indexOf(10, from);
    const to = end < 0 ? bytes.length : end;
    if (bytes.subarray(from, to).toString('utf8').includes('\ufffd')) return line;
    from = to + 1;
  }
  return 1;
}

/** Whichever of comma, semicolon and tab stands most often in the header. */
function delimiterOf(text: string): string {
  const header = text
    .slice(0, text.indexOf('\n') < 0 ? undefined : text.indexOf('\n'))
    .replace(/"[^"]*"/g, '');
  const count = (delimiter: string) => header.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}

type Record = { record: string[]; info: { lines: number } };

function cut(text: string, delimiter: string): { line: number; cells: string[] }[] | Fault {
  try {
    const records = parse(text, {
      delimiter,
      info: true,
      relax_column_count: true,
      trim: true,
    }) as unknown as Record[];
    let end = 0;
    return records.map(({ record, info }) => {
      const line = end + 1;
      end = info.lines;
      return { line, cells: record.map((cell) => cell.trim()) };
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = Number((error as { lines?: unknown }).lines) || 1;
    return wholeFile('broken_quotes', faultText('broken_quotes', { line }), line);
  }
}

/** Which column stands where, and what is wrong with the header. */
function readHeader(header: readonly string[], columns: readonly ListColumn[]) {
  const meanings = new Map(
    columns.flatMap(({ name, also = [] }) => [name, ...also].map((word) => [word, name] as const)),
  );
  const names = header.map((heading) => meanings.get(heading.toLowerCase().replace(/[\s-]+/g, '_')));
  const faults: Fault[] = [];
  for (const { name, required } of columns) {
    const times = names.filter((found) => found === name).length;
    const code = times > 1 ? 'column_twice' : required && times === 0 ? 'column_missing' : undefined;
    if (code)
      faults.push({ line: 1, column: name, value: '', code, message: faultText(code, { column: name }) });
  }
  return { names, faults, unread: header.filter((heading, at) => heading && names[at] === undefined) };
}

/** Reads a list by its columns. Faults of the header or the file as a whole leave no rows. */
export function readList(bytes: Buffer, columns: readonly ListColumn[]): ListFile {
  const text = decode(bytes);
  if (typeof text !== 'string') return nothing([text]);
  const delimiter = delimiterOf(text);
  const records = cut(text, delimiter);
  if (!Array.isArray(records)) return nothing([records]);
  const [header, ...body] = records.filter(({ cells }) => cells.some((cell) => cell !== ''));
  if (!header) return nothing([wholeFile('file_empty', faultText('file_empty'))]);
  const { names, faults, unread } = readHeader(header.cells, columns);
  if (faults.length > 0) return { ...nothing(faults), unread };
  if (body.length === 0) return nothing([wholeFile('file_empty', faultText('file_empty'))]);
  if (body.length > LIST_LIMITS.rows) {
    return nothing([wholeFile('too_many_rows', faultText('too_many_rows', { max: LIST_LIMITS.rows }))]);
  }
  const rows: ListRow[] = [];
  for (const { line, cells } of body) {
    if (cells.length !== names.length) {
      const message = faultText('wrong_cell_count', { cells: cells.length, columns: names.length });
      faults.push({
        line,
        column: '',
        value: cells.join(delimiter).slice(0, 80),
        code: 'wrong_cell_count',
        message,
      });
      continue;
    }
    const named = names.flatMap((name, at) => (name === undefined ? [] : [[name, cells[at]!] as const]));
    rows.push({ line, cells: new Map(named) });
  }
  return { rows, delimiter, has: (column) => names.includes(column), unread, faults };
}
