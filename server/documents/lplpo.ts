// LPLPO: a place's month of vaccine, what is left of it and what it asks for, as it goes to the office above.
import { textOfPlace } from '../catalogue/labels.ts';
import { drawQr } from '../gs1/symbol.ts';
import type { Lplpo } from '../insight/report-lplpo.ts';
import type { Place } from '../places/directory.ts';
import type { Column, Sheet } from './sheet.ts';
import { dayText, monthText, numberText } from './words.ts';

const narrow = (title: string, width = 38): Column => ({ title, width, align: 'right' });

/** The month report of a place, one line for each vaccine; amounts in doses. */
export async function lplpoOf(
  place: Place,
  above: Place | undefined,
  report: Lplpo,
  madeAt: Date,
): Promise<Sheet> {
  const { month, from, to, lines } = report;
  return {
    issuer: place,
    title: 'LAPORAN PEMAKAIAN DAN LEMBAR PERMINTAAN OBAT (LPLPO): VAKSIN',
    number: `${place.code}/${month}`,
    madeAt,
    landscape: true,
    facts: [
      ['Bulan', monthText(month)],
      ['Periode', `${dayText(from)} s.d. ${dayText(to)}`],
      ['Pelapor', `${place.name} (${place.code})`],
      ...(above ? ([['Kepada', `${above.name} (${above.code})`]] as const) : []),
    ],
    symbol: { svg: await drawQr(textOfPlace(place), { format: 'svg', scale: 2, caption: place.code }) },
    tables: [
      {
        caption: 'Dalam dosis',
        dense: true,
        columns: [
          narrow('No', 16),
          { title: 'Nama vaksin', width: '*' },
          narrow('Isi vial', 22),
          narrow('Stok awal'),
          narrow('Diterima'),
          narrow('Dipakai'),
          narrow('Buang, terbuka', 40),
          narrow('Buang, tertutup', 40),
          narrow('Dikeluarkan', 45),
          narrow('Penyesuaian', 46),
          narrow('Stok akhir'),
          narrow('Hari kosong', 30),
          narrow('Min', 34),
          narrow('Maks', 34),
          narrow('Dalam perjalanan', 44),
          narrow('Permintaan', 42),
          narrow('Pemberian', 40),
        ],
        rows: lines.map((line, index) => [
          String(index + 1),
          line.product.name,
          ...[line.dosesPerVial, line.opening, line.received, line.used].map(numberText),
          ...[line.discardedOpen, line.discardedClosed, line.issued, line.adjusted].map(numberText),
          ...[line.closing, line.stockOutDays, line.minimum, line.maximum].map(numberText),
          ...[line.inbound, line.proposed].map(numberText),
          '',
        ]),
        empty: 'Tidak ada vaksin yang tercatat pada bulan ini',
      },
    ],
    notes: [
      'Stok akhir = stok awal + diterima - dipakai - dibuang - dikeluarkan + penyesuaian. Permintaan = maksimum - stok akhir - dalam perjalanan, dibulatkan ke atas ke vial utuh. Kolom Pemberian diisi oleh yang menyetujui.',
    ],
    signatures: [
      { role: 'Yang melaporkan,', place: place.storeName ?? place.name },
      { role: 'Mengetahui,', place: place.name },
      { role: 'Yang menyetujui,', place: above?.name },
    ],
  };
}
