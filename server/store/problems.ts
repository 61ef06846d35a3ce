// What may be refused about counts, open vials, destructions and checks of a stock room.
import { defineProblems, mapConstraint } from '../kernel/problem.ts';

const counts = {
  count_open: {
    status: 409,
    title: { id: 'Sedang dihitung', en: 'A count is under way' },
    detail: {
      id: 'Stok opname lain untuk barang ini belum selesai; selesaikan atau batalkan dahulu.',
      en: 'Another count of this stock is not finished; finish or cancel it first.',
    },
  },
  count_wrong_state: {
    status: 409,
    title: { id: 'Status stok opname tidak memungkinkan', en: 'Count in another state' },
    detail: { id: 'Stok opname ini berstatus {status}.', en: 'This count is {status}.' },
  },
  count_incomplete: {
    status: 409,
    title: { id: 'Belum semua dihitung', en: 'Not everything was counted' },
    detail: {
      id: '{missing} batch belum dihitung; isi 0 bila memang tidak ada.',
      en: '{missing} batches were not counted; enter 0 where there is none.',
    },
  },
  count_other_product: {
    status: 422,
    title: { id: 'Bukan produk yang dihitung', en: 'Not the product that is counted' },
    detail: {
      id: 'Stok opname ini hanya untuk {expected}; batch ini {found}.',
      en: 'This count is of {expected} only; this batch is {found}.',
    },
  },
  approval_needed: {
    status: 409,
    title: { id: 'Perlu persetujuan', en: 'Approval needed' },
    detail: {
      id: 'Selisihnya melebihi batas; petugas dinas harus menyetujuinya dahulu.',
      en: 'The variance is above the threshold; an officer must approve it first.',
    },
  },
  approval_not_needed: {
    status: 409,
    title: { id: 'Tidak perlu persetujuan', en: 'No approval needed' },
    detail: {
      id: 'Selisihnya di bawah batas; langsung saja dibukukan.',
      en: 'The variance is below the threshold; post it.',
    },
  },
  variance_reason_required: {
    status: 422,
    title: { id: 'Alasan selisih belum disebutkan', en: 'Reason of a variance missing' },
    detail: {
      id: '{missing} batch berbeda dari catatan tanpa alasan.',
      en: '{missing} batches differ from the book without a reason.',
    },
  },
} as const;

const vials = {
  single_dose: {
    status: 422,
    title: { id: 'Vial dosis tunggal', en: 'Single-dose vial' },
    detail: {
      id: 'Vial {product} berisi satu dosis; langsung catat pemberiannya.',
      en: 'A vial of {product} holds one dose; record the dose given.',
    },
  },
  vial_not_there: {
    status: 409,
    title: { id: 'Tidak ada vial tertutup', en: 'No closed vial' },
    detail: {
      id: 'Satu vial berisi {asked} dosis; yang tertutup di catatan hanya {available} dosis.',
      en: 'A vial holds {asked} doses; the book has only {available} in closed vials.',
    },
  },
  vial_promised: {
    status: 409,
    title: { id: 'Vial sudah dijanjikan', en: 'Vial is promised' },
    detail: {
      id: 'Membuka vial ini membuat {doses} janji temu hari lain tanpa dosis.',
      en: 'Opening this vial would leave {doses} appointments of other days without a dose.',
    },
  },
  vial_exhausted: {
    status: 409,
    title: { id: 'Isi vial tidak cukup', en: 'Not enough left in the vial' },
    detail: { id: 'Diminta {asked} dosis, sisanya {left}.', en: '{asked} doses asked for; {left} left.' },
  },
  vial_closed: {
    status: 409,
    title: { id: 'Vial sudah ditutup', en: 'Vial is closed' },
    detail: { id: 'Vial ini ditutup pada {closedAt}.', en: 'This vial was closed at {closedAt}.' },
  },
  before_opening: {
    status: 422,
    title: { id: 'Sebelum vial dibuka', en: 'Before the vial was opened' },
    detail: { id: 'Vial ini dibuka pada {openedAt}.', en: 'This vial was opened at {openedAt}.' },
  },
  day_not_over: {
    status: 422,
    title: { id: 'Hari belum tiba', en: 'The day has not come' },
    detail: { id: 'Hari ini {today}.', en: 'Today is {today}.' },
  },
} as const;

const rest = {
  berita_acara_used: {
    status: 409,
    title: { id: 'Nomor Berita Acara sudah dipakai', en: 'Official record number used already' },
    detail: {
      id: 'Nomor Berita Acara ini sudah dipakai di tempat ini.',
      en: 'This place has used this number of an official record already.',
    },
  },
  not_destroyable: {
    status: 409,
    title: { id: 'Masih layak pakai', en: 'Still usable' },
    detail: {
      id: 'Lot {lot}: {quarantined} dosis dikarantina, diminta {asked}; yang masih layak pakai harus dikarantina dahulu.',
      en: 'Lot {lot}: {quarantined} doses in quarantine, {asked} asked for; put usable ones in quarantine first.',
    },
  },
  batch_twice: {
    status: 422,
    title: { id: 'Batch disebut dua kali', en: 'Batch named twice' },
    detail: { id: 'Lot {lot} disebut dua kali.', en: 'Lot {lot} is named twice.' },
  },
} as const;

export const storeProblems = defineProblems({ ...counts, ...vials, ...rest });

mapConstraint('stock_count_open', () => storeProblems.count_open());
mapConstraint('destruction_berita_acara_key', () => storeProblems.berita_acara_used());
