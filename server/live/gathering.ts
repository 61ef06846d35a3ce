// Gathers what happened into messages: one for each watched place and round, instead of one for each change, for the
// clients that ask for it. A message is shaped like the answer to `watch`.
import type { LiveBalance } from './balances.ts';
import { MAX_GATHERED } from './limits.ts';
import type { News, NewsLists } from './news.ts';

/** One change on its way out: its journal number, and the codes of the places that learn of it. */
export type Outgoing = { seq: number } & (
  News | { event: 'balance'; body: LiveBalance & { seq: number }; places: ReadonlySet<string> }
);

/** What happened below a watched place. */
export interface Changes extends NewsLists {
  place: string;
  /** Everything up to this journal number that concerns the place has been sent, this message included. */
  seq: number;
  balances: LiveBalance[];
}

const LISTS = {
  shipment: 'shipments',
  order: 'orders',
  count: 'counts',
  plan: 'plans',
  session: 'sessions',
  alert: 'alerts',
} as const satisfies Record<News['event'], keyof NewsLists>;

function add(changes: Changes, { event, body }: Outgoing): void {
  if (event === 'balance') {
    changes.balances.push(body);
    return;
  }
  const list = (changes[LISTS[event]] ??= []) as object[];
  list.push(body);
}

/**
 * The messages of one place, in order, of at most `MAX_GATHERED` changes each.
 * @param changes of this place, ordered by `seq`.
 * @param upTo the number of the last row of the round, whether or not it concerned the place.
 */
export function gather(place: string, changes: readonly Outgoing[], upTo: number): Changes[] {
  const messages: Changes[] = [];
  for (let from = 0; from < changes.length; from += MAX_GATHERED) {
    // Whoever loses the connection between two messages must be given again what the first one left unfinished.
    const next = changes[from + MAX_GATHERED];
    const message: Changes = { place, seq: next ? next.seq - 1 : upTo, balances: [] };
    for (const change of changes.slice(from, from + MAX_GATHERED)) add(message, change);
    messages.push(message);
  }
  return messages;
}
