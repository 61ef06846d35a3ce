// Lembar stok opname: what is to be counted, batch by batch, with room to write; after the count what was found beside the
// book. The sheet of a blind count that is under way says nothing of what the book expects.
import type { z } from 'zod';
import type { CountView } from '../store/count-views.ts';
import { drawQr } from '../gs1/symbol.ts';
import type { Directory } from '../places/directory.ts';
import { documentText } from './codes.ts';
import { reasonText } from './events.ts';
import type { Column, Sheet } from './sheet.ts';
import { momentText, numberText, shortDay, vialText } from './words.ts';

type Count = z.infer<typeof CountView>;
type Line = Count['lines'][number];

const STATES: Record<Count['status'], string> = {
  started: 'Sedang dihitung',
  submitted: 'Diajukan',
  approved: 'Disetujui',
  posted: 'Dibukukan',
  cancelled: 'Dibatalkan',
};
const signed = (doses: number) => (doses > 0 ? `+${numberText(doses)}` : numberText(doses));

const named: Column[] = [
  { title: 'No', width: 22, align: 'right' },
  { title: 'Nama vaksin', width: '*' },
  { title: 'Nomor batch', width: 100 },
  { title: 'Kedaluwarsa', width: 58, align: 'center' },
];
const nameOf = ({ batch }: Line, index: number) => [
  String(index + 1),
  batch.product.name,
  batch.lot,
  shortDay(batch.expiry),
];

/** To be written on: what was found already stands there. Of a blind count the view tells nothing of the book. */
function toFill(count: Count) {
  const beside = count.lines.some(({ expected }) => expected !== null);
  const found = (doses: number | null) => (doses === null ? '' : numberText(doses));
  return {
    columns: [
      ...named,
      { title: 'Dosis per vial', width: 50, align: 'right' as const },
      { title: 'Layak pakai (vial)', width: 70, align: 'right' as const },
      { title: 'Layak pakai (dosis)', width: 70, align: 'right' as const },
      { title: 'Karantina (dosis)', width: 70, align: 'right' as const },
      ...(!beside ? [] : [{ title: 'Menurut buku', width: 64, align: 'right' as const }]),
      { title: 'Keterangan', width: 110 },
    ],
    rows: count.lines.map((line, index) => {
      const { batch, available, quarantined, expected } = line;
      const { dosesPerVial } = batch.product;
      return [
        ...nameOf(line, index),
        numberText(dosesPerVial),
        available === null ? '' : vialText(available, dosesPerVial),
        found(available),
        found(quarantined),
        ...(!beside ? [] : [expected ? numberText(expected.available + expected.quarantined) : '']),
        line.note ?? '',
      ];
    }),
  };
}

/** What was found, what the book said at that instant, and how far apart they are. */
function withBook(count: Count) {
  const both = (pair: { available: number; quarantined: number } | null) =>
    pair && pair.available + pair.quarantined;
  return {
    columns: [
      ...named,
      { title: 'Menurut buku', width: 66, align: 'right' as const },
      { title: 'Hasil hitung', width: 66, align: 'right' as const },
      { title: 'Di antaranya karantina', width: 70, align: 'right' as const },
      { title: 'Selisih', width: 60, align: 'right' as const },
      { title: 'Alasan', width: 120 },
    ],
    rows: count.lines.map((line, index) => {
      const { available, quarantined, expected, variance, reason, note } = line;
      const off = both(variance);
      return [
        ...nameOf(line, index),
        numberText(both(expected)),
        available === null ? 'tidak dihitung' : numberText(available + (quarantined ?? 0)),
        numberText(quarantined),
        off === null ? '-' : signed(off),
        [reason && reasonText(reason), note].filter(Boolean).join('; '),
      ];
    }),
  };
}

/** The sheet of a count as its view tells it to the caller: what is hidden there is hidden here. */
export async function countSheetOf(directory: Directory, count: Count, madeAt: Date): Promise<Sheet> {
  const place = directory.byCode(count.place.code)!;
  const moment = (at: string) => momentText(new Date(at), place.timeZone);
  const underWay = count.status === 'started';
  return {
    issuer: place,
    title: underWay ? 'LEMBAR STOK OPNAME' : 'HASIL STOK OPNAME',
    // The last part of the id is enough to tell the counts of a place apart, and short enough to be read out.
    number: `SO/${place.code}/${count.id.slice(-12).toUpperCase()}`,
    madeAt,
    landscape: true,
    mark: count.status === 'cancelled' ? 'BATAL' : undefined,
    facts: [
      ['Yang dihitung', count.product ? count.product.name : 'Seluruh gudang'],
      ['Cara', count.blind ? 'Buta: angka buku tidak ditunjukkan' : 'Terbuka'],
      ['Status', STATES[count.status]],
      ['Mulai', moment(count.startedAt)],
      ['Dimulai oleh', count.startedBy ?? '-'],
      ...(count.submittedAt ? ([['Diajukan', moment(count.submittedAt)]] as const) : []),
      ...(count.approvedAt
        ? ([['Disetujui', `${moment(count.approvedAt)}, ${count.approvedBy ?? '-'}`]] as const)
        : []),
      ...(count.postedAt ? ([['Dibukukan', moment(count.postedAt)]] as const) : []),
    ],
    symbol: {
      svg: await drawQr(documentText('count', count.id), { format: 'svg', scale: 2, caption: 'Stok opname' }),
    },
    tables: [
      {
        ...(underWay ? toFill(count) : withBook(count)),
        empty: 'Menurut buku tidak ada yang harus dihitung; tulis apa yang ditemukan.',
      },
    ],
    notes: underWay
      ? [
          'Hitung semua yang ada, termasuk vial terbuka, dalam dosis. Batch yang ditemukan dan tidak tertulis ditambahkan di bawah.',
        ]
      : [
          'Selisih = hasil hitung dikurangi angka buku pada saat dihitung; gerakan yang terlambat tercatat sudah termasuk.',
        ],
    signatures: [
      { role: 'Yang menghitung,', place: place.storeName ?? place.name },
      { role: 'Saksi,', place: place.storeName ?? place.name },
      { role: 'Mengetahui,', place: place.name },
    ],
  };
}
