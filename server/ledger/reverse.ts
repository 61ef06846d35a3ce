// A correction is a linked reversal: once only, refused while later stock depends on it (ledger rule 11). What was
// counted since stays as it was counted (rule 12): the count's variance changes instead.
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

interface Kept {
  holder: string;
  batch: string;
  bucket: 'available' | 'quarantined';
  /** What the movement had changed, before the count. */
  doses: number;
}

const TOUCHED = /* sql */ `
  select from balance b where (b.holder_id, b.batch_id) in (select * from unnest($1::uuid[], $2::uuid[]))
  order by b.holder_id, b.batch_id for update`;

/** Takes note in the first count after the movement that it never happened; answers what must be given back to it. */
const UNCOUNT = /* sql */ `
  with net as (
    select p.holder_id, p.batch_id, coalesce(sum(p.doses) filter (where p.bucket = 'available'), 0) as available,
      coalesce(sum(p.doses) filter (where p.bucket = 'quarantined'), 0) as quarantined,
      -- Without what was given back at a count already: by that the variance has changed.
      coalesce(sum(p.doses) filter (where p.bucket = 'available' and p.occurred_at = $2), 0) as own_available,
      coalesce(sum(p.doses) filter (where p.bucket = 'quarantined' and p.occurred_at = $2), 0) as own_quarantined
    from posting p join journal_key k on k.id = p.journal_id and k.recorded_at = p.recorded_at
    where p.journal_id = $1 group by 1, 2
  ), kept as (
    update counted c set available_late = c.available_late + n.own_available,
      quarantined_late = c.quarantined_late + n.own_quarantined
    from net n
    where c.holder_id = n.holder_id and c.batch_id = n.batch_id
      and c.at = (select min(x.at) from counted x
        where x.holder_id = n.holder_id and x.batch_id = n.batch_id and x.at > $2)
    returning n.*
  )
  select k.holder_id as holder, k.batch_id as batch, b.bucket, b.doses::int as doses
  from kept k cross join lateral (values ('available', k.available), ('quarantined', k.quarantined)) b(bucket, doses)
  where b.doses <> 0`;

/** Lines that leave counted balances where they are: those that give go first, those that take go last. */
async function keptLines(ctx: Context, movement: string, lines: readonly Line[], occurredAt: Date) {
  const ends = lines.flatMap(({ batch, from, to }) => [from, to].map(({ holder }) => ({ holder, batch })));
  await ctx.tx.rows(TOUCHED, [ends.map(({ holder }) => holder), ends.map(({ batch }) => batch)]);
  const kept = await ctx.tx.rows<Kept>(UNCOUNT, [movement, occurredAt]);
  const line = ({ holder, batch, bucket, doses }: Kept): Line => {
    const [counted, unexplained] = [
      { holder, bucket },
      { holder, bucket: 'unexplained' as const },
    ];
    const [from, to] = doses > 0 ? [unexplained, counted] : [counted, unexplained];
    return { batch, doses: Math.abs(doses), from, to, rule: 'held' };
  };
  return {
    giving: kept.filter(({ doses }) => doses > 0).map(line),
    taking: kept.filter(({ doses }) => doses < 0).map(line),
  };
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
  const turned = await turnedLines(ctx, command.movement);
  const { giving, taking } = await keptLines(ctx, command.movement, turned, original.occurredAt);
  const lines = [...giving, ...turned, ...taking];
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
