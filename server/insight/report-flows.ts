// The columns of stock reports: what each does to the stock, and how it is called. The view stock_flow says which posting
// belongs to which (migrations/0012-reports.ts); docs/reports.md defines them for people.
import type { Text } from '../kernel/problem.ts';

/** Each column's name on the wire, in the tables, and its sign in the stock. */
export const FLOWS = [
  { name: 'produced', column: 'produced', sign: 1 },
  { name: 'received', column: 'received', sign: 1 },
  { name: 'returnsReceived', column: 'returns_received', sign: 1 },
  { name: 'distributed', column: 'distributed', sign: -1 },
  { name: 'returned', column: 'returned', sign: -1 },
  { name: 'used', column: 'used', sign: -1 },
  { name: 'discardedOpen', column: 'discarded_open', sign: -1 },
  { name: 'discardedClosed', column: 'discarded_closed', sign: -1 },
  { name: 'destroyed', column: 'destroyed', sign: -1 },
  { name: 'adjustedUp', column: 'adjusted_up', sign: 1 },
  { name: 'adjustedDown', column: 'adjusted_down', sign: -1 },
  { name: 'unexplainedUp', column: 'unexplained_up', sign: 1 },
  { name: 'unexplainedDown', column: 'unexplained_down', sign: -1 },
] as const;
export type FlowName = (typeof FLOWS)[number]['name'];

const sum = (...columns: string[]) => columns.map((column) => `sum(f.${column})`).join(' + ');

/** What a figure's movements may be asked by, as SQL over the rows `f` of stock_flow. */
export const FIGURES = {
  ...(Object.fromEntries(FLOWS.map(({ name, column }) => [name, sum(column)])) as Record<FlowName, string>),
  adjusted: 'sum(f.adjusted_up) - sum(f.adjusted_down)',
  unexplained: 'sum(f.unexplained_up) - sum(f.unexplained_down)',
  expired: sum('expired'),
  /** From and to other places. */
  receipts: sum('received', 'returns_received'),
  issues: sum('distributed', 'returned'),
} as const;
export type Figure = keyof typeof FIGURES;
export const FIGURE_NAMES = Object.keys(FIGURES) as [Figure, ...Figure[]];

/** Every summed column of stock_day. */
export const SUMMED = [...FLOWS.map(({ column }) => column), 'expired', 'available', 'quarantined'] as const;

export const t = (id: string, en: string): Text => ({ id, en });
