// The texts of settling what a receipt lacked.
import type { Same } from '../../shared/i18n/id.ts';

export const id = {
  settle: 'Selesaikan selisih',
  title: 'Selisih {{code}}',
  text: 'Dosis ini dikirim tetapi tidak sampai. Sebutkan apa yang terjadi; setiap dosis diselesaikan sekali.',
  back: 'Kiriman',
  open: '{{open}} dosis belum diselesaikan',
  found: 'Ditemukan, kembali ke stok',
  lost: 'Hilang, dihapuskan',
  charged: 'Dibebankan ke pengangkut',
  note: 'Catatan (boleh kosong)',
  foundAt: 'Dosis yang ditemukan ada di',
  sender: 'Pengirim: {{name}}',
  receiver: 'Penerima: {{name}}',
  tooMany: 'Melebihi yang belum diselesaikan',
  done: 'Selisih diselesaikan',
  nothing: 'Tidak ada selisih',
  nothingText: 'Semua dosis kiriman ini sudah jelas.',
};

export const en: Same<typeof id> = {
  settle: 'Settle what is missing',
  title: 'Missing of {{code}}',
  text: 'These doses were sent and did not arrive. Say what became of them; each dose is settled once.',
  back: 'Shipment',
  open: '{{open}} doses are not settled',
  found: 'Found, back in stock',
  lost: 'Lost, written off',
  charged: 'Charged to the carrier',
  note: 'Note (may be empty)',
  foundAt: 'The found doses are at',
  sender: 'Sender: {{name}}',
  receiver: 'Receiver: {{name}}',
  tooMany: 'More than is not settled',
  done: 'Settled',
  nothing: 'Nothing is missing',
  nothingText: 'All doses of this shipment are accounted for.',
};

declare global {
  interface AreaTexts {
    receiving: typeof id;
  }
}
