// Rows read for display: days left, free doses, condition. A row that has not changed since is not read again, which is
// what keeps a page of a hundred thousand rows light while a few of them change.
import type { Row } from './book.ts';
import { conditionOf, daysLeft, freeOf, todayAt, type Condition } from './condition.ts';
import type { Figure } from './stock-search.ts';

export interface Line {
  kind: 'line';
  key: string;
  row: Row;
  days: number;
  free: number;
  condition: Condition;
  /** What the search box looks through. */
  text: string;
}

export const figureOf = (line: Line, figure: Figure) => (figure === 'free' ? line.free : line.row[figure]);

export interface LineReader {
  read(rows: readonly Row[], now: number): Line[];
}

export function createLineReader(): LineReader {
  let known = new Map<string, Line>();
  let today = new Map<string | undefined, string>();

  function readOne(row: Row): Line {
    const { place, batch } = row;
    const days = daysLeft(batch.expiry, today.get(place.timeZone) ?? '');
    const text =
      `${place.name} ${place.code} ${batch.product.name} ${batch.product.code} ${batch.lot}`.toLowerCase();
    return {
      kind: 'line',
      key: row.key,
      row,
      days,
      free: freeOf(row, days),
      condition: conditionOf(row, days),
      text,
    };
  }

  /** Forgets everything when the day has changed anywhere: every count of days is then another. */
  function turnPage(now: number): void {
    for (const [zone, date] of today) {
      if (todayAt(zone, now) === date) continue;
      today = new Map();
      known = new Map();
      return;
    }
  }

  return {
    read(rows, now) {
      turnPage(now);
      return rows.map((row) => {
        const before = known.get(row.key);
        if (before?.row === row) return before;
        if (!today.has(row.place.timeZone)) today.set(row.place.timeZone, todayAt(row.place.timeZone, now));
        const line = readOne(row);
        known.set(row.key, line);
        return line;
      });
    },
  };
}
