// Why a line or a package of a delivery order is rejected, in words; and what is refused of a delivery order as a whole.
import { defineProblems, fill, type Language, type Params, type Text } from '../kernel/problem.ts';

const REJECTIONS = {
  invalid_gtin: { id: 'GTIN {gtin} salah', en: 'GTIN {gtin} is not valid' },
  unknown_gtin: { id: 'Tidak ada produk dengan GTIN {gtin}', en: 'No product has the GTIN {gtin}' },
  invalid_lot: {
    id: 'Nomor lot harus 1 sampai 20 karakter GS1',
    en: 'A lot has 1 to 20 characters of the GS1 set',
  },
  unknown_batch: {
    id: 'Lot {lot} belum didaftarkan; daftarkan batch ini, lalu kirim ulang',
    en: 'Lot {lot} is not registered; register the batch and send again',
  },
  bad_expiry: {
    id: 'Kedaluwarsa {expiry} bukan tanggal (YYYY-MM-DD)',
    en: 'The expiry {expiry} is no date (YYYY-MM-DD)',
  },
  expiry_differs: {
    id: 'Lot {lot} terdaftar dengan kedaluwarsa {known}, bukan {expiry}',
    en: 'Lot {lot} is registered with the expiry {known}, not {expiry}',
  },
  batch_expired: { id: 'Lot {lot} kedaluwarsa {known}', en: 'Lot {lot} expired on {known}' },
  batch_recalled: { id: 'Lot {lot} ditarik', en: 'Lot {lot} was recalled' },
  batch_quarantined: { id: 'Lot {lot} ditahan', en: 'Lot {lot} is held back' },
  doses_not_positive: { id: 'Dosis harus lebih dari nol', en: 'The doses must be more than zero' },
  doses_absurd: { id: 'Paling banyak {max} dosis', en: 'At most {max} doses' },
  duplicate_line: {
    id: 'Produk dan lot ini sudah ada di baris {first}',
    en: 'This product and lot stand in line {first} already',
  },
  invalid_sscc: {
    id: 'Bukan SSCC: 18 angka dengan angka pemeriksa',
    en: 'No SSCC: 18 digits with a check digit',
  },
  duplicate_sscc: { id: 'Paket ini sudah disebut', en: 'This package is named already' },
  sscc_taken: { id: 'Paket ini milik DO {number}', en: 'This package belongs to delivery order {number}' },
  sscc_used: {
    id: 'Nomor {sscc} sudah menandai kiriman, atau paket dengan isi atau tempat lain',
    en: 'The number {sscc} marks a shipment already, or a package with other contents or elsewhere',
  },
  invalid_pallet: {
    id: 'Palet {pallet} bukan SSCC: 18 angka dengan angka pemeriksa',
    en: 'The pallet {pallet} has no SSCC: 18 digits with a check digit',
  },
  pallet_is_box: {
    id: 'Palet {pallet} juga disebut sebagai kardus',
    en: 'The pallet {pallet} is named as a box too',
  },
  unknown_line: { id: 'Tidak ada baris {line}', en: 'There is no line {line}' },
  contents_exceed_line: {
    id: 'Isi paket melebihi baris {line}: {packed} dari {doses} dosis',
    en: 'The packages hold more than line {line}: {packed} of {doses} doses',
  },
} satisfies Record<string, Text>;

export type RejectionCode = keyof typeof REJECTIONS;
export interface Rejected {
  code: RejectionCode;
  params: Params;
}

/** The sentence of a rejection in both languages. */
export function rejectionText({ code, params }: Rejected): Text {
  const { id, en } = REJECTIONS[code];
  return { id: fill(id, params), en: fill(en, params) };
}

/** A rejection as callers see it. */
export const rejectionView = (rejected: Rejected | null, language: Language) =>
  rejected && { code: rejected.code, message: rejectionText(rejected)[language] };

export const deliveryProblems = defineProblems({
  delivery_dispatched: {
    status: 409,
    title: { id: 'Kiriman sudah berangkat', en: 'The shipment has left' },
    detail: {
      id: 'Kiriman {shipment} dari DO {number} berstatus {state}; isinya tidak dapat diubah lagi.',
      en: 'Shipment {shipment} of delivery order {number} is {state}; it can no longer be changed.',
    },
  },
  delivery_cancelled: {
    status: 409,
    title: { id: 'Kiriman dibatalkan', en: 'The shipment was cancelled' },
    detail: {
      id: 'Draf kiriman {shipment} dari DO {number} dibatalkan di gudang; pakai nomor DO baru.',
      en: 'The draft {shipment} of delivery order {number} was cancelled at the store; use a new number.',
    },
  },
  delivery_has_rejections: {
    status: 409,
    title: { id: 'DO belum lengkap', en: 'The delivery order is not whole' },
    detail: {
      id: 'DO {number} mempunyai {count} baris atau paket yang ditolak; perbaiki atau hapus dulu.',
      en: 'Delivery order {number} has {count} rejected lines or packages; correct or remove them first.',
    },
  },
  shipment_changed: {
    status: 409,
    title: { id: 'Kiriman sudah berubah', en: 'The shipment has changed' },
    detail: {
      id: 'Kiriman {shipment} baru saja diubah; muat ulang.',
      en: 'Shipment {shipment} was changed just now; load it again.',
    },
  },
});
