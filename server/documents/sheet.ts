// What every document is made of: letterhead, title, facts, the scan code of the thing, tables, signatures. `sheetOf`
// says how they stand on the page; heads of a table repeat on each page, rows are never cut in two.
import type { Content, TableCell, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import type { Place } from '../places/directory.ts';
import { momentText } from './words.ts';

export interface Column {
  title: string;
  /** In points, or what is left over. */
  width: number | '*';
  align?: 'left' | 'right' | 'center';
}

export interface Table {
  caption?: string;
  columns: readonly Column[];
  rows: readonly (readonly string[])[];
  /** The last line: sums. */
  totals?: readonly string[];
  /** Said in place of rows when there is none. */
  empty?: string;
  /** Many columns in smaller letters. */
  dense?: boolean;
}

export interface Signature {
  /** Such as "Yang menerima". */
  role: string;
  place?: string;
  /** The name under the line; blank to be written by hand. */
  name?: string;
  /** Under the name, such as a position; by default a line for a number. */
  detail?: string;
}

export interface Sheet {
  /** Whose document it is: its name and store stand in the letterhead, its clocks date it. */
  issuer: Place;
  title: string;
  number: string;
  madeAt: Date;
  landscape?: boolean;
  /** Across each page in grey: what the document is not yet, or no longer. */
  mark?: string;
  facts: readonly (readonly [label: string, value: string])[];
  /** The symbol by which a scanner finds the thing, as SVG. */
  symbol: { svg: string; wide?: boolean };
  /** Paragraphs between the facts and the tables. */
  paragraphs?: readonly string[];
  tables: readonly Table[];
  notes?: readonly string[];
  signatures: readonly Signature[];
}

const INK = '#111111';
const RULE = '#777777';
/** From this many characters on a word may be wider than its column and is broken anywhere. */
const LONG_WORD = /(\S{17,})/;

/** Text that breaks inside a word only where the word is too long. */
const words = (text: string) =>
  LONG_WORD.test(text)
    ? {
        text: text
          .split(LONG_WORD)
          .map((part, at) => (at % 2 ? { text: part, wordBreak: 'break-all' as const } : part)),
      }
    : { text };

function letterhead({ issuer }: Sheet): Content {
  return {
    stack: [
      { ...words(issuer.name.toUpperCase()), fontSize: 13, bold: true, alignment: 'center' },
      {
        ...words([issuer.storeName, `Kode ${issuer.code}`].filter(Boolean).join('  ·  ')),
        alignment: 'center',
        margin: [0, 2, 0, 6],
      },
      {
        table: { widths: ['*'], body: [['']] },
        layout: {
          hLineWidth: (line: number) => (line === 0 ? 1.5 : 0.5),
          vLineWidth: () => 0,
          paddingTop: () => 0.5,
          paddingBottom: () => 0.5,
        },
        fontSize: 1,
        margin: [0, 0, 0, 8],
      },
    ],
  };
}

/** Facts one below the other; across a landscape page in two columns, for it is low. */
function factsOf({ facts, landscape }: Sheet): Content {
  const cells = facts.map(([label, value]): TableCell[] => [label, ':', words(value)]);
  const half = landscape ? Math.ceil(cells.length / 2) : cells.length;
  const body = cells
    .slice(0, half)
    .map((left, at) => (landscape ? [...left, ...(cells[half + at] ?? ['', '', ''])] : left));
  const widths = [landscape ? 80 : 105, 5, '*' as const];
  return {
    table: { widths: landscape ? [...widths, ...widths] : widths, body },
    layout: {
      defaultBorder: false,
      paddingLeft: () => 0,
      paddingTop: () => 1.5,
      paddingBottom: () => 1.5,
    },
  };
}

function about(sheet: Sheet): Content {
  const { symbol, title, number } = sheet;
  return [
    { text: title, fontSize: 12, bold: true, alignment: 'center' },
    { ...words(`Nomor: ${number}`), alignment: 'center', margin: [0, 2, 0, 8] },
    {
      columns: [
        {
          width: '*',
          stack: [factsOf(sheet)],
        },
        { width: symbol.wide ? 215 : 90, svg: symbol.svg, fit: symbol.wide ? [215, 110] : [90, 100] },
      ],
      columnGap: 14,
      margin: [0, 0, 0, 10],
    },
  ];
}

function tableOf({ caption, columns, rows, totals, empty, dense }: Table): Content {
  const head = columns.map(({ title }): TableCell => ({
    text: title,
    bold: true,
    alignment: 'center',
    fillColor: '#eeeeee',
  }));
  const cells = (row: readonly string[], bold = false) =>
    row.map((text, at): TableCell => ({ ...words(text), bold, alignment: columns[at]?.align ?? 'left' }));
  const nothing: TableCell[] = [
    { text: empty ?? 'Tidak ada baris', colSpan: columns.length, italics: true, alignment: 'center' },
    ...columns.slice(1).map(() => ''),
  ];
  const body = [head, ...(rows.length === 0 ? [nothing] : rows.map((row) => cells(row)))];
  if (totals) body.push(cells(totals, true));
  return [
    ...(caption ? [{ text: caption, bold: true, margin: [0, 4, 0, 3] } as Content] : []),
    {
      table: {
        headerRows: 1,
        dontBreakRows: true,
        keepWithHeaderRows: 1,
        widths: columns.map(({ width }) => width),
        body,
      },
      layout: {
        hLineWidth: () => 0.5,
        vLineWidth: () => 0.5,
        hLineColor: () => RULE,
        vLineColor: () => RULE,
        paddingLeft: () => 3,
        paddingRight: () => 3,
        paddingTop: () => 2,
        paddingBottom: () => 2,
      },
      fontSize: dense ? 7.5 : 8.5,
      margin: [0, 0, 0, 8],
    },
  ];
}

const MOST_ABREAST = 4;

/** Signatures in rows of about equal length, so that there is room to sign. */
function inRows(signatures: readonly Signature[]): Signature[][] {
  const count = Math.ceil(signatures.length / MOST_ABREAST);
  const length = Math.ceil(signatures.length / count);
  return Array.from({ length: count }, (_, row) => signatures.slice(row * length, (row + 1) * length));
}

/** Signatures stand together, never a name on one page and its line on the next, and their lines at one height. */
function signed(signatures: readonly Signature[], gap: number): Content {
  const row = (cellOf: (signature: Signature) => TableCell) => signatures.map(cellOf);
  return {
    unbreakable: true,
    margin: [0, 14, 0, 0],
    alignment: 'center',
    table: {
      widths: signatures.map(() => '*'),
      body: [
        row(({ role }) => ({ text: role })),
        row(({ place }) => ({ ...words(place ?? ' '), fontSize: 8 })),
        row(({ name }) => ({
          text: name ? `( ${name} )` : '( ................................ )',
          margin: [0, gap, 0, 0],
        })),
        row(({ detail }) => ({ ...words(detail ?? 'NIP/NIK: ....................'), fontSize: 8 })),
      ],
    },
    layout: 'noBorders',
  };
}

/** A sheet as pdfmake wants it. */
export function sheetOf(sheet: Sheet): TDocumentDefinitions {
  const { issuer, title, number, madeAt, landscape, mark, tables, paragraphs, notes, signatures } = sheet;
  const made = `Jejak Vaksin · dicetak ${momentText(madeAt, issuer.timeZone)}`;
  return {
    pageSize: 'A4',
    pageOrientation: landscape ? 'landscape' : 'portrait',
    pageMargins: [36, 40, 36, 44],
    info: { title: `${title} ${number}`, author: issuer.name, creator: 'Jejak Vaksin' },
    language: 'id-ID',
    watermark: mark ? { text: mark, opacity: 0.07, bold: true, color: '#000000' } : undefined,
    defaultStyle: { font: 'Roboto', fontSize: 9.5, color: INK },
    header: (page) =>
      page === 1
        ? ''
        : { text: `${title} · ${number}`, fontSize: 8, color: '#444444', margin: [36, 20, 36, 0] },
    footer: (page, pages) => ({
      columns: [
        { text: made, width: '*' },
        { text: `Halaman ${page} dari ${pages}`, width: 'auto' },
      ],
      fontSize: 8,
      color: '#444444',
      margin: [36, 14, 36, 0],
    }),
    content: [
      letterhead(sheet),
      about(sheet),
      ...(paragraphs ?? []).map((text): Content => ({ ...words(text), margin: [0, 0, 0, 6] })),
      ...tables.map(tableOf),
      ...(notes ?? []).map((text): Content => ({ ...words(text), fontSize: 8.5, margin: [0, 0, 0, 3] })),
      ...inRows(signatures).map((row) => signed(row, landscape ? 34 : 44)),
    ],
  };
}
