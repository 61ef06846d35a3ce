// A shipment arrives: the receiver answers for every batch, once; the doses leave the in-transit account accordingly.
import type { Context } from '../kernel/context.ts';
import type { Activities } from '../ledger/activities.ts';
import { postOne } from '../ledger/post.ts';
import { checkDoses } from '../ledger/times.ts';
import type { Warning } from '../ledger/types.ts';
import { localDay } from '../places/local-day.ts';
import { keepArrival, type Arrival } from './arrival.ts';
import { afterDispatch, type ShipmentAct } from './dispatch.ts';
import { newsOf } from './draft.ts';
import { orderArrived, orderOfShipment } from './order-shipments.ts';
import { recordConflicts, type NamedLine } from './lines.ts';
import type { Loss } from './packages/leave.ts';
import { landPackages } from './packages/shipping.ts';
import { keepForActivities } from './purpose.ts';
import {
  judgeReceipt,
  linesOf,
  type Answer,
  type Judged,
  type Outcome,
  type Rejection,
  type VvmStage,
} from './receipt.ts';
import { answersOfScans } from './receive-scans.ts';
import { advance, checkAllowed, findShippedLines, lockShipment, type Shipment } from './shipment.ts';

export interface ReceiptLine extends NamedLine {
  accepted: number;
  rejected?: readonly Rejection[];
  missing?: number;
  vvm?: VvmStage;
  note?: string;
  /** The boxes that rejected and missing doses were in, as far as it is known. */
  from?: readonly { sscc: string; doses: number }[];
}

export interface ReceiveShipment extends ShipmentAct {
  /** Left out when packages were scanned and everything in them is as it was sent. */
  lines?: readonly ReceiptLine[];
  /** The packages that were scanned: the shipment's own number, or boxes and pallets in it. */
  scanned?: readonly string[];
  /** Whatever was not scanned did not arrive. */
  restMissing?: boolean;
  arrival?: Arrival;
}

async function writeOutcomes(ctx: Context, shipment: Shipment, outcomes: readonly Outcome[]): Promise<void> {
  const rejections = outcomes.flatMap(({ line, rejections }) =>
    rejections.map((rejection) => ({ line, ...rejection })),
  );
  await ctx.tx.run(
    /* sql */ `
    insert into shipment_line (shipment_id, line, batch_id, doses, accepted, rejected, missing, surplus, vvm, note)
    select $1, * from unnest($2::int[], $3::uuid[], $4::int[], $5::int[], $6::int[], $7::int[], $8::int[], $9::text[],
      $10::text[])
    on conflict (shipment_id, line) do update set accepted = excluded.accepted, rejected = excluded.rejected,
      missing = excluded.missing, surplus = excluded.surplus, vvm = excluded.vvm, note = excluded.note`,
    [
      shipment.id,
      outcomes.map(({ line }) => line),
      outcomes.map(({ batchId }) => batchId),
      outcomes.map(({ doses }) => doses),
      outcomes.map(({ accepted }) => accepted),
      outcomes.map(({ rejected }) => rejected),
      outcomes.map(({ missing }) => missing),
      outcomes.map(({ surplus }) => surplus),
      outcomes.map(({ vvm }) => vvm ?? null),
      outcomes.map(({ note }) => note ?? null),
    ],
  );
  if (rejections.length === 0) return;
  await ctx.tx.run(
    /* sql */ `insert into shipment_rejection (shipment_id, line, reason, doses)
      select $1, * from unnest($2::int[], $3::text[], $4::int[])`,
    [
      shipment.id,
      rejections.map(({ line }) => line),
      rejections.map(({ reason }) => reason),
      rejections.map(({ doses }) => doses),
    ],
  );
}

interface Judgement extends Judged {
  losses: Loss[];
}

/** No more than so many doses out of the boxes, in their order. */
function upTo(doses: number, from: Loss['from'] = []): Loss['from'] {
  let open = doses;
  return from.flatMap((box) => {
    const taken = Math.min(box.doses, open);
    open -= taken;
    return taken > 0 ? [{ sscc: box.sscc, doses: taken }] : [];
  });
}

/** Line by line as the receiver says, or by what was scanned. */
async function judge(ctx: Context, command: ReceiveShipment): Promise<Judgement> {
  const { shipment, lines } = command;
  const shipped = await findShippedLines(ctx, shipment.id);
  // A scan that does not belong here is refused, whatever the lines say.
  const scanned = await answersOfScans(ctx, { ...command, shipped });
  if (!lines) {
    const judged = judgeReceipt(shipped, scanned.answers);
    return { ...judged, losses: scanned.losses };
  }
  lines.forEach(({ accepted, rejected = [], missing = 0 }, index) => {
    const total = accepted + missing + rejected.reduce((sum, { doses }) => sum + doses, 0);
    checkDoses(ctx, total, `/lines/${index}/accepted`);
  });
  const answers = lines.map(({ batch, accepted, rejected, missing, vvm, note }): Answer => {
    return { batchId: batch.id, lot: batch.lot, accepted, rejected, missing, vvm, note };
  });
  const judged = judgeReceipt(shipped, answers);
  const losses = judged.outcomes.map(({ batchId, rejected, missing, surplus }) => {
    const said = lines.find(({ batch }) => batch.id === batchId)?.from;
    // What did not arrive was in the boxes that were not scanned.
    const unscanned = scanned.losses.find((loss) => loss.batchId === batchId)?.from;
    // What is beyond the shipped doses was in no package.
    const doses = Math.max(rejected - surplus, 0) + missing;
    return { batchId, doses, from: said ?? upTo(missing, unscanned) };
  });
  return { ...judged, losses };
}

/**
 * Receives a shipment. A receipt is a fact: an expired or recalled batch is received and flagged. What is accepted of
 * doses that travelled for an activity is kept for it.
 * @returns what the ledger and the scans warn of.
 * @throws Problem already_received, shipment_not_in_transit, sscc_mismatch, packages_not_scanned,
 *   package_not_in_shipment, not_enough_in_box, receipt_before_dispatch, receipt_line_missing,
 *   receipt_does_not_add_up, doses_absurd, time_in_future, time_too_old.
 */
export async function receiveShipment(
  ctx: Context,
  command: ReceiveShipment,
  activities?: Activities,
): Promise<Warning[]> {
  const { id, from, to, lines = [] } = command;
  // Whoever comes second learns that it is received, not what that did to the packages it scanned.
  const order = await orderOfShipment(ctx, command.shipment);
  const shipment = await lockShipment(ctx, command.shipment.id);
  checkAllowed('receive', shipment);
  const occurredAt = afterDispatch(ctx, shipment, command.occurredAt);
  const { status, outcomes, warnings, losses } = await judge(ctx, { ...command, shipment });
  await advance(ctx, 'receive', shipment, { status, at: occurredAt });
  await writeOutcomes(ctx, shipment, outcomes);
  await keepArrival(ctx, shipment.id, command.arrival);
  await landPackages(ctx, { shipment, place: to, shipped: outcomes, losses });
  const usableOn = localDay(occurredAt, to.timeZone);
  const told = outcomes.map(({ batchId, doses, accepted, rejections, missing, surplus, vvm }) => {
    return { batch: batchId, doses, accepted, rejected: rejections, missing, surplus, vvm };
  });
  const posted = await postOne(ctx, {
    id,
    kind: 'shipment.received',
    place: to.id,
    document: shipment.id,
    occurredAt,
    lines: outcomes.flatMap((outcome) => linesOf(outcome, shipment.id, to.id, usableOn)),
    data: newsOf(shipment, from, to, status, { lines: told }),
    warnings,
  });
  await recordConflicts(ctx, to, shipment.id, lines);
  if (order) await orderArrived(ctx, { order, from, to, shipment, lines: outcomes }, status);
  const arrived = outcomes.map(({ batchId, accepted, doses, unusable, activityId }) => {
    return { batchId, doses: unusable ? 0 : Math.min(accepted, doses), activityId };
  });
  const notKept = await keepForActivities(
    ctx,
    { shipment: shipment.id, place: to, lines: arrived },
    activities,
  );
  return [...posted.warnings, ...notKept];
}
