// Berita Acara Pemusnahan: what was destroyed, how, before which witnesses; the list of batches is its attachment.
import { drawQr } from '../gs1/symbol.ts';
import type { Directory } from '../places/directory.ts';
import { localDay } from '../places/local-day.ts';
import type { getDestruction } from '../store/destruction-routes.ts';
import { documentText } from './codes.ts';
import type { Sheet } from './sheet.ts';
import { dayText, momentText, numberText, shortDay, vialText, weekdayText } from './words.ts';

type Destruction = Awaited<ReturnType<typeof getDestruction>>;

const METHODS: Record<Destruction['method'], string> = {
  incineration: 'pembakaran (insinerasi)',
  autoclave: 'otoklaf',
  chemical: 'perlakuan kimia',
  encapsulation: 'enkapsulasi',
  burial: 'penguburan',
  third_party: 'diserahkan kepada pihak ketiga yang berizin',
  other: 'cara lain',
};

/** The record of a destruction with a line for each witness's signature. */
export async function beritaAcaraOf(
  directory: Directory,
  destruction: Destruction,
  madeAt: Date,
): Promise<Sheet> {
  const { id, beritaAcara, method, witnesses, note, lines, recordedBy, doses } = destruction;
  const place = directory.byCode(destruction.place.code)!;
  const at = new Date(destruction.occurredAt);
  const day = localDay(at, place.timeZone);
  const sum = (way: 'quarantined' | 'available') => lines.reduce((total, line) => total + line[way], 0);
  return {
    issuer: place,
    title: 'BERITA ACARA PEMUSNAHAN VAKSIN',
    number: beritaAcara,
    madeAt,
    facts: [
      ['Tempat', `${place.name} (${place.code})`],
      ['Waktu', momentText(at, place.timeZone)],
      ['Cara pemusnahan', METHODS[method]],
      ['Jumlah', `${numberText(doses)} dosis, ${numberText(lines.length)} batch`],
      ['Dicatat oleh', recordedBy ?? '-'],
    ],
    symbol: {
      svg: await drawQr(documentText('destruction', id), { format: 'svg', scale: 2, caption: 'Pemusnahan' }),
    },
    paragraphs: [
      `Pada hari ${weekdayText(day)} tanggal ${dayText(day)}, bertempat di ${place.name}, telah dimusnahkan vaksin yang tidak layak pakai sebanyak ${numberText(doses)} dosis dengan ${METHODS[method]}, sebagaimana tercantum dalam lampiran, dengan disaksikan oleh:`,
      ...witnesses.map(({ name, position }, index) => `${index + 1}.  ${name}, ${position}`),
      ...(note ? [`Catatan: ${note}`] : []),
      'Demikian berita acara ini dibuat dengan sebenarnya untuk dipergunakan sebagaimana mestinya.',
    ],
    tables: [
      {
        caption: `Lampiran: vaksin yang dimusnahkan`,
        columns: [
          { title: 'No', width: 22, align: 'right' },
          { title: 'Nama vaksin', width: '*' },
          { title: 'Nomor batch', width: 96 },
          { title: 'Kedaluwarsa', width: 58, align: 'center' },
          { title: 'Dari karantina', width: 58, align: 'right' },
          { title: 'Dari rak', width: 50, align: 'right' },
          { title: 'Dosis', width: 50, align: 'right' },
          { title: 'Vial', width: 54, align: 'right' },
        ],
        rows: lines.map(({ batch, ...line }, index) => [
          String(index + 1),
          batch.product.name,
          batch.lot,
          shortDay(batch.expiry),
          numberText(line.quarantined),
          numberText(line.available),
          numberText(line.doses),
          vialText(line.doses, batch.product.dosesPerVial),
        ]),
        totals: [
          '',
          'Jumlah',
          '',
          '',
          numberText(sum('quarantined')),
          numberText(sum('available')),
          numberText(doses),
          '',
        ],
      },
    ],
    signatures: [
      { role: 'Yang memusnahkan,', place: place.storeName ?? place.name },
      ...witnesses.map(({ name, position }) => ({ role: 'Saksi,', place: position, name })),
      { role: 'Mengetahui,', place: place.name },
    ],
  };
}
