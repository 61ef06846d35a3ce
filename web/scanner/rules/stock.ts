// The stock as the phone believes it: what was pulled, and what the queue does to it since. Pure.
import type { Fact, Named, Stock } from '../wire.ts';

export type QueueState = 'waiting' | 'sending' | 'sent' | 'flagged' | 'refused' | 'replaced' | 'aside';

/** What an event does at this place to one batch: to its usable doses, and to those held in quarantine. */
export interface Effect {
  batch: string;
  usable: number;
  held: number;
}

export interface Believed {
  /** Doses that may be used: here, and not held back. */
  usable: number;
  held: number;
  onHand: number;
  /** What the queue adds to or takes from the usable doses, and the service has not told back yet. */
  pending: number;
}

/** What the believed stock needs to know of a queued event. */
export interface Acting {
  state: QueueState;
  settled: boolean;
  effects: readonly Effect[];
}

/** Refused, replaced and set-aside events changed nothing. */
const ACTING: ReadonlySet<QueueState> = new Set(['waiting', 'sending', 'sent', 'flagged']);

/** The believed stock of one batch; never below zero, as nothing can be in the refrigerator less than once. */
export function believe(stock: Stock | undefined, queue: readonly Acting[], batch: string): Believed {
  let [pending, heldMore] = [0, 0];
  for (const { state, settled, effects } of queue) {
    if (settled || !ACTING.has(state)) continue;
    for (const effect of effects) {
      if (effect.batch !== batch) continue;
      pending += effect.usable;
      heldMore += effect.held;
    }
  }
  const usable = Math.max(0, (stock?.available ?? 0) + pending);
  const held = Math.max(0, (stock?.quarantined ?? 0) + heldMore);
  return { usable, held, onHand: usable + held, pending };
}

interface Book {
  /** The batch that a line names by id or by code, if the phone knows it. */
  batchOf(named: Named): string | undefined;
  believedOf(batch: string): { usable: number; held: number };
  /** What a shipment carries; undefined when the phone has not pulled it. */
  linesOf(shipment: string): readonly { batch: string; doses: number; unusable: boolean }[] | undefined;
  /** The contents of a package by its label. */
  contentsOf(raw: string): readonly { batch: string; doses: number }[] | undefined;
}

/** What a fact does to the stock here. Rejected and missing doses never become usable; a count says what there is. */
export function effectsOf(fact: Fact, book: Book): Effect[] {
  const effect = (named: Named, usable: number, held = 0): Effect[] => {
    const batch = book.batchOf(named);
    return batch === undefined || (usable === 0 && held === 0) ? [] : [{ batch, usable, held }];
  };
  switch (fact.kind) {
    case 'administer':
      return effect(fact, -(fact.doses ?? 1));
    case 'discard':
      return effect(fact, -fact.doses);
    case 'quarantine':
      return effect(fact, -fact.doses, fact.doses);
    case 'receive':
      return receiptEffects(fact, book, effect);
    case 'dispatch':
      return (book.linesOf(fact.shipment) ?? []).flatMap(({ batch, doses, unusable }) =>
        unusable ? effect({ batch }, 0, -doses) : effect({ batch }, -doses),
      );
    case 'count':
      return fact.lines.flatMap((line) => {
        const batch = book.batchOf(line);
        if (batch === undefined) return [];
        const before = book.believedOf(batch);
        return effect({ batch }, line.available - before.usable, (line.quarantined ?? 0) - before.held);
      });
    default:
      return [];
  }
}

function receiptEffects(
  fact: Extract<Fact, { kind: 'receive' }>,
  book: Book,
  effect: (named: Named, usable: number, held?: number) => Effect[],
): Effect[] {
  if (fact.lines) {
    return fact.lines.flatMap((line) => {
      // What is accepted at stage C or D stands in quarantine.
      const unusable = line.vvm === 'C' || line.vvm === 'D';
      return unusable ? effect(line, 0, line.accepted) : effect(line, line.accepted);
    });
  }
  const contents = fact.raw === undefined ? undefined : book.contentsOf(fact.raw);
  const sent = contents ?? (fact.shipment === undefined ? undefined : book.linesOf(fact.shipment)) ?? [];
  return sent.flatMap(({ batch, doses }) => effect({ batch }, doses));
}

/**
 * Whether an answered event's effect is in what was pulled: a pull begun after the answer brought its batches anew, or
 * a second one is through.
 * @param pulls how many pulls were begun after the answer and are complete, this one included.
 */
export function isSettled(
  { effects, pulls }: { effects: readonly Effect[]; pulls: number },
  arrived: ReadonlySet<string>,
): boolean {
  return pulls >= 2 || effects.every(({ batch }) => arrived.has(batch));
}
