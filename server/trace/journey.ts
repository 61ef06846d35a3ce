// The genealogy of a batch forward in time: registered, each hop of a shipment, changes of its status, and what each
// place used of it. Read by batch and by document, a page at a time; never by scanning postings.
import type { Context } from '../kernel/context.ts';

interface Common {
  at: Date;
  /** With `at`, the place in the order; a cursor. */
  key: string;
}

export interface RegisteredStep extends Common {
  type: 'registered' | 'status';
  placeId: string | null;
  body: { doses?: number; status?: string; reason?: string };
}

export interface ShipmentStep extends Common {
  type: 'shipment';
  body: {
    id: string;
    code: string;
    from: string;
    to: string;
    status: string;
    shipped: number;
    accepted: number | null;
    rejected: Record<string, number> | null;
    missing: number | null;
    surplus: number | null;
    receivedAt: string | null;
    returnedAt: string | null;
  };
}

export interface UsageStep extends Common {
  type: 'usage';
  placeId: string;
  body: { administered: number; wasted: number; destroyed: number; unexplained: number };
}

export type Step = RegisteredStep | ShipmentStep | UsageStep;

export interface JourneyQuery {
  batch: string;
  /** The path below which the caller sees; `/` for all. */
  sight: string;
  after?: readonly [at: string, key: string];
  limit: number;
}

// Each part is cut to a page by itself, so that a long journey costs no more than a short one; times keep to the
// millisecond, as cursors do.
const part = (select: string) => /* sql */ `(
  select * from (${select}) s
  where $3::timestamptz is null or (s.at, s.key) > ($3::timestamptz, $4::text collate "C")
  order by s.at, s.key limit $5)`;

const STATUS = /* sql */ `
  select date_trunc('milliseconds', j.occurred_at) as at, ('1' || j.id) collate "C" as key,
    case when j.kind = 'batch.registered' then 'registered' else 'status' end as type, j.place_id as "placeId",
    jsonb_strip_nulls(jsonb_build_object('doses', j.data->'doses', 'status', j.data->'status',
      'reason', j.data->'reason')) as body
  from journal j
  where j.document_id = $1 and j.kind in ('batch.registered', 'batch.recalled', 'batch.quarantined', 'batch.released')
    and $2::text is not null`;

const SHIPMENTS = /* sql */ `
  select date_trunc('milliseconds', s.dispatched_at) as at, ('2' || s.id) collate "C" as key, 'shipment' as type,
    s.from_id as "placeId",
    jsonb_build_object('id', s.id, 'code', s.code, 'from', s.from_id, 'to', s.to_id, 'status', s.status,
      'shipped', l.doses, 'accepted', l.accepted, 'missing', l.missing, 'surplus', l.surplus,
      'rejected', (select jsonb_object_agg(r.reason, r.doses) from shipment_rejection r
        where r.shipment_id = l.shipment_id and r.line = l.line),
      'receivedAt', s.received_at, 'returnedAt', s.returned_at) as body
  from shipment_line l
  join shipment s on s.id = l.shipment_id
  join place f on f.id = s.from_id
  join place t on t.id = s.to_id
  where l.batch_id = $1 and s.dispatched_at is not null and (starts_with(f.path, $2) or starts_with(t.path, $2))`;

const USAGE = /* sql */ `
  select date_trunc('milliseconds', b.last_occurred_at) as at, ('3' || b.holder_id) collate "C" as key, 'usage' as type,
    b.holder_id as "placeId",
    jsonb_build_object('administered', b.administered, 'wasted', b.wasted, 'destroyed', b.destroyed,
      'unexplained', b.unexplained) as body
  from balance b join place p on p.id = b.holder_id
  where b.batch_id = $1 and starts_with(p.path, $2)
    and (b.administered <> 0 or b.wasted <> 0 or b.destroyed <> 0 or b.unexplained <> 0)`;

/**
 * A page of steps in order of occurred time. A place's usage is one step, at the last moment its balance of the batch
 * changed; a reader below the nation sees hops that begin or end in their area, and every change of status.
 */
export function findJourney(ctx: Context, query: JourneyQuery): Promise<Step[]> {
  return ctx.tx.rows<Step>(
    /* sql */ `select * from (${[STATUS, SHIPMENTS, USAGE].map(part).join(' union all ')}) steps
      order by at, key limit $5`,
    [query.batch, query.sight, query.after?.[0] ?? null, query.after?.[1] ?? null, query.limit],
  );
}
