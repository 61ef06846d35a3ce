// What may be wrong with an attachment.
import { defineProblems } from '../kernel/problem.ts';

export const attachmentProblems = defineProblems({
  attachment_type_refused: {
    status: 422,
    title: { id: 'Jenis berkas ditolak', en: 'Type of file refused' },
    detail: {
      id: 'Isi berkas ini {found}; yang diterima hanya JPEG, PNG, WebP dan PDF.',
      en: 'The content of this file is {found}; only JPEG, PNG, WebP and PDF are taken.',
    },
  },
  attachment_too_large: {
    status: 413,
    title: { id: 'Berkas terlalu besar', en: 'File too large' },
    detail: {
      id: 'Berkas ini {bytes} bita; paling besar {limit}.',
      en: 'This file has {bytes} bytes; at most {limit} are taken.',
    },
  },
  too_many_attachments: {
    status: 409,
    title: { id: 'Lampiran terlalu banyak', en: 'Too many attachments' },
    detail: {
      id: 'Dokumen ini sudah memiliki {limit} lampiran.',
      en: 'This document has {limit} attachments already.',
    },
  },
  attachment_store_unavailable: {
    status: 503,
    title: { id: 'Penyimpanan berkas tidak menjawab', en: 'File store unavailable' },
    detail: {
      id: 'Coba lagi sebentar lagi, dengan id yang sama.',
      en: 'Try again in a moment, with the same id.',
    },
  },
});
