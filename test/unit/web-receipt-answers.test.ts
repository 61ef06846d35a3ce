// The receiver's arithmetic on the screen: scans add up, rejections come off what was scanned as complete.
import { describe, expect, it } from 'vitest';
import {
  arrive,
  complete,
  emptyAnswer,
  isAnswered,
  leftOf,
  reject,
  restMissing,
  toBody,
} from '../../web/dashboard/shipments/answers.ts';
import { emptyArrival, toArrival } from '../../web/dashboard/shipments/arrival.ts';

const batch = (id: string) => ({
  id,
  lot: id.toUpperCase(),
  expiry: '2028-01-31',
  status: 'released' as const,
  product: { id: 'p', code: 'TD', name: 'Td' },
});
const line = emptyAnswer(batch('a'), 100, 1);

describe('an answer', () => {
  it('scanned as complete takes rejections off what is accepted; typed by hand it stays as it was typed', () => {
    const rejected = [{ key: '1', reason: 'broken' as const, doses: 10 }];
    const scanned = reject(complete(line), rejected);
    expect([scanned.accepted, leftOf(scanned), isAnswered(scanned)]).toEqual([90, 0, true]);
    const typed = reject({ ...line, accepted: 100 }, rejected);
    expect([typed.accepted, leftOf(typed)]).toEqual([100, -10]);
  });

  it('grows by each box that arrives, never above what was sent; the rest is missing only when that is said', () => {
    const box = [{ batch: batch('a'), doses: 40 }];
    const once = arrive([line, emptyAnswer(batch('b'), 5, 2)], box);
    expect(once.map(({ accepted }) => accepted)).toEqual([40, null]);
    const thrice = arrive(arrive(once, box), box);
    expect([thrice[0]!.accepted, thrice[0]!.complete]).toEqual([100, true]);
    expect(once.map(restMissing).map((one) => [one.accepted, leftOf(one)])).toEqual([
      [40, 60],
      [0, 5],
    ]);
  });

  it('is not complete while a rejection lacks its reason or its doses', () => {
    expect(isAnswered(line)).toBe(false);
    expect(isAnswered(reject(complete(line), [{ key: '1', reason: null, doses: 3 }]))).toBe(false);
    expect(isAnswered(reject(complete(line), [{ key: '1', reason: 'frozen', doses: 0 }]))).toBe(false);
  });

  it('is sent without what was left empty', () => {
    expect(toBody([{ ...complete(line), vvm: 'B', note: '  ' }])).toEqual([
      { batch: 'a', accepted: 100, rejected: [], vvm: 'B', note: undefined },
    ]);
    expect(toArrival(emptyArrival)).toBeUndefined();
    expect(toArrival({ ...emptyArrival, labelled: 'no', documents: ['packingList'] })).toMatchObject({
      labelled: false,
      documents: { packingList: true, releaseCertificate: false, goodsIssueNote: false },
    });
  });
});
