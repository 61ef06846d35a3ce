// What happened and why, in the words of an Indonesian office: kinds of movements and their reasons.
const KINDS: Record<string, string> = {
  'batch.registered': 'Batch didaftarkan',
  'shipment.dispatched': 'Pengeluaran',
  'shipment.received': 'Penerimaan',
  'shipment.returned': 'Kiriman kembali',
  'shipment.settled': 'Selisih kiriman diselesaikan',
  'movement.administer': 'Pemberian',
  'appointment.administered': 'Pemberian (janji temu)',
  'movement.discard': 'Pembuangan',
  'movement.quarantine': 'Dikarantina',
  'movement.release': 'Dilepas dari karantina',
  'movement.adjust': 'Penyesuaian',
  'movement.reversed': 'Pembatalan',
  'count.variance': 'Stok opname, selisih',
  'count.shortfall': 'Stok opname, tak terjelaskan',
  'destruction.done': 'Pemusnahan',
  'vvm.quarantined': 'Dikarantina (VVM)',
};

const REASONS: Record<string, string> = {
  frozen: 'beku',
  broken: 'pecah',
  damaged: 'rusak',
  unlabelled: 'tidak ada label',
  expired: 'kedaluwarsa',
  vvm: 'VVM C/D',
  excursion: 'ekskursi suhu',
  open_vial: 'sisa vial terbuka',
  lost: 'hilang',
  found: 'ditemukan',
  miscount: 'salah hitung',
  recall: 'penarikan',
  other: 'lainnya',
};

/** A reason in words; what is not one of the fixed reasons was written by a person and stays as it is. */
export const reasonText = (reason: string): string => REASONS[reason] ?? reason;

/** What happened, with why: "Pembuangan (pecah)". */
export function eventText(kind: string, reason: string | null): string {
  const what = KINDS[kind] ?? kind;
  return reason ? `${what} (${reasonText(reason)})` : what;
}
