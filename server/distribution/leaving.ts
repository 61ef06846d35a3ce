// Out of which accounts the doses of a dispatch come: good stock as a promise from what is free; unusable stock, which
// goes back up the chain, from quarantine first and then from a batch that may not be used.
import type { Context } from '../kernel/context.ts';
import { ledgerProblems } from '../ledger/problems.ts';
import type { Line } from '../ledger/types.ts';
import type { Place } from '../places/directory.ts';
import { localDay } from '../places/local-day.ts';
import type { ShippedLine } from './shipment.ts';

interface Standing {
  batchId: string;
  quarantined: number;
  usable: boolean;
}

const STANDING = /* sql */ `
  select t.id as "batchId", b.quarantined, t.status = 'released' and t.expiry >= $3::date as usable
  from balance b join batch t on t.id = b.batch_id where b.holder_id = $1 and b.batch_id = any($2)`;

function unusableLines(
  shipment: string,
  from: Place,
  line: ShippedLine,
  standing: Standing | undefined,
): Line[] {
  const { batchId: batch, doses } = line;
  const quarantined = Math.min(standing?.quarantined ?? 0, doses);
  const rest = doses - quarantined;
  // Free doses of a good batch are no unusable stock.
  if (rest > 0 && (!standing || standing.usable)) {
    throw ledgerProblems.insufficient_stock({ batch, asked: doses, available: quarantined });
  }
  const to = { holder: shipment, bucket: 'in_transit' } as const;
  const parts = [
    { doses: quarantined, bucket: 'quarantined' },
    { doses: rest, bucket: 'available' },
  ] as const;
  return parts
    .filter((part) => part.doses > 0)
    .map((part) => ({
      batch,
      doses: part.doses,
      from: { holder: from.id, bucket: part.bucket },
      to,
      rule: 'held',
    }));
}

/**
 * The ledger's lines of a dispatch.
 * @throws Problem insufficient_stock when unusable stock is to leave that is not there or not unusable.
 */
export async function leavingLines(
  ctx: Context,
  shipment: string,
  from: Place,
  lines: readonly ShippedLine[],
  occurredAt: Date,
): Promise<Line[]> {
  const usableOn = localDay(occurredAt, from.timeZone);
  const unusable = lines.filter((line) => line.unusable).map(({ batchId }) => batchId);
  if (unusable.length > 0) {
    const lock =
      'select batch_id from balance where holder_id = $1 and batch_id = any($2) order by batch_id for update';
    await ctx.tx.rows(lock, [from.id, lines.map(({ batchId }) => batchId)]);
  }
  const standing = unusable.length
    ? await ctx.tx.rows<Standing>(STANDING, [from.id, unusable, usableOn])
    : [];
  const byBatch = new Map(standing.map((one) => [one.batchId, one]));
  return lines.flatMap((line): Line[] => {
    if (line.unusable) return unusableLines(shipment, from, line, byBatch.get(line.batchId));
    const { batchId: batch, doses } = line;
    return [
      {
        batch,
        doses,
        from: { holder: from.id, bucket: 'available' },
        to: { holder: shipment, bucket: 'in_transit' },
        rule: 'free',
        usableOn,
      },
    ];
  });
}
