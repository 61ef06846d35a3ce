// Tables as files: what a spreadsheet would run stays text, numbers and days stay what they are, a long table goes on.
import { PassThrough, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import readXlsx from 'read-excel-file/node';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { columnsOf, readerOf, titleOf } from '../../server/kernel/export-columns.ts';
import { writeCsv } from '../../server/kernel/export-csv.ts';
import type { Cell, Table } from '../../server/kernel/export-table.ts';
import { localClock, localText } from '../../server/kernel/export-time.ts';
import { writeXlsx } from '../../server/kernel/export-xlsx.ts';
import { Day, Moment } from '../../server/kernel/shapes.ts';

async function* pages(...all: Cell[][][]) {
  for (const page of all) {
    await Promise.resolve();
    yield page.map((row) => [...row]);
  }
}

const COLUMNS = [
  { title: 'Nama', kind: 'text' },
  { title: 'Dosis', kind: 'number' },
  { title: 'Tanggal', kind: 'day' },
  { title: 'Waktu', kind: 'instant' },
] as const;
const table = (rows: AsyncGenerator<Cell[][]>, heading: string[][] = []): Table => ({
  title: 'Uji / coba',
  heading,
  columns: COLUMNS,
  pages: rows,
  zone: 'Asia/Jayapura',
});

async function written(write: (output: Writable) => Promise<void>): Promise<Buffer> {
  const through = new PassThrough();
  const all = buffer(through);
  await write(through);
  return all;
}

const csv = async (it: Table) => (await written((output) => writeCsv(it, output))).toString();

describe('a table as CSV', () => {
  it('begins with a byte order mark, then the heading, an empty line, the titles', async () => {
    const text = await csv(table(pages([]), [['Judul'], ['Tempat', '32 Jawa Barat']]));
    expect(text).toBe('\uFEFFJudul\r\nTempat,32 Jawa Barat\r\n\r\nNama,Dosis,Tanggal,Waktu\r\n');
  });

  it.each(['=1+1', '+62', '-x', '@SUM(A1)', '\tx', '\rx'])('makes text of the formula %j', async (evil) => {
    const text = await csv(table(pages([[evil, -5, null, null]])));
    const [, row] = parse(text, { bom: true, record_delimiter: '\r\n' });
    expect(row).toEqual([`'${evil}`, '-5', '', '']);
  });

  it('quotes what needs it and shows instants by the clocks of the place', async () => {
    const text = await csv(table(pages([['a "b", c', 3, '2026-11-27', '2026-11-27T15:30:00.000Z']])));
    expect(text.split('\r\n')[1]).toBe('"a ""b"", c",3,2026-11-27,2026-11-28T00:30:00+09:00');
  });
});

describe('a table as a workbook', () => {
  const read = async (it: Table, most?: number) => {
    const file = await written((output) => writeXlsx(it, output, most));
    return readXlsx(file);
  };

  it('keeps numbers, days and instants as such, and text as text', async () => {
    const rows: Cell[][] = [
      ['=1+1', -5, '2026-11-27', '2026-11-27T15:30:00.000Z'],
      ['a <b> & \u0001c', 1.5, null, null],
    ];
    const [sheet] = await read(table(pages(rows), [['Judul'], ['Tempat', 'Papua']]));
    expect(sheet?.data.slice(0, 2).map((row) => row.filter(Boolean))).toEqual([
      ['Judul'],
      ['Tempat', 'Papua'],
    ]);
    const at = sheet!.data.findIndex((row) => row[0] === 'Nama');
    // A spreadsheet's instant is a fraction of a day: right to the millisecond.
    const instant = sheet!.data[at + 1]![3] as unknown as Date;
    expect(Math.abs(instant.getTime() - Date.parse('2026-11-28T00:30:00Z'))).toBeLessThan(2);
    sheet!.data[at + 1]![3] = null as never;
    expect(sheet!.data.slice(at)).toEqual([
      ['Nama', 'Dosis', 'Tanggal', 'Waktu'],
      ['=1+1', -5, new Date('2026-11-27T00:00:00Z'), null],
      ['a <b> & c', 1.5, null, null],
    ]);
    expect(sheet?.sheet).toBe('Uji   coba');
  });

  it('goes on in a second sheet with its titles', async () => {
    const rows = (from: number, count: number): Cell[][] =>
      Array.from({ length: count }, (_, n) => [`row ${from + n}`, from + n, null, null]);
    const sheets = await read(table(pages(rows(0, 3), rows(3, 4))), 4);
    expect(sheets.map(({ data }) => data.map((row) => row[0]))).toEqual([
      ['Nama', 'row 0', 'row 1', 'row 2'],
      ['Nama', 'row 3', 'row 4', 'row 5'],
      ['Nama', 'row 6'],
    ]);
  });
});

describe('a file that nobody takes', () => {
  it.each([
    ['csv', writeCsv],
    ['xlsx', writeXlsx],
  ])('stops reading its rows: %s', async (_, write) => {
    let read = 0;
    let closed = false;
    async function* endless() {
      try {
        for (;;) {
          await Promise.resolve();
          read++;
          yield Array.from({ length: 2000 }, () => ['x'.repeat(100) + Math.random(), 1, null, null]);
        }
      } finally {
        closed = true;
      }
    }
    const stuck = new Writable({ highWaterMark: 1, write: () => undefined });
    const writing = write(table(endless()), stuck);
    // By now it would have read a thousand times as much, were it not held up.
    for (let turn = 0; turn < 5000; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThan(100);
    stuck.destroy();
    await expect(writing).rejects.toThrow();
    expect(closed).toBe(true);
  });

  it('passes on what went wrong with its rows', async () => {
    async function* broken(): AsyncGenerator<Cell[][]> {
      yield [['x', 1, null, null]];
      await Promise.resolve();
      throw new Error('no more rows');
    }
    for (const write of [writeCsv, writeXlsx]) {
      const output = new PassThrough();
      output.resume();
      await expect(write(table(broken()), output)).rejects.toThrow('no more rows');
      expect(output.destroyed).toBe(true);
    }
  });
});

describe('columns', () => {
  const list = z.object({
    items: z.array(
      z.object({
        batch: z.object({ lot: z.string(), expiry: Day }),
        doses: z.int().nullable(),
        at: Moment.optional(),
        tags: z.array(z.string()),
      }),
    ),
    nextCursor: z.string().nullable(),
  });

  it('come from the shape of the items', () => {
    expect(columnsOf(list)).toEqual([
      { path: 'batch.lot', kind: 'text' },
      { path: 'batch.expiry', kind: 'day' },
      { path: 'doses', kind: 'number' },
      { path: 'at', kind: 'instant' },
      { path: 'tags', kind: 'text' },
    ]);
    expect(columnsOf(z.object({ id: z.string() }))).toBeUndefined();
    expect(columnsOf(undefined)).toBeUndefined();
  });

  it('are read and titled', () => {
    const item = { batch: { lot: 'A' }, doses: 0, tags: ['x', 'y'], more: [{ a: 1 }] };
    const values = ['batch.lot', 'doses', 'tags', 'more', 'nothing.there'].map((path) =>
      readerOf(path)(item),
    );
    expect(values).toEqual(['A', 0, 'x; y', '[{"a":1}]', null]);
    const titles = { lot: { id: 'Nomor lot', en: 'Lot' } };
    expect(titleOf('batch.lot', titles, 'id')).toBe('Nomor lot');
    expect(titleOf('receivedAt', titles, 'en')).toBe('Received at');
  });
});

describe('the clock of a zone', () => {
  it.each([
    ['Asia/Jakarta', '2026-01-01T00:00:00+07:00'],
    ['Asia/Makassar', '2026-01-01T01:00:00+08:00'],
    ['UTC', '2025-12-31T17:00:00+00:00'],
    ['America/St_Johns', '2025-12-31T13:30:00-03:30'],
  ])('%s', (zone, shown) => {
    expect(localText(localClock(zone), Date.parse('2025-12-31T17:00:00Z'))).toBe(shown);
  });
});
