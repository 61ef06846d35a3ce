// What the ledger refuses, and why.
import { defineProblems, mapConstraint } from '../kernel/problem.ts';

export const ledgerProblems = defineProblems({
  insufficient_stock: {
    status: 409,
    title: { id: 'Stok tidak cukup', en: 'Not enough stock' },
    detail: {
      id: 'Diminta {asked} dosis, yang bebas dan layak pakai hanya {available}.',
      en: '{asked} doses were asked for; only {available} are free and usable.',
    },
  },
  batch_expired: {
    status: 409,
    title: { id: 'Batch kedaluwarsa', en: 'Batch expired' },
    detail: { id: 'Batch ini kedaluwarsa pada {expiry}.', en: 'This batch expired on {expiry}.' },
  },
  batch_recalled: {
    status: 409,
    title: { id: 'Batch ditarik', en: 'Batch recalled' },
    detail: {
      id: 'Batch ini ditarik dan tidak boleh dipakai.',
      en: 'This batch was recalled and must not be used.',
    },
  },
  batch_quarantined: {
    status: 409,
    title: { id: 'Batch dikarantina', en: 'Batch quarantined' },
    detail: {
      id: 'Batch ini dikarantina; tunggu pelepasannya.',
      en: 'This batch is in quarantine; wait for its release.',
    },
  },
  same_account: {
    status: 422,
    title: { id: 'Asal sama dengan tujuan', en: 'Source equals destination' },
    detail: { id: 'Dosis tidak dapat pindah ke tempat asalnya.', en: 'Doses cannot move to where they are.' },
  },
  time_in_future: {
    status: 422,
    title: { id: 'Waktu di masa depan', en: 'Time in the future' },
    detail: {
      id: 'Waktu kejadian {occurredAt} belum tiba; periksa jam perangkat.',
      en: 'The event time {occurredAt} has not come yet; check the device clock.',
    },
  },
  time_too_old: {
    status: 422,
    title: { id: 'Waktu terlalu lampau', en: 'Time too far back' },
    detail: {
      id: 'Kejadian boleh dicatat paling lambat {days} hari kemudian.',
      en: 'An event may be recorded at most {days} days later.',
    },
  },
  doses_absurd: {
    status: 422,
    title: { id: 'Jumlah dosis tidak masuk akal', en: 'Absurd number of doses' },
    detail: { id: 'Paling banyak {max} dosis per baris.', en: 'At most {max} doses a line.' },
  },
  movement_not_found: {
    status: 404,
    title: { id: 'Mutasi tidak ditemukan', en: 'Movement not found' },
  },
  already_reversed: {
    status: 409,
    title: { id: 'Sudah dibatalkan', en: 'Already reversed' },
    detail: { id: 'Mutasi hanya dapat dibatalkan sekali.', en: 'A movement is reversed once only.' },
  },
  not_reversible: {
    status: 409,
    title: { id: 'Tidak dapat dibatalkan', en: 'Not reversible' },
    detail: {
      id: 'Mutasi ini milik dokumen lain; perbaiki lewat dokumen itu, misalnya dengan retur.',
      en: 'This movement belongs to a document; correct it there, for example by a return.',
    },
  },
  later_stock_depends: {
    status: 409,
    title: { id: 'Stok sesudahnya bergantung padanya', en: 'Later stock depends on it' },
    detail: {
      id: 'Dosisnya sudah dipakai atau dikirim: {asked} perlu, {available} masih ada.',
      en: 'Its doses were used or sent on: {asked} needed, {available} left.',
    },
  },
  count_before_last: {
    status: 409,
    title: { id: 'Sudah dihitung sesudahnya', en: 'Counted later already' },
    detail: {
      id: 'Batch ini sudah dihitung pada {countedAt}; hitungan berikutnya harus sesudah itu.',
      en: 'This batch was counted at {countedAt}; the next count must be after that.',
    },
  },
  reservation_conflict: {
    status: 409,
    title: { id: 'Reservasi tidak cocok', en: 'Reservation conflict' },
    detail: {
      id: 'Stok berubah saat reservasi; coba lagi.',
      en: 'The stock changed during the reservation; try again.',
    },
  },
});

mapConstraint('reversal_pkey', () => ledgerProblems.already_reversed());
