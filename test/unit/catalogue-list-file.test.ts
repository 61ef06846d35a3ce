// Official lists as offices send them: what is read, and what is refused with which words.
import { describe, expect, it } from 'vitest';
import { cellsOf, createOnce } from '../../server/catalogue/list-cells.ts';
import { LIST_LIMITS, readList } from '../../server/catalogue/list-file.ts';
import { describeFault, reportCsv } from '../../server/catalogue/list-report.ts';

const COLUMNS = [
  { name: 'code', required: true, also: ['kode'] },
  { name: 'name', required: true },
  { name: 'lat' },
];
const read = (text: string | Buffer) => readList(Buffer.from(text as string), COLUMNS);
const codes = (text: string | Buffer) => read(text).faults.map(({ code, line }) => [code, line]);
const rowOf = (cells: Record<string, string>) => cellsOf({ line: 7, cells: new Map(Object.entries(cells)) });

describe('reading a list', () => {
  it.each([
    ['commas', 'code,name\n1,Satu\n'],
    ['semicolons', 'code;name\n1;Satu\n'],
    ['tabs', 'code\tname\n1\tSatu'],
    ['a byte order mark and CRLF', '\ufeffcode,name\r\n1,Satu\r\n'],
    ['headings in other words, order and case', 'NAME,Kode\nSatu,1\n'],
    ['quotes, spaces and empty lines', '\n"code" ,name\n\n1," Satu "\n,\n'],
  ])('understands %s', (_, text) => {
    const file = read(text);
    expect(file.faults).toEqual([]);
    expect(file.rows.map(({ cells }) => [cells.get('code'), cells.get('name')])).toEqual([['1', 'Satu']]);
  });

  it('counts lines as an editor does', () => {
    const file = read('code,name\r\n1,"dua\r\nbaris"\r\n\r\n2,B\r\n');
    expect(file.rows.map(({ line }) => line)).toEqual([2, 5]);
  });

  it('names columns that it does not read', () => {
    expect(read('code,name,alamat\n1,A,Jl. B\n').unread).toEqual(['alamat']);
  });

  it.each([
    ['an empty file', '', [['file_empty', 1]]],
    ['a header alone', 'code,name\n', [['file_empty', 1]]],
    ['a missing column', 'code,nam\n1,A\n', [['column_missing', 1]]],
    ['a column twice', 'code,kode,name\n1,1,A\n', [['column_twice', 1]]],
    [
      'rows of the wrong width',
      'code,name\n1\n2,B\n3,C,x\n',
      [
        ['wrong_cell_count', 2],
        ['wrong_cell_count', 4],
      ],
    ],
    ['an open quote', 'code,name\n1,"A\n2,B\n', [['broken_quotes', 3]]],
    ['an Excel workbook', 'PK\u0003\u0004 rest', [['not_csv', 1]]],
  ])('refuses %s', (_, text, expected) => expect(codes(text)).toEqual(expected));

  it('refuses Latin-1 and UTF-16, saying where and what to do', () => {
    expect(codes(Buffer.from('code,name\n1,A\n2,Andr\xe9\n', 'latin1'))).toEqual([['wrong_encoding', 3]]);
    expect(codes(Buffer.from('\ufeffcode,name\n1,A\n', 'utf16le'))).toEqual([['wrong_encoding', 1]]);
    const [fault] = read(Buffer.from('code,name\n1,\xe9\n', 'latin1')).faults;
    expect(fault?.message.en).toContain('CSV UTF-8');
    expect(fault?.message.id).toContain('CSV UTF-8');
  });

  it('refuses a file above its limits', () => {
    expect(codes(Buffer.alloc(LIST_LIMITS.bytes + 1, 65))).toEqual([['file_too_large', 1]]);
    expect(codes(`code,name\n${'1,A\n'.repeat(LIST_LIMITS.rows + 1)}`)).toEqual([['too_many_rows', 1]]);
  });
});

describe('the cells of a row', () => {
  it('reads text, codes, numbers and flags', () => {
    const cells = rowOf({ t: 'A  B', c: 'x-1', n: '-6,9', i: '12', y: 'Ya', n0: '', d: '2.50' });
    expect([
      cells.text('t'),
      cells.code('c', 20),
      cells.number('n', -90, 90),
      cells.integer('i', 0, 99),
    ]).toEqual(['A B', 'X-1', -6.9, 12]);
    expect([
      cells.flag('y'),
      cells.number('n0', 0, 1),
      cells.text('absent'),
      cells.number('d', 0, 9),
    ]).toEqual([true, null, null, 2.5]);
    expect(cells.faults).toEqual([]);
  });

  it('says what is wrong with each cell and reads on', () => {
    const cells = rowOf({
      a: '',
      b: 'x'.repeat(201),
      c: 'a b',
      d: '1e3',
      e: '91',
      f: '1.5',
      g: 'mungkin',
      h: 'a\u0007',
    });
    cells.required('a');
    cells.text('b');
    cells.code('c', 20);
    cells.number('d', 0, 9999);
    cells.number('e', -90, 90);
    cells.integer('f', 0, 9);
    cells.flag('g');
    cells.text('h');
    expect(cells.faults.map(({ column, code }) => [column, code])).toEqual([
      ['a', 'cell_empty'],
      ['b', 'too_long'],
      ['c', 'bad_code'],
      ['d', 'not_a_number'],
      ['e', 'out_of_range'],
      ['f', 'not_an_integer'],
      ['g', 'not_yes_or_no'],
      ['h', 'control_character'],
    ]);
  });

  it('finds what stands twice and says where it stood first', () => {
    const once = createOnce();
    once.check(cellsOf({ line: 2, cells: new Map() }), 'code', 'P1');
    const again = cellsOf({ line: 9, cells: new Map([['code', 'P1']]) });
    once.check(again, 'code', 'P1');
    expect(again.faults.map((fault) => describeFault(fault, 'en'))).toEqual([
      'line 9, column code: Already stands in line 2 ("P1")',
    ]);
    expect(again.faults.map((fault) => describeFault(fault, 'id'))).toEqual([
      'baris 9, kolom code: Sudah ada di baris 2 ("P1")',
    ]);
  });
});

it('writes a report that no spreadsheet takes for formulas', () => {
  const fault = {
    line: 3,
    column: 'name',
    value: '=HYPERLINK("x")',
    code: 'too_long',
    message: { id: 'a', en: 'b "c"' },
  };
  expect(reportCsv([fault], 'en')).toBe(
    '\ufeffline,column,value,code,reason\r\n"3","name","\'=HYPERLINK(""x"")","too_long","b ""c"""\r\n',
  );
});
