// A correction is a linked reversal: once only, refused while later stock depends on it (ledger rule 11).
import type { Context } from '../kernel/context.ts';
import type { Place } from '../places/directory.ts';
import { ledgerProblems } from './problems.ts';
import { post } from './post.ts';
import type { Bucket, Line, Posted } from './types.ts';

interface Original {
  kind: string;
  place_id: string;
  document_id: string | null;
  occurred_at: Date;
}

interface Half {
  line: number;
  holder: string;
  batch: string;
  bucket: Bucket;
  doses: number;
}

/** Reads what a movement was. @throws Problem movement_not_found when there is none that postings belong to. */
export async function getMovement(
  ctx: Context,
  id: string,
): Promise<{ kind: string; placeId: string; documentId: string | null; occurredAt: Date }> {
  const found = await ctx.tx.maybe<Original>(
    /* sql */ `select j.kind, j.place_id, j.document_id, j.occurred_at from journal_key k
      join journal j on j.id = k.id and j.recorded_at = k.recorded_at
      where k.id = $1 and exists (select from posting p where p.journal_id = k.id and p.recorded_at = k.recorded_at)`,
    [id],
  );
  if (!found) throw ledgerProblems.movement_not_found();
  return {
    kind: found.kind,
    placeId: found.place_id,
    documentId: found.document_id,
    occurredAt: found.occurred_at,
  };
}

/** Every posted line turned round: what it gave is taken back, and what it drew from receives it. */
async function turnedLines(ctx: Context, movement: string): Promise<Line[]> {
  const halves = await ctx.tx.rows<Half>(
    /* sql */ `select p.line, p.holder_id as holder, p.batch_id as batch, p.bucket, p.doses from posting p
      join journal_key k on k.id = p.journal_id and k.recorded_at = p.recorded_at
      where p.journal_id = $1 order by p.line desc, p.doses`,
    [movement],
  );
  const lines: Line[] = [];
  for (let index = 0; index < halves.length; index += 2) {
    const [drawn, given] = [halves[index]!, halves[index + 1]!];
    lines.push({
      batch: given.batch,
      doses: given.doses,
      from: { holder: given.holder, bucket: given.bucket },
      to: { holder: drawn.holder, bucket: drawn.bucket },
      rule: 'held',
    });
  }
  return lines;
}

/**
 * Reverses a movement as of now, in the caller's transaction; one that occurred ahead of our clock, as of then.
 * @throws Problem not_reversible for a movement of a document or a reversal, already_reversed, later_stock_depends.
 */
export async function reverse(
  ctx: Context,
  command: { id: string; movement: string; place: Place; reason: string },
): Promise<Exclude<Posted, { outcome: 'refused' }> & { touched: [holder: string, batch: string][] }> {
  const original = await getMovement(ctx, command.movement);
  if (
    !original.kind.startsWith('movement.') ||
    original.kind === 'movement.reversed' ||
    original.documentId
  ) {
    throw ledgerProblems.not_reversible();
  }
  const first = await ctx.tx.run(
    'insert into reversal (movement_id, reversed_by) values ($1, $2) on conflict do nothing',
    [command.movement, command.id],
  );
  if (first !== 1) throw ledgerProblems.already_reversed();
  const lines = await turnedLines(ctx, command.movement);
  const [posted] = await post(ctx, [
    {
      id: command.id,
      kind: 'movement.reversed',
      place: command.place.id,
      occurredAt: original.occurredAt > ctx.now ? original.occurredAt : ctx.now,
      reverses: command.movement,
      lines,
      data: { reason: command.reason, of: command.movement, kind: original.kind },
    },
  ]);
  if (!posted) throw new Error('The ledger gave no verdict');
  if (posted.outcome !== 'refused')
    return { ...posted, touched: lines.map((line) => [line.to.holder, line.batch]) };
  if (posted.problem.code === 'insufficient_stock')
    throw ledgerProblems.later_stock_depends(posted.problem.params);
  throw posted.problem;
}
