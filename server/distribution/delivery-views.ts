// Delivery orders as callers see them, each line and package with what became of it, and how often it was said anew.
import { z } from 'zod';
import type { Context } from '../kernel/context.ts';
import type { Language } from '../kernel/problem.ts';
import { iso, Moment } from '../kernel/shapes.ts';
import type { Directory } from '../places/directory.ts';
import type { DeliveryOutcome } from './delivery.ts';
import { findDeliveryLines, findDeliveryPackages } from './delivery-rows.ts';
import { rejectionView } from './delivery-texts.ts';
import { STATUSES } from './shipment.ts';

const Rejection = z.object({ code: z.string(), message: z.string() }).nullable();

export const DeliverySummary = z.object({
  id: z.uuid(),
  number: z.string(),
  to: z.object({ code: z.string(), name: z.string() }),
  revision: z.int(),
  updatedAt: Moment,
  shipment: z
    .object({ id: z.uuid(), code: z.string(), status: z.enum(STATUSES), sscc: z.string() })
    .nullable(),
  rejected: z.int().meta({ description: 'Lines and packages that wait for a correction' }),
});
export const DeliveryView = DeliverySummary.extend({
  note: z.string().nullable(),
  outcome: z.enum(['created', 'amended', 'unchanged']).optional(),
  lines: z.array(
    z.object({
      line: z.int(),
      gtin: z.string(),
      lot: z.string(),
      expiry: z.string(),
      doses: z.int(),
      batch: z.uuid().nullable(),
      status: z.enum(['accepted', 'rejected']),
      rejection: Rejection,
    }),
  ),
  packages: z.array(
    z.object({
      sscc: z.string(),
      contents: z.array(z.object({ line: z.int(), doses: z.int() })),
      pallet: z.string().nullable().meta({ description: 'SSCC of the pallet it stands on' }),
      status: z.enum(['accepted', 'rejected']),
      rejection: Rejection,
    }),
  ),
  history: z
    .array(
      z.object({
        at: Moment,
        kind: z.enum(['created', 'amended']),
        by: z.string().nullable(),
        lines: z.int(),
        rejected: z.int(),
        changes: z
          .array(z.object({ line: z.int(), before: z.string(), after: z.string() }))
          .meta({ description: 'GTIN, lot, expiry and doses of each line that an amendment changed' }),
      }),
    )
    .meta({ description: 'What was said of it, the first first' }),
});

export interface DeliveryRow {
  id: string;
  number: string;
  toId: string;
  revision: number;
  updatedAt: Date;
  note: string | null;
  shipment: z.infer<typeof DeliverySummary>['shipment'];
  rejected: number;
}

export const DELIVERIES = /* sql */ `
  select d.id, d.number, d.to_id as "toId", d.revision, d.updated_at as "updatedAt", d.note,
    case when s.id is not null then
      jsonb_build_object('id', s.id, 'code', s.code, 'status', s.status, 'sscc', s.sscc) end as shipment,
    ((select count(*) from delivery_line l where l.delivery_id = d.id and l.rejection is not null)
      + (select count(*) from delivery_package k where k.delivery_id = d.id and k.rejection is not null))::int as rejected
  from delivery_order d left join shipment s on s.id = d.shipment_id`;

/** A delivery order in a list. */
export function deliverySummary(directory: Directory, row: DeliveryRow): z.infer<typeof DeliverySummary> {
  const { id, number, revision, shipment, rejected } = row;
  const { code, name } = directory.get(row.toId);
  return { id, number, revision, shipment, rejected, to: { code, name }, updatedAt: iso(row.updatedAt) };
}

const judged = <T extends { rejected: Parameters<typeof rejectionView>[0] }>(
  { rejected, ...rest }: T,
  language: Language,
) => ({
  ...rest,
  status: rejected ? ('rejected' as const) : ('accepted' as const),
  rejection: rejectionView(rejected, language),
});

/** A delivery order with its lines, packages, and how it came to be what it is. */
export async function deliveryView(
  ctx: Context,
  directory: Directory,
  row: DeliveryRow,
  language: Language,
  outcome?: DeliveryOutcome,
): Promise<z.infer<typeof DeliveryView>> {
  const lines = await findDeliveryLines(ctx, row.id);
  const packages = await findDeliveryPackages(ctx, row.id);
  return {
    ...deliverySummary(directory, row),
    note: row.note,
    outcome,
    lines: lines.map(({ batchId, ...line }) => ({ ...judged(line, language), batch: batchId })),
    packages: packages.map(({ contents, pallet = null, ...one }) => {
      return { ...judged(one, language), contents: [...contents], pallet };
    }),
    history: await findAmendments(ctx, row.id),
  };
}

/** How often and by whom it was said anew. */
async function findAmendments(ctx: Context, id: string): Promise<z.infer<typeof DeliveryView>['history']> {
  const rows = await ctx.tx.rows<{
    at: Date;
    kind: string;
    by: string | null;
    data: { lines: number; rejected: number; changes?: { pointer: string; before: string; after: string }[] };
  }>(
    /* sql */ `select j.recorded_at as at, j.kind, coalesce(a.name, c.name) as by, j.data
      from journal j left join account a on a.id = j.actor_id left join api_client c on c.id = j.actor_id
      where j.document_id = $1 and j.kind in ('delivery.created', 'delivery.amended')
      order by j.recorded_at, j.id limit 500`,
    [id],
  );
  return rows.map(({ at, kind, by, data }) => ({
    at: iso(at),
    kind: kind === 'delivery.created' ? ('created' as const) : ('amended' as const),
    by,
    lines: data.lines,
    rejected: data.rejected,
    changes: (data.changes ?? []).map(({ pointer, before, after }) => {
      return { line: Number(pointer.split('/').at(-1)) + 1, before, after };
    }),
  }));
}
