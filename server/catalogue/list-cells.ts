// Reads the cells of one row, each as what it should be. A wrong cell is a fault and undefined; the rest is read on, so
// that one look at the report shows all that is wrong.
import type { Params } from '../kernel/problem.ts';
import { LIST_LIMITS, type ListRow } from './list-file.ts';
import { faultText, type Fault, type FaultCode } from './list-faults.ts';

export interface Cells {
  line: number;
  faults: Fault[];
  fault(column: string, code: FaultCode, params?: Params): undefined;
  /** The trimmed text; null when the cell is empty or the column absent. */
  text(column: string, max?: number): string | null | undefined;
  /** As `text`, but an empty cell is a fault. */
  required(column: string, max?: number): string | undefined;
  /** Capital letters, digits, hyphens. */
  code(column: string, max: number): string | undefined;
  number(column: string, min: number, max: number): number | null | undefined;
  integer(column: string, min: number, max: number): number | null | undefined;
  flag(column: string): boolean | null | undefined;
}

const YES = new Set(['ya', 'y', 'yes', 'true', '1']);
const NO = new Set(['tidak', 't', 'no', 'n', 'false', '0']);
/** A decimal point or, as in Indonesia, a decimal comma. */
const NUMBER = /^[+-]?\d+([.,]\d+)?$/;

/** Readers of a row's cells that collect its faults. */
export function cellsOf(row: ListRow): Cells {
  const faults: Fault[] = [];
  const raw = (column: string) => row.cells.get(column) ?? '';
  const cells: Cells = {
    line: row.line,
    faults,
    fault(column, code, params = {}) {
      const value = raw(column);
      faults.push({
        line: row.line,
        column,
        value: value.slice(0, 100),
        code,
        message: faultText(code, { value, ...params }),
      });
      return undefined;
    },
    text(column, max = LIST_LIMITS.nameLength) {
      const text = raw(column).replace(/ {2,}/g, ' ');
      if (text === '') return null;
      if (text.length > max) return cells.fault(column, 'too_long', { max });
      if (/\p{Cc}/u.test(text)) return cells.fault(column, 'control_character');
      return text;
    },
    required(column, max) {
      const text = cells.text(column, max);
      return text === null ? cells.fault(column, 'cell_empty') : text;
    },
    code(column, max) {
      const text = cells.required(column, 500)?.toUpperCase();
      if (text === undefined) return undefined;
      const isCode = /^[A-Z0-9][A-Z0-9-]*$/.test(text) && text.length <= max;
      return isCode ? text : cells.fault(column, 'bad_code', { max });
    },
    number(column, min, max) {
      const text = cells.text(column);
      if (text === null || text === undefined) return text;
      if (!NUMBER.test(text)) return cells.fault(column, 'not_a_number');
      const number = Number(text.replace(',', '.'));
      return number < min || number > max ? cells.fault(column, 'out_of_range', { min, max }) : number;
    },
    integer(column, min, max) {
      const number = cells.number(column, min, max);
      if (typeof number !== 'number' || Number.isInteger(number)) return number;
      return cells.fault(column, 'not_an_integer');
    },
    flag(column) {
      const text = cells.text(column)?.toLowerCase();
      if (text === undefined) return raw(column) === '' ? null : undefined;
      return YES.has(text) ? true : NO.has(text) ? false : cells.fault(column, 'not_yes_or_no');
    },
  };
  return cells;
}

/** Finds values that stand in more than one row. */
export function createOnce() {
  const first = new Map<string, number>();
  return {
    /** Reports a fault in `cells` when an earlier row has that value. */
    check(cells: Cells, column: string, value: string): void {
      const line = first.get(value);
      if (line === undefined) first.set(value, cells.line);
      else cells.fault(column, 'duplicate', { first: line });
    },
  };
}
