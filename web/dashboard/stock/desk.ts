// Keeps the book of one place and its subtree true: loads it, follows the live feed, and looks up whatever the feed
// names that the book does not know. It outlives the screens, so leaving the stock page and coming back costs nothing.
import type { AlertNews, Balance, ShipmentNews } from '../../shared/contract.ts';
import { messageOf, Problem } from '../../shared/http.ts';
import { openLive, type Line, type Live } from '../../shared/live.ts';
import { watched, type Watched } from '../../shared/watched.ts';
import { createBook, keyOf, type Book } from './book.ts';
import { loadBatch, loadStock } from './load-stock.ts';
import { oncePerKey } from './once-per-key.ts';

export type Loading = { phase: 'loading' } | { phase: 'loaded' } | { phase: 'failed'; message: string };

export type Happening =
  | { at: number; shipment: ShipmentNews }
  /** `count` alike in a row: a recall opens a task at every holder, which is one piece of news to a reader. */
  | { at: number; alert: AlertNews; count: number };

export interface Desk {
  place: string;
  book: Book;
  live: Live;
  loading: Pick<Watched<Loading>, 'get' | 'watch'>;
  happenings: Pick<Watched<readonly Happening[]>, 'get' | 'watch'>;
  onAlert(listener: (alert: AlertNews) => void): () => void;
  reload(): void;
  close(): void;
}

const kept = 100;

const alike = (a: AlertNews, b: AlertNews) => a.kind === b.kind && a.about === b.about && a.batch === b.batch;

/** @param told is called at each piece of news, for screens that read by themselves. */
export function openDesk(place: string, line: Line, told: (what: 'news' | 'balances') => void): Desk {
  const book = createBook();
  const loading = watched<Loading>({ phase: 'loading' });
  const happenings = watched<readonly Happening[]>([]);
  const alertListeners = new Set<(alert: AlertNews) => void>();
  /** News of what the book does not know yet; only the latest of each is worth keeping. */
  const waiting = new Map<string, Balance>();
  let feedTellsInbound = false;
  let leaving = new AbortController();
  let retry: ReturnType<typeof setTimeout> | undefined;

  const refetchPlace = oncePerKey((code) => loadStock({ place: code }, (items) => book.put(items, true)));
  const refetchBatch = oncePerKey(async (id) => {
    book.putBatch(await loadBatch(id));
    takeWaiting();
  });

  function wait(balance: Balance): void {
    const key = keyOf(balance.place, balance.batch);
    const before = waiting.get(key);
    if (!before || before.version <= balance.version) waiting.set(key, balance);
  }

  function takeWaiting(): void {
    const balances = [...waiting.values()];
    waiting.clear();
    take(balances);
  }

  function take(balances: readonly Balance[]): void {
    const unknown = book.apply(balances);
    for (const balance of unknown) {
      if (loading.get().phase !== 'loaded') wait(balance);
      else if (book.place(balance.place)) {
        wait(balance);
        refetchBatch(balance.batch);
      } else refetchPlace(balance.place);
    }
  }

  async function load(attempt = 0): Promise<void> {
    leaving.abort();
    clearTimeout(retry);
    const { signal } = (leaving = new AbortController());
    loading.set({ phase: 'loading' });
    try {
      await loadStock({ place, deep: true }, (items) => book.put(items), signal);
      book.show(); // else the screens say for a moment that they are live and that there is no stock
      loading.set({ phase: 'loaded' });
      takeWaiting();
    } catch (error) {
      if (signal.aborted) return;
      loading.set({ phase: 'failed', message: messageOf(error) });
      const passing = error instanceof Problem && (error.status === 0 || error.status >= 500);
      if (passing) retry = setTimeout(() => void load(attempt + 1), Math.min(60_000, 5_000 * 2 ** attempt));
    }
  }

  function happen(happening: Happening): void {
    const [last, ...earlier] = happenings.get();
    if (last && 'alert' in last && 'alert' in happening && alike(last.alert, happening.alert)) {
      const alert = { ...happening.alert, place: null };
      happenings.set([{ at: happening.at, alert, count: last.count + 1 }, ...earlier]);
    } else happenings.set([happening, ...happenings.get()].slice(0, kept));
  }

  const live = openLive(place, line, {
    balances(balances) {
      feedTellsInbound ||= balances.some((balance) => balance.inbound !== undefined);
      take(balances);
      told('balances');
    },
    reload() {
      void load();
      told('news');
    },
    shipment(shipment) {
      told('news');
      if (shipment.status !== 'draft') happen({ at: Date.now(), shipment }); // a draft has moved nothing yet
      const seen = shipment.to === place || book.place(shipment.to) !== undefined; // others may lie out of sight
      if (seen && !feedTellsInbound && loading.get().phase === 'loaded') refetchPlace(shipment.to);
    },
    document() {
      told('news');
    },
    alert(alert) {
      told('news');
      happen({ at: Date.now(), alert, count: 1 });
      const aboutBatch = alert.kind.startsWith('batch.');
      if (aboutBatch && alert.batch && loading.get().phase === 'loaded') refetchBatch(alert.batch);
      for (const listener of alertListeners) listener(alert);
    },
  });

  void load();
  return {
    place,
    book,
    live,
    loading,
    happenings,
    onAlert(listener) {
      alertListeners.add(listener);
      return () => alertListeners.delete(listener);
    },
    reload: () => void load(),
    close() {
      leaving.abort();
      clearTimeout(retry);
      live.close();
    },
  };
}
