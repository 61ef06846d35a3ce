// Shipments as callers see them, and the queries that read them with their lines.
import { z } from 'zod';
import type { Context } from '../kernel/context.ts';
import { Day, iso, Moment } from '../kernel/shapes.ts';
import type { Directory, Place } from '../places/directory.ts';
import { ActivityRef, activityRefSql } from '../ledger/activities.ts';
import { WarningView } from '../ledger/warnings.ts';
import { PACKAGE_KINDS } from './packages/package.ts';
import { REJECTION_REASONS, VVM_STAGES } from './receipt.ts';
import { STATUSES, type Status } from './shipment.ts';

const End = z.object({ id: z.uuid(), code: z.string(), name: z.string(), level: z.string() });

export const ShipmentLineView = z.object({
  line: z.int(),
  batch: z.object({
    id: z.uuid(),
    lot: z.string(),
    expiry: Day,
    status: z.string(),
    product: z.object({ id: z.uuid(), code: z.string(), name: z.string() }),
  }),
  doses: z.int().meta({ description: 'Shipped; 0 for a batch that arrived without having been sent' }),
  unusable: z.boolean().meta({ description: 'Went as unusable stock; arrives in quarantine' }),
  activity: ActivityRef.nullable().meta({
    description: 'What the doses are for; what is accepted is kept for it at the receiver',
  }),
  fromEarmark: z.int().meta({ description: 'Doses that the sender had kept for the activity' }),
  accepted: z.int().nullable().meta({ description: 'Null until it is received' }),
  rejected: z.array(z.object({ reason: z.enum(REJECTION_REASONS), doses: z.int() })),
  missing: z.int().nullable().meta({ description: 'Did not arrive: stays in transit until it is settled' }),
  surplus: z.int().nullable().meta({ description: 'Arrived beyond what was shipped' }),
  vvm: z.enum(VVM_STAGES).nullable().meta({ description: 'Stage of the vial monitors on arrival' }),
  note: z.string().nullable().meta({ description: 'Of the receiver' }),
  settled: z
    .object({ found: z.int(), lost: z.int(), charged: z.int() })
    .meta({ description: 'What became of missing doses' }),
  open: z.int().meta({ description: 'Missing and not settled: still in transit' }),
});

export const ShipmentView = z.object({
  id: z.uuid(),
  code: z.string(),
  status: z.enum(STATUSES),
  from: End,
  to: End,
  sscc: z.string().meta({ description: 'The number of its package, 18 digits' }),
  orderId: z.uuid().nullable(),
  note: z.string().nullable(),
  reason: z.string().nullable().meta({ description: 'Why it was cancelled or returned' }),
  revision: z.int(),
  createdAt: Moment,
  dispatchedAt: Moment.nullable(),
  receivedAt: Moment.nullable(),
  returnedAt: Moment.nullable(),
  lines: z.array(ShipmentLineView),
  packages: z
    .array(z.object({ sscc: z.string(), kind: z.enum(PACKAGE_KINDS) }))
    .meta({ description: 'Boxes and pallets it was put together from' }),
  warnings: z.array(WarningView).optional().meta({ description: 'What this act was recorded in spite of' }),
});
export type ShipmentView = z.infer<typeof ShipmentView>;

export interface ShipmentFound {
  id: string;
  code: string;
  status: Status;
  fromId: string;
  toId: string;
  sscc: string;
  orderId: string | null;
  note: string | null;
  reason: string | null;
  revision: number;
  createdAt: Date;
  dispatchedAt: Date | null;
  receivedAt: Date | null;
  returnedAt: Date | null;
  lines: ShipmentView['lines'];
  packages: ShipmentView['packages'];
}

const SELECT = /* sql */ `
  select s.id, s.code, s.status, s.from_id as "fromId", s.to_id as "toId", s.sscc, s.order_id as "orderId", s.note,
    s.reason, s.revision, s.created_at as "createdAt", s.dispatched_at as "dispatchedAt",
    s.received_at as "receivedAt", s.returned_at as "returnedAt", l.lines, k.packages
  from shipment s
  cross join lateral (
    select coalesce(jsonb_agg(jsonb_build_object(
      'line', l.line, 'doses', l.doses, 'unusable', l.unusable,
      'activity', ${activityRefSql('l.activity_id')}, 'fromEarmark', l.from_earmark, 'accepted', l.accepted, 'missing', l.missing,
      'surplus', l.surplus,
      'vvm', l.vvm, 'note', l.note, 'open', coalesce(l.missing, 0) - l.found - l.lost - l.charged,
      'settled', jsonb_build_object('found', l.found, 'lost', l.lost, 'charged', l.charged),
      'batch', jsonb_build_object('id', b.id, 'lot', b.lot, 'expiry', b.expiry, 'status', b.status,
        'product', jsonb_build_object('id', p.id, 'code', p.code, 'name', p.name)),
      'rejected', (select coalesce(jsonb_agg(jsonb_build_object('reason', r.reason, 'doses', r.doses)
        order by r.reason), '[]') from shipment_rejection r where r.shipment_id = s.id and r.line = l.line)
      ) order by l.line), '[]') as lines
    from shipment_line l join batch b on b.id = l.batch_id join product p on p.id = b.product_id
    where l.shipment_id = s.id
  ) l
  cross join lateral (
    select coalesce(jsonb_agg(jsonb_build_object('sscc', p.sscc, 'kind', p.kind) order by p.sscc), '[]') as packages
    from shipment_package k join package p on p.id = k.package_id where k.shipment_id = s.id and k.top
  ) k`;

/** One shipment with its lines. */
export function getShipmentFound(ctx: Context, id: string): Promise<ShipmentFound> {
  return ctx.tx.one<ShipmentFound>(`${SELECT} where s.id = $1`, [id]);
}

export interface ShipmentQuery {
  place: Place;
  /** Also all places below it. */
  deep: boolean;
  direction?: 'inbound' | 'outbound';
  status?: Status;
  /** Created moment and id of the last one seen. */
  after?: readonly [createdAt: string, id: string];
  limit: number;
}

const MINE = {
  one: /* sql */ `select id from place where id = $1 and $2::text is not null`,
  deep: /* sql */ `select id from place where $1::uuid is not null and path ~>=~ $2 and path ~<~ (left($2, -1) || '0')`,
};

/**
 * Shipments of a place, the newest first. What has not left is shown to its sender's side only: `$3` is the path below
 * which the caller sees everything.
 */
export function findShipments(ctx: Context, query: ShipmentQuery): Promise<ShipmentFound[]> {
  const mine = query.deep ? MINE.deep : MINE.one;
  const outbound = `s.from_id in (${mine})`;
  const inbound = /* sql */ `s.to_id in (${mine}) and (s.dispatched_at is not null
    or exists (select from place f where f.id = s.from_id and starts_with(f.path, $3)))`;
  const directed = { inbound, outbound, both: `(${outbound} or (${inbound}))` }[query.direction ?? 'both'];
  return ctx.tx.rows<ShipmentFound>(
    /* sql */ `${SELECT}
    where ${directed} and $3::text is not null and ($4::text is null or s.status = $4)
      and ($5::timestamptz is null or (s.created_at, s.id) < ($5::timestamptz, $6::uuid))
    order by s.created_at desc, s.id desc limit $7`,
    [
      query.place.id,
      query.place.path,
      ctx.actor.unit.path,
      query.status ?? null,
      query.after?.[0] ?? null,
      query.after?.[1] ?? null,
      query.limit,
    ],
  );
}

function endOf(directory: Directory, id: string): z.infer<typeof End> {
  const { code, name, level } = directory.get(id);
  return { id, code, name, level };
}

const isoOrNull = (at: Date | null) => at && iso(at);

/** A shipment as callers see it. */
export function shipmentView(directory: Directory, { fromId, toId, ...found }: ShipmentFound): ShipmentView {
  return {
    ...found,
    from: endOf(directory, fromId),
    to: endOf(directory, toId),
    createdAt: iso(found.createdAt),
    dispatchedAt: isoOrNull(found.dispatchedAt),
    receivedAt: isoOrNull(found.receivedAt),
    returnedAt: isoOrNull(found.returnedAt),
  };
}
