// Shipments that are overdue are the receiver's to answer for; what was received with doses missing, the sender's to settle.
import type { Context } from '../kernel/context.ts';
import type { NewTask } from '../tasks/tasks.ts';
import { judgeAlone, settle, type Judged, type OpenTask } from './judging.ts';

interface Late {
  id: string;
  code: string;
  fromId: string;
  toId: string;
  from: string;
  to: string;
  status: string;
  dispatchedOn: string;
  isLate: boolean;
  inTransit: number;
}

const FIND = /* sql */ `
  select s.id, s.code, s.from_id as "fromId", s.to_id as "toId", f.name as "from", r.name as "to", s.status,
    (s.dispatched_at at time zone r.time_zone)::date::text as "dispatchedOn",
    s.dispatched_at < $1::timestamptz - make_interval(days => $2::int) as "isLate",
    coalesce((select sum(b.in_transit) from balance b where b.holder_id = s.id), 0)::int as "inTransit"
  from shipment s join place f on f.id = s.from_id join place r on r.id = s.to_id`;

function tasksOf(late: Late): NewTask[] {
  const { id, code, from, to, dispatchedOn } = late;
  const of = { documentId: id, subjectId: id };
  if (late.status === 'in_transit' && late.isLate)
    return [
      {
        kind: 'shipment_overdue',
        placeId: late.toId,
        ...of,
        data: { shipment: code, from, to, dispatchedOn },
      },
    ];
  if (late.status === 'received_with_discrepancy' && late.inTransit > 0)
    return [
      {
        kind: 'discrepancy_open',
        placeId: late.fromId,
        ...of,
        data: { shipment: code, from, to, doses: late.inTransit },
      },
    ];
  return [];
}

const OPEN = /* sql */ `select t.id, t.kind, t.place_id as "placeId", t.subject_id as "subjectId", t.data from task t
  where t.closed_at is null and t.kind in ('shipment_overdue', 'discrepancy_open')`;

/**
 * Judges these shipments; without ids those of the whole nation that are on their way for longer than allowed or have
 * an open task. Twice does no harm.
 */
export async function judgeShipments(ctx: Context, ids?: readonly string[]): Promise<Judged> {
  await judgeAlone(ctx);
  const days = ctx.config.shipmentOverdueDays;
  const open = ids
    ? await ctx.tx.rows<OpenTask>(`${OPEN} and t.document_id = any($1)`, [ids])
    : await ctx.tx.rows<OpenTask>(OPEN);
  const late = ids
    ? await ctx.tx.rows<Late>(`${FIND} where s.id = any($3)`, [ctx.now, days, ids])
    : await ctx.tx.rows<Late>(
        /* sql */ `${FIND} where s.id = any($3) or (s.status = 'in_transit'
          and s.dispatched_at < $1::timestamptz - make_interval(days => $2::int))`,
        [ctx.now, days, open.map(({ subjectId }) => subjectId)],
      );
  return settle(ctx, open, late.flatMap(tasksOf));
}
