// What may be wrong with a batch to be registered, a shipment or a receipt, and why it is refused.
import { defineProblems } from '../kernel/problem.ts';

const batch = {
  batch_exists: {
    status: 409,
    title: { id: 'Batch sudah terdaftar', en: 'Batch already registered' },
    detail: {
      id: 'Lot {lot} produk ini sudah didaftarkan; huruf besar dan kecil dibedakan.',
      en: 'Lot {lot} of this product is registered already; upper and lower case differ.',
    },
  },
  invalid_gtin: {
    status: 422,
    title: { id: 'GTIN salah', en: 'Invalid GTIN' },
    detail: {
      id: '{gtin} bukan GTIN: harus 8, 12, 13 atau 14 angka dengan angka pemeriksa yang benar.',
      en: '{gtin} is no GTIN: it needs 8, 12, 13 or 14 digits with a right check digit.',
    },
  },
  invalid_lot: {
    status: 422,
    title: { id: 'Nomor lot salah', en: 'Invalid lot' },
    detail: {
      id: 'Nomor lot harus 1 sampai 20 karakter dari himpunan GS1 (CSET 82).',
      en: 'A lot has 1 to 20 characters of the GS1 set (CSET 82).',
    },
  },
  expiry_in_past: {
    status: 422,
    title: { id: 'Sudah kedaluwarsa', en: 'Expiry in the past' },
    detail: {
      id: 'Kedaluwarsa {expiry} sudah lewat; hari ini {today}.',
      en: 'The expiry {expiry} has passed; today is {today}.',
    },
  },
  expiry_too_far: {
    status: 422,
    title: { id: 'Kedaluwarsa terlalu jauh', en: 'Expiry too far ahead' },
    detail: {
      id: 'Kedaluwarsa {expiry} melebihi {last}; tahun dua angka pada label tidak akan terbaca benar.',
      en: 'The expiry {expiry} is after {last}; its two-digit year on a label would be misread.',
    },
  },
  invalid_manufactured_on: {
    status: 422,
    title: { id: 'Tanggal produksi salah', en: 'Wrong date of manufacture' },
    detail: {
      id: 'Tanggal produksi {manufacturedOn} tidak boleh sesudah {latest}.',
      en: 'The date of manufacture {manufacturedOn} may not be after {latest}.',
    },
  },
} as const;

const draft = {
  unknown_place: {
    status: 422,
    title: { id: 'Tempat tidak dikenal', en: 'Unknown place' },
    detail: { id: 'Tidak ada tempat aktif {place}.', en: 'There is no active place {place}.' },
  },
  same_place: {
    status: 422,
    title: { id: 'Tujuan sama dengan asal', en: 'Destination equals source' },
    detail: { id: 'Kiriman dari {place} ke dirinya sendiri.', en: 'A shipment from {place} to itself.' },
  },
  place_not_related: {
    status: 422,
    title: { id: 'Bukan jalur distribusi', en: 'Not a route of distribution' },
    detail: {
      id: '{from} hanya mengirim ke atasan, bawahan, atau tempat setingkat di bawah induk yang sama; {to} bukan itu.',
      en: '{from} sends to places above, below or beside it under one parent only; {to} is none of them.',
    },
  },
  duplicate_batch: {
    status: 422,
    title: { id: 'Batch disebut dua kali', en: 'Batch named twice' },
    detail: {
      id: 'Baris {first} dan {second} menyebut batch yang sama, lot {lot}.',
      en: 'Lines {first} and {second} name the same batch, lot {lot}.',
    },
  },
} as const;

const states = {
  shipment_not_draft: {
    status: 409,
    title: { id: 'Bukan draf lagi', en: 'No longer a draft' },
    detail: { id: 'Kiriman {shipment} berstatus {state}.', en: 'Shipment {shipment} is {state}.' },
  },
  already_dispatched: {
    status: 409,
    title: { id: 'Sudah dikirim', en: 'Already dispatched' },
    detail: {
      id: 'Kiriman {shipment} sudah dikirim; statusnya {state}.',
      en: 'Shipment {shipment} has been dispatched; it is {state}.',
    },
  },
  already_received: {
    status: 409,
    title: { id: 'Sudah diterima', en: 'Already received' },
    detail: {
      id: 'Kiriman {shipment} sudah diterima; statusnya {state}.',
      en: 'Shipment {shipment} has been received; it is {state}.',
    },
  },
  shipment_not_in_transit: {
    status: 409,
    title: { id: 'Tidak dalam perjalanan', en: 'Not in transit' },
    detail: { id: 'Kiriman {shipment} berstatus {state}.', en: 'Shipment {shipment} is {state}.' },
  },
} as const;

const receipt = {
  receipt_before_dispatch: {
    status: 422,
    title: { id: 'Diterima sebelum dikirim', en: 'Received before its dispatch' },
    detail: {
      id: 'Kiriman berangkat {dispatchedAt}; penerimaan {occurredAt} lebih awal.',
      en: 'The shipment left at {dispatchedAt}; the receipt at {occurredAt} is earlier.',
    },
  },
  receipt_does_not_add_up: {
    status: 422,
    title: { id: 'Penerimaan tidak cocok', en: 'The receipt does not add up' },
    detail: {
      id: 'Lot {lot}: diterima {accepted} + ditolak {rejected} + hilang {missing} bukan {shipped} yang dikirim.',
      en: 'Lot {lot}: accepted {accepted} + rejected {rejected} + missing {missing} is not the {shipped} shipped.',
    },
  },
  receipt_line_missing: {
    status: 422,
    title: { id: 'Baris belum dijawab', en: 'A line is not answered' },
    detail: {
      id: 'Lot {lot} ({doses} dosis) dikirim tetapi tidak disebut dalam penerimaan.',
      en: 'Lot {lot} ({doses} doses) was shipped but the receipt does not mention it.',
    },
  },
  shipment_not_received: {
    status: 409,
    title: { id: 'Belum diterima', en: 'Not received yet' },
    detail: { id: 'Kiriman {shipment} berstatus {state}.', en: 'Shipment {shipment} is {state}.' },
  },
  settlement_exceeds: {
    status: 409,
    title: { id: 'Melebihi selisih', en: 'More than is missing' },
    detail: {
      id: 'Lot {lot}: {asked} dosis hendak diselesaikan, {open} masih terbuka.',
      en: 'Lot {lot}: {asked} doses to be settled, {open} are still open.',
    },
  },
  settlement_before_receipt: {
    status: 422,
    title: { id: 'Sebelum penerimaan', en: 'Before the receipt' },
    detail: {
      id: 'Kiriman diterima {receivedAt}; selisih diselesaikan sesudahnya.',
      en: 'The shipment was received at {receivedAt}; what is missing is settled after that.',
    },
  },
  sscc_mismatch: {
    status: 422,
    title: { id: 'Paket lain', en: 'Another package' },
    detail: {
      id: 'Paket {scanned} bukan milik kiriman ini; nomor kirimannya {expected}.',
      en: 'Package {scanned} is not of this shipment, whose number is {expected}.',
    },
  },
} as const;

export const distributionProblems = defineProblems({ ...batch, ...draft, ...states, ...receipt });
