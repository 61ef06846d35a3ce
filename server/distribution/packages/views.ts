// Packages as callers see them: what is in them, what stands on them, where they are.
import { z } from 'zod';
import type { Context } from '../../kernel/context.ts';
import { Day, iso, Moment } from '../../kernel/shapes.ts';
import type { Directory } from '../../places/directory.ts';
import { ENDINGS, PACKAGE_COLUMNS, PACKAGE_KINDS, type Package } from './package.ts';
import { seen } from './sight.ts';

const PlaceRef = z.object({ id: z.uuid(), code: z.string(), name: z.string() });

export const ContentView = z.object({
  batch: z.object({
    id: z.uuid(),
    lot: z.string(),
    expiry: Day,
    status: z.string(),
    product: z.object({ id: z.uuid(), code: z.string(), name: z.string() }),
  }),
  doses: z.int(),
});

export const PackageView = z.object({
  id: z.uuid().nullable().meta({ description: "Null for a shipment's own number" }),
  sscc: z.string(),
  kind: z.enum([...PACKAGE_KINDS, 'shipment']),
  status: z.enum(['packed', 'ended']).meta({ description: 'An ended package names nothing any more' }),
  endedBy: z.enum(ENDINGS).nullable(),
  endedAt: Moment.nullable(),
  createdAt: Moment,
  revision: z.int().meta({ description: 'Grows with every change of it or of what stands on it' }),
  place: PlaceRef.nullable().meta({ description: 'Where it lies; null on its way, or where you do not see' }),
  shipment: z
    .object({
      id: z.uuid(),
      code: z.string(),
      status: z.string(),
      from: z.string(),
      to: z.string(),
    })
    .nullable()
    .meta({ description: 'What it travels in' }),
  pallet: z.string().nullable().meta({ description: 'SSCC of the pallet it stands on' }),
  contents: z.array(ContentView).meta({ description: 'By batch, with all that stands on it' }),
  boxes: z
    .array(z.object({ sscc: z.string(), revision: z.int(), contents: z.array(ContentView) }))
    .meta({ description: 'What stands on a pallet' }),
});
export type PackageView = z.infer<typeof PackageView>;
type Content = z.infer<typeof ContentView>;

interface Found extends Package {
  pallet: string | null;
  shipment: { id: string; code: string; status: string; fromId: string; toId: string } | null;
  contents: Content[];
  boxes: { sscc: string; revision: number; contents: Content[] }[];
}

const contentsOf = (where: string) => /* sql */ `(
  select coalesce(jsonb_agg(jsonb_build_object('doses', c.doses, 'batch', jsonb_build_object('id', b.id, 'lot', b.lot,
    'expiry', b.expiry, 'status', b.status,
    'product', jsonb_build_object('id', r.id, 'code', r.code, 'name', r.name))) order by r.code, b.lot, b.id), '[]')
  from (
    select x.batch_id, sum(x.doses) as doses from package_content x where ${where} group by x.batch_id
  ) c join batch b on b.id = c.batch_id join product r on r.id = b.product_id)`;

const SELECT = /* sql */ `
  select ${PACKAGE_COLUMNS}, parent.sscc as pallet,
    case when s.id is not null then jsonb_build_object('id', s.id, 'code', s.code, 'status', s.status,
      'fromId', s.from_id, 'toId', s.to_id) end as shipment,
    ${contentsOf('x.package_id = p.id or x.package_id in (select y.id from package y where y.parent_id = p.id)')} as contents,
    (select coalesce(jsonb_agg(jsonb_build_object('sscc', y.sscc, 'revision', y.revision,
      'contents', ${contentsOf('x.package_id = y.id')}) order by y.sscc), '[]')
      from package y where y.parent_id = p.id) as boxes
  from package p
  left join package parent on parent.id = p.parent_id
  left join shipment s on s.id = p.shipment_id`;

function packageView(ctx: Context, directory: Directory, found: Found): PackageView {
  const place = found.placeId === null ? undefined : directory.get(found.placeId);
  const visible = place && directory.isVisible(ctx.actor, place) ? place : undefined;
  const { shipment } = found;
  return {
    id: found.id,
    sscc: found.sscc,
    kind: found.kind,
    status: found.endedAt === null ? 'packed' : 'ended',
    endedBy: found.endedBy,
    endedAt: found.endedAt && iso(found.endedAt),
    createdAt: iso(found.createdAt),
    revision: found.revision,
    place: visible ? { id: visible.id, code: visible.code, name: visible.name } : null,
    shipment: shipment && {
      id: shipment.id,
      code: shipment.code,
      status: shipment.status,
      from: directory.get(shipment.fromId).code,
      to: directory.get(shipment.toId).code,
    },
    pallet: found.pallet,
    contents: found.contents,
    boxes: found.boxes,
  };
}

/** The package of that SSCC, if the actor may see it. */
export async function findPackageView(
  ctx: Context,
  directory: Directory,
  sscc: string,
): Promise<PackageView | undefined> {
  const found = await ctx.tx.maybe<Found>(`${SELECT} where p.sscc = $1 and ${seen('$2')}`, [
    sscc,
    ctx.actor.unit.path,
  ]);
  return found && packageView(ctx, directory, found);
}

export interface PackageQuery {
  placeId: string;
  kind?: (typeof PACKAGE_KINDS)[number];
  batch?: string;
  /** Also those that have ended. */
  ended: boolean;
  /** Also boxes that stand on a pallet. */
  onPallets: boolean;
  after?: readonly [createdAt: string, id: string];
  limit: number;
}

/** Packages that lie at a place, the newest first. The moment of making keeps to the millisecond, as cursors do. */
export async function findPackageViews(
  ctx: Context,
  directory: Directory,
  query: PackageQuery,
): Promise<PackageView[]> {
  const rows = await ctx.tx.rows<Found>(
    /* sql */ `${SELECT}
    where p.place_id = $1 and ($2::text is null or p.kind = $2) and ($3 or p.ended_at is null)
      and ($4 or p.parent_id is null)
      and ($5::uuid is null or exists (select from package_content c where c.batch_id = $5
        and (c.package_id = p.id or c.package_id in (select y.id from package y where y.parent_id = p.id))))
      and ($6::timestamptz is null or (p.created_at, p.id) < ($6::timestamptz, $7::uuid))
    order by p.created_at desc, p.id desc limit $8`,
    [
      query.placeId,
      query.kind ?? null,
      query.ended,
      query.onPallets,
      query.batch ?? null,
      query.after?.[0] ?? null,
      query.after?.[1] ?? null,
      query.limit,
    ],
  );
  return rows.map((row) => packageView(ctx, directory, row));
}
