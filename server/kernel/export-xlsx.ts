// A table as an Excel workbook, written row by row into a zip: sheets go out while the rows are still being read. Text is
// always a text cell, never a formula. A table longer than a sheet may be goes on in the next one.
import { Readable, type Writable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import type { Cell, Table } from './export-table.ts';
import { localClock } from './export-time.ts';
import {
  contentTypes,
  ROOT_RELATIONS,
  STYLE,
  STYLES,
  workbook,
  workbookRelations,
} from './export-xlsx-parts.ts';

/** The rows that a sheet may have. */
const ROWS_A_SHEET = 1_048_576;
const MOST_CHARACTERS = 32_767;
const DAY_MS = 86_400_000;
/** The day 0 of a spreadsheet, 30 December 1899, in days before 1970. */
const EPOCH_DAYS = 25_569;
/** Quick and still a fifth of the size: the slower levels halve the rate for a tenth less. */
const COMPRESSION = 3;

// eslint-disable-next-line no-control-regex -- XML 1.0 knows no such characters
const SPECIAL = /[&<>\r\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/;
const EACH_SPECIAL = new RegExp(SPECIAL, 'g');
const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' };

function escape(text: string): string {
  const cut = text.length > MOST_CHARACTERS ? text.slice(0, MOST_CHARACTERS) : text;
  return SPECIAL.test(cut) ? cut.replace(EACH_SPECIAL, (sign) => ESCAPES[sign] ?? '') : cut;
}

/** The letters of a column: A, B, … Z, AA. */
function letters(index: number): string {
  const rest = Math.floor(index / 26);
  return (rest > 0 ? letters(rest - 1) : '') + String.fromCharCode(65 + (index % 26));
}

function textCell(at: string, text: string, style: number): string {
  // A cell marked so stays text when somebody edits it or saves the sheet as CSV.
  const marked = style === 0 && /^[=+\-@\t\r]/.test(text) ? STYLE.quoted : style;
  return `<c r="${at}" t="inlineStr"${marked ? ` s="${marked}"` : ''}><is><t xml:space="preserve">${escape(text)}</t></is></c>`;
}

/** Makes the writer of a row as XML. */
function rowWriter(table: Table): (row: Cell[], number: number) => string {
  const clock = localClock(table.zone);
  const columns = table.columns.map(({ kind }, index) => ({ kind, letter: letters(index) }));
  return (row, number) => {
    let cells = '';
    for (let index = 0; index < columns.length; index++) {
      const value = row[index];
      if (value === null || value === undefined) continue;
      const { kind, letter } = columns[index]!;
      const at = `${letter}${number}`;
      if (typeof value === 'number') {
        cells += `<c r="${at}"><v>${value}</v></c>`;
      } else if (kind === 'instant' && typeof value === 'string') {
        cells += `<c r="${at}" s="${STYLE.instant}"><v>${clock(Date.parse(value)) / DAY_MS + EPOCH_DAYS}</v></c>`;
      } else if (kind === 'day' && typeof value === 'string') {
        cells += `<c r="${at}" s="${STYLE.day}"><v>${Date.parse(value) / DAY_MS + EPOCH_DAYS}</v></c>`;
      } else cells += textCell(at, String(value), 0);
    }
    return `<row r="${number}">${cells}</row>`;
  };
}

const WIDTHS = { text: 24, number: 12, day: 12, instant: 20 };

/** Everything of a sheet before its first row of data, and how many rows that took. */
function sheetHead(table: Table): { xml: string; rows: number } {
  const lines = table.heading.length > 0 ? [...table.heading, []] : [];
  const rows = lines.length + 1;
  const widths = table.columns.map(
    ({ kind, title }, index) =>
      `<col min="${index + 1}" max="${index + 1}" width="${Math.max(WIDTHS[kind], title.length + 2)}" customWidth="1"/>`,
  );
  const above = lines.map((line, n) => {
    const cells = line.map((text, index) =>
      textCell(`${letters(index)}${n + 1}`, text, n === 0 ? STYLE.title : index === 0 ? STYLE.label : 0),
    );
    return `<row r="${n + 1}">${cells.join('')}</row>`;
  });
  const titles = table.columns.map(({ title }, index) =>
    textCell(`${letters(index)}${rows}`, title, STYLE.head),
  );
  const xml = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="${rows}" topLeftCell="A${rows + 1}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths.join('')}</cols><sheetData>${above.join('')}<row r="${rows}">${titles.join('')}</row>`;
  return { xml, rows };
}

/** Hands out pages, and takes back what did not fit. */
function createSource(pages: AsyncIterable<Cell[][]>) {
  const iterator = pages[Symbol.asyncIterator]();
  let kept: Cell[][] | undefined;
  return {
    async next(): Promise<Cell[][] | undefined> {
      if (kept) {
        const page = kept;
        kept = undefined;
        return page;
      }
      const read = await iterator.next();
      return read.done ? undefined : read.value;
    },
    giveBack: (rows: Cell[][]) => void (kept = rows.length > 0 ? rows : undefined),
    get hasMore() {
      return kept !== undefined;
    },
    close: () => iterator.return?.(),
  };
}

async function* sheet(
  table: Table,
  source: ReturnType<typeof createSource>,
  most: number,
): AsyncGenerator<string> {
  const head = sheetHead(table);
  const write = rowWriter(table);
  yield head.xml;
  let number = head.rows;
  for (let page = await source.next(); page; page = await source.next()) {
    const fits = page.slice(0, most - number);
    let xml = '';
    for (const row of fits) xml += write(row, ++number);
    yield xml;
    source.giveBack(page.slice(fits.length));
    if (source.hasMore) break;
  }
  const last = letters(table.columns.length - 1);
  yield `</sheetData><autoFilter ref="A${head.rows}:${last}${number}"/></worksheet>`;
}

/**
 * Writes the table as it is taken; ends `output`, or destroys it when something fails.
 * @param most rows a sheet may have, its heading included.
 */
export async function writeXlsx(table: Table, output: Writable, most = ROWS_A_SHEET): Promise<void> {
  const zip = new ZipFile();
  const done = pipeline(zip.outputStream as Readable, output);
  done.catch(() => undefined); // awaited below, after whatever is being written
  zip.on('error', (error: Error) => (zip.outputStream as Readable).destroy(error));
  const source = createSource(table.pages);
  let sheets = 0;
  let writing: Readable | undefined;
  try {
    do {
      writing = Readable.from(sheet(table, source, most), { objectMode: false, highWaterMark: 256 * 1024 });
      zip.addReadStream(writing, `xl/worksheets/sheet${++sheets}.xml`, { compressionLevel: COMPRESSION });
      await Promise.race([finished(writing), done]);
    } while (source.hasMore);
    const parts = {
      '[Content_Types].xml': contentTypes(sheets),
      '_rels/.rels': ROOT_RELATIONS,
      'xl/workbook.xml': workbook(escape(table.title), sheets),
      'xl/_rels/workbook.xml.rels': workbookRelations(sheets),
      'xl/styles.xml': STYLES,
    };
    for (const [name, xml] of Object.entries(parts)) zip.addBuffer(Buffer.from(xml), name);
    zip.end();
    await done;
  } finally {
    writing?.destroy();
    (zip.outputStream as Readable).destroy();
    await done.catch(() => undefined);
    await source.close();
  }
}
