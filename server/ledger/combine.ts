// Single movements that arrive at the same time are posted together: one statement, a verdict for each.
import { createCombiner, type Combiner, type Verdict } from '../kernel/combiner.ts';
import type { Actor } from '../kernel/context.ts';
import type { House } from '../kernel/house.ts';
import { transactOneStatement } from '../kernel/transaction.ts';
import { post } from './post.ts';
import type { Movement, Posted } from './types.ts';

export type Recorded = Exclude<Posted, { outcome: 'refused' }>;

/** Splits movements so that no id stands twice in one part; a repetition is then answered as one. */
function distinctParts(movements: Movement[]): Movement[][] {
  const parts: { ids: Set<string>; movements: Movement[] }[] = [];
  for (const movement of movements) {
    let part = parts.find(({ ids }) => !ids.has(movement.id));
    if (!part) parts.push((part = { ids: new Set(), movements: [] }));
    part.ids.add(movement.id);
    part.movements.push(movement);
  }
  return parts.map((part) => part.movements);
}

/** The combiner of single movements. Each movement names its own actor; `actor` is the service. */
export function createMovementCombiner(house: House, actor: Actor): Combiner<Movement, Recorded> {
  return createCombiner<Movement, Recorded>(house, {
    name: 'movement',
    lanes: 2,
    async run(movements) {
      const verdicts = new Map<Movement, Verdict<Recorded>>();
      for (const part of distinctParts(movements)) {
        const posted = await transactOneStatement(house, actor, (ctx) =>
          post(ctx, part, { keepAnswers: true }),
        );
        posted.forEach((result, index) => {
          const outcome = result.outcome === 'refused' ? result.problem.code : result.outcome;
          house.metrics.events.inc({ event: part[index]!.kind, outcome });
          verdicts.set(
            part[index]!,
            result.outcome === 'refused' ? { problem: result.problem } : { value: result },
          );
        });
      }
      return movements.map((movement) => verdicts.get(movement)!);
    },
  });
}
