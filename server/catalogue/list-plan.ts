// What an official list would change: compared with what is there, row by row, before anything is written.
import type { Fault } from './list-faults.ts';
import type { ListFile } from './list-file.ts';

export interface Change<T> {
  row: T;
  /** `column: before -> after` of each difference. */
  differences: string[];
}

export interface ListPlan<T extends { code: string }> {
  rows: number;
  delimiter: string;
  fresh: T[];
  changed: Change<T>[];
  unchanged: number;
  /** Rows with at least one fault. */
  rejected: number;
  faults: Fault[];
  unread: string[];
}

/** Sorts the rows that have no fault into new, changed and unchanged. */
export function planList<T extends { code: string }>(
  file: ListFile,
  good: readonly T[],
  faults: readonly Fault[],
  known: ReadonlyMap<string, T>,
): ListPlan<T> {
  const plan: ListPlan<T> = {
    rows: file.rows.length + file.faults.filter(({ code }) => code === 'wrong_cell_count').length,
    delimiter: file.delimiter,
    fresh: [],
    changed: [],
    unchanged: 0,
    rejected: 0,
    faults: [...file.faults, ...faults].sort((a, b) => a.line - b.line),
    unread: file.unread,
  };
  for (const row of good) {
    const before = known.get(row.code);
    if (!before) {
      plan.fresh.push(row);
      continue;
    }
    const differences = (Object.keys(row) as (keyof T & string)[])
      .filter((key) => row[key] !== before[key])
      .map((key) => `${key}: ${String(before[key])} -> ${String(row[key])}`);
    if (differences.length > 0) plan.changed.push({ row, differences });
    else plan.unchanged++;
  }
  plan.rejected = plan.rows === 0 ? 0 : new Set(plan.faults.map(({ line }) => line)).size;
  return plan;
}
