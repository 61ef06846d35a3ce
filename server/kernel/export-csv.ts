// A table as CSV (RFC 4180): UTF-8 with a byte order mark, lines ended by CR LF. Text that a spreadsheet would take for
// a formula is preceded by an apostrophe; numbers are not, for -5 is a number.
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify/sync';
import type { Table, Cell } from './export-table.ts';
import { localClock, localText } from './export-time.ts';

const OPTIONS = {
  record_delimiter: 'windows' as const,
  escape_formulas: true,
  cast: { number: (value: number) => ({ value: String(value), escape_formulas: false }) },
};
const BOM = '\uFEFF';

async function* lines(table: Table): AsyncGenerator<string> {
  const clock = localClock(table.zone);
  const instants = table.columns.flatMap(({ kind }, index) => (kind === 'instant' ? [index] : []));
  const localise = (row: Cell[]) => {
    for (const index of instants) {
      const value = row[index];
      if (typeof value === 'string') row[index] = localText(clock, Date.parse(value));
    }
    return row.map((cell) => (typeof cell === 'boolean' ? String(cell) : cell));
  };
  const head = table.heading.length > 0 ? [...table.heading.map((line) => [...line]), []] : [];
  yield BOM + stringify([...head, table.columns.map(({ title }) => title)], OPTIONS);
  for await (const page of table.pages) {
    if (page.length > 0) yield stringify(page.map(localise), OPTIONS);
  }
}

/** Writes the table as fast as it is taken and no faster; ends `output`, or destroys it when something fails. */
export async function writeCsv(table: Table, output: Writable): Promise<void> {
  await pipeline(Readable.from(lines(table), { objectMode: false, highWaterMark: 256 * 1024 }), output);
}
