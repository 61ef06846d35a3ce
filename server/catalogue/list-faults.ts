// What may be wrong with a row of an official list, said in Bahasa Indonesia and English.
import { fill, type Params, type Text } from '../kernel/problem.ts';

/** One wrong cell, or a wrong file or row as a whole when `column` is empty. Lines are counted from 1, the header's. */
export interface Fault {
  line: number;
  column: string;
  value: string;
  code: string;
  message: Text;
}

const TEXTS = {
  file_too_large: { id: 'Berkas melebihi {max} bita', en: 'The file exceeds {max} bytes' },
  file_empty: { id: 'Berkas tidak memuat baris data', en: 'The file has no rows' },
  too_many_rows: { id: 'Berkas melebihi {max} baris', en: 'The file has more than {max} rows' },
  not_csv: {
    id: 'Ini buku kerja Excel atau arsip, bukan CSV: simpan sebagai "CSV UTF-8"',
    en: 'This is an Excel workbook or an archive, not CSV: save it as "CSV UTF-8"',
  },
  not_utf8_wide: {
    id: 'Berkas bukan UTF-8 (mungkin UTF-16): simpan sebagai "CSV UTF-8"',
    en: 'The file is not UTF-8 (UTF-16 perhaps): save it as "CSV UTF-8"',
  },
  not_utf8: {
    id: 'Baris {line} bukan UTF-8 (mungkin Latin-1 atau Windows-1252): simpan sebagai "CSV UTF-8"',
    en: 'Line {line} is not UTF-8 (Latin-1 or Windows-1252 perhaps): save it as "CSV UTF-8"',
  },
  broken_quotes: { id: 'Tanda kutip rusak di baris {line}', en: 'Broken quotation marks in line {line}' },
  column_missing: { id: 'Kolom {column} tidak ada', en: 'Column {column} is missing' },
  column_twice: { id: 'Kolom {column} ada dua kali', en: 'Column {column} stands twice' },
  wrong_cell_count: {
    id: 'Baris memuat {cells} sel, kepala tabel {columns}',
    en: 'The row has {cells} cells, the header {columns}',
  },
  cell_empty: { id: 'Wajib diisi', en: 'Must not be empty' },
  too_long: { id: 'Lebih dari {max} karakter', en: 'Longer than {max} characters' },
  control_character: { id: 'Memuat karakter kendali', en: 'Contains a control character' },
  bad_code: {
    id: 'Hanya huruf A-Z, angka dan tanda hubung, paling banyak {max}',
    en: 'Only the letters A-Z, digits and hyphens, at most {max}',
  },
  not_a_number: { id: 'Bukan angka', en: 'Not a number' },
  not_an_integer: { id: 'Bukan bilangan bulat', en: 'Not a whole number' },
  out_of_range: { id: 'Harus {min} sampai {max}', en: 'Must be {min} to {max}' },
  not_yes_or_no: { id: 'Harus ya atau tidak', en: 'Must be yes or no' },
  not_one_of: { id: 'Harus salah satu dari: {allowed}', en: 'Must be one of: {allowed}' },
  duplicate: { id: 'Sudah ada di baris {first}', en: 'Already stands in line {first}' },
  no_districts: {
    id: 'Basis data belum memuat kabupaten/kota: jalankan layanan sekali (npm start), lalu ulangi',
    en: 'The database has no districts yet: start the service once (npm start), then repeat',
  },
  unknown_district: {
    id: 'Kabupaten/kota {value} tidak dikenal',
    en: 'There is no district {value}',
  },
  other_district: {
    id: 'Kecamatan {value} bukan bagian dari kabupaten/kota {district}',
    en: 'Kecamatan {value} is not part of district {district}',
  },
  half_position: { id: 'Lintang dan bujur harus diisi keduanya', en: 'Give both latitude and longitude' },
  outside_indonesia: {
    id: 'Di luar Indonesia (lintang -11,1 sampai 6,3, bujur 94,8 sampai 141,1)',
    en: 'Outside Indonesia (latitude -11.1 to 6.3, longitude 94.8 to 141.1)',
  },
  position_swapped: {
    id: 'Di luar Indonesia; lintang dan bujur tampaknya tertukar',
    en: 'Outside Indonesia; latitude and longitude seem to be swapped',
  },
  bad_gln: {
    id: 'Bukan GLN: 13 digit dengan angka pemeriksa',
    en: 'Not a GLN: 13 digits with a check digit',
  },
  gln_taken: { id: 'GLN milik tempat {owner}', en: 'The GLN belongs to place {owner}' },
  code_taken: {
    id: 'Kode milik tempat berjenis {level}',
    en: 'The code belongs to a place of level {level}',
  },
  bad_gtin: {
    id: 'Bukan GTIN: angka pemeriksa atau panjangnya salah',
    en: 'Not a GTIN: wrong check digit or length',
  },
  gtin_taken: { id: 'GTIN milik produk {owner}', en: 'The GTIN belongs to product {owner}' },
  unknown_product: { id: 'Tidak ada produk {value}', en: 'There is no product {value}' },
  own_diluent: { id: 'Produk bukan pelarut dirinya sendiri', en: 'A product is no diluent of itself' },
  celsius_order: {
    id: 'Suhu terendah harus di bawah suhu tertinggi',
    en: 'The minimum must be below the maximum',
  },
  unknown_place: { id: 'Tidak ada tempat {value}', en: 'There is no place {value}' },
  unknown_product_code: { id: 'Tidak ada produk {value}', en: 'There is no product {value}' },
  need_settled: {
    id: 'Kebutuhannya sudah berstatus {state}; minta dikembalikan dulu',
    en: 'The need is {state} already; have it returned first',
  },
  fixed_by_batches: {
    id: 'Tidak dapat diubah dari {known}: produk ini sudah mempunyai batch',
    en: 'Cannot change from {known}: the product has batches',
  },
} satisfies Record<string, Text>;

export type FaultCode = keyof typeof TEXTS;

/** The sentence of a fault with its parameters. */
export function faultText(code: FaultCode, params: Params = {}): Text {
  const { id, en } = TEXTS[code];
  return { id: fill(id, params), en: fill(en, params) };
}
