// Lines of a request that name batches by id or scan, each batch once.
import type { Batch } from '../catalogue/catalogue.ts';
import { resolveBatch } from '../catalogue/resolve.ts';
import type { Context } from '../kernel/context.ts';
import type { Warning } from '../ledger/types.ts';
import { storeProblems } from './problems.ts';
import type { StoreRooms } from './views.ts';

export interface Named {
  batch?: string;
  scan?: string;
}

/**
 * The batches that lines name, with the rest of each line and what their scans contradict.
 * @throws Problem batch_twice, and as `resolveBatch`, pointing at the line.
 */
export async function nameLines<T extends Named>(
  ctx: Context,
  { catalogue }: Pick<StoreRooms, 'catalogue'>,
  lines: readonly T[],
): Promise<{ lines: (Omit<T, 'batch' | 'scan'> & { batch: Batch })[]; warnings: Warning[] }> {
  const named = [];
  const warnings: Warning[] = [];
  const seen = new Set<string>();
  for (const [index, { batch, scan, ...rest }] of lines.entries()) {
    const options = { year: ctx.now.getUTCFullYear(), pointer: `/lines/${index}` };
    const resolved = await resolveBatch(catalogue, { batch, scan }, options);
    const { id, lot } = resolved.batch;
    if (seen.has(id))
      throw storeProblems.batch_twice({ lot }, [
        { pointer: `/lines/${index}`, message: { id: 'Sudah disebut', en: 'Named already' } },
      ]);
    seen.add(id);
    warnings.push(...resolved.warnings.map((warning) => ({ ...warning })));
    named.push({ ...rest, batch: resolved.batch });
  }
  return { lines: named, warnings };
}
