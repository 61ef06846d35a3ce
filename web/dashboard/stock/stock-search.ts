// What the reader asked to see, kept in the address bar so that it can be reloaded, bookmarked and sent to a colleague.
export const groupings = ['place', 'product', 'batch', 'none'] as const;
export type Grouping = (typeof groupings)[number];

export const figures = ['onHand', 'free', 'reserved', 'quarantined', 'inbound'] as const;
export type Figure = (typeof figures)[number];

export const sortables = ['place', 'product', 'lot', 'expiry', 'condition', ...figures] as const;
export type Sortable = (typeof sortables)[number];

export interface StockSearch {
  q?: string;
  product?: string;
  level?: string;
  soon?: boolean;
  has?: Figure;
  group?: Grouping;
  sort?: Sortable;
  desc?: boolean;
}

const among = <T extends string>(words: readonly T[], word: unknown): T | undefined =>
  words.find((known) => known === word);

/** The router reads `?q=123` as a number and `?product="01"` as text; a filter is text either way. */
function text(value: unknown): string | undefined {
  const written = typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
  return written.slice(0, 100) || undefined;
}

export function readStockSearch(given: Record<string, unknown>): StockSearch {
  return {
    q: text(given.q),
    product: text(given.product),
    level: text(given.level),
    soon: given.soon === true || given.soon === 1 ? true : undefined,
    has: among(figures, given.has),
    group: among(groupings, given.group),
    sort: among(sortables, given.sort),
    desc: given.desc === true || given.desc === 1 ? true : undefined,
  };
}

export const isFiltered = (search: StockSearch) =>
  Boolean(search.q || search.product || search.level || search.soon || search.has);
