// A shipment arrives: the receiver answers for every batch, once; the doses leave the in-transit account accordingly.
import type { Context } from '../kernel/context.ts';
import { postOne } from '../ledger/post.ts';
import { checkDoses } from '../ledger/times.ts';
import type { Warning } from '../ledger/types.ts';
import { localDay } from '../places/local-day.ts';
import { afterDispatch, type ShipmentAct } from './dispatch.ts';
import { newsOf } from './draft.ts';
import { orderArrived, orderOfShipment } from './order-shipments.ts';
import { recordConflicts, type NamedLine } from './lines.ts';
import { distributionProblems } from './problems.ts';
import { judgeReceipt, linesOf, type Answer, type Outcome, type Rejection } from './receipt.ts';
import { advance, checkAllowed, findShippedLines, type Shipment } from './shipment.ts';

export interface ReceiptLine extends NamedLine {
  accepted: number;
  rejected?: readonly Rejection[];
  missing?: number;
}

export interface ReceiveShipment extends ShipmentAct {
  /** Left out when the package was scanned and everything in it is as it was sent. */
  lines?: readonly ReceiptLine[];
  /** The package that was scanned. */
  sscc?: string;
}

function checkPackage({ shipment, sscc }: ReceiveShipment): void {
  if (sscc === undefined || sscc === shipment.sscc) return;
  const message = { id: 'Bukan paket kiriman ini', en: 'Not a package of this shipment' };
  throw distributionProblems.sscc_mismatch({ scanned: sscc, expected: shipment.sscc }, [
    { pointer: '/sscc', message, code: 'sscc_mismatch' },
  ]);
}

async function writeOutcomes(ctx: Context, shipment: Shipment, outcomes: readonly Outcome[]): Promise<void> {
  const rejections = outcomes.flatMap(({ line, rejections }) =>
    rejections.map((rejection) => ({ line, ...rejection })),
  );
  await ctx.tx.run(
    /* sql */ `
    insert into shipment_line (shipment_id, line, batch_id, doses, accepted, rejected, missing, surplus)
    select $1, * from unnest($2::int[], $3::uuid[], $4::int[], $5::int[], $6::int[], $7::int[], $8::int[])
    on conflict (shipment_id, line) do update set accepted = excluded.accepted, rejected = excluded.rejected,
      missing = excluded.missing, surplus = excluded.surplus`,
    [
      shipment.id,
      outcomes.map(({ line }) => line),
      outcomes.map(({ batchId }) => batchId),
      outcomes.map(({ doses }) => doses),
      outcomes.map(({ accepted }) => accepted),
      outcomes.map(({ rejected }) => rejected),
      outcomes.map(({ missing }) => missing),
      outcomes.map(({ surplus }) => surplus),
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

async function answersOf(ctx: Context, { shipment, lines }: ReceiveShipment) {
  lines?.forEach(({ accepted, rejected = [], missing = 0 }, index) => {
    const total = accepted + missing + rejected.reduce((sum, { doses }) => sum + doses, 0);
    checkDoses(ctx, total, `/lines/${index}/accepted`);
  });
  const shipped = await findShippedLines(ctx, shipment.id);
  const answers: Answer[] = lines
    ? lines.map(({ batch, accepted, rejected, missing }) => {
        return { batchId: batch.id, lot: batch.lot, accepted, rejected, missing };
      })
    : shipped.map(({ batchId, lot, doses }) => ({ batchId, lot, accepted: doses }));
  return judgeReceipt(shipped, answers);
}

/**
 * Receives a shipment. A receipt is a fact: an expired or recalled batch is received and flagged.
 * @returns what the ledger and the scans warn of.
 * @throws Problem already_received, shipment_not_in_transit, sscc_mismatch, receipt_before_dispatch,
 *   receipt_line_missing, receipt_does_not_add_up, doses_absurd, time_in_future, time_too_old.
 */
export async function receiveShipment(ctx: Context, command: ReceiveShipment): Promise<Warning[]> {
  const { id, shipment, from, to, lines = [] } = command;
  checkAllowed('receive', shipment);
  checkPackage(command);
  const occurredAt = afterDispatch(ctx, shipment, command.occurredAt);
  const { status, outcomes, warnings } = await answersOf(ctx, command);
  const order = await orderOfShipment(ctx, shipment);
  await advance(ctx, 'receive', shipment, { status, at: occurredAt });
  await writeOutcomes(ctx, shipment, outcomes);
  const usableOn = localDay(occurredAt, to.timeZone);
  const told = outcomes.map(({ batchId, doses, accepted, rejections, missing, surplus }) => {
    return { batch: batchId, doses, accepted, rejected: rejections, missing, surplus };
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
  return posted.warnings;
}
