// A count fixes the balance at its instant (ledger rule 12): what is missing or too much against the book goes to or
// comes from `unexplained` at that instant, and nothing that occurred before it moves the balance any more.
import type { Context } from '../kernel/context.ts';
import { ledgerProblems } from './problems.ts';
import { post } from './post.ts';
import type { Line, Movement, Posted, Warning } from './types.ts';

const COUNTED_BUCKETS = ['available', 'quarantined'] as const;
type CountedBucket = (typeof COUNTED_BUCKETS)[number];

/** What was found of a batch on the shelf at an instant. */
export interface Counted {
  batch: string;
  /** The instant, not after now. */
  at: Date;
  available: number;
  quarantined: number;
  /** Why it differs from the book, if it does. */
  reason?: string;
  note?: string;
}

/** What the book says of a batch at the instant of its count. */
export interface Expected {
  batch: string;
  available: number;
  quarantined: number;
}

export interface CountedNow extends Expected {
  availableVariance: number;
  quarantinedVariance: number;
}

interface Later {
  at: number;
  doses: number;
}

/** An account as the book has it: the doses at the instant of the count and what changed them later, in order. */
interface Book {
  expected: number;
  later: Later[];
}

interface Row {
  batch: string;
  countedAt: Date | null;
  available: number;
  quarantined: number;
}

const BOOK = /* sql */ `
  select c.batch, b.counted_at as "countedAt", coalesce(b.available, 0) as available,
    coalesce(b.quarantined, 0) as quarantined
  from unnest($2::uuid[]) c(batch) left join balance b on b.holder_id = $1 and b.batch_id = c.batch`;

const LATER = /* sql */ `
  select p.batch_id as batch, p.bucket, p.occurred_at as at, sum(p.doses)::int as doses
  from unnest($2::uuid[], $3::timestamptz[]) c(batch, at)
  join posting p on p.holder_id = $1 and p.batch_id = c.batch and p.occurred_at > c.at
    and p.recorded_at > c.at - interval '1 day'
  where p.bucket in ('available', 'quarantined') group by 1, 2, 3 order by 1, 2, 3`;

const keyOf = (batch: string, bucket: string) => `${batch}/${bucket}`;

async function readBook(ctx: Context, place: string, counts: readonly Pick<Counted, 'batch' | 'at'>[]) {
  const batches = counts.map((count) => count.batch);
  const rows = await ctx.tx.rows<Row>(BOOK, [place, batches]);
  const later = await ctx.tx.rows<{ batch: string; bucket: CountedBucket; at: Date; doses: number }>(LATER, [
    place,
    batches,
    counts.map((count) => count.at),
  ]);
  const books = new Map<string, Book>();
  for (const row of rows) {
    for (const bucket of COUNTED_BUCKETS) {
      const mine = later
        .filter((one) => one.batch === row.batch && one.bucket === bucket)
        .map(({ at, doses }) => ({ at: at.getTime(), doses }));
      const since = mine.reduce((sum, { doses }) => sum + doses, 0);
      books.set(keyOf(row.batch, bucket), { expected: row[bucket] - since, later: mine });
    }
  }
  return { rows, books };
}

/** What the book says at the instants of some counts, without locks: for reading. */
export async function findExpected(
  ctx: Context,
  place: string,
  counts: readonly Pick<Counted, 'batch' | 'at'>[],
): Promise<Expected[]> {
  const { books } = await readBook(ctx, place, counts);
  const of = (batch: string, bucket: CountedBucket) => books.get(keyOf(batch, bucket))!.expected;
  return counts.map(({ batch }) => ({
    batch,
    available: of(batch, 'available'),
    quarantined: of(batch, 'quarantined'),
  }));
}

/** Where what left later is more than was counted: the first such instant, and how many doses are lacking in all. */
function shortfallOf(counted: number, later: readonly Later[]): { at: Date; doses: number } | undefined {
  let running = counted;
  let least = 0;
  let first: number | undefined;
  for (const { at, doses } of later) {
    running += doses;
    if (running < 0) first ??= at;
    least = Math.min(least, running);
  }
  return first === undefined ? undefined : { at: new Date(first), doses: -least };
}

const ROWS = /* sql */ `
  insert into balance (holder_id, batch_id, product_id)
  select $1, b.id, b.product_id from batch b where b.id = any($2::uuid[])
    and not exists (select from balance x where x.holder_id = $1 and x.batch_id = b.id)
  order by b.id on conflict do nothing`;

const LOCK = /* sql */ `
  select from balance where holder_id = $1 and batch_id = any($2::uuid[]) order by holder_id, batch_id for update`;

const FIX = /* sql */ `
  with c as (
    select * from unnest($2::uuid[], $3::timestamptz[], $4::int[], $5::int[], $6::int[], $7::int[])
      c(batch, at, available, quarantined, available_variance, quarantined_variance)
  ), kept as (
    insert into counted (holder_id, batch_id, at, recorded_at, document_id, available, quarantined, available_variance,
      quarantined_variance)
    select $1, batch, at, $9, $8, available, quarantined, available_variance, quarantined_variance from c
  )
  update balance b set counted_at = c.at from c where b.holder_id = $1 and b.batch_id = c.batch`;

export interface CountCommand {
  place: string;
  /** The count, as a document. */
  document: string;
  counts: readonly Counted[];
}

/** The ledger's movements for one account of a count: what later facts prove to have been there, and the variance. */
function movementsOf(
  ctx: Context,
  command: CountCommand,
  counted: Counted,
  bucket: CountedBucket,
  book: Book,
) {
  const { place, document } = command;
  const { batch, reason, note } = counted;
  const variance = counted[bucket] - book.expected;
  const line = (doses: number): Line => {
    const [here, nowhere] = [bucket, 'unexplained' as const];
    const [from, to] = doses > 0 ? [nowhere, here] : [here, nowhere];
    return {
      batch,
      doses: Math.abs(doses),
      rule: 'held',
      from: { holder: place, bucket: from },
      to: { holder: place, bucket: to },
    };
  };
  const movement = (kind: string, occurredAt: Date, doses: number, warnings?: Warning[]): Movement => ({
    id: ctx.newId(),
    kind,
    place,
    document,
    occurredAt,
    lines: [line(doses)],
    warnings,
    data: { batch, doses, bucket, reason, note },
  });
  const short = shortfallOf(counted[bucket], book.later);
  const warned = short && [{ code: 'unexplained_doses', batch, doses: short.doses }];
  return {
    variance,
    shortfall: short && movement('count.shortfall', short.at, short.doses, warned),
    posting: variance === 0 ? undefined : movement('count.variance', counted.at, variance),
  };
}

/**
 * Fixes what was counted, in the caller's transaction: posts each variance at the instant of its count. Where more left
 * since than was counted, the book lacks those doses from the first such instant on: they come from `unexplained` and
 * the movement is flagged. Doses that were reserved and are not there break their promise, by name.
 * @returns what the book said of each batch and how far it was off.
 * @throws Problem count_before_last for an instant that is not after the last count of that batch.
 */
export async function fixCounts(
  ctx: Context,
  command: CountCommand,
): Promise<{ lines: CountedNow[]; warnings: Warning[] }> {
  const { place, counts, document } = command;
  const batches = counts.map((count) => count.batch);
  await ctx.tx.run(ROWS, [place, batches]);
  await ctx.tx.rows(LOCK, [place, batches]);
  const { rows, books } = await readBook(ctx, place, counts);
  const last = new Map(rows.map((row) => [row.batch, row.countedAt]));
  const shortfalls: Movement[] = [];
  const variances: Movement[] = [];
  const lines = counts.map((counted) => {
    const before = last.get(counted.batch);
    if (before && counted.at <= before)
      throw ledgerProblems.count_before_last({ batch: counted.batch, countedAt: before.toISOString() });
    const [available, quarantined] = COUNTED_BUCKETS.map((bucket) => {
      const book = books.get(keyOf(counted.batch, bucket))!;
      const made = movementsOf(ctx, command, counted, bucket, book);
      if (made.shortfall) shortfalls.push(made.shortfall);
      if (made.posting) variances.push(made.posting);
      return { expected: book.expected, variance: made.variance };
    }) as [{ expected: number; variance: number }, { expected: number; variance: number }];
    return {
      batch: counted.batch,
      available: available.expected,
      quarantined: quarantined.expected,
      availableVariance: available.variance,
      quarantinedVariance: quarantined.variance,
    };
  });
  const posted = await post(ctx, [...shortfalls, ...variances]);
  await ctx.tx.run(FIX, [
    place,
    batches,
    counts.map(({ at }) => at),
    counts.map(({ available }) => available),
    counts.map(({ quarantined }) => quarantined),
    lines.map((line) => line.availableVariance),
    lines.map((line) => line.quarantinedVariance),
    document,
    ctx.now,
  ]);
  return { lines, warnings: posted.flatMap(warningsOf) };
}

function warningsOf(posted: Posted): Warning[] {
  if (posted.outcome === 'refused') throw posted.problem;
  return posted.warnings;
}

/** The variance of each batch of a count as it stands now, later-synced movements included. */
export function findVariances(ctx: Context, document: string): Promise<CountedNow[]> {
  return ctx.tx.rows<CountedNow>(
    /* sql */ `
    select batch_id as batch, available - available_variance - available_late as available,
      quarantined - quarantined_variance - quarantined_late as quarantined,
      available_variance + available_late as "availableVariance",
      quarantined_variance + quarantined_late as "quarantinedVariance"
    from counted where document_id = $1 order by batch_id`,
    [document],
  );
}
