// What a row is worth telling a person: its condition, how near its expiry is, and which of its doses can be used.
import type { StockStatus } from '../../shared/contract.ts';
import type { Row } from './book.ts';

export type Condition = StockStatus | 'recalled' | 'expired' | 'quarantined' | 'promised' | 'coming';

/** Worst first: the order in which conditions are shown and sorted. */
export const conditions: readonly Condition[] = [
  'recalled',
  'expired',
  'stock_out',
  'quarantined',
  'below_minimum',
  'promised',
  'coming',
  'above_maximum',
  'no_limits',
  'normal',
];

const notices = [1, 3, 10, 14, 30, 60, 90] as const;
export type Notice = (typeof notices)[number];
export const soonDays = 90;

const dayLength = 86_400_000;
const calendars = new Map<string, Intl.DateTimeFormat>();

/** Today's date where the stock is: an expiry is judged in the place's own time zone. */
export function todayAt(timeZone: string | undefined, now: number): string {
  const zone = timeZone ?? 'Asia/Jakarta';
  let calendar = calendars.get(zone);
  if (!calendar) calendars.set(zone, (calendar = new Intl.DateTimeFormat('en-CA', { timeZone: zone })));
  return calendar.format(now);
}

export const daysLeft = (expiry: string, today: string) =>
  Math.round((Date.parse(`${expiry}T00:00:00Z`) - Date.parse(`${today}T00:00:00Z`)) / dayLength);

export function noticeFor(days: number): Notice | 'expired' | undefined {
  if (days < 0) return 'expired';
  return notices.find((notice) => days <= notice);
}

/** The service's figure, but none of a batch that has been held back or has expired since it was told. */
export const freeOf = (row: Pick<Row, 'free' | 'batch'>, days: number) =>
  row.batch.status === 'released' && days >= 0 ? Math.max(0, row.free) : 0;

export function conditionOf(row: Row, days: number): Condition {
  if (row.onHand === 0) {
    if (row.batch.status === 'recalled') return 'recalled';
    return row.inbound > 0 ? 'coming' : 'stock_out';
  }
  if (row.batch.status === 'recalled') return 'recalled';
  if (days < 0) return 'expired';
  if (row.batch.status === 'quarantined' || row.available === 0) return 'quarantined';
  const status = row.status ?? 'normal';
  if (status !== 'normal' && status !== 'no_limits') return status;
  return row.free > 0 ? status : 'promised';
}
