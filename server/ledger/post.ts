// The only way into the ledger: many movements, one statement, one verdict for each.
import type { Context } from '../kernel/context.ts';
import { problems, type Params } from '../kernel/problem.ts';
import { catalogueProblems } from '../catalogue/problems.ts';
import { argumentsOf } from './post-arguments.ts';
import { ledgerProblems } from './problems.ts';
import type { Movement, MovementAnswer, Posted, Warning } from './types.ts';

interface Row {
  movement: number;
  outcome: 'recorded' | 'flagged' | 'repeated' | 'conflict' | 'refused';
  code: string | null;
  detail: Record<string, unknown> | Warning[] | null;
  body: MovementAnswer | null;
}

const POST = /* sql */ `select * from ledger_post($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
  $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27)`;

function refusal(row: Row): Posted {
  const params = (row.detail ?? {}) as Params;
  const code = row.code ?? 'conflict';
  if (row.outcome === 'conflict') return { outcome: 'refused', problem: problems.idempotency_conflict() };
  if (code === 'unknown_batch')
    return { outcome: 'refused', problem: catalogueProblems.unknown_batch(params) };
  if (!(code in ledgerProblems)) throw new Error(`The ledger refused with an unknown code ${code}`);
  return { outcome: 'refused', problem: ledgerProblems[code as keyof typeof ledgerProblems](params) };
}

function verdict(row: Row | undefined): Posted {
  // What the answer does not name was recorded as it was said.
  if (!row) return { outcome: 'recorded', warnings: [] };
  const answer = row.body ?? undefined;
  if (row.outcome === 'recorded') return { outcome: 'recorded', warnings: [], answer };
  if (row.outcome === 'flagged')
    return { outcome: 'flagged', warnings: (row.detail ?? []) as Warning[], answer };
  if (row.outcome === 'repeated') return { outcome: 'repeated', warnings: answer?.warnings ?? [], answer };
  return refusal(row);
}

/** Positions of the movements in parts, so that no id stands twice in one part; a repetition is then answered as one. */
export function distinctParts(movements: readonly Movement[]): number[][] {
  const ids = new Set(movements.map((movement) => movement.id.toLowerCase()));
  if (ids.size === movements.length) return [movements.map((_, position) => position)];
  const parts: { ids: Set<string>; positions: number[] }[] = [];
  movements.forEach((movement, position) => {
    const id = movement.id.toLowerCase();
    let part = parts.find(({ ids }) => !ids.has(id));
    if (!part) parts.push((part = { ids: new Set(), positions: [] }));
    part.ids.add(id);
    part.positions.push(position);
  });
  return parts.map((part) => part.positions);
}

/**
 * Posts movements, each recorded, flagged, repeated or refused on its own, in the order given (ledger rules 1 to 8).
 * The caller owns the transaction; on the pool the call is one of its own. An id that stands again in the same call is
 * posted after the others, in a statement of its own.
 * @param options.keepAnswers keeps and returns each movement's answer, for commands that a combiner gathers.
 */
export async function post(
  ctx: Context,
  movements: readonly Movement[],
  options: { keepAnswers?: boolean } = {},
): Promise<Posted[]> {
  const posted: Posted[] = [];
  for (const part of distinctParts(movements)) {
    const values = argumentsOf(
      ctx,
      part.map((position) => movements[position]!),
      options.keepAnswers ?? false,
    );
    const named = new Map((await ctx.tx.rows<Row>(POST, values)).map((row) => [row.movement, row]));
    part.forEach((position, index) => (posted[position] = verdict(named.get(index + 1))));
  }
  return posted;
}

/** Posts one movement inside the caller's transaction. @throws Problem when it is refused. */
export async function postOne(
  ctx: Context,
  movement: Movement,
  options: { keepAnswers?: boolean } = {},
): Promise<Exclude<Posted, { outcome: 'refused' }>> {
  const [posted] = await post(ctx, [movement], options);
  if (!posted) throw new Error('The ledger gave no verdict');
  if (posted.outcome === 'refused') throw posted.problem;
  return posted;
}
