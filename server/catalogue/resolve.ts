// From what a caller names, an id or a scan, to the batch it means; what does not fit is refused or warned of.
import { parse } from '../gs1/parse.ts';
import type { GoodScan } from '../gs1/scan-result.ts';
import { problems, type Text } from '../kernel/problem.ts';
import type { Batch, Catalogue } from './catalogue.ts';
import { catalogueProblems } from './problems.ts';
import { scanFault, scanWarningText } from './scan-messages.ts';

export interface Warning {
  code: string;
  message: Text;
  /** For `expiry_conflict`: the registered expiry and the scanned one. */
  expected?: string;
  scanned?: string;
}

export interface Resolved {
  batch: Batch;
  warnings: Warning[];
  scannedExpiry?: string;
}

export interface Naming {
  /** A batch's id. */
  batch?: string;
  /** A scan as the reader gave it. */
  scan?: string;
}

export interface ResolveOptions {
  /** The current year: it decides the century of scanned dates. */
  year: number;
  symbology?: string;
  /** Where in the request the naming stands, such as `/lines/0`; empty by default. */
  pointer?: string;
}

/**
 * Reads a scan. @throws Problem scan_invalid that names each wrong element.
 * @param pointer where the raw text stands in the request.
 */
export function readScan(
  raw: string,
  options: { year: number; symbology?: string },
  pointer: string,
): GoodScan {
  const result = parse(raw, options);
  if (result.ok) return result;
  throw catalogueProblems.scan_invalid(
    {},
    result.errors.map((error) => scanFault(error, pointer)),
  );
}

/** The parser's warnings as answers carry them. */
export function warningsOf(scan: GoodScan): Warning[] {
  return scan.warnings.map((warning) => ({ code: warning.code, message: scanWarningText(warning) }));
}

/** The warning that a scan says another expiry than the batch has; undefined when they agree (ledger rule 13). */
export function expiryConflict(batch: Batch, scanned: string | undefined): Warning | undefined {
  if (scanned === undefined || scanned === batch.expiry) return undefined;
  const message = {
    id: `Kode menyebut kedaluwarsa ${scanned}, batch ${batch.lot} terdaftar ${batch.expiry}`,
    en: `The code says expiry ${scanned}, batch ${batch.lot} is registered with ${batch.expiry}`,
  };
  return { code: 'expiry_conflict', message, expected: batch.expiry, scanned };
}

/**
 * The batch that is named by exactly one of id and scan. An expiry that differs is a warning for the caller to act on;
 * it never changes the batch.
 * @throws Problem validation_failed, scan_invalid, scan_incomplete, unknown_gtin or unknown_batch.
 */
export async function resolveBatch(
  catalogue: Catalogue,
  naming: Naming,
  options: ResolveOptions,
): Promise<Resolved> {
  const { batch: id, scan: raw } = naming;
  const pointer = options.pointer ?? '';
  if ((id === undefined) === (raw === undefined)) {
    const message = {
      id: 'Sebutkan tepat satu dari batch dan scan',
      en: 'Give exactly one of batch and scan',
    };
    throw problems.validation_failed({}, [{ pointer: `${pointer}/batch`, message, code: 'batch_or_scan' }]);
  }
  if (id !== undefined) {
    const batch = await catalogue.batch(id);
    if (!batch) throw catalogueProblems.unknown_batch({ batch: id }, [unknown(`${pointer}/batch`)]);
    return { batch, warnings: [] };
  }
  return resolveScan(catalogue, readScan(raw!, options, `${pointer}/scan`), `${pointer}/scan`);
}

/** The batch that a well-formed scan names. @throws Problem as `resolveBatch`. */
export async function resolveScan(catalogue: Catalogue, scan: GoodScan, pointer: string): Promise<Resolved> {
  const { lot, expiry } = scan.elements;
  const gtin = scan.elements.gtin ?? scan.elements.contentGtin;
  if (gtin === undefined || lot === undefined) {
    throw catalogueProblems.scan_incomplete({ missing: gtin === undefined ? 'GTIN (01)' : 'lot (10)' });
  }
  const product = catalogue.productByGtin(gtin);
  if (!product) throw catalogueProblems.unknown_gtin({ gtin }, [unknown(`${pointer}/gtin`)]);
  const batch = await catalogue.batchByLot(product.id, lot);
  const warnings = warningsOf(scan);
  if (!batch) {
    // A lot that swallowed its neighbour is the usual reason: say so where the parser saw it.
    const hints = warnings.map(({ code, message }) => ({ pointer: `${pointer}/lot`, message, code }));
    throw catalogueProblems.unknown_batch({ batch: `${product.code} ${lot}` }, [
      unknown(`${pointer}/lot`),
      ...hints,
    ]);
  }
  const conflict = expiryConflict(batch, expiry);
  return { batch, warnings: conflict ? [...warnings, conflict] : warnings, scannedExpiry: expiry };
}

const unknown = (pointer: string) => ({
  pointer,
  message: { id: 'Tidak dikenal', en: 'Unknown' },
  code: 'unknown',
});
