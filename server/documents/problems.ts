// What may keep a document from being made.
import { defineProblems } from '../kernel/problem.ts';

export const documentProblems = defineProblems({
  documents_busy: {
    status: 503,
    title: { id: 'Dokumen sedang antre', en: 'Documents are queued' },
    detail: {
      id: 'Terlalu banyak dokumen sedang dibuat; coba lagi sebentar lagi.',
      en: 'Too many documents are being made; try again in a moment.',
    },
  },
  document_too_long: {
    status: 422,
    title: { id: 'Dokumen terlalu panjang', en: 'Document too long' },
    detail: {
      id: 'Dokumen memuat lebih dari {max} baris; pilih periode yang lebih pendek atau ekspor sebagai CSV.',
      en: 'The document has more than {max} rows; choose a shorter period or export it as CSV.',
    },
  },
});
