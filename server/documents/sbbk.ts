// SBBK (Surat Bukti Barang Keluar): the goods-issue note that goes with a shipment and comes back signed.
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { ShipmentFound } from '../distribution/views.ts';
import { drawPackageLabel } from '../gs1/symbol.ts';
import type { Directory } from '../places/directory.ts';
import { localDay } from '../places/local-day.ts';
import type { Sheet } from './sheet.ts';
import { dayText, momentText, numberText, shortDay, vialText } from './words.ts';

const MARKS: Partial<Record<ShipmentFound['status'], string>> = {
  draft: 'KONSEP',
  cancelled: 'BATAL',
  returned: 'DIKEMBALIKAN',
};

export interface SbbkDoors {
  directory: Directory;
  catalogue: Catalogue;
}

/** The note of a shipment: what left, from which batch, for whom. What came without having been sent is not in it. */
export async function sbbkOf(
  { directory, catalogue }: SbbkDoors,
  shipment: ShipmentFound,
  madeAt: Date,
): Promise<Sheet> {
  const from = directory.get(shipment.fromId);
  const to = directory.get(shipment.toId);
  const sent = shipment.lines.filter(({ doses }) => doses > 0);
  const issuedAt = shipment.dispatchedAt ?? shipment.createdAt;
  return {
    issuer: from,
    title: 'SURAT BUKTI BARANG KELUAR (SBBK)',
    number: shipment.code,
    madeAt,
    mark: MARKS[shipment.status],
    facts: [
      ['Tanggal', dayText(localDay(issuedAt, from.timeZone))],
      ['Dari', from.storeName ?? from.name],
      ['Kepada', `${to.name} (${to.code})`],
      ['Dikirim', shipment.dispatchedAt ? momentText(shipment.dispatchedAt, from.timeZone) : 'Belum dikirim'],
      ...(shipment.note ? ([['Keterangan', shipment.note]] as const) : []),
    ],
    symbol: { svg: await drawPackageLabel(shipment.sscc, { format: 'svg', scale: 2 }), wide: true },
    tables: [
      {
        columns: [
          { title: 'No', width: 22, align: 'right' },
          { title: 'Nama vaksin', width: '*' },
          { title: 'Nomor batch', width: 92 },
          { title: 'Kedaluwarsa', width: 58, align: 'center' },
          { title: 'Vial', width: 54, align: 'right' },
          { title: 'Dosis', width: 52, align: 'right' },
          { title: 'Keterangan', width: 66 },
        ],
        rows: sent.map(({ batch, doses }, index) => [
          String(index + 1),
          batch.product.name,
          batch.lot,
          shortDay(batch.expiry),
          vialText(doses, catalogue.product(batch.product.id)?.dosesPerVial ?? 1),
          numberText(doses),
          '',
        ]),
        totals: ['', 'Jumlah', '', '', '', numberText(sent.reduce((sum, { doses }) => sum + doses, 0)), ''],
      },
    ],
    notes: [
      'Barang diperiksa saat diterima: jumlah, batch, kedaluwarsa, VVM dan suhu. Satu lembar bertanda tangan kembali kepada pengirim.',
    ],
    signatures: [
      { role: 'Yang menerima,', place: to.name },
      { role: 'Yang menyerahkan,', place: from.storeName ?? from.name },
      { role: 'Mengetahui,', place: from.name },
    ],
  };
}
