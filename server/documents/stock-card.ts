// Kartu stok: what moved of a product at a place in a period, in order of occurred time, with what was there after each.
// It prints what the report of the same name says.
import type { Product } from '../catalogue/catalogue.ts';
import { textOfPlace } from '../catalogue/labels.ts';
import type { Context } from '../kernel/context.ts';
import { drawQr } from '../gs1/symbol.ts';
import { findCard } from '../insight/report-card.ts';
import type { Directory, Place } from '../places/directory.ts';
import { eventText } from './events.ts';
import { documentProblems } from './problems.ts';
import type { Sheet } from './sheet.ts';
import { dayText, momentText, numberText, shortDay, shortMoment } from './words.ts';

const MOST_ROWS = 1000;

export interface CardQuery {
  place: Place;
  product: Product;
  batch?: string;
  /** Calendar days at the place, both included. */
  from: string;
  to: string;
}

/** @throws Problem document_too_long for more than a thousand rows. */
export async function stockCardOf(ctx: Context, directory: Directory, query: CardQuery): Promise<Sheet> {
  const { place, product, from, to } = query;
  const card = await findCard(ctx, { ...query, product: product.id, limit: MOST_ROWS + 1 });
  const { rows, opening, closing, carriedAt } = card;
  if (rows.length > MOST_ROWS) throw documentProblems.document_too_long({ max: MOST_ROWS });
  const sum = (way: 'in' | 'out') => rows.reduce((total, row) => total + row[way], 0);
  const ways = (doses: number) => (doses > 0 ? numberText(doses) : '');
  return {
    issuer: place,
    title: 'KARTU STOK',
    number: `${place.code}/${product.code}/${from}`,
    madeAt: ctx.now,
    landscape: true,
    facts: [
      ['Vaksin', `${product.name} (${product.code})`],
      ['Isi per vial', `${numberText(product.dosesPerVial)} dosis`],
      ['Periode', `${dayText(from)} s.d. ${dayText(to)}`],
      ...(query.batch && rows[0] ? ([['Nomor batch', rows[0].lot]] as const) : []),
      ['Saldo awal', `${numberText(opening)} dosis`],
      ['Saldo akhir', `${numberText(closing)} dosis`],
    ],
    symbol: { svg: await drawQr(textOfPlace(place), { format: 'svg', scale: 2, caption: place.code }) },
    tables: [
      {
        dense: true,
        columns: [
          { title: 'Waktu', width: 68 },
          { title: 'Kejadian', width: 104 },
          { title: 'Dokumen', width: 68 },
          { title: 'Dari / kepada', width: '*' },
          { title: 'Nomor batch', width: 80 },
          { title: 'Kedaluwarsa', width: 50, align: 'center' },
          { title: 'Masuk', width: 44, align: 'right' },
          { title: 'Keluar', width: 44, align: 'right' },
          { title: 'Saldo', width: 48, align: 'right' },
          { title: 'Petugas', width: 90 },
        ],
        rows: [
          [shortDay(from), 'Saldo awal', '', '', '', '', '', '', numberText(opening), ''],
          ...rows.map((row) => [
            shortMoment(row.occurredAt, place.timeZone),
            eventText(row.kind, row.reason) + (row.reversedBy ? ', dibatalkan' : ''),
            row.document ?? '',
            row.otherId ? (directory.byId(row.otherId)?.name ?? '') : '',
            row.lot,
            shortDay(row.expiry),
            ways(row.in),
            ways(row.out),
            numberText(row.balance),
            row.actor ?? '',
          ]),
        ],
        totals: [
          '',
          'Jumlah',
          '',
          '',
          '',
          '',
          numberText(sum('in')),
          numberText(sum('out')),
          numberText(closing),
          '',
        ],
      },
    ],
    notes: [
      'Dosis tersedia dan dikarantina bersama; perpindahan di antara keduanya tidak mengubah saldo.',
      ...(carriedAt
        ? [
            `Bulan-bulan lama sudah dilepas: kartu mulai ${momentText(carriedAt, place.timeZone)} dari saldo pindahan.`,
          ]
        : []),
    ],
    signatures: [
      { role: 'Petugas,', place: place.storeName ?? place.name },
      { role: 'Mengetahui,', place: place.name },
    ],
  };
}
