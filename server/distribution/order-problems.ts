// What may be wrong with an order, and why it is refused.
import { defineProblems } from '../kernel/problem.ts';

export const orderProblems = defineProblems({
  order_wrong_state: {
    status: 409,
    title: { id: 'Status pesanan tidak sesuai', en: 'Wrong state of the order' },
    detail: {
      id: 'Pesanan {order} berstatus {state}; tindakan ini ({act}) tidak mungkin lagi.',
      en: 'Order {order} is {state}; this act ({act}) is not possible.',
    },
  },
  order_changed: {
    status: 409,
    title: { id: 'Pesanan sudah berubah', en: 'The order has changed' },
    detail: {
      id: 'Pesanan {order} sudah di revisi {found}, bukan {seen}; muat ulang lalu putuskan lagi.',
      en: 'Order {order} is at revision {found}, not {seen}; load it again and decide anew.',
    },
  },
  order_route_wrong: {
    status: 422,
    title: { id: 'Arah pesanan salah', en: 'Wrong direction of the order' },
    detail: {
      id: 'Pesanan jenis {kind} dari {from} ke {to} tidak mungkin.',
      en: 'An order of kind {kind} from {from} to {to} is not possible.',
    },
  },
  duplicate_order_line: {
    status: 422,
    title: { id: 'Disebut dua kali', en: 'Named twice' },
    detail: {
      id: 'Baris {first} dan {second} menyebut hal yang sama: {what}.',
      en: 'Lines {first} and {second} name the same thing: {what}.',
    },
  },
  unknown_order_line: {
    status: 422,
    title: { id: 'Bukan baris pesanan ini', en: 'Not a line of this order' },
    detail: {
      id: 'Pesanan {order} tidak memuat {what}.',
      en: 'Order {order} does not contain {what}.',
    },
  },
  activity_not_returned: {
    status: 422,
    title: { id: 'Pengembalian tanpa kegiatan', en: 'A return has no activity' },
    detail: {
      id: 'Dosis yang dikembalikan tidak dicadangkan untuk kegiatan; kosongkan kegiatannya.',
      en: 'Doses that go back up are not kept for an activity; leave the activity out.',
    },
  },
  order_of_other_activity: {
    status: 422,
    title: { id: 'Kegiatan tidak sesuai pesanan', en: 'Not the activity of the order' },
    detail: {
      id: 'Pesanan {order} untuk {ordered}; pengirimannya tidak dapat untuk {named}.',
      en: 'Order {order} is for {ordered}; what is shipped for it cannot be for {named}.',
    },
  },
  allocation_leaves_earmarked: {
    status: 409,
    title: { id: 'Dosis kegiatan ini belum dipakai', en: 'Doses of this activity are left' },
    detail: {
      id: 'Lot {lot} masih menyimpan {earmarked} dosis untuk kegiatan pesanan ini; ambil itu dahulu.',
      en: 'Lot {lot} still has {earmarked} doses kept for the activity of this order; take these first.',
    },
  },
  doses_earmarked: {
    status: 409,
    title: { id: 'Dicadangkan untuk kegiatan lain', en: 'Earmarked for another activity' },
    detail: {
      id: 'Lot {lot}: diminta {asked} dosis, bebas {available}; {earmarked} dosis dicadangkan untuk {activities}.',
      en: 'Lot {lot}: {asked} doses asked for, {available} free; {earmarked} doses are kept for {activities}.',
    },
  },
  confirm_reason_required: {
    status: 422,
    title: { id: 'Alasan wajib diisi', en: 'A reason is required' },
    detail: {
      id: 'Baris {line}: diminta {asked} dosis, dikonfirmasi {confirmed}; sebutkan alasannya.',
      en: 'Line {line}: {asked} doses were asked for and {confirmed} confirmed; say why.',
    },
  },
  nothing_confirmed: {
    status: 422,
    title: { id: 'Tidak ada yang dikonfirmasi', en: 'Nothing is confirmed' },
    detail: {
      id: 'Semua baris nol dosis; batalkan pesanan dengan alasan.',
      en: 'Every line is zero doses; cancel the order with a reason instead.',
    },
  },
  order_over_confirmed: {
    status: 409,
    title: { id: 'Melebihi yang dikonfirmasi', en: 'More than was confirmed' },
    detail: {
      id: '{what}: dikonfirmasi {confirmed} dosis, sudah dikirim {shipped}; {asked} terlalu banyak.',
      en: '{what}: {confirmed} doses are confirmed and {shipped} shipped; {asked} are too many.',
    },
  },
  order_nothing_to_allocate: {
    status: 409,
    title: { id: 'Tidak ada yang dapat dialokasikan', en: 'Nothing can be allocated' },
    detail: {
      id: 'Di {place} tidak ada dosis bebas yang layak dan cukup lama masa pakainya.',
      en: 'At {place} there are no free doses that are usable and last long enough.',
    },
  },
  order_not_allocated: {
    status: 409,
    title: { id: 'Belum dialokasikan', en: 'Not allocated' },
    detail: {
      id: '{what}: {asked} dosis akan dikirim, yang dialokasikan {allocated}.',
      en: '{what}: {asked} doses are to be shipped, {allocated} are allocated.',
    },
  },
  allocation_expires_early: {
    status: 409,
    title: { id: 'Kedaluwarsa terlalu cepat', en: 'Expires too early' },
    detail: {
      id: 'Lot {lot} kedaluwarsa {expiry}, penerima membutuhkannya sampai {needed}; pengelola program dapat mengizinkan dengan alasan.',
      en: 'Lot {lot} expires on {expiry}, the receiver needs it until {needed}; an officer may allow it with a reason.',
    },
  },
  allocation_not_first_expiry: {
    status: 409,
    title: { id: 'Bukan yang pertama kedaluwarsa', en: 'Not the first to expire' },
    detail: {
      id: 'Lot {lot} ({expiry}) kedaluwarsa lebih dulu dan masih {free} dosis; pengelola program dapat mengizinkan dengan alasan.',
      en: 'Lot {lot} ({expiry}) expires first and has {free} doses left; an officer may allow it with a reason.',
    },
  },
  override_needs_officer: {
    status: 403,
    title: { id: 'Hanya pengelola program', en: 'Officers only' },
    detail: {
      id: 'Pengecualian alokasi hanya oleh pengelola program.',
      en: 'Only an officer may override the allocation.',
    },
  },
  order_already_whole: {
    status: 409,
    title: { id: 'Tidak ada sisa', en: 'Nothing is left open' },
    detail: {
      id: 'Pesanan {order} tidak mempunyai sisa untuk ditutup.',
      en: 'Order {order} has nothing left to close.',
    },
  },
  batch_not_returned_here: {
    status: 422,
    title: { id: 'Batch hanya pada pengembalian', en: 'A batch is named by returns only' },
    detail: {
      id: 'Hanya pesanan pengembalian yang menyebut batch.',
      en: 'Only a return names a batch.',
    },
  },
});
