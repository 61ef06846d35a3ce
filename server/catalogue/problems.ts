// What may be wrong with a product, a batch or a scan of one.
import { defineProblems } from '../kernel/problem.ts';

export const catalogueProblems = defineProblems({
  unknown_product: {
    status: 422,
    title: { id: 'Produk tidak dikenal', en: 'Unknown product' },
    detail: { id: 'Tidak ada produk {product}.', en: 'There is no product {product}.' },
  },
  unknown_gtin: {
    status: 422,
    title: { id: 'GTIN tidak dikenal', en: 'Unknown GTIN' },
    detail: {
      id: 'GTIN {gtin} sah, tetapi bukan milik produk yang terdaftar.',
      en: 'GTIN {gtin} is well formed but belongs to no registered product.',
    },
  },
  unknown_batch: {
    status: 422,
    title: { id: 'Batch tidak dikenal', en: 'Unknown batch' },
    detail: {
      id: 'Batch {batch} belum didaftarkan oleh produsennya.',
      en: 'Batch {batch} has not been registered by its manufacturer.',
    },
  },
  scan_invalid: {
    status: 422,
    title: { id: 'Kode pindai salah', en: 'Malformed code' },
    detail: {
      id: 'Kode yang dipindai tidak sah; lihat daftar kesalahan.',
      en: 'The scanned code is not valid; see the list of errors.',
    },
  },
  scan_incomplete: {
    status: 422,
    title: { id: 'Kode tidak menyebut batch', en: 'Code names no batch' },
    detail: {
      id: 'Kode ini tidak memuat {missing}. Pindai kode dua dimensi pada kemasan atau pilih batchnya.',
      en: 'This code carries no {missing}. Scan the two-dimensional code on the pack or choose the batch.',
    },
  },
});
