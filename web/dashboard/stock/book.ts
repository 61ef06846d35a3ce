// The stock known to this page: one row per place and batch. Pages loaded over HTTP and balances arriving live may come
// in any order and more than once; the highest version of each row wins, so neither can undo the other.
import type { Balance, BatchRef, PlaceRef, StockItem, StockStatus } from '../../shared/contract.ts';

export interface Row {
  key: string;
  place: PlaceRef;
  batch: BatchRef;
  onHand: number;
  available: number;
  free: number;
  reserved: number;
  quarantined: number;
  inbound: number;
  version: number;
  status?: StockStatus;
  /** The turn in which it last changed live; 0 if it did not. */
  pulse: number;
}

export interface Stock {
  rows: readonly Row[];
  pulse: number;
}

export const keyOf = (place: string, batch: string) => `${place}\n${batch}`;

export interface Book {
  get(): Stock;
  watch(listener: () => void): () => void;
  /** Rows from the service's list: names, figures and what is on its way. */
  put(items: readonly StockItem[], live?: boolean): void;
  /** Shows at once what has come in, without waiting for the next turn. */
  show(): void;
  /** Balances from the feed. Returns those of a place or batch that is not known here yet. */
  apply(balances: readonly Balance[]): Balance[];
  putBatch(batch: BatchRef): void;
  place(code: string): PlaceRef | undefined;
  batch(id: string): BatchRef | undefined;
}

/** Screens are told of changes at most this often, however many there are: a big book is costlier to show again. */
const beat = (rows: number) => (rows > 20_000 ? 600 : 200);

type Schedule = (work: () => void, wait: number) => void;

export function createBook(schedule: Schedule = (work, wait) => setTimeout(work, wait)): Book {
  const rows = new Map<string, Row>();
  const places = new Map<string, PlaceRef>();
  const batches = new Map<string, BatchRef>();
  const listeners = new Set<() => void>();
  let stock: Stock = { rows: [], pulse: 0 };
  let pulse = 1;
  let due = false;

  function show(): void {
    if (!due) return;
    due = false;
    stock = { rows: [...rows.values()], pulse: pulse++ };
    for (const listener of [...listeners]) listener();
  }

  function changed(): void {
    if (due) return;
    due = true;
    schedule(show, beat(rows.size));
  }

  function putOne(item: StockItem, live: boolean): void {
    const key = keyOf(item.place.code, item.batch.id);
    if (!places.has(item.place.code)) places.set(item.place.code, item.place);
    batches.set(item.batch.id, item.batch);
    const before = rows.get(key);
    const figures = before && before.version > item.version ? before : item;
    const { onHand, available, free, reserved, quarantined, version } = figures;
    rows.set(key, {
      key,
      place: item.place,
      batch: item.batch,
      onHand,
      available,
      free,
      reserved,
      quarantined,
      version,
      inbound: item.inbound,
      status: item.status,
      pulse: live ? pulse : (before?.pulse ?? 0),
    });
  }

  function applyOne(balance: Balance): boolean {
    const key = keyOf(balance.place, balance.batch);
    const before = rows.get(key);
    if (before) {
      if (balance.version < before.version) return true;
      const { onHand, available, free, reserved, quarantined, version } = balance;
      const inbound = balance.inbound ?? before.inbound;
      if (version === before.version && inbound === before.inbound && free === before.free) return true;
      rows.set(key, { ...before, onHand, available, free, reserved, quarantined, version, inbound, pulse });
      changed();
      return true;
    }
    const place = places.get(balance.place);
    const batch = batches.get(balance.batch);
    if (!place || !batch) return false;
    const { onHand, available, free, reserved, quarantined, version } = balance;
    const inbound = balance.inbound ?? 0;
    rows.set(key, {
      key,
      place,
      batch,
      onHand,
      available,
      free,
      reserved,
      quarantined,
      inbound,
      version,
      pulse,
    });
    changed();
    return true;
  }

  return {
    get: () => stock,
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    put(items, live = false) {
      for (const item of items) putOne(item, live);
      changed();
    },
    show,
    apply: (balances) => balances.filter((balance) => !applyOne(balance)),
    putBatch(batch) {
      batches.set(batch.id, batch);
      for (const row of rows.values()) {
        if (row.batch.id === batch.id) rows.set(row.key, { ...row, batch, pulse });
      }
      changed();
    },
    place: (code) => places.get(code),
    batch: (id) => batches.get(id),
  };
}
