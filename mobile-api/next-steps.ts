// What the person holding the phone should do about a refusal: each problem leads to one next step.
import type { Problem, Text } from '../server/kernel/problem.ts';
import type { NextStep } from './shapes.ts';

const TEXTS: Record<NextStep, Text> = {
  scan_again: {
    id: 'Pindai lagi, atau ketik kodenya persis seperti pada label.',
    en: 'Scan again, or type the code exactly as on the label.',
  },
  correct_time: {
    id: 'Betulkan waktunya, periksa jam ponsel, lalu kirim sebagai catatan baru.',
    en: "Correct the time, check the phone's clock, and send it as a new event.",
  },
  count_stock: {
    id: 'Hitung fisik batch ini; kirim jumlah yang benar-benar ada.',
    en: 'Count this batch; send what is really there.',
  },
  set_apart: {
    id: 'Sisihkan batch ini dan jangan kirim; pilih batch lain.',
    en: 'Set this batch apart and do not send it; choose another.',
  },
  choose_another_batch: {
    id: 'Sebutkan tiap batch satu kali dan jumlahnya sesuai yang dikirim.',
    en: 'Name each batch once, with doses that add up to what was sent.',
  },
  nothing_to_do: {
    id: 'Sudah dilakukan orang lain; periksa hasilnya, lalu tutup catatan ini.',
    en: 'Somebody else has done it; check the result, then close this event.',
  },
  wait_and_resend: {
    id: 'Simpan dan kirim lagi nanti: yang mendahuluinya belum sampai, atau layanan sedang terganggu.',
    en: 'Keep it and send it again later: what comes before it has not arrived, or the service is disturbed.',
  },
  record_again: {
    id: 'Catat lagi sebagai catatan baru.',
    en: 'Record it again as a new event.',
  },
  record_without_ticket: {
    id: 'Pindai tiket yang benar, atau catat dosis tanpa tiket.',
    en: 'Scan the right ticket, or record the dose without one.',
  },
  update_app: {
    id: 'Perbarui aplikasi, lalu kirim lagi.',
    en: 'Update the application, then send it again.',
  },
  pair_again: {
    id: 'Kirim dari ponsel yang terpasang di tempat itu, atau pasangkan lagi.',
    en: 'Send it from a phone that is paired at that place, or pair again.',
  },
  ask_officer: {
    id: 'Minta petugas yang berwenang atau pengelola program.',
    en: 'Ask a colleague who may do this, or the officer.',
  },
};

const STEPS: Record<string, NextStep> = {
  event_invalid: 'update_app',
  signature_invalid: 'record_again',
  idempotency_conflict: 'record_again',
  event_other_place: 'pair_again',
  not_a_ticket: 'record_without_ticket',
  time_in_future: 'correct_time',
  time_too_old: 'correct_time',
  before_opening: 'correct_time',
  count_before_last: 'correct_time',
  receipt_before_dispatch: 'correct_time',
  scan_invalid: 'scan_again',
  scan_incomplete: 'scan_again',
  sscc_invalid: 'scan_again',
  sscc_mismatch: 'scan_again',
  unknown_batch: 'scan_again',
  unknown_gtin: 'scan_again',
  unknown_package: 'scan_again',
  package_not_in_shipment: 'scan_again',
  packages_not_scanned: 'scan_again',
  validation_failed: 'record_again',
  doses_absurd: 'record_again',
  insufficient_stock: 'count_stock',
  not_enough_in_box: 'count_stock',
  count_other_product: 'choose_another_batch',
  batch_twice: 'choose_another_batch',
  duplicate_batch: 'choose_another_batch',
  receipt_does_not_add_up: 'choose_another_batch',
  receipt_line_missing: 'choose_another_batch',
  batch_expired: 'set_apart',
  batch_recalled: 'set_apart',
  batch_quarantined: 'set_apart',
  already_received: 'nothing_to_do',
  already_dispatched: 'nothing_to_do',
  already_checked_in: 'nothing_to_do',
  already_administered: 'nothing_to_do',
  already_acknowledged: 'nothing_to_do',
  already_cancelled: 'nothing_to_do',
  already_no_show: 'nothing_to_do',
  task_closed: 'nothing_to_do',
  count_wrong_state: 'nothing_to_do',
  not_found: 'wait_and_resend',
  shipment_not_in_transit: 'wait_and_resend',
  internal_error: 'wait_and_resend',
};

/** The next step for a refusal; where none is named, somebody who may do more has to look. */
export function nextStep({ code }: Problem): { code: NextStep; text: Text } {
  const step = STEPS[code] ?? 'ask_officer';
  return { code: step, text: TEXTS[step] };
}
