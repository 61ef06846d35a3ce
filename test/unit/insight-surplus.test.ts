// What will expire unused and where it would be used: hand-computed cases, and what must hold for any stock.
import { describe, expect, it } from 'vitest';
import { EXPIRY_STEPS, stepOf } from '../../server/insight/judge-expiry.ts';
import { roomOf, shareOut, surplusOf, usedIn, type Lot, type Taker } from '../../server/insight/surplus.ts';

const lot = (batchId: string, days: number, usable: number, free = usable): Lot => ({
  batchId,
  days,
  usable,
  free,
});

describe('surplus', () => {
  it('is what a batch has beyond the use until its expiry', () => {
    // 30 a month, one a day: 20 of 100 are used in 20 days.
    expect(surplusOf([lot('a', 20, 100)], 30)).toEqual([
      { batchId: 'a', days: 20, doses: 80, has: 100, willUse: 20 },
    ]);
    expect(surplusOf([lot('a', 100, 100)], 30)).toEqual([]);
    expect(surplusOf([lot('a', 100, 100)], 0)).toMatchObject([{ doses: 100, willUse: 0 }]);
  });

  it('uses first what expires first; what expired unused makes no room for the next', () => {
    // To day 10: 10 of a. From day 10 to day 40: 30 of b, 20 are left.
    expect(surplusOf([lot('b', 40, 50), lot('a', 10, 25)], 30)).toMatchObject([
      { batchId: 'a', doses: 15 },
      { batchId: 'b', doses: 20, has: 75, willUse: 40 },
    ]);
    // a is used up on day 5; b from then on.
    expect(surplusOf([lot('a', 10, 5), lot('b', 40, 50)], 30)).toMatchObject([{ batchId: 'b', doses: 15 }]);
  });

  it('is never what is reserved', () => {
    expect(surplusOf([lot('a', 10, 100, 30)], 30)).toMatchObject([{ doses: 30 }]);
    expect(surplusOf([lot('a', 10, 100, 0)], 30)).toEqual([]);
  });

  it('never exceeds the stock, whatever the lots', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const random = (most: number, salt: number) => (seed * 7919 + salt * 104_729) % most;
      const lots = Array.from({ length: 1 + random(5, 1) }, (_, i) =>
        lot(`${i}`, random(120, i + 2), random(200, i + 9)),
      );
      const monthly = random(300, 3);
      const left = surplusOf(lots, monthly).reduce((sum, { doses }) => sum + doses, 0);
      const had = lots.reduce((sum, { usable }) => sum + usable, 0);
      expect(left).toBeLessThanOrEqual(had);
      expect(had - left).toBeLessThanOrEqual(usedIn(monthly, Math.max(...lots.map(({ days }) => days))));
    }
  });
});

describe('takers', () => {
  const taker = (placeId: string, more: Partial<Taker> = {}): Taker => ({
    placeId,
    monthly: 60,
    usable: 0,
    inbound: 0,
    maximum: 100,
    kin: 0,
    kilometres: null,
    ...more,
  });

  it('have room for what they use until the expiry less a week, besides what they have and expect', () => {
    expect(roomOf({ monthly: 60, usable: 10, inbound: 6 }, 37)).toBe(44);
    expect(roomOf({ monthly: 60, usable: 0, inbound: 0 }, 7)).toBe(0);
  });

  it('are asked nearest kin first, then the nearest, in whole vials', () => {
    const takers = [
      taker('cousin', { kin: 1, kilometres: 1 }),
      taker('far', { kilometres: 20 }),
      taker('near', { kilometres: 5, usable: 35 }),
    ];
    // near has room for 60 - 35 = 25, two vials of ten; the rest goes further.
    expect(
      shareOut({ doses: 95, days: 37 }, takers, 10).map(({ placeId, doses }) => [placeId, doses]),
    ).toEqual([
      ['near', 20],
      ['far', 60],
      ['cousin', 10],
    ]);
  });

  it('do not take the same room twice', () => {
    const takers = [taker('one')];
    expect(shareOut({ doses: 50, days: 37 }, takers, 1)).toMatchObject([{ doses: 50 }]);
    expect(shareOut({ doses: 50, days: 37 }, takers, 1)).toMatchObject([{ doses: 10, has: 50 }]);
    expect(shareOut({ doses: 50, days: 37 }, takers, 1)).toEqual([]);
  });
});

it('the steps of the expiry notices', () => {
  expect(EXPIRY_STEPS).toEqual([90, 60, 30, 14, 10, 3, 1]);
  expect([91, 90, 61, 60, 15, 14, 11, 10, 4, 3, 2, 1, 0].map(stepOf)).toEqual([
    undefined,
    90,
    90,
    60,
    30,
    14,
    14,
    10,
    10,
    3,
    3,
    1,
    1,
  ]);
});
