// Labels: the picture of a batch, a package, a place or a ticket, with its type, its name and how long it keeps.
import {
  drawBatchLabel,
  drawPackageLabel,
  drawQr,
  type BatchSymbol,
  type LabelFormat,
} from '../gs1/symbol.ts';
import { toDigitalLink } from '../gs1/digital-link.ts';
import type { Place } from '../places/directory.ts';
import type { Batch } from './catalogue.ts';

export interface Label {
  body: string | Buffer;
  /** Content type. */
  type: string;
  headers: Record<string, string>;
}

const TYPES: Record<LabelFormat, string> = { svg: 'image/svg+xml', png: 'image/png' };
/** What a label shows never changes, but who may see it does: kept by the reader alone, for an hour. */
const KEPT = 'private, max-age=3600';

/** The text of our own QR for a place without a GLN; `placeOfText` reads it. */
const PLACE_TEXT = /^JEJAK-PLACE:([A-Z0-9][A-Z0-9-]{0,31})$/;

/** The code of the place in a text of our own, if it is one. */
export function placeOfText(text: string): string | undefined {
  return PLACE_TEXT.exec(text)?.[1];
}

/** What a place's QR says: a GS1 Digital Link of its GLN, or our own text when it has none. */
export function textOfPlace({ code, gln }: Pick<Place, 'code' | 'gln'>): string {
  return gln ? toDigitalLink([['414', gln]]) : `JEJAK-PLACE:${code}`;
}

function labelOf(body: string | Buffer, format: LabelFormat, name: string): Label {
  // A lot may hold quotes, slashes and semicolons: a file name takes letters, digits, dots and dashes only.
  const file = `${name.replace(/[^A-Za-z0-9._-]+/g, '-')}.${format}`;
  const headers = { 'Cache-Control': KEPT, 'Content-Disposition': `inline; filename="${file}"` };
  return { body, type: TYPES[format], headers };
}

/** The label of a batch: (01) (17) (10), the product's name and readable lines. */
export async function batchLabel(batch: Batch, format: LabelFormat, type: BatchSymbol): Promise<Label> {
  const { product, lot, expiry } = batch;
  const about = { gtin: product.gtin, lot, expiry, productName: product.name };
  return labelOf(await drawBatchLabel(about, { format, type }), format, `batch-${product.code}-${lot}`);
}

/** The label of a package: (00) SSCC as GS1-128. */
export async function packageLabel(sscc: string, format: LabelFormat, caption: string): Promise<Label> {
  return labelOf(await drawPackageLabel(sscc, { format, caption }), format, `package-${sscc}`);
}

/** The QR of a place's door. */
export async function placeLabel(place: Place, format: LabelFormat): Promise<Label> {
  const caption = `${place.code} ${place.name}`;
  return labelOf(await drawQr(textOfPlace(place), { format, caption }), format, `place-${place.code}`);
}

/** The QR of a ticket; its text holds no personal data. */
export async function ticketLabel(
  ticket: { text: string; caption: string },
  id: string,
  format: LabelFormat,
): Promise<Label> {
  return labelOf(await drawQr(ticket.text, { format, caption: ticket.caption }), format, `ticket-${id}`);
}
