// Keeps what is read on a screen true: what the live feed tells makes the reads it concerns be asked again, but not
// more often than a reader could follow.
import type { QueryClient } from '@tanstack/react-query';

const rest = { news: 1_000, balances: 4_000 };
/** A balance changes many times a day; only these show balances. */
const ofBalances = ['stock', 'movements', 'stock-status', 'vials', 'holds', 'vvm-checks', 'destructions'];

/** Call `happened` at each piece of news. The first is acted on at once, a storm of them once in a while. */
export function createRefresher(client: QueryClient) {
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const due = new Set<string>();

  function refresh(what: keyof typeof rest): void {
    void client.invalidateQueries({
      predicate: ({ queryKey }) => {
        const subject = String(queryKey[0]);
        // Nouns that hardly change are not asked for again at every delivery.
        if (['places', 'products', 'demo', 'place', 'file'].includes(subject)) return false;
        return what === 'news' || ofBalances.includes(subject);
      },
    });
  }

  function happened(what: keyof typeof rest): void {
    if (timers.has(what)) return void due.add(what);
    refresh(what);
    timers.set(
      what,
      setTimeout(() => {
        timers.delete(what);
        if (due.delete(what)) happened(what);
      }, rest[what]),
    );
  }

  return {
    happened,
    close: () => timers.forEach((timer) => clearTimeout(timer)),
  };
}
