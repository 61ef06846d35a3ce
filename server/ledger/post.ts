// The only way into the ledger: many movements, one statement, one verdict for each.
import type { Context } from '../kernel/context.ts';
import { problems, type Params } from '../kernel/problem.ts';
import { catalogueProblems } from '../catalogue/problems.ts';
import { ledgerProblems } from './problems.ts';
import { BUCKETS, type Movement, type MovementAnswer, type Posted, type Warning } from './types.ts';

interface Row {
  movement: number;
  outcome: 'recorded' | 'flagged' | 'repeated' | 'conflict' | 'refused';
  code: string | null;
  detail: Record<string, unknown> | Warning[] | null;
  body: MovementAnswer | null;
}

const ordinal = Object.fromEntries(BUCKETS.map((bucket, index) => [bucket, index + 1]));
const NO_HASH = Buffer.alloc(0);

const POST = /* sql */ `select * from ledger_post($1, $2, $3::uuid[], $4::bytea[], $5::text[], $6::uuid[], $7::uuid[],
  $8::uuid[], $9::uuid[], $10::timestamptz[], $11::uuid[], $12::text[], $13::text[], $14::text[], $15::int[], $16::uuid[],
  $17::int[], $18::uuid[], $19::int[], $20::uuid[], $21::int[], $22::text[], $23::date[])`;

function argumentsOf(ctx: Context, movements: readonly Movement[], keepAnswers: boolean): unknown[] {
  const lines = movements.flatMap((movement, index) =>
    movement.lines.map((line) => ({ ...line, movement: index + 1 })),
  );
  const touched = (movement: Movement) =>
    `{${movement.lines.map((l) => (l.from.holder === l.to.holder ? `${l.from.holder},${l.batch}` : `${l.from.holder},${l.batch},${l.to.holder},${l.batch}`)).join(',')}}`;
  const hashOf = (movement: Movement) =>
    movement.hash ?? (ctx.command?.id === movement.id ? ctx.command.hash : NO_HASH);
  return [
    ctx.now,
    keepAnswers,
    movements.map((m) => m.id),
    movements.map(hashOf),
    movements.map((m) => m.kind),
    movements.map((m) => m.place),
    movements.map((m) => m.document ?? null),
    movements.map((m) => m.actor ?? ctx.actor.id),
    movements.map((m) => m.device ?? null),
    movements.map((m) => m.occurredAt),
    movements.map((m) => m.reverses ?? null),
    movements.map((m) => JSON.stringify(m.data ?? {})),
    movements.map(touched),
    movements.map((m) => (m.warnings?.length ? JSON.stringify(m.warnings) : null)),
    lines.map((l) => l.movement),
    lines.map((l) => l.batch),
    lines.map((l) => l.doses),
    lines.map((l) => l.from.holder),
    lines.map((l) => ordinal[l.from.bucket]),
    lines.map((l) => l.to.holder),
    lines.map((l) => ordinal[l.to.bucket]),
    lines.map((l) => l.rule),
    lines.map((l) => l.usableOn ?? null),
  ];
}

function refusal(row: Row): Posted {
  const params = (row.detail ?? {}) as Params;
  const code = row.code ?? 'conflict';
  if (row.outcome === 'conflict') return { outcome: 'refused', problem: problems.idempotency_conflict() };
  if (code === 'unknown_batch')
    return { outcome: 'refused', problem: catalogueProblems.unknown_batch(params) };
  if (!(code in ledgerProblems)) throw new Error(`The ledger refused with an unknown code ${code}`);
  return { outcome: 'refused', problem: ledgerProblems[code as keyof typeof ledgerProblems](params) };
}

function verdict(row: Row): Posted {
  const answer = row.body ?? undefined;
  if (row.outcome === 'recorded') return { outcome: 'recorded', warnings: [], answer };
  if (row.outcome === 'flagged')
    return { outcome: 'flagged', warnings: (row.detail ?? []) as Warning[], answer };
  if (row.outcome === 'repeated') return { outcome: 'repeated', warnings: answer?.warnings ?? [], answer };
  return refusal(row);
}

/**
 * Posts movements, each recorded, flagged, repeated or refused on its own, in the order given (ledger rules 1 to 8).
 * Ids must be distinct within one call. The caller owns the transaction; on the pool the call is one of its own.
 * @param options.keepAnswers keeps and returns each movement's answer, for commands that a combiner gathers.
 */
export async function post(
  ctx: Context,
  movements: readonly Movement[],
  options: { keepAnswers?: boolean } = {},
): Promise<Posted[]> {
  if (movements.length === 0) return [];
  const rows = await ctx.tx.rows<Row>(POST, argumentsOf(ctx, movements, options.keepAnswers ?? false));
  return rows.map(verdict);
}

/** Posts one movement inside the caller's transaction. @throws Problem when it is refused. */
export async function postOne(
  ctx: Context,
  movement: Movement,
): Promise<Exclude<Posted, { outcome: 'refused' }>> {
  const [posted] = await post(ctx, [movement]);
  if (!posted) throw new Error('The ledger gave no verdict');
  if (posted.outcome === 'refused') throw posted.problem;
  return posted;
}
