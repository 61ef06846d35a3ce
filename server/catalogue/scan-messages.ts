// What is said to people about a scan: each fault and each warning, in Bahasa Indonesia and English.
import { fill, type PointedError, type Text } from '../kernel/problem.ts';
import type { ScanError, ScanErrorCode, ScanWarning, ScanWarningCode } from '../gs1/scan-result.ts';

const ERRORS: Record<ScanErrorCode, Text> = {
  empty: { id: 'Kode kosong', en: 'The code is empty' },
  too_long: {
    id: 'Kode terlalu panjang: {length} karakter, paling banyak {max}',
    en: 'The code is too long: {length} characters, at most {max}',
  },
  unknown_element: { id: 'Elemen ({ai}) tidak dikenal', en: 'Unknown element ({ai})' },
  invalid_length: {
    id: '{element} ({ai}) harus {min} sampai {max} karakter, bukan {length}',
    en: '{element} ({ai}) must have {min} to {max} characters, not {length}',
  },
  invalid_character: {
    id: '{element} ({ai}) memuat karakter yang tidak diizinkan: {character}',
    en: '{element} ({ai}) contains a character that is not allowed: {character}',
  },
  invalid_check_digit: {
    id: 'Angka pemeriksa {element} ({ai}) salah: {value}',
    en: 'The check digit of {element} ({ai}) is wrong: {value}',
  },
  invalid_date: {
    id: 'Tanggal {element} ({ai}) tidak ada: {value}',
    en: 'The date of {element} ({ai}) does not exist: {value}',
  },
  invalid_time: {
    id: 'Waktu {element} ({ai}) tidak ada: {value}',
    en: 'The time of {element} ({ai}) does not exist: {value}',
  },
  duplicate_element: {
    id: '{element} ({ai}) disebut dua kali dengan nilai berbeda: {first} dan {second}',
    en: '{element} ({ai}) stands twice with different values: {first} and {second}',
  },
  forbidden_pair: {
    id: '{element} ({ai}) tidak boleh bersama ({with})',
    en: '{element} ({ai}) may not stand together with ({with})',
  },
  missing_element: {
    id: '{element} ({ai}) memerlukan salah satu elemen ini: {needs}',
    en: '{element} ({ai}) needs one of these elements: {needs}',
  },
  wrong_key_order: {
    id: 'Urutan kunci Digital Link salah',
    en: 'The keys of the Digital Link are out of order',
  },
  invalid_encoding: { id: 'Penyandian Digital Link salah', en: 'The Digital Link is wrongly encoded' },
};

const WARNINGS: Record<ScanWarningCode, Text> = {
  day_not_given: {
    id: 'Hari pada {element} tidak disebut; dipakai hari terakhir bulan itu, {date}',
    en: 'The day of {element} is not given; the last day of that month is used, {date}',
  },
  gtin_only: {
    id: 'Kode ini hanya memuat GTIN, tanpa nomor lot dan kedaluwarsa',
    en: 'This code carries a GTIN only, no lot and no expiry',
  },
  possible_missing_separator: {
    id: 'Mungkin ada pemisah yang hilang setelah {element} ({ai})',
    en: 'A separator may be missing after {element} ({ai})',
  },
};

const ELEMENTS: Record<string, Text> = {
  gtin: { id: 'GTIN', en: 'GTIN' },
  contentGtin: { id: 'GTIN isi', en: 'GTIN of the contents' },
  lot: { id: 'Nomor lot', en: 'Lot' },
  expiry: { id: 'Kedaluwarsa', en: 'Expiry' },
  serial: { id: 'Nomor seri', en: 'Serial' },
  sscc: { id: 'SSCC', en: 'SSCC' },
  count: { id: 'Jumlah isi', en: 'Count' },
  productionDate: { id: 'Tanggal produksi', en: 'Production date' },
  gln: { id: 'GLN', en: 'GLN' },
};

function say(text: Text | undefined, code: string, about: ScanError | ScanWarning): Text {
  const element = about.element
    ? (ELEMENTS[about.element] ?? { id: about.element, en: about.element })
    : undefined;
  const inLanguage = (language: keyof Text) =>
    fill(text?.[language] ?? code, {
      ai: about.ai,
      element: element?.[language] ?? `(${about.ai})`,
      ...about.params,
    });
  return { id: inLanguage('id'), en: inLanguage('en') };
}

/** A fault of a scan, pointing at `pointer` and, below it, at the element by its name. */
export function scanFault(error: ScanError, pointer: string): PointedError {
  const element = error.element ?? error.ai;
  return {
    pointer: element === undefined ? pointer : `${pointer}/${element}`,
    message: say(ERRORS[error.code], error.code, error),
    code: error.code,
  };
}

/** What a warning of the parser says to people. */
export function scanWarningText(warning: ScanWarning): Text {
  return say(WARNINGS[warning.code], warning.code, warning);
}
