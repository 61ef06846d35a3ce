// The arithmetic of a receipt: what is answered for adds up to what was shipped, and the ledger's lines carry it all.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeReceipt, linesOf, REJECTION_REASONS, type Answer } from '../../server/distribution/receipt.ts';
import { Problem } from '../../server/kernel/problem.ts';

const shipped = (...doses: number[]) =>
  doses.map((count, index) => ({
    line: index + 1,
    batchId: `b${index + 1}`,
    lot: `L${index + 1}`,
    product: { id: 'p1', code: 'P1' },
    doses: count,
    unusable: false,
    activityId: null,
    fromEarmark: 0,
  }));
const answer = (batch: number, accepted: number, more: Partial<Answer> = {}): Answer => {
  return { batchId: `b${batch}`, lot: `L${batch}`, accepted, ...more };
};

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
  return 'none';
}

describe('a receipt', () => {
  it('is clean when everything arrived', () => {
    const { status, outcomes, warnings } = judgeReceipt(shipped(10, 5), [answer(2, 5), answer(1, 10)]);
    expect([status, warnings]).toEqual(['received', []]);
    expect(outcomes.map(({ line, accepted }) => [line, accepted])).toEqual([
      [1, 10],
      [2, 5],
    ]);
  });

  it('counts what nobody speaks of as missing, and one reason once', () => {
    const rejected = [
      { doses: 1, reason: 'broken' as const },
      { doses: 2, reason: 'broken' as const },
    ];
    const { status, outcomes } = judgeReceipt(shipped(10), [answer(1, 5, { rejected })]);
    expect(status).toBe('received_with_discrepancy');
    expect(outcomes[0]).toMatchObject({
      rejections: [{ reason: 'broken', doses: 3 }],
      rejected: 3,
      missing: 2,
    });
  });

  it.each([
    ['too many missing', answer(1, 8, { missing: 3 })],
    ['too few missing', answer(1, 8, { missing: 1 })],
    ['all accepted and one rejected', answer(1, 10, { rejected: [{ doses: 1, reason: 'broken' as const }] })],
    ['surplus and missing', answer(1, 12, { missing: 1 })],
  ])('refuses %s', (_, given) => {
    expect(codeOf(() => judgeReceipt(shipped(10), [given]))).toBe('receipt_does_not_add_up');
  });

  it('names the lot that is not answered for', () => {
    expect(codeOf(() => judgeReceipt(shipped(10, 5), [answer(1, 10)]))).toBe('receipt_line_missing');
  });

  it('takes more than was shipped as a surplus, and a batch that was not expected', () => {
    const { outcomes, warnings, status } = judgeReceipt(shipped(10), [answer(1, 12), answer(7, 3)]);
    expect(status).toBe('received_with_discrepancy');
    expect(outcomes.map(({ line, doses, surplus }) => [line, doses, surplus])).toEqual([
      [1, 10, 2],
      [2, 0, 3],
    ]);
    expect(warnings.map(({ code, doses }) => [code, doses])).toEqual([
      ['over_receipt', 2],
      ['unexpected_batch', 3],
    ]);
    expect(codeOf(() => judgeReceipt(shipped(10), [answer(1, 10), answer(7, 0)]))).toBe(
      'receipt_does_not_add_up',
    );
  });

  it('always adds up, and its ledger lines carry exactly what it says', () => {
    const reason = fc.constantFrom(...REJECTION_REASONS);
    const rejected = fc.array(fc.record({ doses: fc.integer({ min: 1, max: 9 }), reason }), { maxLength: 4 });
    const missing = fc.option(fc.nat({ max: 30 }), { nil: undefined });
    const given = fc.record({ accepted: fc.nat({ max: 40 }), rejected, missing });
    fc.assert(
      fc.property(fc.nat({ max: 30 }), given, (doses, said) => {
        const sent = doses > 0 ? shipped(doses) : [];
        if (codeOf(() => judgeReceipt(sent, [answer(1, said.accepted, said)])) !== 'none') return;
        const [outcome] = judgeReceipt(sent, [answer(1, said.accepted, said)]).outcomes;
        const { accepted, rejected: bad, missing: lost, surplus } = outcome!;
        expect(accepted + bad + lost).toBe(doses + surplus);
        const lines = linesOf(outcome!, 's', 'p', '2026-01-01');
        const total = (pick: (line: (typeof lines)[number]) => boolean) =>
          lines.filter(pick).reduce((sum, line) => sum + line.doses, 0);
        expect(total(({ from }) => from.bucket === 'in_transit')).toBe(doses - lost);
        expect(total(({ from }) => from.bucket === 'unexplained')).toBe(surplus);
        expect(total(({ to }) => to.bucket === 'available')).toBe(accepted);
        expect(total(({ to }) => to.bucket === 'wasted' || to.bucket === 'quarantined')).toBe(bad);
        expect(lines.every((line) => line.doses > 0)).toBe(true);
      }),
    );
  });
});
