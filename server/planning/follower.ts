// Follows the ledger: where a fact took doses that were kept for an activity, or a batch may no longer be used, the
// activities concerned lose them by name.
import type { Follower } from '../kernel/follower.ts';
import type { JournalRow } from '../kernel/journal.ts';
import { letGoOfBatch } from './close.ts';
import { lockShelf, type SetAside } from './earmark.ts';

const HELD_BACK = new Set(['batch.recalled', 'batch.quarantined']);

/** The (place, batch) pairs of which a movement says that promises were broken. */
function brokenPairs({ data, touched }: JournalRow): [place: string, batch: string][] {
  const warnings = data.warnings;
  if (!Array.isArray(warnings) || !warnings.some(({ code }: { code?: string }) => code === 'promise_broken'))
    return [];
  const pairs: [string, string][] = [];
  for (let at = 0; at < touched.length; at += 2) pairs.push([touched[at]!, touched[at + 1]!]);
  return pairs;
}

/** The durable follower `planning`. */
export function planningFollower(setAside: SetAside): Follower {
  return {
    name: 'planning',
    async handle(ctx, rows) {
      for (const [place, batch] of rows.flatMap(brokenPairs))
        await lockShelf(ctx, setAside, { id: place }, [batch]);
      for (const { kind, documentId } of rows) {
        if (HELD_BACK.has(kind) && documentId) await letGoOfBatch(ctx, setAside, documentId);
      }
    },
  };
}
