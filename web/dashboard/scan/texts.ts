// The texts of "What is this code?".
import type { Same } from '../../shared/i18n/id.ts';

export const id = {
  nav: 'Pindai',
  title: 'Kode apa ini?',
  text: 'Pindai label vial, dus, tempat, atau tiket. Memindai di sini tidak mengubah apa pun.',
  kinds: {
    batch: 'Batch vaksin',
    package: 'Paket',
    place: 'Entitas',
    ticket: 'Tiket peserta',
    document: 'Dokumen',
    unknown: 'Tidak dikenal',
  },
  documents: { order: 'Pesanan', count: 'Stok opname', destruction: 'Pemusnahan' },
  openDocument: { order: 'Buka pesanan', count: 'Buka stok opname', destruction: 'Buka pemusnahan' },
  elements: {
    gtin: 'GTIN',
    lot: 'Nomor lot',
    expiry: 'Kedaluwarsa',
    serial: 'Nomor seri',
    sscc: 'SSCC',
    count: 'Jumlah',
  },
  onHand: 'Stok di tangan',
  free: 'Dapat dipakai',
  openBatch: 'Telusuri batch',
  openItem: 'Stok batch ini di sini',
  openShipment: 'Buka pengiriman',
  openPackage: 'Buka paket',
  receiveShipment: 'Terima pengiriman ini',
  openPlace: 'Riwayat stok tempat ini',
  openDay: 'Buka janji temu hari itu',
};

export const en: Same<typeof id> = {
  nav: 'Scan',
  title: 'What is this code?',
  text: 'Scan the label of a vial, a box, a place or a ticket. Scanning here changes nothing.',
  kinds: {
    batch: 'Vaccine batch',
    package: 'Package',
    place: 'Place',
    ticket: 'Registrant’s ticket',
    document: 'Document',
    unknown: 'Unknown',
  },
  documents: { order: 'Order', count: 'Count', destruction: 'Destruction' },
  openDocument: { order: 'Open the order', count: 'Open the count', destruction: 'Open the destruction' },
  elements: {
    gtin: 'GTIN',
    lot: 'Lot number',
    expiry: 'Expiry',
    serial: 'Serial number',
    sscc: 'SSCC',
    count: 'Count',
  },
  onHand: 'On hand',
  free: 'Usable',
  openBatch: 'Trace the batch',
  openItem: 'Stock of this batch here',
  openShipment: 'Open the shipment',
  openPackage: 'Open the package',
  receiveShipment: 'Receive this shipment',
  openPlace: 'Stock history of this place',
  openDay: 'Open the appointments of that day',
};

declare global {
  interface AreaTexts {
    scan: typeof id;
  }
}
