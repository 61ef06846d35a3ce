// What the writers of tables take: titled columns, heading lines, and pages of rows that are read only as they are written.
import type { CellKind } from './export-columns.ts';

export type Cell = string | number | boolean | null;

export interface Table {
  /** Shown on a spreadsheet's tab. */
  title: string;
  /** Lines above the table, each a label and a value or a title alone. */
  heading: readonly (readonly string[])[];
  columns: readonly { title: string; kind: CellKind }[];
  /** Days are YYYY-MM-DD and instants RFC 3339. */
  pages: AsyncIterable<Cell[][]>;
  /** The IANA time zone in which instants are shown. */
  zone: string;
}
