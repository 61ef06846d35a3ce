// What may be wrong with a package that is packed, opened, loaded, repacked, sent or received.
import { defineProblems, mapConstraint } from '../../kernel/problem.ts';

export const packageProblems = defineProblems({
  unknown_package: {
    status: 422,
    title: { id: 'Paket tidak dikenal', en: 'Unknown package' },
    detail: {
      id: 'Tidak ada paket dengan SSCC {sscc} yang boleh Anda lihat.',
      en: 'There is no package with SSCC {sscc} that you may see.',
    },
  },
  sscc_invalid: {
    status: 422,
    title: { id: 'SSCC salah', en: 'Invalid SSCC' },
    detail: {
      id: '{sscc} bukan SSCC: harus 18 angka dengan angka pemeriksa yang benar.',
      en: '{sscc} is no SSCC: it needs 18 digits with a right check digit.',
    },
  },
  sscc_taken: {
    status: 409,
    title: { id: 'SSCC sudah dipakai', en: 'SSCC already used' },
    detail: {
      id: 'SSCC ini sudah menandai paket atau kiriman lain; nomor tidak dipakai dua kali.',
      en: 'This SSCC already marks another package or shipment; a number is not used twice.',
    },
  },
  package_ended: {
    status: 409,
    title: { id: 'Paket sudah tidak utuh', en: 'The package is no more' },
    detail: {
      id: 'Paket {sscc} sudah dibuka ({endedBy}); isinya tidak lagi di bawah nomor ini.',
      en: 'Package {sscc} has ended ({endedBy}); its doses are no longer under this number.',
    },
  },
  package_in_transit: {
    status: 409,
    title: { id: 'Paket dalam perjalanan', en: 'The package is on its way' },
    detail: {
      id: 'Paket {sscc} ada dalam kiriman; terima kirimannya dahulu.',
      en: 'Package {sscc} is in a shipment; receive that first.',
    },
  },
  package_elsewhere: {
    status: 409,
    title: { id: 'Paket di tempat lain', en: 'The package is elsewhere' },
    detail: { id: 'Paket {sscc} tidak berada di {place}.', en: 'Package {sscc} does not lie at {place}.' },
  },
  package_changed: {
    status: 409,
    title: { id: 'Paket sudah berubah', en: 'The package has changed' },
    detail: {
      id: 'Paket {sscc} baru saja diubah orang lain. Muat ulang lalu coba lagi.',
      en: 'Package {sscc} has just been changed by someone else. Reload and try again.',
    },
  },
  package_on_pallet: {
    status: 409,
    title: { id: 'Kardus di atas palet', en: 'The box stands on a pallet' },
    detail: {
      id: 'Kardus {sscc} berada di palet {pallet}; turunkan dahulu.',
      en: 'Box {sscc} stands on pallet {pallet}; take it off first.',
    },
  },
  not_a_box: {
    status: 422,
    title: { id: 'Bukan kardus', en: 'Not a box' },
    detail: { id: '{sscc} bukan kardus.', en: '{sscc} is not a box.' },
  },
  not_a_pallet: {
    status: 422,
    title: { id: 'Bukan palet', en: 'Not a pallet' },
    detail: { id: '{sscc} bukan palet.', en: '{sscc} is not a pallet.' },
  },
  not_on_pallet: {
    status: 409,
    title: { id: 'Tidak di palet ini', en: 'Not on this pallet' },
    detail: { id: 'Kardus {sscc} tidak ada di palet {pallet}.', en: 'Box {sscc} is not on pallet {pallet}.' },
  },
  duplicate_package: {
    status: 422,
    title: { id: 'Paket disebut dua kali', en: 'Package named twice' },
    detail: {
      id: 'Paket {sscc} disebut dua kali, atau bersama palet tempatnya berada.',
      en: 'Package {sscc} is named twice, or together with the pallet it stands on.',
    },
  },
  not_enough_loose: {
    status: 409,
    title: { id: 'Dosis lepas tidak cukup', en: 'Not enough loose doses' },
    detail: {
      id: 'Lot {lot}: {asked} dosis diminta, {loose} di luar paket lain.',
      en: 'Lot {lot}: {asked} doses asked, {loose} stand outside other packages.',
    },
  },
  repack_exceeds: {
    status: 422,
    title: { id: 'Isi melebihi asalnya', en: 'More than the boxes hold' },
    detail: {
      id: 'Lot {lot}: {asked} dosis untuk kardus baru, {there} di kardus asal.',
      en: 'Lot {lot}: {asked} doses for the new boxes, {there} in the old ones.',
    },
  },
  package_empty: {
    status: 422,
    title: { id: 'Paket kosong', en: 'Empty package' },
    detail: { id: 'Paket {sscc} tidak berisi apa pun.', en: 'Package {sscc} holds nothing.' },
  },
  package_not_in_shipment: {
    status: 422,
    title: { id: 'Bukan isi kiriman ini', en: 'Not in this shipment' },
    detail: {
      id: 'Paket {sscc} tidak ada dalam kiriman ini.',
      en: 'Package {sscc} is not in this shipment.',
    },
  },
  not_enough_in_box: {
    status: 422,
    title: { id: 'Isi kardus kurang', en: 'The box holds less' },
    detail: {
      id: 'Dari kardus {sscc} paling banyak {there} dosis, bukan {asked}.',
      en: 'At most {there} doses can be gone from box {sscc}, not {asked}.',
    },
  },
  packages_not_scanned: {
    status: 422,
    title: { id: 'Masih ada yang belum dipindai', en: 'Something is not scanned yet' },
    detail: {
      id: 'Belum dipindai: {open}. Pindai semuanya, jawab per baris, atau nyatakan sisanya hilang.',
      en: 'Not scanned: {open}. Scan all of it, answer line by line, or say that the rest is missing.',
    },
  },
});

mapConstraint('package_sscc_key', () => packageProblems.sscc_taken());
