// What phones may be refused besides what the rooms below refuse: each detail says what to do next.
import { defineProblems } from '../server/kernel/problem.ts';

export const mobileProblems = defineProblems({
  app_outdated: {
    status: 426,
    title: { id: 'Aplikasi terlalu lama', en: 'Application too old' },
    detail: {
      id: 'Versi {version} tidak lagi didukung; perbarui ke {minimumVersion} atau lebih baru. Antrean tetap tersimpan.',
      en: 'Version {version} is no longer supported; update to {minimumVersion} or newer. The queue is kept.',
    },
  },
  too_many_events: {
    status: 422,
    title: { id: 'Terlalu banyak kejadian', en: 'Too many events' },
    detail: {
      id: 'Paling banyak {max} kejadian dalam satu kiriman; bagi antreannya.',
      en: 'At most {max} events in one push; divide the queue.',
    },
  },
  event_invalid: {
    status: 422,
    title: { id: 'Catatan tidak sah', en: 'Invalid event' },
    detail: {
      id: 'Isi catatan ini tidak dikenal layanan; lihat daftar kesalahan.',
      en: 'The service does not understand this event; see the list of errors.',
    },
  },
  signature_invalid: {
    status: 422,
    title: { id: 'Tanda tangan salah', en: 'Wrong signature' },
    detail: {
      id: 'Catatan ini tidak ditandatangani ponsel ini, atau diubah sesudahnya.',
      en: 'This event was not signed by this phone, or it was changed afterwards.',
    },
  },
  event_other_place: {
    status: 409,
    title: { id: 'Catatan tempat lain', en: 'Event of another place' },
    detail: {
      id: 'Catatan ini milik {other}, sedangkan ponsel ini terpasang di {place}.',
      en: 'This event belongs to {other}, but this phone is paired at {place}.',
    },
  },
  not_a_ticket: {
    status: 422,
    title: { id: 'Bukan tiket', en: 'Not a ticket' },
    detail: { id: 'Pindai tiket janji temu.', en: 'Scan the ticket of an appointment.' },
  },
});
