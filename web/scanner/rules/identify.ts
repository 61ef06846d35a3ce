// What a scanned or typed code is, from what the phone has of the last pull. It asks through `Shelf`, so that tests can
// hand in their own.
import { parse } from '../../../server/gs1/parse.ts';
import type { ScanElements, ScanError } from '../../../server/gs1/scan-result.ts';
import type { Appointment, Batch, Place, Product, Session, Shipment } from '../wire.ts';

export interface Shelf {
  productOf(gtin: string): Promise<Product | undefined>;
  batchOf(product: string, lot: string): Promise<Batch | undefined>;
  placeOf(gln: string): Promise<Place | undefined>;
  shipmentOf(sscc: string): Promise<Shipment | undefined>;
  ticketOf(code: string): Promise<{ session: Session; appointment: Appointment } | undefined>;
}

export type Found =
  | { kind: 'bad'; raw: string; errors: ScanError[] }
  | { kind: 'unknown'; raw: string; why: 'unknown_gtin' | 'no_lot' | 'not_ours'; elements: ScanElements }
  | { kind: 'batch'; raw: string; elements: ScanElements; product: Product; lot: string; batch?: Batch }
  | { kind: 'package'; raw: string; sscc: string; shipment?: Shipment }
  | { kind: 'place'; raw: string; gln: string; place?: Place }
  | {
      kind: 'ticket';
      raw: string;
      code: string;
      appointment?: Appointment;
      session?: Session;
    };

const TICKET = /^JEJAK-TICKET:([0-9A-Z]{8})$/;

/** The code of a ticket's text, if it is one; a ticket typed by hand has only its code. */
export function ticketCodeOf(text: string): string | undefined {
  return TICKET.exec(text.trim())?.[1];
}

export async function identify(raw: string, year: number, shelf: Shelf): Promise<Found> {
  const result = parse(raw, { year });
  if (!result.ok) return { kind: 'bad', raw, errors: result.errors };
  const { elements, text } = result;
  const code = ticketCodeOf(text) ?? (/^[0-9A-Z]{8}$/.test(text.trim()) ? text.trim() : undefined);
  if (result.kind === 'plain' && code !== undefined) {
    const ticket = await shelf.ticketOf(code);
    if (ticket || ticketCodeOf(text))
      return {
        kind: 'ticket',
        raw,
        code,
        appointment: ticket?.appointment,
        session: ticket?.session,
      };
  }
  if (elements.sscc !== undefined) {
    return { kind: 'package', raw, sscc: elements.sscc, shipment: await shelf.shipmentOf(elements.sscc) };
  }
  const gtin = elements.gtin ?? elements.contentGtin;
  if (gtin !== undefined) return aboutGtin(raw, gtin, elements, shelf);
  if (elements.gln !== undefined) {
    return { kind: 'place', raw, gln: elements.gln, place: await shelf.placeOf(elements.gln) };
  }
  return { kind: 'unknown', raw, why: 'not_ours', elements };
}

async function aboutGtin(raw: string, gtin: string, elements: ScanElements, shelf: Shelf): Promise<Found> {
  const product = await shelf.productOf(gtin);
  if (!product) return { kind: 'unknown', raw, why: 'unknown_gtin', elements };
  const { lot } = elements;
  if (lot === undefined) return { kind: 'unknown', raw, why: 'no_lot', elements };
  return { kind: 'batch', raw, elements, product, lot, batch: await shelf.batchOf(product.id, lot) };
}
