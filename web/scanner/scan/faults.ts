// What is wrong with a code, in the reader's words.
import type { TFunction } from 'i18next';
import type { ScanError } from '../../../server/gs1/scan-result.ts';

const NAMES: Partial<Record<string, string>> = {
  gtin: 'GTIN',
  sscc: 'SSCC',
  lot: 'Lot',
  expiry: 'ED',
  gln: 'GLN',
};

export function faultText(t: TFunction, error: ScanError): string {
  const { element, ai, code, params } = error;
  const name = (element && NAMES[element]) ?? (ai ? `(${ai})` : '');
  return t(`scanner.faults.${code}`, {
    ai: ai ?? '',
    element: name,
    length: params.length ?? '',
    character: params.character ?? '',
    value: params.value ?? '',
    with: params.with ?? '',
  });
}
