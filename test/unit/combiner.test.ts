// The combiner: one transaction for many, a verdict for each, no neighbour spoiled, a bound on what waits.
import { describe, expect, it } from 'vitest';
import { createCombiner, type Verdict } from '../../server/kernel/combiner.ts';
import { createHouse } from '../../server/kernel/house.ts';
import { createLog } from '../../server/kernel/log.ts';
import { problems } from '../../server/kernel/problem.ts';
import { testConfig } from '../support/config.ts';

const houseWith = (changes = {}) =>
  createHouse({ config: testConfig(changes), log: createLog('silent'), database: undefined as never });

describe('combiner', () => {
  it('gathers commands of one turn into one batch and answers each', async () => {
    const sizes: number[] = [];
    const combiner = createCombiner<number, number>(houseWith(), {
      name: 'double',
      run: (commands) => {
        sizes.push(commands.length);
        return Promise.resolve(commands.map((n) => ({ value: n * 2 })));
      },
    });
    const answers = await Promise.all([1, 2, 3, 4, 5].map((n) => combiner.submit(n)));
    expect(answers).toEqual([2, 4, 6, 8, 10]);
    expect(sizes).toEqual([5]);
    expect(combiner.waiting()).toBe(0);
  });

  it('rejects one with its own problem and serves its neighbours', async () => {
    const combiner = createCombiner<number, number>(houseWith(), {
      name: 'odd',
      run: (commands) =>
        Promise.resolve(
          commands.map((n): Verdict<number> => (n % 2 ? { value: n } : { problem: problems.not_found() })),
        ),
    });
    const settled = await Promise.allSettled([1, 2, 3].map((n) => combiner.submit(n)));
    expect(settled.map((s) => s.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('halves a batch that fails as a whole until the poisonous command stands alone', async () => {
    const combiner = createCombiner<number, number>(houseWith(), {
      name: 'poison',
      run: (commands) =>
        commands.includes(7)
          ? Promise.reject(new Error('poison'))
          : Promise.resolve(commands.map((n) => ({ value: n }))),
    });
    const settled = await Promise.allSettled([...Array(20).keys()].map((n) => combiner.submit(n)));
    expect(settled.filter((s) => s.status === 'rejected')).toHaveLength(1);
    expect(settled[7]!.status).toBe('rejected');
  });

  it('never mixes keys and answers 503 beyond its bound', async () => {
    const seen: string[][] = [];
    const combiner = createCombiner<string, string>(houseWith({ queueMax: 4 }), {
      name: 'keys',
      keyOf: (command) => command[0]!,
      run: (commands) => {
        seen.push(commands);
        return Promise.resolve(commands.map((value) => ({ value })));
      },
    });
    const settled = await Promise.allSettled(['a1', 'b1', 'a2', 'b2', 'a3'].map((c) => combiner.submit(c)));
    expect(settled.map((s) => s.status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
    ]);
    expect((settled[4] as PromiseRejectedResult).reason).toMatchObject({ code: 'too_busy', status: 503 });
    expect(seen.every((batch) => new Set(batch.map((c) => c[0])).size === 1)).toBe(true);
  });
});
