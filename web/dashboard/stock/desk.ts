// Keeps the book of one place and its subtree true: loads it, follows the live feed, and looks up whatever the feed
// names that the book does not know. It outlives the screens, so leaving the stock page and coming back costs nothing.
import type { AlertNews, Balance, ShipmentNews } from '../../shared/contract.ts';
import { messageOf } from '../../shared/http.ts';
import { openLive, type Line, type Live } from '../../shared/live.ts';
import { watched, type Watched } from '../../shared/watched.ts';
import { createBook, type Book } from './book.ts';
import { loadBatch, loadStock } from './load-stock.ts';
import { oncePerKey } from './once-per-key.ts';

export type Loading = { phase: 'loading' } | { phase: 'loaded' } | { phase: 'failed'; message: string };

export type Happening = { at: number; shipment: ShipmentNews } | { at: number; alert: AlertNews };

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

export function openDesk(place: string, line: Line): Desk {
  const book = createBook();
  const loading = watched<Loading>({ phase: 'loading' });
  const happenings = watched<readonly Happening[]>([]);
  const alertListeners = new Set<(alert: AlertNews) => void>();
  const waiting: Balance[] = [];
  let feedTellsInbound = false;
  let leaving = new AbortController();

  const refetchPlace = oncePerKey((code) => loadStock({ place: code }, (items) => book.put(items, true)));
  const refetchBatch = oncePerKey(async (id) => {
    book.putBatch(await loadBatch(id));
    take(waiting.splice(0));
  });

  function take(balances: readonly Balance[]): void {
    const unknown = book.apply(balances);
    if (!unknown.length) return;
    if (loading.get().phase !== 'loaded') {
      waiting.push(...unknown);
      return;
    }
    for (const balance of unknown) {
      if (book.place(balance.place)) {
        waiting.push(balance);
        refetchBatch(balance.batch);
      } else refetchPlace(balance.place);
    }
  }

  async function load(): Promise<void> {
    leaving.abort();
    const { signal } = (leaving = new AbortController());
    loading.set({ phase: 'loading' });
    try {
      await loadStock({ place, deep: true }, (items) => book.put(items), signal);
      loading.set({ phase: 'loaded' });
      take(waiting.splice(0));
    } catch (error) {
      if (!signal.aborted) loading.set({ phase: 'failed', message: messageOf(error) });
    }
  }

  const happen = (happening: Happening) => happenings.set([happening, ...happenings.get()].slice(0, kept));

  const live = openLive(place, line, {
    balances(balances) {
      feedTellsInbound ||= balances.some((balance) => balance.inbound !== undefined);
      take(balances);
    },
    shipment(shipment) {
      happen({ at: Date.now(), shipment });
      if (!feedTellsInbound) refetchPlace(shipment.to);
    },
    alert(alert) {
      happen({ at: Date.now(), alert });
      if (alert.batch) refetchBatch(alert.batch);
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
      live.close();
    },
  };
}
