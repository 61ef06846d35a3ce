// VAR (Laporan Penerimaan Vaksin): how a shipment arrived, line by line, how it was cooled and what the loggers said.
import type { z } from 'zod';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { ArrivalReport } from '../distribution/arrival-report.ts';
import { drawPackageLabel } from '../gs1/symbol.ts';
import type { Directory } from '../places/directory.ts';
import { reasonText } from './events.ts';
import type { Sheet, Table } from './sheet.ts';
import { dayText, momentText, numberText, shortDay, vialText } from './words.ts';

type Report = z.input<typeof ArrivalReport>;
type Arrival = Report['arrival'];

const COOLANTS: Record<NonNullable<Arrival['coolant']>, string> = {
  none: 'Tanpa pendingin',
  dry_ice: 'Es kering',
  ice_packs: 'Cold pack beku (ice pack)',
  cool_packs: 'Cool pack',
  refrigerated_vehicle: 'Kendaraan berpendingin',
  other: 'Lainnya',
};
const INDICATORS: Record<NonNullable<Arrival['freezeIndicator']>, string> = {
  ok: 'Baik (tidak beku)',
  alarm: 'Menunjukkan pembekuan',
  absent: 'Tidak ada',
};
const CONDITIONS: Record<NonNullable<Arrival['condition']>, string> = {
  good: 'Baik',
  damaged: 'Rusak',
  wet: 'Basah',
  opened: 'Terbuka',
};
const UNSAID = 'Tidak dicatat';
const yesNo = (said: boolean | undefined) => (said === undefined ? UNSAID : said ? 'Ya' : 'Tidak');
const celsius = (degrees: number | undefined) =>
  degrees === undefined ? '-' : `${degrees.toLocaleString('id-ID')} °C`;

const linesOf = (catalogue: Catalogue, { shipment, totals }: Report): Table => ({
  caption: 'Vaksin yang diterima (dosis)',
  columns: [
    { title: 'No', width: 20, align: 'right' },
    { title: 'Nama vaksin', width: '*' },
    { title: 'Nomor batch', width: 84 },
    { title: 'Kedaluwarsa', width: 58, align: 'center' },
    { title: 'Dikirim', width: 48, align: 'right' },
    { title: 'Baik', width: 48, align: 'right' },
    { title: 'Vial baik', width: 48, align: 'right' },
    { title: 'Ditolak', width: 44, align: 'right' },
    { title: 'Kurang', width: 44, align: 'right' },
    { title: 'Lebih', width: 40, align: 'right' },
    { title: 'VVM', width: 28, align: 'center' },
    { title: 'Keterangan', width: 120 },
  ],
  rows: shipment.lines.map((line, index) => {
    const { batch, rejected, note, unusable } = line;
    const perVial = catalogue.product(batch.product.id)?.dosesPerVial ?? 1;
    const why = rejected.map(({ reason, doses }) => `${reasonText(reason)} ${numberText(doses)}`);
    return [
      String(index + 1),
      batch.product.name,
      batch.lot,
      shortDay(batch.expiry),
      numberText(line.doses),
      numberText(line.accepted),
      vialText(line.accepted ?? 0, perVial),
      numberText(rejected.reduce((sum, { doses }) => sum + doses, 0)),
      numberText(line.missing),
      numberText(line.surplus),
      line.vvm ?? '-',
      [...why, unusable ? 'dikirim sebagai tidak layak pakai' : '', note ?? ''].filter(Boolean).join('; '),
    ];
  }),
  totals: [
    '',
    'Jumlah',
    '',
    '',
    numberText(totals.shipped),
    numberText(totals.accepted),
    '',
    ...[totals.rejected, totals.missing, totals.surplus].map(numberText),
    '',
    '',
  ],
});

const loggersOf = (loggers: NonNullable<Arrival['loggers']>): Table => ({
  caption: 'Alat pemantau suhu',
  columns: [
    { title: 'Nomor alat', width: '*' },
    { title: 'Terendah', width: 70, align: 'right' },
    { title: 'Tertinggi', width: 70, align: 'right' },
    { title: 'Alarm', width: 60, align: 'center' },
    { title: 'Keterangan', width: 260 },
  ],
  rows: loggers.map(({ serial, minCelsius, maxCelsius, alarm, remark }) => [
    serial,
    celsius(minCelsius),
    celsius(maxCelsius),
    alarm ? 'ALARM' : 'Tidak',
    remark ?? '',
  ]),
});

function conditionOf({ arrival, packages, worstVvm }: Report): Table {
  const { coolant, freezeIndicator, condition, labelled, documents: papers, loggers, remarks } = arrival;
  const counted = arrival.packages === undefined ? UNSAID : numberText(arrival.packages);
  const arrived = packages.filter((one) => one.arrived).length;
  const checks = [
    ['Bahan pendingin', coolant ? COOLANTS[coolant] : UNSAID],
    ['Indikator beku', freezeIndicator ? INDICATORS[freezeIndicator] : UNSAID],
    ['Keadaan kemasan', condition ? CONDITIONS[condition] : UNSAID],
    ['Label pada setiap kemasan', yesNo(labelled)],
    ['Jumlah kemasan dihitung', counted],
    ...(packages.length > 0 ? [['Paket tercatat yang tiba', `${arrived} dari ${packages.length}`]] : []),
    ['VVM terburuk', worstVvm ?? UNSAID],
    ...(loggers?.length ? [] : [['Alat pemantau suhu', UNSAID]]),
    ['Daftar isi kemasan (packing list)', yesNo(papers?.packingList)],
    ['Sertifikat pelulusan (lot release)', yesNo(papers?.releaseCertificate)],
    ['SBBK', yesNo(papers?.goodsIssueNote)],
    ...(remarks ? [['Catatan', remarks]] : []),
  ];
  const half = Math.ceil(checks.length / 2);
  return {
    caption: 'Keadaan saat tiba',
    columns: [
      { title: 'Yang diperiksa', width: 150 },
      { title: 'Hasil', width: '*' },
      { title: 'Yang diperiksa', width: 150 },
      { title: 'Hasil', width: '*' },
    ],
    rows: checks.slice(0, half).map((check, at) => [...check, ...(checks[half + at] ?? ['', ''])]),
  };
}

/** The report of a shipment that was received; the receiver issues it. */
export async function arrivalReportSheet(
  { directory, catalogue }: { directory: Directory; catalogue: Catalogue },
  report: Report,
  madeAt: Date,
): Promise<Sheet> {
  const { shipment, arrival, receivedAt, receivedBy } = report;
  const from = directory.get(shipment.from.id);
  const to = directory.get(shipment.to.id);
  return {
    issuer: to,
    title: 'LAPORAN PENERIMAAN VAKSIN (VAR)',
    number: report.number,
    madeAt,
    landscape: true,
    facts: [
      ['Pengirim', `${from.name} (${from.code})`],
      ['Penerima', `${to.name} (${to.code})`],
      ['Nomor SBBK', shipment.code],
      ['Dikirim', momentText(new Date(shipment.dispatchedAt!), from.timeZone)],
      ['Diterima', momentText(new Date(receivedAt), to.timeZone)],
      ['Lama perjalanan', `${report.hoursOnTheWay.toLocaleString('id-ID')} jam`],
      ['Dicatat oleh', receivedBy ?? '-'],
      ...(arrival.inspectedOn ? ([['Diperiksa', dayText(arrival.inspectedOn)]] as const) : []),
    ],
    symbol: { svg: await drawPackageLabel(shipment.sscc, { format: 'svg', scale: 2 }), wide: true },
    tables: [
      linesOf(catalogue, report),
      conditionOf(report),
      ...(arrival.loggers?.length ? [loggersOf(arrival.loggers)] : []),
    ],
    signatures: [
      { role: 'Petugas penerima,', place: to.storeName ?? to.name },
      { role: 'Yang menyerahkan,', place: from.name },
      { role: 'Mengetahui,', place: to.name },
    ],
  };
}
