// From the book to what the table shows: filter, group, add up, sort. Groups in which nothing has changed are kept.
import type { Row, Stock } from './book.ts';
import { conditions, soonDays, type Condition } from './condition.ts';
import { createLineReader, figureOf, type Line } from './lines.ts';
import { createRanking, firstSort, groupOrder, lineOrder, type Compare, type Order } from './order.ts';
import { figures, type Figure, type Grouping, type StockSearch } from './stock-search.ts';

export type Sums = Record<Figure, number>;

export interface Group {
  key: string;
  lines: readonly Line[];
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
  total: { sums: Sums; lines: number; places: number; batches: number };
}

export interface Reading {
  now: number;
  compare: Compare;
}

const groupKeys: Record<Grouping, (row: Row) => string> = {
  place: (row) => row.place.code,
  product: (row) => row.batch.product.code,
  batch: (row) => row.batch.id,
  none: () => '',
};

interface Kept {
  members: readonly Line[];
  group: Group;
}

export function createViewer(): (stock: Stock, search: StockSearch, reading: Reading) => View {
  const reader = createLineReader();
  const ranking = createRanking();
  let kept = new Map<string, Kept>();
  let keptFor = '';

  return (stock, search, { now, compare }) => {
    const grouping = search.group ?? 'place';
    const sort = search.sort ?? firstSort[grouping];
    const desc = search.desc ?? false;
    const all = reader.read(stock.rows, now);
    const ranks = ranking(all, compare);
    const lines = all.filter(matcher(search));
    const inside = lineOrder(grouping, sort, desc, ranks);

    const before = keptFor === `${grouping} ${sort} ${desc}` ? kept : new Map<string, Kept>();
    keptFor = `${grouping} ${sort} ${desc}`;
    kept = new Map();
    for (const [key, members] of split(lines, groupKeys[grouping])) {
      const old = before.get(key);
      kept.set(
        key,
        old && same(old.members, members) ? old : { members, group: groupOf(key, members, inside) },
      );
    }
    const groups = [...kept.values()].map(({ group }) => group).sort(groupOrder(sort, desc, ranks));
    return { grouping, groups, total: totalOf(lines, groups) };
  };
}

function matcher(search: StockSearch): (line: Line) => boolean {
  const words = (search.q ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  return (line) => {
    const { place, batch } = line.row;
    if (search.product && batch.product.code !== search.product) return false;
    if (search.level && place.level !== search.level) return false;
    if (search.soon && !(line.row.onHand > 0 && line.days <= soonDays)) return false;
    if (search.has && figureOf(line, search.has) === 0) return false;
    return words.every((word) => line.text.includes(word));
  };
}

function split(lines: readonly Line[], keyOf: (row: Row) => string): Map<string, Line[]> {
  const byKey = new Map<string, Line[]>();
  for (const line of lines) {
    const key = keyOf(line.row);
    const there = byKey.get(key);
    if (there) there.push(line);
    else byKey.set(key, [line]);
  }
  return byKey;
}

const same = (a: readonly Line[], b: readonly Line[]) =>
  a.length === b.length && a.every((line, index) => line === b[index]);

const noDoses = (): Sums => ({ onHand: 0, free: 0, reserved: 0, quarantined: 0, inbound: 0 });

function groupOf(key: string, members: readonly Line[], order: Order<Line>): Group {
  const sums = noDoses();
  const counts = new Map<Condition, number>();
  let pulse = 0;
  let first: Line | undefined;
  for (const line of members) {
    for (const figure of figures) sums[figure] += figureOf(line, figure);
    if (line.row.pulse > pulse) pulse = line.row.pulse;
    if (line.row.onHand === 0) continue;
    counts.set(line.condition, (counts.get(line.condition) ?? 0) + 1);
    if (!first || line.days < first.days) first = line;
  }
  const worst = worstOf(sums, counts);
  const affected = counts.get(worst) ?? 0;
  const isPlain = worst === 'normal' || worst === 'no_limits';
  const worstCount = isPlain || affected === members.length ? undefined : affected || undefined;
  const lines = [...members].sort(order);
  return { key, lines, sums, pulse, expiry: first?.row.batch.expiry, days: first?.days, worst, worstCount };
}

/** A group is out, or promised, only when all of it is; what is wrong with one row of it is said with a count. */
function worstOf(sums: Sums, counts: Map<Condition, number>): Condition {
  if (sums.onHand === 0) return sums.inbound > 0 ? 'coming' : 'stock_out';
  const one = conditions.find((condition) => condition !== 'promised' && counts.has(condition));
  return one ?? (counts.has('promised') ? 'promised' : 'normal');
}

function totalOf(lines: readonly Line[], groups: readonly Group[]): View['total'] {
  const sums = noDoses();
  for (const group of groups) for (const figure of figures) sums[figure] += group.sums[figure];
  const places = new Set<string>();
  const batches = new Set<string>();
  for (const { row } of lines) {
    places.add(row.place.code);
    batches.add(row.batch.id);
  }
  return { sums, lines: lines.length, places: places.size, batches: batches.size };
}
