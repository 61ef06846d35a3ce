// Batches, stock and shipments of a place, all of them by page or some by their keys.
import type { Context } from '../server/kernel/context.ts';
import { iso } from '../server/kernel/shapes.ts';
import type { Place } from '../server/places/directory.ts';
import type { PulledShipment, PulledStock, Rows } from './pull-shapes.ts';
import type { PhoneRooms } from './rooms.ts';
import type { z } from 'zod';

/** All after a key, so many of them; or those of some keys. */
export interface Which {
  after?: string;
  limit: number;
  keys?: readonly string[];
}

/** Batches at a place or on their way there: with doses, or of those keys. */
const REACH = /* sql */ `
  select b.batch_id from balance b
    where b.holder_id = $1 and b.version > 0
      and case when $2::uuid[] is null then b.available + b.quarantined > 0 else b.batch_id = any($2) end
  union
  select b.batch_id from transit t join balance b on b.holder_id = t.holder_id
    where t.to_id = $1 and b.in_transit > 0 and ($2::uuid[] is null or b.batch_id = any($2))`;

const valuesOf = (place: Place, { after, limit, keys }: Which) => [
  place.id,
  keys ?? null,
  after ?? null,
  limit,
];

/** Batches in reach of a place. */
export async function readBatches(
  ctx: Context,
  { catalogue }: PhoneRooms,
  place: Place,
  which: Which,
): Promise<Rows['batches']> {
  const rows = await ctx.tx.rows<Omit<Rows['batches'][number], 'gtin'>>(
    /* sql */ `select t.id, t.product_id as product, t.lot, t.expiry, t.status
      from (${REACH}) r join batch t on t.id = r.batch_id
      where $3::uuid is null or t.id > $3 order by t.id limit $4`,
    valuesOf(place, which),
  );
  return rows.map(({ id, product, ...rest }) => {
    return { id, product, gtin: catalogue.getProduct(product).gtin, ...rest };
  });
}

/** The stock of a place; of keys that are named also what has come to nothing. */
export function readStock(ctx: Context, place: Place, which: Which): Promise<z.infer<typeof PulledStock>[]> {
  return ctx.tx.rows(
    /* sql */ `
    with moving as (
      select b.batch_id, sum(b.in_transit)::int as doses
      from transit t join balance b on b.holder_id = t.holder_id
      where t.to_id = $1 and b.in_transit > 0 and ($2::uuid[] is null or b.batch_id = any($2)) group by 1
    )
    select r.batch_id as batch, coalesce(b.available + b.quarantined, 0) as "onHand", coalesce(b.available, 0) as available,
      coalesce(b.allocated + b.promised, 0) as reserved, coalesce(b.quarantined, 0) as quarantined,
      coalesce(m.doses, 0) as inbound, coalesce(b.version, 0) as version
    from (${REACH} union select unnest($2::uuid[])) r
    left join balance b on b.holder_id = $1 and b.batch_id = r.batch_id
    left join moving m on m.batch_id = r.batch_id
    where $3::uuid is null or r.batch_id > $3 order by r.batch_id limit $4`,
    valuesOf(place, which),
  );
}

interface ShipmentRow {
  id: string;
  code: string;
  status: z.infer<typeof PulledShipment>['status'];
  sscc: string;
  fromId: string;
  toId: string;
  dispatchedAt: Date | null;
  lines: z.infer<typeof PulledShipment>['lines'];
  packages: z.infer<typeof PulledShipment>['packages'];
}

/** Those on their way here and those that are being made up here. */
const OPEN = /* sql */ `((s.to_id = $1 and s.status = 'in_transit') or (s.from_id = $1 and s.status = 'draft'))`;

const SHIPMENTS = /* sql */ `
  select s.id, s.code, s.status, s.sscc, s.from_id as "fromId", s.to_id as "toId", s.dispatched_at as "dispatchedAt",
    (select coalesce(jsonb_agg(jsonb_build_object('line', l.line, 'batch', l.batch_id, 'doses', l.doses, 'unusable',
      l.unusable) order by l.line), '[]') from shipment_line l where l.shipment_id = s.id) as lines,
    (select coalesce(jsonb_agg(jsonb_build_object('sscc', p.sscc, 'kind', p.kind, 'pallet', parent.sscc, 'lines', (
      select coalesce(jsonb_agg(jsonb_build_object('batch', c.batch_id, 'doses', c.doses) order by c.batch_id), '[]')
      from package_content c where c.package_id = p.id)) order by p.sscc), '[]')
      from shipment_package k join package p on p.id = k.package_id left join package parent on parent.id = p.parent_id
      where k.shipment_id = s.id and p.ended_at is null) as packages
  from shipment s
  where ${OPEN} and ($2::uuid[] is null or s.id = any($2)) and ($3::uuid is null or s.id > $3) order by s.id limit $4`;

/** Shipments that a place expects, with their contents, and its own drafts. */
export async function readShipments(
  ctx: Context,
  { directory }: PhoneRooms,
  place: Place,
  which: Which,
): Promise<Rows['shipments']> {
  const rows = await ctx.tx.rows<ShipmentRow>(SHIPMENTS, valuesOf(place, which));
  const end = (id: string) => {
    const { code, name } = directory.get(id);
    return { code, name };
  };
  return rows.map(({ fromId, toId, dispatchedAt, ...row }) => ({
    ...row,
    from: end(fromId),
    to: end(toId),
    dispatchedAt: dispatchedAt && iso(dispatchedAt),
  }));
}
