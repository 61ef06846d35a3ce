// The reports as the service answers them, and which columns each shows.
import { useT } from '../../shared/speech.tsx';
import { id } from './texts.ts';

export const REPORTS = Object.keys(id.reports) as (keyof typeof id.reports)[];
export type ReportName = (typeof REPORTS)[number];

export const isReport = (name: string): name is ReportName => (REPORTS as string[]).includes(name);

interface Named {
  code: string;
  name: string;
}

export interface ReportRow {
  place: Named | null;
  level: string | null;
  product: Named;
  [figure: string]: unknown;
}

/** A page of a report, with what it says of itself. */
export interface ReportAnswer<T> {
  items: T[];
  nextCursor: string | null;
  title: string;
  definition: string;
  period: { from: string; to: string };
  totals?: ReportRow[];
}

export type ColumnName = keyof typeof id.columns;

/** The reports that are broken down by place alone. */
export const byPlaceOnly = (report: ReportName) => report === 'receipts-issues' || report === 'orders';

/** Columns by report; those of the first are shown always, the others when any row has something in them. */
export const COLUMNS: Record<
  Exclude<ReportName, 'receipts-issues'>,
  { always: ColumnName[]; some: ColumnName[] }
> = {
  tier: {
    always: ['opening', 'received', 'distributed', 'used', 'closing'],
    some: [
      ...(['produced', 'returnsReceived', 'returned', 'discardedOpen', 'discardedClosed'] as const),
      ...(['destroyed', 'adjusted', 'unexplained'] as const),
    ],
  },
  stock: { always: ['onHand', 'available', 'quarantined'], some: [] },
  wastage: {
    always: ['supply', 'used', 'discardedOpen', 'openRate', 'discardedClosed', 'closedRate', 'totalRate'],
    some: ['destroyed'],
  },
  'usage-index': { always: ['used', 'discardedOpen', 'dosesPerVial', 'vialsOpened', 'usageIndex'], some: [] },
  'stock-outs': { always: ['places', 'days', 'stockOutDays', 'stockOutRate'], some: [] },
  reconciliation: {
    always: ['adjustedUp', 'adjustedDown', 'unexplainedUp', 'unexplainedDown', 'net'],
    some: [],
  },
  expiry: { always: ['supply', 'expired', 'lossRate', 'expiredOnShelf'], some: [] },
  orders: {
    always: ['orders', 'asked', 'confirmed', 'shipped', 'received', 'fillRate', 'answered', 'responseHours'],
    some: [],
  },
};
/** In the order in which they make the sum. */
const ORDER: ColumnName[] = [
  ...(['opening', 'produced', 'received', 'returnsReceived', 'distributed', 'returned', 'used'] as const),
  ...(['discardedOpen', 'discardedClosed', 'destroyed', 'adjusted', 'unexplained', 'closing'] as const),
];

/** The figures that open their movements. */
const OPENS = new Set<string>([
  ...ORDER.slice(1, -1),
  'adjustedUp',
  'adjustedDown',
  'unexplainedUp',
  'unexplainedDown',
  'expired',
]);
export const opens = (figure: string) => OPENS.has(figure);

/** The columns of a report that have something to show in these rows. */
export function columnsFor(
  report: Exclude<ReportName, 'receipts-issues'>,
  rows: readonly ReportRow[],
): ColumnName[] {
  const { always, some } = COLUMNS[report];
  const shown = [...always, ...some.filter((name) => rows.some((row) => row[name]))];
  return report === 'tier' ? ORDER.filter((name) => shown.includes(name)) : shown;
}

const camel = (kind: string) => kind.replace(/[._](.)/g, (_, letter: string) => letter.toUpperCase());

/** What happened, in words; a kind not known here is shown as it came. */
export function useKindName(): (kind: string) => string {
  const t = useT();
  return (kind) => {
    const name = camel(kind);
    return Object.hasOwn(id.kinds, name) ? t(`reports.kinds.${name as keyof typeof id.kinds}`) : kind;
  };
}

/** A column's title; one not known here is shown by its name. */
export function useColumnName(): (column: string) => string {
  const t = useT();
  return (column) =>
    Object.hasOwn(id.columns, column) ? t(`reports.columns.${column as ColumnName}`) : column;
}
