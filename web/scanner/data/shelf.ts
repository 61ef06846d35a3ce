// Looks codes up in what was pulled, and what the phone believes of a batch.
import { parse } from '../../../server/gs1/parse.ts';
import type { Shelf } from '../rules/identify.ts';
import { believe, type Believed } from '../rules/stock.ts';
import { dayAt, judge, type Judgement } from '../rules/usable.ts';
import type { Batch } from '../wire.ts';
import { db, findDevice } from './database.ts';

export const shelf: Shelf = {
  productOf: (gtin) => db.products.where('gtin').equals(gtin).first(),
  batchOf: (product, lot) => db.batches.where('[product+lot]').equals([product, lot]).first(),
  placeOf: (gln) => db.places.where('gln').equals(gln).first(),
  shipmentOf: (sscc) =>
    db.shipments
      .filter(
        (one) => one.sscc === sscc || one.packages.some((box) => box.sscc === sscc || box.pallet === sscc),
      )
      .first(),
  async ticketOf(code) {
    for (const session of await db.sessions.toArray()) {
      const appointment = session.appointments.find((one) => one.code === code);
      if (appointment) return { session, appointment };
    }
    return undefined;
  },
};

/** The batch that a label names, if the phone knows it. */
export async function identifyBatch(raw: string): Promise<Batch | undefined> {
  const scan = parse(raw, { year: new Date().getFullYear() });
  const gtin = scan.ok ? (scan.elements.gtin ?? scan.elements.contentGtin) : undefined;
  const lot = scan.ok ? scan.elements.lot : undefined;
  if (gtin === undefined || lot === undefined) return undefined;
  const product = await shelf.productOf(gtin);
  return product && shelf.batchOf(product.id, lot);
}

/** What the phone believes to be here of a batch. */
export async function believeIn(batch: string): Promise<Believed> {
  const stock = await db.stock.get(batch);
  const queue = await db.queue.filter((queued) => !queued.settled).toArray();
  return believe(stock, queue, batch);
}

export interface JudgedHere extends Judgement {
  believed: Believed;
}

/** Whether a batch may be used here and now, and why not. */
export async function judgeHere(batch: Batch, now: number, scannedExpiry?: string): Promise<JudgedHere> {
  const device = await findDevice();
  const believed = await believeIn(batch.id);
  const vial = await db.vials.where('batch').equals(batch.id).first();
  const { verdict, reasons } = judge({
    batch,
    usable: believed.usable,
    here: believed.onHand > 0,
    today: dayAt(now, device?.place.timeZone),
    now,
    scannedExpiry,
    vial,
  });
  return { verdict, reasons, believed };
}
