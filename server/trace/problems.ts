// What may be refused about a batch's status.
import { defineProblems } from '../kernel/problem.ts';

export const traceProblems = defineProblems({
  batch_status_conflict: {
    status: 409,
    title: { id: 'Status batch tidak memungkinkan', en: 'Batch status does not allow it' },
    detail: {
      id: 'Batch ini berstatus {status}; tidak dapat menjadi {asked}.',
      en: 'This batch is {status}; it cannot become {asked}.',
    },
  },
  batch_recalled_final: {
    status: 409,
    title: { id: 'Batch sudah ditarik', en: 'Batch recalled' },
    detail: {
      id: 'Penarikan hanya dapat dicabut petugas nasional dengan menyebut alasannya.',
      en: 'Only a national officer may lift a recall, and must state the reason.',
    },
  },
});
