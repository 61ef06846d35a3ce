// What is missing of a received shipment is settled by the sender: found and taken back into stock, lost, or charged to
// whoever carried it. Until then it stands in the shipment's in-transit account; what is gone ends in that shipment's own
// `wasted` account, so that no place's stock card shows a loss that never lay on its shelves.
import type { Context } from '../kernel/context.ts';
import type { Activities } from '../ledger/activities.ts';
import { postOne } from '../ledger/post.ts';
import { checkDoses, occurredAtOf } from '../ledger/times.ts';
import type { Line } from '../ledger/types.ts';
import type { Place } from '../places/directory.ts';
import { newsOf } from './draft.ts';
import type { NamedLine } from './lines.ts';
import { distributionProblems } from './problems.ts';
import { keepForActivities } from './purpose.ts';
import { lockShipment, type Shipment } from './shipment.ts';

export interface SettlementLine extends NamedLine {
  /** Doses, each of what is still open. */
  found: number;
  lost: number;
  charged: number;
  note?: string;
}

export interface SettleShipment {
  /** Of the journal row. */
  id: string;
  shipment: Shipment;
  from: Place;
  to: Place;
  /** Who has the doses that were found. */
  foundAt: 'sender' | 'receiver';
  occurredAt?: Date;
  lines: readonly SettlementLine[];
}

interface OpenLine {
  line: number;
  batchId: string;
  open: number;
  activityId: string | null;
}

/** The lines of a shipment with doses missing that nobody has settled. */
function findOpen(ctx: Context, shipmentId: string): Promise<OpenLine[]> {
  return ctx.tx.rows<OpenLine>(
    /* sql */ `select line, batch_id as "batchId", missing - found - lost - charged as open,
        activity_id as "activityId" from shipment_line
      where shipment_id = $1 and missing > found + lost + charged order by line`,
    [shipmentId],
  );
}

function notOpen({ batch }: NamedLine, index: number, asked: number, open: number) {
  const message = { id: `Masih terbuka ${open} dosis`, en: `${open} doses are still open` };
  return distributionProblems.settlement_exceeds({ lot: batch.lot, asked, open }, [
    { pointer: `/lines/${index}`, message, code: 'settlement_exceeds' },
  ]);
}

/** Found doses go to a shelf, the others out of the world; each reason is a line of its own. */
function postings(command: SettleShipment): Line[] {
  const { shipment, from, to, foundAt, lines } = command;
  const transit = { holder: shipment.id, bucket: 'in_transit' } as const;
  const shelf = { holder: foundAt === 'sender' ? from.id : to.id, bucket: 'available' } as const;
  const gone = { holder: shipment.id, bucket: 'wasted' } as const;
  return lines.flatMap(({ batch, found, lost, charged }) =>
    [
      { doses: found, account: shelf },
      { doses: lost, account: gone },
      { doses: charged, account: gone },
    ]
      .filter(({ doses }) => doses > 0)
      .map(({ doses, account }): Line => {
        return { batch: batch.id, doses, from: transit, to: account, rule: 'held' };
      }),
  );
}

/**
 * Settles some or all of what is missing, never more than is open; of two at once the second sees what the first left.
 * What was found of doses that travelled for an activity is kept for it where it is.
 * @throws Problem shipment_not_received, settlement_exceeds, settlement_before_receipt, doses_absurd, time_in_future,
 *   time_too_old.
 */
export async function settleShipment(
  ctx: Context,
  command: SettleShipment,
  activities?: Activities,
): Promise<void> {
  const { id, from, to, lines, foundAt } = command;
  const shipment = await lockShipment(ctx, command.shipment.id);
  if (shipment.status !== 'received_with_discrepancy' && shipment.status !== 'received') {
    throw distributionProblems.shipment_not_received({ shipment: shipment.code, state: shipment.status });
  }
  const { receivedAt } = await ctx.tx.one<{ receivedAt: Date }>(
    'select received_at as "receivedAt" from shipment where id = $1',
    [shipment.id],
  );
  const said = occurredAtOf(ctx, command.occurredAt);
  if (command.occurredAt && said < receivedAt) {
    throw distributionProblems.settlement_before_receipt({ receivedAt: receivedAt.toISOString() });
  }
  const occurredAt = said < receivedAt ? receivedAt : said;
  const found = await findOpen(ctx, shipment.id);
  const open = new Map(found.map((line) => [line.batchId, line.open]));
  for (const [index, line] of lines.entries()) {
    const asked = line.found + line.lost + line.charged;
    checkDoses(ctx, asked, `/lines/${index}`);
    const there = open.get(line.batch.id) ?? 0;
    if (asked > there) throw notOpen(line, index, asked, there);
  }
  await ctx.tx.run(
    /* sql */ `update shipment_line l set found = l.found + s.found, lost = l.lost + s.lost, charged = l.charged + s.charged
      from unnest($2::uuid[], $3::int[], $4::int[], $5::int[]) s(batch, found, lost, charged)
      where l.shipment_id = $1 and l.batch_id = s.batch`,
    [
      shipment.id,
      lines.map(({ batch }) => batch.id),
      lines.map(({ found }) => found),
      lines.map(({ lost }) => lost),
      lines.map(({ charged }) => charged),
    ],
  );
  await ctx.tx.run('update shipment set revision = revision + 1 where id = $1', [shipment.id]);
  await postOne(ctx, {
    id,
    kind: 'shipment.settled',
    place: from.id,
    document: shipment.id,
    occurredAt,
    lines: postings({ ...command, shipment }),
    data: newsOf(shipment, from, to, shipment.status, {
      foundAt,
      open: (await findOpen(ctx, shipment.id)).reduce((sum, line) => sum + line.open, 0),
      lines: lines.map(({ batch, found, lost, charged, note }) => {
        return { batch: batch.id, found, lost, charged, ...(note && { note }) };
      }),
    }),
  });
  const purpose = new Map(found.map(({ batchId, activityId }) => [batchId, activityId]));
  const arrived = lines.map(({ batch, found: doses }) => {
    return { batchId: batch.id, doses, activityId: purpose.get(batch.id) ?? null };
  });
  const place = foundAt === 'sender' ? from : to;
  await keepForActivities(ctx, { shipment: shipment.id, place, lines: arrived }, activities);
}
