// What happened to a package, from the journal and the shipments that it left in; hops outside the reader's area stay out.
import { z } from 'zod';
import type { Context } from '../../kernel/context.ts';
import { iso, Moment } from '../../kernel/shapes.ts';
import type { Directory } from '../../places/directory.ts';

/** Steps in one answer; a package has a handful. */
const MAX_STEPS = 500;

const Doses = z.array(z.object({ batch: z.uuid(), doses: z.int() }));

export const StepView = z.object({
  at: Moment,
  kind: z.enum([
    'packed',
    'opened',
    'repacked',
    'changed',
    'loaded',
    'unloaded',
    'reduced',
    'emptied',
    'short',
    'dispatched',
    'received',
    'returned',
  ]),
  place: z.string().nullable().meta({ description: 'Code of the place' }),
  shipment: z.object({ id: z.uuid(), code: z.string() }).optional(),
  contents: Doses.optional(),
  removed: Doses.optional().meta({ description: 'Doses that left it' }),
  boxes: z.array(z.string()).optional(),
  added: z.array(z.string()).optional(),
  takenOff: z.array(z.string()).optional(),
  pallet: z.string().optional(),
  from: z.array(z.string()).optional().meta({ description: 'Boxes that it was made from' }),
  into: z.array(z.string()).optional().meta({ description: 'Boxes that were made from it' }),
  reason: z.string().optional(),
  note: z.string().optional(),
});
export type StepView = z.infer<typeof StepView>;

interface Row {
  at: Date;
  kind: string;
  placeId: string | null;
  data: Record<string, unknown>;
}

const STEPS = /* sql */ `
  select * from (
    select j.occurred_at as at, j.kind, j.place_id as "placeId", j.data, j.recorded_at as recorded
    from journal j where j.document_id = $1 and j.kind like 'package.%'
    union all
    select e.at, e.kind, e.place_id, jsonb_build_object('shipment', jsonb_build_object('id', s.id, 'code', s.code)), e.at
    from shipment_package k join shipment s on s.id = k.shipment_id
    cross join lateral (values
      (s.dispatched_at, 'package.dispatched', s.from_id),
      (s.received_at, 'package.received', s.to_id),
      (s.returned_at, 'package.returned', s.from_id)) e(at, kind, place_id)
    where k.package_id = $1 and e.at is not null
  ) steps order by at, recorded limit ${MAX_STEPS}`;

/** The steps of a package in the order in which they occurred. */
export async function findHistory(
  ctx: Context,
  directory: Directory,
  packageId: string,
): Promise<StepView[]> {
  const rows = await ctx.tx.rows<Row>(STEPS, [packageId]);
  return rows.flatMap(({ at, kind, placeId, data }) => {
    const place = placeId === null ? undefined : directory.get(placeId);
    if (place && !directory.isVisible(ctx.actor, place)) return [];
    const { added, removed, shipment } = data as { added?: unknown; removed?: unknown; shipment?: unknown };
    // A pallet says which boxes it gained and lost, a box which doses.
    const changed =
      kind === 'package.changed' ? { added, takenOff: removed, removed: undefined } : { removed };
    const step = { ...data, ...changed, shipment, place: place?.code ?? null };
    return [StepView.parse({ ...step, at: iso(at), kind: kind.slice('package.'.length) })];
  });
}
