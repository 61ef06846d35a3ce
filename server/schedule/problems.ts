// What the schedule refuses, and why.
import { defineProblems } from '../kernel/problem.ts';

export const scheduleProblems = defineProblems({
  place_gives_no_vaccination: {
    status: 422,
    title: { id: 'Tempat ini tidak melayani vaksinasi', en: 'No vaccinations at this place' },
    detail: {
      id: '{place} bukan puskesmas, rumah sakit, klinik atau pos; buka sesi di tempat pelayanan.',
      en: '{place} is no health centre, hospital, clinic or post; open the session where people are served.',
    },
  },
  session_closed: {
    status: 409,
    title: { id: 'Sesi ditutup', en: 'Session closed' },
    detail: {
      id: 'Sesi ini tidak lagi menerima janji temu. Pilih sesi lain.',
      en: 'This session takes no more appointments. Choose another session.',
    },
  },
  slot_past: {
    status: 409,
    title: { id: 'Slot sudah lewat', en: 'Slot in the past' },
    detail: {
      id: 'Slot ini berakhir {endsAt}. Pilih slot yang akan datang.',
      en: 'This slot ended at {endsAt}. Choose one to come.',
    },
  },
  slot_full: {
    status: 409,
    title: { id: 'Slot penuh', en: 'Slot full' },
    detail: {
      id: 'Semua {capacity} tempat pada slot ini terisi. Pilih slot lain.',
      en: 'All {capacity} places of this slot are taken. Choose another slot.',
    },
  },
  doses_exhausted: {
    status: 409,
    title: { id: 'Dosis sudah dijanjikan semua', en: 'All doses are promised' },
    detail: {
      id: 'Untuk {day} dapat dijanjikan {usableDoses} dosis dan {promisedDoses} sudah dijanjikan. Pilih hari atau tempat lain.',
      en: '{usableDoses} doses can be promised for {day} and {promisedDoses} are. Choose another day or place.',
    },
  },
  already_booked: {
    status: 409,
    title: { id: 'Sudah terdaftar', en: 'Already booked' },
    detail: {
      id: 'Orang ini sudah punya janji temu untuk dosis {dose}, atau sudah menerimanya.',
      en: 'This person already has an appointment for dose {dose}, or has received it.',
    },
  },
  already_in_slot: {
    status: 409,
    title: { id: 'Sudah di slot ini', en: 'Already in this slot' },
    detail: {
      id: 'Janji temu ini memang untuk slot tersebut.',
      en: 'This appointment is for that slot already.',
    },
  },
  already_cancelled: {
    status: 409,
    title: { id: 'Sudah dibatalkan', en: 'Already cancelled' },
    detail: { id: 'Janji temu ini sudah dibatalkan.', en: 'This appointment was cancelled.' },
  },
  already_checked_in: {
    status: 409,
    title: { id: 'Sudah hadir', en: 'Already checked in' },
    detail: { id: 'Orang ini sudah dicatat hadir.', en: 'This person has already checked in.' },
  },
  already_administered: {
    status: 409,
    title: { id: 'Sudah divaksin', en: 'Already vaccinated' },
    detail: {
      id: 'Dosis untuk janji temu ini sudah diberikan.',
      en: 'The dose of this appointment has been given.',
    },
  },
  already_no_show: {
    status: 409,
    title: { id: 'Sudah dicatat tidak hadir', en: 'Already marked as absent' },
    detail: {
      id: 'Orang ini sudah dicatat tidak hadir; buat janji temu baru.',
      en: 'This person was marked as absent; make a new appointment.',
    },
  },
  slot_not_begun: {
    status: 409,
    title: { id: 'Slot belum mulai', en: 'Slot not begun' },
    detail: {
      id: 'Slot mulai {startsAt}; baru sesudah itu orang dapat dicatat tidak hadir.',
      en: 'The slot begins at {startsAt}; nobody can be absent before.',
    },
  },
  wrong_product: {
    status: 409,
    title: { id: 'Vaksin lain', en: 'Another vaccine' },
    detail: {
      id: 'Janji temu ini untuk {expected}, vial ini berisi {found}. Ambil vial yang benar.',
      en: 'This appointment is for {expected}, this vial holds {found}. Take the right vial.',
    },
  },
  other_program: {
    status: 409,
    title: { id: 'Program lain', en: 'Another programme' },
    detail: {
      id: 'Janji temu program {expected} tidak dapat dipindah ke program {found}.',
      en: 'An appointment of the programme {expected} cannot move to {found}.',
    },
  },
});
