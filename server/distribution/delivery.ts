// Delivery orders of the manufacturer's own system: the same content again changes nothing, another amends the one draft
// shipment, and what has left is not changed.
import type { Catalogue } from '../catalogue/catalogue.ts';
import { isGtin, toGtin14 } from '../gs1/check-digit.ts';
import type { Context } from '../kernel/context.ts';
import { hashOf } from '../kernel/idempotency.ts';
import { record } from '../kernel/journal.ts';
import type { PointedError } from '../kernel/problem.ts';
import type { Directory, Place } from '../places/directory.ts';
import { localDay } from '../places/local-day.ts';
import { amendShipment } from './amend.ts';
import {
  differences,
  judgeLines,
  judgePackages,
  type JudgedLine,
  type JudgedPackage,
  type KnownBatch,
  type SaidLine,
  type SaidPackage,
} from './delivery-judge.ts';
import { findDeliveryLines, findDeliveryPackages, writeJudged } from './delivery-rows.ts';
import { deliveryProblems } from './delivery-texts.ts';
import { createShipment } from './draft.ts';
import { findMarked, marksAnother } from './delivery-packing.ts';
import { nameLines } from './lines.ts';
import { lockShipment, type Shipment } from './shipment.ts';

export interface DeliveryRooms {
  directory: Directory;
  catalogue: Catalogue;
}

export interface PutDelivery {
  /** The manufacturer's number. */
  number: string;
  from: Place;
  to: Place;
  lines: readonly SaidLine[];
  packages: readonly SaidPackage[];
  note?: string;
}

/** How many changed lines the journal row of an amendment tells. */
const CHANGES_TOLD = 50;

export type DeliveryOutcome = 'created' | 'amended' | 'unchanged';

interface Delivery {
  id: string;
  toId: string;
  shipmentId: string | null;
  contentHash: Buffer;
  revision: number;
}

/** The delivery order under its lock; made on the spot when the number is new. */
async function openDelivery(ctx: Context, { number, from, to }: PutDelivery): Promise<Delivery> {
  await ctx.tx.run(
    /* sql */ `insert into delivery_order (id, number, from_id, to_id, content_hash, revision, created_at, updated_at)
      values ($1, $2, $3, $4, '', 0, $5, $5) on conflict (from_id, number) do nothing`,
    [ctx.newId(), number, from.id, to.id, ctx.now],
  );
  return ctx.tx.one<Delivery>(
    /* sql */ `select id, to_id as "toId", shipment_id as "shipmentId", content_hash as "contentHash", revision
      from delivery_order where from_id = $1 and number = $2 for update`,
    [from.id, number],
  );
}

const contentOf = ({ to, lines, packages, note }: PutDelivery) => ({ to: to.code, lines, packages, note });

/** @throws Problem delivery_cancelled, delivery_dispatched with what differs. */
async function mustBeDraft(
  ctx: Context,
  command: PutDelivery,
  delivery: Delivery,
  shipment: Shipment,
): Promise<void> {
  const { number, to } = command;
  if (shipment.status === 'draft') return;
  const params = { number, shipment: shipment.code, state: shipment.status };
  if (shipment.status === 'cancelled') throw deliveryProblems.delivery_cancelled(params);
  const errors: PointedError[] = differences(await findDeliveryLines(ctx, delivery.id), command.lines).map(
    ({ pointer, before, after }) => ({
      pointer,
      code: 'differs',
      message: { id: `dikirim: ${before}; sekarang: ${after}`, en: `sent: ${before}; now: ${after}` },
    }),
  );
  if (delivery.toId !== to.id) {
    const message = { id: 'Tujuan lain', en: 'Another destination' };
    errors.unshift({ pointer: '/to', code: 'differs', message });
  }
  throw deliveryProblems.delivery_dispatched(params, errors);
}

async function judge(ctx: Context, rooms: DeliveryRooms, command: PutDelivery, id: string) {
  const { lines, packages, from } = command;
  const batches = await ctx.tx.rows<KnownBatch & { gtin: string; lot: string }>(
    /* sql */ `select b.id, b.expiry, b.status, p.gtin, b.lot from batch b join product p on p.id = b.product_id
      where b.lot = any($1)`,
    [lines.map(({ lot }) => lot)],
  );
  const owners = await ctx.tx.rows<{ sscc: string; number: string }>(
    /* sql */ `select u.sscc, d.number from delivery_package k join delivery_order d on d.id = k.delivery_id
      cross join lateral (values (k.sscc), (k.pallet)) u(sscc)
      where k.rejection is null and k.delivery_id <> $1 and (k.sscc = any($2) or k.pallet = any($2))`,
    [id, packages.flatMap(({ sscc, pallet }) => (pallet ? [sscc, pallet] : [sscc]))],
  );
  const marked = await findMarked(ctx, from, packages);
  const known = {
    year: ctx.now.getUTCFullYear(),
    today: localDay(ctx.now, from.timeZone),
    maxDoses: ctx.config.maxDoses,
    hasProduct: (gtin: string) => rooms.catalogue.productByGtin(gtin) !== undefined,
    batch: (gtin: string, lot: string) => batches.find((one) => one.gtin === gtin && one.lot === lot),
    ownerOf: (sscc: string) => owners.find((one) => one.sscc === sscc)?.number,
    marksAnother: (said: SaidPackage) =>
      marksAnother(marked, said, (line) => {
        const { gtin = '', lot } = lines[line - 1] ?? {};
        return batches.find((one) => one.lot === lot && isGtin(gtin) && one.gtin === toGtin14(gtin))?.id;
      }),
  };
  return { lines: judgeLines(lines, known), packages: judgePackages(packages, lines, known) };
}

const verdicts = (rows: readonly { rejected: unknown }[]) =>
  JSON.stringify(rows.map(({ rejected }) => rejected !== null));

/** The draft that the accepted lines amount to: made with the first of them, amended ever after. */
async function draft(
  ctx: Context,
  { directory, catalogue }: DeliveryRooms,
  { from, to, number }: PutDelivery,
  shipment: Shipment | undefined,
  accepted: readonly JudgedLine[],
): Promise<string | null> {
  const said = accepted.map(({ batchId, doses }) => ({ batch: batchId!, doses }));
  const lines = await nameLines(ctx, catalogue, said);
  if (shipment) {
    await amendShipment(ctx, { shipment, from, to, lines });
    return shipment.id;
  }
  if (lines.length === 0) return null;
  const id = ctx.newId();
  await createShipment(ctx, directory, { id, from, to, lines, note: `DO ${number}` });
  return id;
}

async function keep(
  ctx: Context,
  command: PutDelivery,
  delivery: Delivery,
  kept: {
    hash: Buffer;
    shipmentId: string | null;
    before: JudgedLine[];
    lines: JudgedLine[];
    packages: JudgedPackage[];
  },
): Promise<void> {
  const { number, from, to, note } = command;
  const { hash, shipmentId, lines, packages } = kept;
  await writeJudged(ctx, delivery.id, lines, packages);
  await ctx.tx.run(
    /* sql */ `update delivery_order set to_id = $2, note = $3, content_hash = $4, shipment_id = $5,
      revision = revision + 1, updated_at = $6 where id = $1`,
    [delivery.id, to.id, note ?? null, hash, shipmentId, ctx.now],
  );
  const rejected = [...lines, ...packages].filter((one) => one.rejected !== null).length;
  const changes = differences(kept.before, lines).slice(0, CHANGES_TOLD);
  await record(ctx, [
    {
      id: ctx.newId(),
      kind: delivery.revision === 0 ? 'delivery.created' : 'delivery.amended',
      placeId: from.id,
      documentId: delivery.id,
      data: {
        number,
        from: from.code,
        to: to.code,
        shipment: shipmentId,
        lines: lines.length,
        packages: packages.length,
        rejected,
        changes: delivery.revision === 0 ? [] : changes,
      },
    },
  ]);
}

/**
 * Says what a delivery order is. A line or package that is wrong is rejected by itself and said so; the others wait,
 * accepted, in the draft. The same content again changes nothing, unless a rejected line has come right meanwhile.
 * @throws Problem delivery_dispatched with what differs, delivery_cancelled.
 */
export async function putDelivery(
  ctx: Context,
  rooms: DeliveryRooms,
  command: PutDelivery,
): Promise<{ id: string; outcome: DeliveryOutcome }> {
  const delivery = await openDelivery(ctx, command);
  const { id } = delivery;
  const hash = hashOf('delivery', command.number, contentOf(command));
  const same = hash.equals(delivery.contentHash);
  const shipment = delivery.shipmentId ? await lockShipment(ctx, delivery.shipmentId) : undefined;
  if (same && shipment && shipment.status !== 'draft') return { id, outcome: 'unchanged' };
  if (shipment) await mustBeDraft(ctx, command, delivery, shipment);
  const judged = await judge(ctx, rooms, command, id);
  const before = await findDeliveryLines(ctx, id);
  if (same) {
    const packages = await findDeliveryPackages(ctx, id);
    const unmoved =
      verdicts(before) === verdicts(judged.lines) && verdicts(packages) === verdicts(judged.packages);
    if (unmoved) return { id, outcome: 'unchanged' };
  }
  const accepted = judged.lines.filter(({ rejected }) => rejected === null);
  const shipmentId = await draft(ctx, rooms, command, shipment, accepted);
  await keep(ctx, command, delivery, { hash, shipmentId, before, ...judged });
  return { id, outcome: delivery.revision === 0 ? 'created' : 'amended' };
}
