// The rules of the phone application that need no phone: what may be used, what the queue does to the stock, what a
// code is, when a scan counts, how sending goes on.
import { describe, expect, it } from 'vitest';
import { identify, type Shelf } from '../../web/scanner/rules/identify.ts';
import { judgeStorage, LONGEST_QUEUE } from '../../web/scanner/rules/limits.ts';
import { pairingCodeOf } from '../../web/scanner/rules/pairing-code.ts';
import { acceptedBy, boxesOf, missingOf, type Contents } from '../../web/scanner/rules/receipt.ts';
import { createRepeatGuard } from '../../web/scanner/rules/repeat-guard.ts';
import { believe, effectsOf, isSettled, type Acting } from '../../web/scanner/rules/stock.ts';
import { cutBatch, failureOf, stateOf, waitAfter } from '../../web/scanner/rules/sync-plan.ts';
import { dayAt, judge, type Circumstances } from '../../web/scanner/rules/usable.ts';
import { createWedge } from '../../web/scanner/rules/wedge.ts';
import type { Batch, Product, Stock } from '../../web/scanner/wire.ts';

const good: Circumstances = {
  batch: { status: 'released', expiry: '2027-11-30' },
  usable: 40,
  here: true,
  today: '2026-11-28',
  now: Date.parse('2026-11-28T02:00:00Z'),
};
const with_ = (changes: Partial<Circumstances>): Circumstances => Object.assign({}, good, changes);

describe('may I use it', () => {
  it('a released batch that is here and in date may be used', () => {
    expect(judge(good)).toEqual({ verdict: 'use', reasons: [] });
  });

  it.each([
    [{ batch: { status: 'recalled', expiry: '2027-11-30' } }, 'recalled'],
    [{ batch: { status: 'quarantined', expiry: '2027-11-30' } }, 'quarantined'],
    [{ batch: { status: 'released', expiry: '2026-11-27' } }, 'expired'],
    [{ scannedExpiry: '2026-11-01' }, 'expired'],
    [{ vvm: 'C' }, 'vvm'],
    [{ here: false, usable: 0 }, 'not_here'],
    [{ usable: 0 }, 'quarantined'],
  ] as [Partial<Circumstances>, string][])('%j must not be used: %s', (changes, reason) => {
    const { verdict, reasons } = judge(with_(changes));
    expect(verdict).toBe('do_not_use');
    expect(reasons).toContain(reason);
  });

  it('the last day of use is still good, and soon over', () => {
    const last = judge(with_({ batch: { status: 'released', expiry: '2026-11-28' } }));
    expect(last).toEqual({ verdict: 'use', reasons: ['expires_soon'] });
  });

  it('an open vial past its time, or a label that contradicts the book, asks for a look', () => {
    expect(judge(with_({ vial: { discardAt: '2026-11-28T01:59:00Z' } })).verdict).toBe('look');
    expect(judge(with_({ scannedExpiry: '2028-01-31' })).reasons).toEqual(['expiry_conflict']);
  });

  it('the day is that of the place', () => {
    const late = Date.parse('2026-11-28T16:30:00Z');
    expect([dayAt(late, 'Asia/Jakarta'), dayAt(late, 'Asia/Jayapura')]).toEqual(['2026-11-28', '2026-11-29']);
  });
});

describe('the believed stock', () => {
  const stock = { batch: 'b', available: 10, quarantined: 2 } as Stock;
  const event = (usable: number, changes: Partial<Acting> = {}): Acting =>
    Object.assign({ state: 'waiting', settled: false, effects: [{ batch: 'b', usable, held: 0 }] }, changes);

  it('is what was pulled and what the queue does to it, but not what was refused or is in the pull already', () => {
    const queue = [
      event(-1),
      event(-2, { state: 'sent' }),
      event(-5, { state: 'refused' }),
      event(-5, { state: 'aside' }),
      event(-5, { state: 'sent', settled: true }),
    ];
    expect(believe(stock, queue, 'b')).toEqual({ usable: 7, held: 2, onHand: 9, pending: -3 });
  });

  it('is never below zero', () => {
    expect(believe(stock, [event(-11)], 'b').usable).toBe(0);
    expect(believe(undefined, [], 'x')).toEqual({ usable: 0, held: 0, onHand: 0, pending: 0 });
  });

  const book = {
    batchOf: ({ batch, raw }: { batch?: string; raw?: string }) =>
      batch ?? (raw === 'label' ? 'b' : undefined),
    believedOf: () => ({ usable: 10, held: 2 }),
    linesOf: () => [
      { batch: 'b', doses: 30, unusable: false },
      { batch: 'c', doses: 5, unusable: true },
    ],
    contentsOf: (raw: string) => (raw === 'box' ? [{ batch: 'b', doses: 20 }] : undefined),
  };

  it('each kind of fact has its effect', () => {
    expect(effectsOf({ kind: 'administer', raw: 'label', doses: 2 }, book)).toEqual([
      { batch: 'b', usable: -2, held: 0 },
    ]);
    expect(effectsOf({ kind: 'administer', raw: 'unknown', doses: 2 }, book)).toEqual([]);
    expect(effectsOf({ kind: 'quarantine', batch: 'b', doses: 3, reason: 'frozen' }, book)).toEqual([
      { batch: 'b', usable: -3, held: 3 },
    ]);
    expect(effectsOf({ kind: 'count', lines: [{ batch: 'b', available: 8, quarantined: 2 }] }, book)).toEqual(
      [{ batch: 'b', usable: -2, held: 0 }],
    );
    expect(effectsOf({ kind: 'receive', raw: 'box' }, book)).toEqual([{ batch: 'b', usable: 20, held: 0 }]);
    expect(
      effectsOf({ kind: 'receive', shipment: 's', lines: [{ batch: 'b', accepted: 9, vvm: 'C' }] }, book),
    ).toEqual([{ batch: 'b', usable: 0, held: 9 }]);
    expect(effectsOf({ kind: 'dispatch', shipment: 's' }, book)).toEqual([
      { batch: 'b', usable: -30, held: 0 },
      { batch: 'c', usable: 0, held: -5 },
    ]);
  });

  it('an effect is settled when its batches came anew, or at the second pull', () => {
    const effects = [{ batch: 'b', usable: -1, held: 0 }];
    expect(isSettled({ effects, pulls: 1 }, new Set())).toBe(false);
    expect(isSettled({ effects, pulls: 1 }, new Set(['b']))).toBe(true);
    expect(isSettled({ effects, pulls: 2 }, new Set())).toBe(true);
  });
});

describe('what a code is', () => {
  const product = { id: 'p', name: 'BCG' } as Product;
  const batch = { id: 'b', lot: 'A1' } as Batch;
  const shelf: Shelf = {
    productOf: async (gtin) => (gtin === '09521234543213' ? product : undefined),
    batchOf: async (_, lot) => (lot === 'A1' ? batch : undefined),
    placeOf: async () => undefined,
    shipmentOf: async () => undefined,
    ticketOf: async () => undefined,
  };
  it.each([
    [']d201095212345432131727113010A1', { kind: 'batch', batch }],
    [']d201095212345432131727113010a1', { kind: 'batch', batch: undefined }],
    ['9521234543213', { kind: 'unknown', why: 'no_lot' }],
    ['(01)09521234543220(10)A1', { kind: 'unknown', why: 'unknown_gtin' }],
    ['(01)09521234543214(10)A1', { kind: 'bad' }],
    ['JEJAK-TICKET:ABCD2345', { kind: 'ticket', code: 'ABCD2345' }],
    ['ABCD2345', { kind: 'unknown', why: 'not_ours' }],
    ['', { kind: 'bad' }],
  ])('%s', async (raw, expected) => {
    expect(await identify(raw, 2026, shelf)).toMatchObject(expected);
  });

  it('a pairing code is found in an address and in what is typed', () => {
    expect(pairingCodeOf(']Q1https://x.id/scan?pair=AB12CD34EF')).toBe('AB12CD34EF');
    expect(pairingCodeOf('ab12-cd34 ef')).toBe('AB12CD34EF');
    expect(pairingCodeOf('O123456I89')).toBe('0123456189');
    expect(pairingCodeOf('too short')).toBeUndefined();
  });
});

describe('when a scan counts', () => {
  it('a label counts once while it stays in view, and again after it left', () => {
    const isNew = createRepeatGuard(1_500);
    expect([0, 100, 1_500, 2_900, 4_500].map((now) => isNew('x', now))).toEqual([
      true,
      false,
      false,
      false,
      true,
    ]);
  });

  const press = (keys: (string | { key: string; ctrlKey: boolean })[], gapMs: number) => {
    const wedge = createWedge();
    let now = 0;
    let code: string | undefined;
    for (const key of keys) code = wedge.press(typeof key === 'string' ? { key } : key, (now += gapMs));
    return code;
  };
  it('keys of a scanner make a code with GS in it; those of a person make none', () => {
    const keys = ['0', '1', '2', { key: ']', ctrlKey: true }, '3', 'Shift', 'A', 'F8', 'B', 'Enter'];
    expect(press(keys, 5)).toBe('012\u001d3A\u001dB');
    expect(press(keys, 200)).toBeUndefined();
    expect(press(['1', '2', 'Enter'], 5)).toBeUndefined();
  });
});

describe('how sending goes on', () => {
  it('waits longer after each failure, never more than five minutes', () => {
    expect([1, 2, 3, 20].map((failures) => waitAfter(failures, 1))).toEqual([2_000, 4_000, 8_000, 300_000]);
    expect(waitAfter(1, 0)).toBe(1_000);
  });
  it('knows what a refusal of the whole push means', () => {
    expect([0, 401, 426, 413, 400, 503].map(failureOf)).toEqual([
      'network',
      'lost',
      'outdated',
      'too_much',
      'too_much',
      'server',
    ]);
  });
  it('cuts a long queue by number and by size, but always sends something', () => {
    expect(cutBatch([1, 2, 3], 2)).toEqual([1, 2]);
    expect(cutBatch(['aaaa', 'bbbb'], 10, 8)).toEqual(['aaaa']);
    expect(cutBatch(['a'.repeat(100)], 10, 8)).toHaveLength(1);
  });
  it('a repeated event stands as it was judged the first time', () => {
    expect(stateOf({ verdict: 'repeated', first: 'flagged' })).toBe('flagged');
    expect(stateOf({ verdict: 'repeated' })).toBe('sent');
    expect(stateOf({ verdict: 'refused' })).toBe('refused');
  });
  it('warns before the queue or the storage is full', () => {
    const judged = (waiting: number, freeBytes: number | null) =>
      judgeStorage({ waiting, freeBytes, kept: true });
    expect(judged(10, null).level).toBe('fine');
    expect(judged(LONGEST_QUEUE - 1, null)).toMatchObject({ level: 'low', why: 'queue' });
    expect(judged(LONGEST_QUEUE, 1e9)).toMatchObject({ level: 'full', why: 'queue' });
    expect(judged(0, 4e6)).toMatchObject({ level: 'full', why: 'space' });
  });
});

describe('a receipt on the phone', () => {
  const shipment: Contents = {
    sscc: '100000000000000001',
    lines: [
      { line: 1, batch: 'a', doses: 100, unusable: false },
      { line: 2, batch: 'b', doses: 30, unusable: false },
    ],
    packages: [
      { sscc: 'P', kind: 'pallet', pallet: null, lines: [] },
      { sscc: 'B1', kind: 'box', pallet: 'P', lines: [{ batch: 'a', doses: 60 }] },
      {
        sscc: 'B2',
        kind: 'box',
        pallet: null,
        lines: [
          { batch: 'a', doses: 30 },
          { batch: 'b', doses: 30 },
        ],
      },
    ],
  };

  it('a scan covers a box, the boxes of a pallet, or everything', () => {
    expect(boxesOf(shipment, 'B1')).toEqual(['B1']);
    expect(boxesOf(shipment, 'P')).toEqual(['B1']);
    expect(boxesOf(shipment, shipment.sscc)).toEqual(['B1', 'B2']);
    expect(boxesOf(shipment, 'elsewhere')).toEqual([]);
  });

  it('what came is in the scanned boxes, or lay loose', () => {
    expect([...acceptedBy(shipment, new Set(['B1']))]).toEqual([
      ['a', 70],
      ['b', 0],
    ]);
    expect([...acceptedBy(shipment, new Set(['B1', 'B2']))]).toEqual([
      ['a', 100],
      ['b', 30],
    ]);
  });

  it('what is neither accepted nor rejected is missing', () => {
    expect(missingOf(100, { accepted: 90, rejected: [{ doses: 4, reason: 'broken' }] })).toBe(6);
    expect(missingOf(100, { accepted: 101, rejected: [] })).toBe(-1);
  });
});
