// What a scan may turn out to be: the shapes and the stable codes that parse() answers with.
// Bad input is an answer, never an exception.

/** The elements of a scan under names that people use; dates are YYYY-MM-DD, times carry no zone. */
export interface ScanElements {
  /** (01), always 14 digits. */
  gtin?: string;
  /** (10) */
  lot?: string;
  /** (17), or the day of (7003) when there is no (17). */
  expiry?: string;
  /** (21) */
  serial?: string;
  /** (00) */
  sscc?: string;
  /** (37): how many trade items a package holds. */
  count?: number;
  /** (02): the GTIN of the trade items in a package. */
  contentGtin?: string;
  /** (11) */
  productionDate?: string;
  /** (13) */
  packagingDate?: string;
  /** (15) */
  bestBefore?: string;
  /** (20) */
  variant?: string;
  /** (22) */
  consumerVariant?: string;
  /** (30) */
  variableCount?: number;
  /** (240) */
  additionalId?: string;
  /** (414): the place itself. */
  gln?: string;
  /** (254) */
  glnExtension?: string;
  /** (410): the place it is sent to. */
  shipTo?: string;
  /** (4331), degrees Celsius. */
  maxCelsius?: number;
  /** (4333), degrees Celsius. */
  minCelsius?: number;
  /** (7003) */
  expiryTime?: string;
  /** (8008) */
  productionTime?: string;
  /** (90): in Indonesia the marketing authorisation number (Nomor Izin Edar). */
  nie?: string;
}

export type ElementName = keyof ScanElements;

export type ScanErrorCode =
  | 'empty'
  | 'too_long'
  | 'unknown_element'
  | 'invalid_length'
  | 'invalid_character'
  | 'invalid_check_digit'
  | 'invalid_date'
  | 'invalid_time'
  | 'duplicate_element'
  | 'forbidden_pair'
  | 'missing_element'
  | 'wrong_key_order'
  | 'invalid_encoding';

export type ScanWarningCode = 'day_not_given' | 'gtin_only' | 'possible_missing_separator';

export type ScanParams = Readonly<Record<string, string | number>>;

export interface ScanError {
  code: ScanErrorCode;
  /** The application identifier at fault; absent when the whole scan is. */
  ai?: string;
  element?: ElementName;
  params: ScanParams;
}

export interface ScanWarning {
  code: ScanWarningCode;
  ai?: string;
  element?: ElementName;
  params: ScanParams;
}

export type ScanKind = 'elements' | 'gtin' | 'digital_link' | 'plain';

export interface GoodScan {
  ok: true;
  kind: ScanKind;
  /** What was scanned, without symbology identifier and line end. */
  text: string;
  elements: ScanElements;
  /** The values as written, by application identifier. */
  ai: Record<string, string>;
  warnings: ScanWarning[];
}

export interface BadScan {
  ok: false;
  errors: ScanError[];
}

export type ScanResult = GoodScan | BadScan;

/** One element as written: application identifier and value. */
export type Pair = readonly [ai: string, value: string];
