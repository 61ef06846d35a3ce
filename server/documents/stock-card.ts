// Kartu stok: what moved of a product at a place in a period, in order of occurred time, with what was there after each.
import type { Product } from '../catalogue/catalogue.ts';
import { textOfPlace } from '../catalogue/labels.ts';
import type { Context } from '../kernel/context.ts';
import { drawQr } from '../gs1/symbol.ts';
import type { Place } from '../places/directory.ts';
import { instantOf } from '../places/local-day.ts';
import { documentProblems } from './problems.ts';
import type { Sheet } from './sheet.ts';
import { dayText, momentText, numberText, shortDay } from './words.ts';

const MOST_ROWS = 1000;

const WHAT: Record<string, string> = {
  'batch.registered': 'Batch didaftarkan',
  'shipment.dispatched': 'Pengeluaran',
  'shipment.received': 'Penerimaan',
  'shipment.returned': 'Kiriman kembali',
  'movement.administer': 'Pemberian',
  'movement.discard': 'Pembuangan',
  'movement.adjust': 'Penyesuaian',
};

interface Row {
  at: Date;
  kind: string;
  document: string | null;
  lot: string;
  expiry: string;
  reason: string | null;
  reverses: boolean;
  doses: number;
}

/** Doses on hand (available and quarantined) as they changed; moves between the two change nothing. */
const ROWS = /* sql */ `
  select j.occurred_at as at, j.kind, coalesce(s.code, j.data->>'code') as document, t.lot, t.expiry,
    j.data->>'reason' as reason, j.reverses_id is not null as reverses, x.doses
  from (
    select p.journal_id, p.recorded_at, p.batch_id, sum(p.doses)::int as doses
    from balance b join posting p on p.holder_id = b.holder_id and p.batch_id = b.batch_id
    where b.holder_id = $1 and b.product_id = $2 and p.bucket in ('available', 'quarantined')
      and p.occurred_at >= $3 and p.occurred_at < $4
    group by 1, 2, 3 having sum(p.doses) <> 0
  ) x join journal j on j.id = x.journal_id and j.recorded_at = x.recorded_at
  join batch t on t.id = x.batch_id left join shipment s on s.id = j.document_id
  order by j.occurred_at, j.recorded_at, j.id, t.lot limit $5`;

/** What was on hand at the moment: what there is now less all that came later. */
const OPENING = /* sql */ `
  select (select coalesce(sum(available + quarantined), 0) from balance where holder_id = $1 and product_id = $2)
    - (select coalesce(sum(p.doses), 0) from balance b
      join posting p on p.holder_id = b.holder_id and p.batch_id = b.batch_id
      where b.holder_id = $1 and b.product_id = $2 and p.bucket in ('available', 'quarantined') and p.occurred_at >= $3)
    as doses`;

export interface CardQuery {
  place: Place;
  product: Product;
  /** Calendar days at the place, both included. */
  from: string;
  to: string;
}

/** @throws Problem document_too_long for more than a thousand rows. */
export async function stockCardOf(ctx: Context, { place, product, from, to }: CardQuery): Promise<Sheet> {
  const since = instantOf(from, '00:00', place.timeZone);
  const until = new Date(instantOf(to, '00:00', place.timeZone).getTime() + 86_400_000);
  const key = [place.id, product.id, since];
  const rows = await ctx.tx.rows<Row>(ROWS, [...key, until, MOST_ROWS + 1]);
  if (rows.length > MOST_ROWS) throw documentProblems.document_too_long({ max: MOST_ROWS });
  const { doses: opening } = await ctx.tx.one<{ doses: string }>(OPENING, key);
  let balance = Number(opening);
  const sums = { came: 0, went: 0 };
  const lines = rows.map((row) => {
    balance += row.doses;
    if (row.doses > 0) sums.came += row.doses;
    else sums.went -= row.doses;
    const what = WHAT[row.kind] ?? row.kind;
    return [
      momentText(row.at, place.timeZone),
      row.reverses ? `Pembatalan: ${what}` : what,
      row.document ?? row.reason ?? '',
      row.lot,
      shortDay(row.expiry),
      row.doses > 0 ? numberText(row.doses) : '',
      row.doses < 0 ? numberText(-row.doses) : '',
      numberText(balance),
    ];
  });
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
      ['Saldo awal', `${numberText(Number(opening))} dosis`],
      ['Saldo akhir', `${numberText(balance)} dosis`],
    ],
    symbol: { svg: await drawQr(textOfPlace(place), { format: 'svg', scale: 2, caption: place.code }) },
    tables: [
      {
        columns: [
          { title: 'Waktu', width: 132 },
          { title: 'Kejadian', width: 100 },
          { title: 'Dokumen / alasan', width: '*' },
          { title: 'Nomor batch', width: 110 },
          { title: 'Kedaluwarsa', width: 58, align: 'center' },
          { title: 'Masuk', width: 56, align: 'right' },
          { title: 'Keluar', width: 56, align: 'right' },
          { title: 'Saldo', width: 60, align: 'right' },
        ],
        rows: [[dayText(from), 'Saldo awal', '', '', '', '', '', numberText(Number(opening))], ...lines],
        totals: ['', 'Jumlah', '', '', '', numberText(sums.came), numberText(sums.went), numberText(balance)],
      },
    ],
    notes: ['Dosis tersedia dan dikarantina bersama; perpindahan di antara keduanya tidak mengubah saldo.'],
    signatures: [
      { role: 'Petugas,', place: place.storeName ?? place.name },
      { role: 'Mengetahui,', place: place.name },
    ],
  };
}
