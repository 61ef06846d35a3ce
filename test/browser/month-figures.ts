// What the play did, reckoned by hand: every line that the stock cards of its month must show, and no other.
import type { CardLine } from './month-card.ts';
import type { Words } from './month-words.ts';

interface Expected {
  who: string;
  product: string;
  opening: number;
  closing: number;
  lines: CardLine[];
  /** Doses on hand by lot at the end, as the stock screen must show them. */
  onHand: Record<string, number>;
}

/** Kinds with their reasons, as the card writes them. */
function namesIn(say: Words) {
  const kind = (name: string, reason?: string) =>
    [say(`reports.kinds.${name}`), reason && say(`common.reasons.${reason}`)].filter(Boolean).join(': ');
  return {
    received: kind('shipmentReceived'),
    sent: kind('shipmentDispatched'),
    found: kind('shipmentSettled'),
    counted: kind('countVariance', 'miscount'),
    given: kind('movementAdminister'),
    leftOver: kind('movementDiscard', 'open_vial'),
    broken: kind('movementDiscard', 'broken'),
    vvm: kind('vvmQuarantined', 'vvm'),
    setAside: kind('movementQuarantine', 'recall'),
    destroyed: kind('destructionDone'),
  };
}

/** Lines with their balances reckoned from the opening on. */
function linesFrom(
  opening: number,
  ...changes: [what: string, lot: string, came: number, went: number][]
): CardLine[] {
  let balance = opening;
  return changes.map(([what, lot, came, went]) => {
    balance += came - went;
    return { what, lot, in: came, out: went, balance };
  });
}

/** The cards of the month, place by place, vaccine by vaccine. */
export function figuresOf(say: Words, mr: string, penta: string): Expected[] {
  const to = namesIn(say);
  const given = (lot: string, doses: number) =>
    Array.from({ length: doses }, () => [to.given, lot, 0, 1] as [string, string, number, number]);
  return [
    {
      who: 'gudang.32',
      product: mr,
      opening: 300,
      closing: 300,
      onHand: { 'MR-LATE': 300 },
      lines: [],
    },
    {
      who: 'gudang.32',
      product: penta,
      opening: 200,
      closing: 0,
      onHand: { 'PENTA-1': 0 },
      lines: linesFrom(200, [to.setAside, 'PENTA-1', 0, 0], [to.destroyed, 'PENTA-1', 0, 200]),
    },
    {
      who: 'gudang.3273',
      product: mr,
      opening: 700,
      closing: 290,
      onHand: { 'MR-EARLY': 10, 'MR-LATE': 280 },
      lines: linesFrom(
        700,
        [to.sent, 'MR-EARLY', 0, 400],
        [to.sent, 'MR-LATE', 0, 40],
        [to.found, 'MR-EARLY', 10, 0],
        [to.received, 'MR-LATE', 20, 0],
      ),
    },
    {
      who: 'gudang.3273',
      product: penta,
      opening: 300,
      closing: 0,
      onHand: { 'PENTA-1': 0 },
      lines: linesFrom(
        300,
        [to.sent, 'PENTA-1', 0, 100],
        [to.received, 'PENTA-1', 80, 0],
        [to.setAside, 'PENTA-1', 0, 0],
        [to.destroyed, 'PENTA-1', 0, 280],
      ),
    },
    {
      who: 'pkm.P32730101',
      product: mr,
      opening: 0,
      closing: 320,
      onHand: { 'MR-EARLY': 310, 'MR-LATE': 10 },
      lines: linesFrom(
        0,
        [to.received, 'MR-EARLY', 380, 20],
        [to.received, 'MR-LATE', 40, 0],
        [to.counted, 'MR-EARLY', 0, 40],
        ...given('MR-EARLY', 7),
        [to.leftOver, 'MR-EARLY', 0, 3],
        [to.vvm, 'MR-LATE', 0, 0],
        [to.destroyed, 'MR-LATE', 0, 10],
        [to.sent, 'MR-LATE', 0, 20],
      ),
    },
    {
      who: 'pkm.P32730101',
      product: penta,
      opening: 0,
      closing: 0,
      onHand: { 'PENTA-1': 0 },
      lines: linesFrom(
        0,
        [to.received, 'PENTA-1', 100, 0],
        ...given('PENTA-1', 5),
        [to.broken, 'PENTA-1', 0, 5],
        [to.destroyed, 'PENTA-1', 0, 10],
        [to.sent, 'PENTA-1', 0, 80],
      ),
    },
  ];
}
