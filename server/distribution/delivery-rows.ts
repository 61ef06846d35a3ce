// The rows of a delivery order: its lines and packages as they were said, each with what became of it.
import type { Context } from '../kernel/context.ts';
import type { JudgedLine, JudgedPackage } from './delivery-judge.ts';
import { deliveryProblems } from './delivery-texts.ts';

/** The lines as they were judged last. */
export function findDeliveryLines(ctx: Context, id: string): Promise<JudgedLine[]> {
  return ctx.tx.rows<JudgedLine>(
    /* sql */ `select line, gtin, lot, expiry, doses, batch_id as "batchId", rejection as rejected
      from delivery_line where delivery_id = $1 order by line`,
    [id],
  );
}

/** The packages as they were judged last. */
export function findDeliveryPackages(ctx: Context, id: string): Promise<JudgedPackage[]> {
  return ctx.tx.rows<JudgedPackage>(
    `select sscc, contents, pallet, rejection as rejected from delivery_package where delivery_id = $1 order by package`,
    [id],
  );
}

/** Writes lines and packages anew. */
export async function writeJudged(
  ctx: Context,
  id: string,
  lines: readonly JudgedLine[],
  packages: readonly JudgedPackage[],
): Promise<void> {
  await ctx.tx.run('delete from delivery_line where delivery_id = $1', [id]);
  await ctx.tx.run('delete from delivery_package where delivery_id = $1', [id]);
  await ctx.tx.run(
    /* sql */ `insert into delivery_line (delivery_id, line, gtin, lot, expiry, doses, batch_id, rejection)
      select $1, line, gtin, lot, expiry, doses, "batchId", nullif(rejected, 'null'::jsonb)
      from jsonb_to_recordset($2) as l(line int, gtin text, lot text, expiry text, doses int, "batchId" uuid,
        rejected jsonb)`,
    [id, JSON.stringify(lines)],
  );
  await ctx.tx.run(
    /* sql */ `insert into delivery_package (delivery_id, package, sscc, contents, pallet, rejection)
      select $1, n, sscc, contents, pallet, nullif(rejected, 'null'::jsonb)
      from jsonb_to_recordset($2) as k(n int, sscc text, contents jsonb, pallet text, rejected jsonb)`,
    [id, JSON.stringify(packages.map((one, index) => ({ ...one, n: index + 1 })))],
  );
}

/** What waits for a correction does not leave. @throws Problem delivery_has_rejections. */
export async function checkDeliveryWhole(ctx: Context, shipmentId: string): Promise<void> {
  const found = await ctx.tx.maybe<{ number: string; count: number }>(
    /* sql */ `select d.number,
        ((select count(*) from delivery_line l where l.delivery_id = d.id and l.rejection is not null)
        + (select count(*) from delivery_package k where k.delivery_id = d.id and k.rejection is not null))::int as count
      from delivery_order d where d.shipment_id = $1`,
    [shipmentId],
  );
  if (found && found.count > 0) throw deliveryProblems.delivery_has_rejections({ ...found });
}
