// What a phone showed of a batch beside what the book has: the difference is told, never corrected.
import type { Context } from '../server/kernel/context.ts';
import type { Said } from './known.ts';

/** Doses on hand at the phone's place, by batch. */
export async function findOnHand(ctx: Context, batches: readonly string[]): Promise<Map<string, number>> {
  if (batches.length === 0) return new Map();
  const rows = await ctx.tx.rows<{ batch: string; doses: number }>(
    /* sql */ `select batch_id as batch, available + quarantined as doses from balance
      where holder_id = $1 and batch_id = any($2::uuid[])`,
    [ctx.actor.unit.id, [...new Set(batches)]],
  );
  return new Map(rows.map(({ batch, doses }) => [batch, doses]));
}

/** Notes what the phone believed, where the book has it otherwise. */
export function compare(said: Said, believed: number | undefined, book: number): void {
  if (believed === undefined || believed === book) return;
  said.believed = believed;
  said.book = book;
}
