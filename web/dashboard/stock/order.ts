// How lines and groups are put in order. Names are ranked once, since comparing them as a language does is slow.
import { conditions } from './condition.ts';
import { figureOf, type Line } from './lines.ts';
import { figures, type Figure, type Grouping, type Sortable } from './stock-search.ts';
import type { Group } from './view.ts';

export type Order<T> = (a: T, b: T) => number;
export type Compare = (a: string, b: string) => number;

export interface Ranks {
  place: (line: Line) => number;
  product: (line: Line) => number;
}

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

function rank<T>(things: Map<string, T>, order: Order<T>): Map<string, number> {
  const sorted = [...things].sort(([, a], [, b]) => order(a, b));
  return new Map(sorted.map(([code], index) => [code, index]));
}

export function createRanking() {
  let places = new Map<string, number>();
  let products = new Map<string, number>();
  let by: Compare | undefined;

  return (lines: readonly Line[], compare: Compare): Ranks => {
    const missing = lines.some(
      ({ row }) => !places.has(row.place.code) || !products.has(row.batch.product.code),
    );
    if (missing || by !== compare) {
      by = compare;
      places = rank(
        new Map(lines.map(({ row }) => [row.place.code, row.place])),
        (a, b) =>
          levelRank(a.level) - levelRank(b.level) || compare(a.name, b.name) || compare(a.code, b.code),
      );
      products = rank(new Map(lines.map(({ row }) => [row.batch.product.code, row.batch.product])), (a, b) =>
        compare(a.name, b.name),
      );
    }
    return {
      place: (line) => places.get(line.row.place.code) ?? 0,
      product: (line) => products.get(line.row.batch.product.code) ?? 0,
    };
  };
}

function byColumn(sort: Sortable, ranks: Ranks): Order<Line> {
  switch (sort) {
    case 'place':
      return (a, b) => ranks.place(a) - ranks.place(b);
    case 'product':
      return (a, b) => ranks.product(a) - ranks.product(b);
    case 'lot':
      return (a, b) => (a.row.batch.lot < b.row.batch.lot ? -1 : a.row.batch.lot > b.row.batch.lot ? 1 : 0);
    case 'expiry':
      return (a, b) => a.days - b.days;
    case 'condition':
      return (a, b) => conditions.indexOf(a.condition) - conditions.indexOf(b.condition);
    default:
      return (a, b) => figureOf(a, sort) - figureOf(b, sort);
  }
}

export const firstSort: Record<Grouping, Sortable> = {
  place: 'place',
  product: 'product',
  batch: 'expiry',
  none: 'expiry',
};

/** Inside a group the grouped name is the same for all, so sorting by it falls back on the other side's. */
function insideSort(grouping: Grouping, sort: Sortable): Sortable {
  if (grouping === 'place' && sort === 'place') return 'product';
  if (grouping === 'product' && sort === 'product') return 'place';
  if (grouping === 'batch' && sort !== 'condition' && !figures.includes(sort as Figure)) return 'place';
  return sort;
}

const turned = <T>(order: Order<T>, desc: boolean): Order<T> => (desc ? (a, b) => order(b, a) : order);

export function lineOrder(grouping: Grouping, sort: Sortable, desc: boolean, ranks: Ranks): Order<Line> {
  const within = insideSort(grouping, sort);
  const first = turned(byColumn(within, ranks), desc && within === sort);
  return (a, b) => first(a, b) || a.days - b.days || ranks.place(a) - ranks.place(b);
}

export function groupOrder(sort: Sortable, desc: boolean, ranks: Ranks): Order<Group> {
  const names = byColumn(sort, ranks);
  const order = ((): Order<Group> => {
    switch (sort) {
      case 'place':
      case 'product':
      case 'lot':
        return (a, b) => (a.lines[0] && b.lines[0] ? names(a.lines[0], b.lines[0]) : 0);
      case 'expiry':
        return (a, b) => (a.days ?? 1e9) - (b.days ?? 1e9);
      case 'condition':
        return (a, b) =>
          conditions.indexOf(a.worst) - conditions.indexOf(b.worst) ||
          (b.worstCount ?? 0) - (a.worstCount ?? 0);
      default:
        return (a, b) => a.sums[sort] - b.sums[sort];
    }
  })();
  return turned(order, desc);
}
