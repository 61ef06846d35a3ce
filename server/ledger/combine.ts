// Single movements that arrive at the same time are posted together: one statement, a verdict for each.
import { createCombiner, type Combiner, type Verdict } from '../kernel/combiner.ts';
import type { Actor } from '../kernel/context.ts';
import type { House } from '../kernel/house.ts';
import { transactOneStatement } from '../kernel/transaction.ts';
import { distinctParts, post } from './post.ts';
import type { Movement, Posted } from './types.ts';

export type Recorded = Exclude<Posted, { outcome: 'refused' }>;

/** The combiner of single movements. Each movement names its own actor; `actor` is the service. */
export function createMovementCombiner(house: House, actor: Actor): Combiner<Movement, Recorded> {
  return createCombiner<Movement, Recorded>(house, {
    name: 'movement',
    lanes: 2,
    async run(movements) {
      const verdicts: Verdict<Recorded>[] = [];
      for (const positions of distinctParts(movements)) {
        const part = positions.map((position) => movements[position]!);
        const posted = await transactOneStatement(house, actor, (ctx) =>
          post(ctx, part, { keepAnswers: true }),
        );
        posted.forEach((result, index) => {
          const outcome = result.outcome === 'refused' ? result.problem.code : result.outcome;
          house.metrics.events.inc({ event: part[index]!.kind, outcome });
          verdicts[positions[index]!] =
            result.outcome === 'refused' ? { problem: result.problem } : { value: result };
        });
      }
      return verdicts;
    },
  });
}
