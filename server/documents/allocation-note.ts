// Nota alokasi: what the sender's store has set aside for an order, batch by batch, to be picked and checked.
import type { OrderView } from '../distribution/order-views.ts';
import { drawQr } from '../gs1/symbol.ts';
import type { Directory } from '../places/directory.ts';
import { localDay } from '../places/local-day.ts';
import { documentText } from './codes.ts';
import type { Sheet } from './sheet.ts';
import { dayText, numberText, shortDay, vialText } from './words.ts';

const KINDS: Record<OrderView['kind'], string> = {
  request: 'Permintaan',
  distribution: 'Distribusi',
  central: 'Distribusi pusat',
  relocation: 'Relokasi',
  return: 'Pengembalian',
};
const STATES: Record<OrderView['status'], string> = {
  pending: 'Tertunda',
  confirmed: 'Dikonfirmasi',
  allocated: 'Dialokasikan',
  shipped: 'Dikirim',
  received: 'Diterima',
  cancelled: 'Dibatalkan',
};

/** Lines of what was asked, confirmed and sent, then what is set aside now. */
export async function allocationNoteOf(directory: Directory, order: OrderView, madeAt: Date): Promise<Sheet> {
  const from = directory.get(order.from.id);
  const to = directory.get(order.to.id);
  const picks = order.lines.flatMap(({ product, allocations }) =>
    allocations.map(({ batch, doses }) => ({ product, batch, doses })),
  );
  return {
    issuer: from,
    title: 'NOTA ALOKASI',
    number: order.code,
    madeAt,
    mark: order.status === 'cancelled' ? 'BATAL' : picks.length === 0 ? 'TANPA ALOKASI' : undefined,
    facts: [
      ['Tanggal pesanan', dayText(localDay(new Date(order.createdAt), from.timeZone))],
      ['Jenis', KINDS[order.kind]],
      ['Status', STATES[order.status]],
      ['Pengirim', `${from.storeName ?? from.name} (${from.code})`],
      ['Penerima', `${to.name} (${to.code})`],
      ...(order.neededOn ? ([['Dibutuhkan', dayText(order.neededOn)]] as const) : []),
      ...(order.note ? ([['Keterangan', order.note]] as const) : []),
    ],
    symbol: {
      svg: await drawQr(documentText('order', order.code), { format: 'svg', scale: 2, caption: order.code }),
    },
    tables: [
      {
        caption: 'Pesanan',
        columns: [
          { title: 'No', width: 22, align: 'right' },
          { title: 'Nama vaksin', width: '*' },
          { title: 'Diminta', width: 56, align: 'right' },
          { title: 'Disetujui', width: 56, align: 'right' },
          { title: 'Dialokasikan', width: 62, align: 'right' },
          { title: 'Dikirim', width: 56, align: 'right' },
          { title: 'Alasan', width: 110 },
        ],
        rows: order.lines.map((line) => [
          String(line.line),
          line.product.name,
          ...[line.asked, line.confirmed, line.allocated, line.shipped].map(numberText),
          line.reason ?? '',
        ]),
      },
      {
        caption: 'Alokasi per batch',
        empty: 'Belum ada yang dialokasikan',
        columns: [
          { title: 'No', width: 22, align: 'right' },
          { title: 'Nama vaksin', width: '*' },
          { title: 'Nomor batch', width: 110 },
          { title: 'Kedaluwarsa', width: 58, align: 'center' },
          { title: 'Vial', width: 56, align: 'right' },
          { title: 'Dosis', width: 56, align: 'right' },
          { title: 'Diambil', width: 50 },
        ],
        rows: picks.map(({ product, batch, doses }, index) => [
          String(index + 1),
          product.name,
          batch.lot,
          shortDay(batch.expiry),
          vialText(doses, product.dosesPerVial),
          numberText(doses),
          '',
        ]),
        totals: ['', 'Jumlah', '', '', '', numberText(picks.reduce((sum, { doses }) => sum + doses, 0)), ''],
      },
    ],
    signatures: [
      { role: 'Disiapkan oleh,', place: from.storeName ?? from.name },
      { role: 'Mengetahui,', place: from.name },
    ],
  };
}
