// From the book to what the table shows: filter, group, add up, sort. Pure, so that it can be tested and measured alone.
import type { Row, Stock } from './book.ts';
import { conditionOf, conditions, daysLeft, freeOf, soonDays, todayAt, type Condition } from './condition.ts';
import { figures, type Figure, type Grouping, type Sortable, type StockSearch } from './stock-search.ts';

export interface Line {
  row: Row;
  days: number;
  free: number;
  condition: Condition;
}

export type Sums = Record<Figure, number>;

export interface Group {
  key: string;
  lines: Line[];
  sums: Sums;
  pulse: number;
  /** The earliest expiry among what is on hand. */
  expiry?: string;
  days?: number;
  worst: Condition;
  /** How many of its rows are so, when not all are. */
  worstCount?: number;
}

export interface View {
  grouping: Grouping;
  groups: Group[];
  total: { sums: Sums; lines: number; places: number; batches: number; pulse: number };
}

export interface Reading {
  now: number;
  compare: (a: string, b: string) => number;
}

export const figureOf = (line: Line, figure: Figure) => (figure === 'free' ? line.free : line.row[figure]);

const groupKeys: Record<Grouping, (row: Row) => string> = {
  place: (row) => row.place.code,
  product: (row) => row.batch.product.code,
  batch: (row) => row.batch.id,
  none: () => '',
};

export function readLines(rows: readonly Row[], now: number): Line[] {
  const dates = new Map<string | undefined, string>();
  const today = (zone: string | undefined) => {
    let date = dates.get(zone);
    if (!date) dates.set(zone, (date = todayAt(zone, now)));
    return date;
  };
  return rows.map((row) => {
    const days = daysLeft(row.batch.expiry, today(row.place.timeZone));
    return { row, days, free: freeOf(row, days), condition: conditionOf(row, days) };
  });
}

function matcher(search: StockSearch): (line: Line) => boolean {
  const words = (search.q ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  return (line) => {
    const { place, batch } = line.row;
    if (search.product && batch.product.code !== search.product) return false;
    if (search.level && place.level !== search.level) return false;
    if (search.soon && !(line.row.onHand > 0 && line.days <= soonDays)) return false;
    if (search.has && figureOf(line, search.has) === 0) return false;
    if (!words.length) return true;
    const text =
      `${place.name} ${place.code} ${batch.product.name} ${batch.product.code} ${batch.lot}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
}

function groupOf(key: string, lines: Line[]): Group {
  const sums: Sums = { onHand: 0, free: 0, reserved: 0, quarantined: 0, inbound: 0 };
  const counts = new Map<Condition, number>();
  let pulse = 0;
  let first: Line | undefined;
  for (const line of lines) {
    for (const figure of figures) sums[figure] += figureOf(line, figure);
    if (line.row.onHand > 0) counts.set(line.condition, (counts.get(line.condition) ?? 0) + 1);
    if (line.row.pulse > pulse) pulse = line.row.pulse;
    if (line.row.onHand > 0 && (!first || line.row.batch.expiry < first.row.batch.expiry)) first = line;
  }
  const worst = worstOf(sums, counts);
  const affected = counts.get(worst) ?? 0;
  const worstCount = worst === 'normal' || affected === lines.length ? undefined : affected || undefined;
  return { key, lines, sums, pulse, expiry: first?.row.batch.expiry, days: first?.days, worst, worstCount };
}

/** A group is out, or promised, only when all of it is; what is wrong with one row of it is said with a count. */
function worstOf(sums: Sums, counts: Map<Condition, number>): Condition {
  if (sums.onHand === 0) return sums.inbound > 0 ? 'coming' : 'stock_out';
  const one = conditions.find((condition) => condition !== 'promised' && counts.has(condition));
  return one ?? (counts.has('promised') ? 'promised' : 'normal');
}

type Order<T> = (a: T, b: T) => number;

/** Places are listed from the top of the country down, as people think of them, and by name within a level. */
const levels = [
  'national',
  'manufacturer',
  'province',
  'district',
  'hospital',
  'health_centre',
  'clinic',
  'post',
];
const levelRank = (level: string) => (levels.includes(level) ? levels.indexOf(level) : levels.length);

function lineOrder(sort: Sortable, { compare }: Reading): Order<Line> {
  switch (sort) {
    case 'place':
      return (a, b) =>
        levelRank(a.row.place.level) - levelRank(b.row.place.level) ||
        compare(a.row.place.name, b.row.place.name) ||
        compare(a.row.place.code, b.row.place.code);
    case 'product':
      return (a, b) => compare(a.row.batch.product.name, b.row.batch.product.name);
    case 'lot':
      return (a, b) => compare(a.row.batch.lot, b.row.batch.lot);
    case 'expiry':
      return (a, b) => a.days - b.days;
    case 'condition':
      return (a, b) => conditions.indexOf(a.condition) - conditions.indexOf(b.condition);
    default:
      return (a, b) => figureOf(a, sort) - figureOf(b, sort);
  }
}

function groupOrder(sort: Sortable, lines: Order<Line>): Order<Group> {
  switch (sort) {
    case 'place':
    case 'product':
    case 'lot':
      return (a, b) => (a.lines[0] && b.lines[0] ? lines(a.lines[0], b.lines[0]) : 0);
    case 'expiry':
      return (a, b) => (a.days ?? Infinity) - (b.days ?? Infinity) || 0;
    case 'condition':
      return (a, b) =>
        conditions.indexOf(a.worst) - conditions.indexOf(b.worst) ||
        (b.worstCount ?? 0) - (a.worstCount ?? 0);
    default:
      return (a, b) => a.sums[sort] - b.sums[sort];
  }
}

export const firstSort: Record<Grouping, Sortable> = {
  place: 'place',
  product: 'product',
  batch: 'expiry',
  none: 'expiry',
};

/** Inside a group the grouped name is the same for all, so sorting by it falls back on the other side's. */
const insideSort = (grouping: Grouping, sort: Sortable): Sortable => {
  if (grouping === 'place' && sort === 'place') return 'product';
  if (grouping === 'product' && sort === 'product') return 'place';
  if (grouping === 'batch' && sort !== 'condition' && !figures.includes(sort as Figure)) return 'place';
  return sort;
};

const turned = <T>(order: Order<T>, desc: boolean): Order<T> => (desc ? (a, b) => order(b, a) : order);
const then =
  <T>(first: Order<T>, second: Order<T>): Order<T> =>
  (a, b) =>
    first(a, b) || second(a, b);

export function viewOf(stock: Stock, search: StockSearch, reading: Reading): View {
  const grouping = search.group ?? 'place';
  const sort = search.sort ?? firstSort[grouping];
  const desc = search.desc ?? false;
  const lines = readLines(stock.rows, reading.now).filter(matcher(search));

  const byKey = new Map<string, Line[]>();
  const keyOf = groupKeys[grouping];
  for (const line of lines) {
    const key = keyOf(line.row);
    const there = byKey.get(key);
    if (there) there.push(line);
    else byKey.set(key, [line]);
  }

  const within = insideSort(grouping, sort);
  const expiryThenPlace = then(lineOrder('expiry', reading), lineOrder('place', reading));
  const inside = then(turned(lineOrder(within, reading), desc && within === sort), expiryThenPlace);
  const outside = turned(groupOrder(sort, lineOrder(sort, reading)), desc);
  const groups = [...byKey].map(([key, some]) => groupOf(key, some.sort(inside))).sort(outside);

  return { grouping, groups, total: totalOf(lines) };
}

function totalOf(lines: Line[]): View['total'] {
  const { sums, pulse } = groupOf('', lines);
  const places = new Set<string>();
  const batches = new Set<string>();
  for (const { row } of lines) {
    places.add(row.place.code);
    batches.add(row.batch.id);
  }
  return { sums, pulse, lines: lines.length, places: places.size, batches: batches.size };
}
