// What a scan means: a batch, a package, a place, a ticket or a document, with everything about it that should make one stop.
import type { Context } from '../kernel/context.ts';
import type { Text } from '../kernel/problem.ts';
import type { GoodScan, ScanElements } from '../gs1/scan-result.ts';
import type { Directory, Place } from '../places/directory.ts';
import { localDay } from '../places/local-day.ts';
import type { Catalogue, Product } from './catalogue.ts';
import { placeOfText } from './labels.ts';
import { expiryConflict, readScan, warningsOf, type Warning } from './resolve.ts';
import { BATCH_COLUMNS, batchView, type BatchView, type BatchViewRow } from './views.ts';

/** From this many days before its expiry on, a batch is said to be expiring: the first of the notices. */
const EXPIRING_DAYS = 90;
const DEFAULT_ZONE = 'Asia/Jakarta';

/** What a printed document is about. */
export interface ScannedDocument {
  kind: 'order' | 'count' | 'destruction';
  id: string;
  /** How people call it: an order's code, the number of a destruction's record; a count has none. */
  code: string | null;
}

export interface ScanDoors {
  catalogue: Catalogue;
  directory: Directory;
  /** The shipment of a package; undefined when there is none or the actor may not see it. */
  resolvePackage(ctx: Context, sscc: string): Promise<object | undefined>;
  /** The appointment of a ticket's text; undefined when it is no ticket or the actor may not see it. */
  resolveTicket(ctx: Context, text: string): Promise<object | undefined>;
  /** The order, count or destruction of a printed document's text; undefined when there is none to be seen. */
  resolveDocument(ctx: Context, text: string): Promise<ScannedDocument | undefined>;
  /** What a place has of a batch; undefined when it never had any. */
  balanceOf(ctx: Context, place: Place, batch: string): Promise<object | undefined>;
}

export interface ScanFound {
  kind: 'batch' | 'package' | 'place' | 'ticket' | 'document' | 'unknown';
  elements: ScanElements;
  product?: Product;
  batch?: BatchView;
  balance?: object;
  package?: object;
  place?: Place;
  ticket?: object;
  document?: ScannedDocument;
  warnings: Warning[];
}

const warn = (code: string, id: string, en: string): Warning => ({
  code,
  message: { id, en } satisfies Text,
});

const WARN = {
  unknown_gtin: (gtin: string) =>
    warn(
      'unknown_gtin',
      `GTIN ${gtin} bukan milik produk terdaftar`,
      `GTIN ${gtin} belongs to no registered product`,
    ),
  unknown_batch: (lot: string) =>
    warn('unknown_batch', `Lot ${lot} belum didaftarkan`, `Lot ${lot} has not been registered`),
  unknown_package: (sscc: string) =>
    warn(
      'unknown_package',
      `Paket ${sscc} tidak dikenal atau bukan untuk Anda`,
      `Package ${sscc} is unknown or not for you`,
    ),
  unknown_place: () =>
    warn(
      'unknown_place',
      'Tempat tidak dikenal atau di luar wilayah Anda',
      'The place is unknown or outside your area',
    ),
  gtin_missing: () =>
    warn(
      'gtin_missing',
      'Kode tidak memuat GTIN; pilih batchnya',
      'The code carries no GTIN; choose the batch',
    ),
  gtin_only: () => warn('gtin_only', 'Kode tidak memuat nomor lot', 'The code carries no lot'),
  not_recognised: () => warn('not_recognised', 'Bukan kode yang kami kenal', 'Not a code that we know'),
};

/** What should make one stop before using this batch on that day. */
export function batchWarnings(batch: BatchView, today: string): Warning[] {
  const { status, expiry, statusReason } = batch;
  const why = statusReason ? `: ${statusReason}` : '';
  const found: Warning[] = [];
  if (status === 'recalled')
    found.push(warn('batch_recalled', `Batch ini ditarik${why}`, `The batch is recalled${why}`));
  if (status === 'quarantined')
    found.push(warn('batch_quarantined', `Batch ini dikarantina${why}`, `The batch is in quarantine${why}`));
  const days = Math.round((Date.parse(expiry) - Date.parse(today)) / 86_400_000);
  if (days < 0) found.push(warn('batch_expired', `Kedaluwarsa pada ${expiry}`, `Expired on ${expiry}`));
  else if (days <= EXPIRING_DAYS)
    found.push(warn('batch_expiring', `Kedaluwarsa ${days} hari lagi`, `Expires in ${days} days`));
  return found;
}

/** The batch with its status as it is now, which the catalogue does not keep. */
async function findBatch(ctx: Context, product: Product, lot: string): Promise<BatchView | undefined> {
  const row = await ctx.tx.maybe<Omit<BatchViewRow, 'product'>>(
    `select ${BATCH_COLUMNS} from batch b where b.product_id = $1 and b.lot = $2`,
    [product.id, lot],
  );
  return row && batchView({ ...row, product });
}

async function aboutBatch(ctx: Context, doors: ScanDoors, scan: GoodScan, place?: Place): Promise<ScanFound> {
  const { elements } = scan;
  const warnings = warningsOf(scan);
  const gtin = elements.gtin ?? elements.contentGtin;
  if (gtin === undefined) return { kind: 'unknown', elements, warnings: [...warnings, WARN.gtin_missing()] };
  const product = doors.catalogue.productByGtin(gtin);
  if (!product) return { kind: 'unknown', elements, warnings: [...warnings, WARN.unknown_gtin(gtin)] };
  const { lot, expiry } = elements;
  if (lot === undefined) {
    if (!warnings.some(({ code }) => code === 'gtin_only')) warnings.push(WARN.gtin_only());
    return { kind: 'batch', elements, product, warnings };
  }
  const batch = await findBatch(ctx, product, lot);
  if (!batch) return { kind: 'batch', elements, product, warnings: [...warnings, WARN.unknown_batch(lot)] };
  const conflict = expiryConflict({ ...batch, product }, expiry);
  if (conflict) warnings.push(conflict);
  const zone = (place ?? doors.directory.byCode(ctx.actor.unit.code))?.timeZone ?? DEFAULT_ZONE;
  warnings.push(...batchWarnings(batch, localDay(ctx.now, zone)));
  const balance = place && (await doors.balanceOf(ctx, place, batch.id));
  return { kind: 'batch', elements, product, batch, balance, warnings };
}

async function aboutPackage(ctx: Context, doors: ScanDoors, scan: GoodScan): Promise<ScanFound> {
  const sscc = scan.elements.sscc!;
  const found = await doors.resolvePackage(ctx, sscc);
  const warnings = warningsOf(scan);
  if (!found) warnings.push(WARN.unknown_package(sscc));
  return { kind: 'package', elements: scan.elements, package: found, warnings };
}

async function aboutPlace(ctx: Context, doors: ScanDoors, scan: GoodScan, code?: string): Promise<ScanFound> {
  const { gln } = scan.elements;
  const named =
    code ?? (await ctx.tx.maybe<{ code: string }>('select code from place where gln = $1', [gln]))?.code;
  const place = named === undefined ? undefined : doors.directory.byCode(named);
  const warnings = warningsOf(scan);
  if (place && doors.directory.isVisible(ctx.actor, place))
    return { kind: 'place', elements: scan.elements, place, warnings };
  return { kind: 'place', elements: scan.elements, warnings: [...warnings, WARN.unknown_place()] };
}

export interface ScanCommand {
  raw: string;
  symbology?: string;
  /** Where it was scanned: its balance of the batch is told too. */
  place?: Place;
}

/**
 * Says what a scan means. Nothing is written.
 * @throws Problem scan_invalid that names each wrong element.
 */
export async function understandScan(
  ctx: Context,
  doors: ScanDoors,
  command: ScanCommand,
): Promise<ScanFound> {
  const { raw, symbology, place } = command;
  const scan = readScan(raw, { year: ctx.now.getUTCFullYear(), symbology }, '/raw');
  const { elements } = scan;
  if (elements.sscc !== undefined) return aboutPackage(ctx, doors, scan);
  if (scan.kind !== 'plain') {
    const names = elements.gtin ?? elements.contentGtin ?? elements.lot;
    if (names === undefined && elements.gln !== undefined) return aboutPlace(ctx, doors, scan);
    return aboutBatch(ctx, doors, scan, place);
  }
  const code = placeOfText(scan.text);
  if (code !== undefined) return aboutPlace(ctx, doors, scan, code);
  const ticket = await doors.resolveTicket(ctx, scan.text);
  if (ticket) return { kind: 'ticket', elements, ticket, warnings: [] };
  const document = await doors.resolveDocument(ctx, scan.text);
  if (document) return { kind: 'document', elements, document, warnings: [] };
  return { kind: 'unknown', elements, warnings: [WARN.not_recognised()] };
}
