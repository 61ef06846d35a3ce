// The lines of a request: which batch each means, by id or by scan, and what a scan contradicts.
import type { Context } from '../kernel/context.ts';
import { record } from '../kernel/journal.ts';
import type { Batch, Catalogue } from '../catalogue/catalogue.ts';
import { resolveBatch, type Naming, type Warning } from '../catalogue/resolve.ts';
import type { Place } from '../places/directory.ts';
import { distributionProblems } from './problems.ts';

export interface NamedLine {
  batch: Batch;
  /** What the scan contradicts or leaves in doubt. */
  warnings: Warning[];
}

type Facts = Omit<Batch, 'product'> & { productId: string };

/** The catalogue with its batches read inside the transaction: a second connection could wait for ever for a free one. */
export function within(ctx: Context, catalogue: Catalogue): Catalogue {
  const read = async (where: string, values: string[]): Promise<Batch | undefined> => {
    const facts = await ctx.tx.maybe<Facts>(
      `select id, product_id as "productId", lot, expiry, manufactured_on as "manufacturedOn" from batch where ${where}`,
      values,
    );
    if (!facts) return undefined;
    const { productId, ...batch } = facts;
    if (!catalogue.product(productId)) await catalogue.refresh();
    return { ...batch, product: catalogue.product(productId)! };
  };
  return {
    ...catalogue,
    batch: (id) => read('id = $1', [id]),
    batchByLot: (productId, lot) => read('product_id = $1 and lot = $2', [productId, lot]),
  };
}

/**
 * Names the batch of every line, in order.
 * @throws Problem of `resolveBatch` with the line's pointer; duplicate_batch when two lines mean one batch.
 */
export async function nameLines<L extends Naming>(
  ctx: Context,
  catalogue: Catalogue,
  lines: readonly L[],
  /** Where each line stands in the request, when it holds other lines besides. */
  positions?: readonly number[],
  /** Where the list stands in the request. */
  root = '/lines',
): Promise<(Omit<L, keyof Naming> & NamedLine)[]> {
  const inside = within(ctx, catalogue);
  const first = new Map<string, number>();
  const named: (Omit<L, keyof Naming> & NamedLine)[] = [];
  for (const [at, line] of lines.entries()) {
    const index = positions?.[at] ?? at;
    const pointer = `${root}/${index}`;
    const { batch, warnings } = await resolveBatch(inside, line, { year: ctx.now.getUTCFullYear(), pointer });
    const earlier = first.get(batch.id);
    if (earlier !== undefined) {
      const message = { id: 'Batch ini sudah disebut', en: 'This batch is named already' };
      throw distributionProblems.duplicate_batch({ first: earlier + 1, second: index + 1, lot: batch.lot }, [
        {
          pointer: `${pointer}/${line.scan === undefined ? 'batch' : 'scan'}`,
          message,
          code: 'duplicate_batch',
        },
      ]);
    }
    first.set(batch.id, index);
    named.push({ ...line, batch, warnings });
  }
  return named;
}

/** Records each contradicted expiry; whoever follows the journal opens its task (ledger rule 13). */
export async function recordConflicts(
  ctx: Context,
  place: Place,
  shipmentId: string,
  lines: readonly NamedLine[],
): Promise<void> {
  const conflicts = lines.flatMap(({ batch, warnings }) =>
    warnings
      .filter(({ code }) => code === 'expiry_conflict')
      .map(({ expected, scanned }) => ({
        batch: batch.id,
        lot: batch.lot,
        expected,
        scanned,
        place: place.code,
      })),
  );
  await record(
    ctx,
    conflicts.map((data) => ({
      id: ctx.newId(),
      kind: 'batch.expiry_conflict',
      placeId: place.id,
      documentId: shipmentId,
      data,
    })),
  );
}
