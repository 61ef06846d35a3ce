// Delivery orders from a file: one row for each line, or for each package of a line; rows of one number belong together.
import { cellsOf } from '../catalogue/list-cells.ts';
import type { Fault } from '../catalogue/list-faults.ts';
import { readList, type ListColumn } from '../catalogue/list-file.ts';
import type { ListPlan } from '../catalogue/list-plan.ts';
import type { Context } from '../kernel/context.ts';
import { Problem } from '../kernel/problem.ts';
import { MANUFACTURER } from './batches.ts';
import { putDelivery, type DeliveryRooms } from './delivery.ts';
import type { SaidLine, SaidPackage } from './delivery-judge.ts';
import { findDeliveryLines, findDeliveryPackages } from './delivery-rows.ts';
import { rejectionText, type Rejected } from './delivery-texts.ts';
import { destinationOf } from './draft.ts';

export const DELIVERY_COLUMNS: readonly ListColumn[] = [
  { name: 'number', required: true, also: ['nomor', 'nomor_do', 'do_number'] },
  { name: 'to', required: true, also: ['tujuan', 'destination'] },
  { name: 'gtin', required: true },
  { name: 'lot', required: true, also: ['batch', 'nomor_lot'] },
  { name: 'expiry', required: true, also: ['kedaluwarsa', 'ed'] },
  { name: 'doses', required: true, also: ['dosis'] },
  { name: 'sscc', also: ['kemasan'] },
  { name: 'pallet', also: ['palet'] },
];

export type DeliveriesPlan = ListPlan<{ code: string }>;

interface ReadLine extends SaidLine {
  /** Where it stands in the file. */
  at: number[];
}

interface ReadDelivery {
  number: string;
  to: string;
  at: number;
  lines: ReadLine[];
  packages: (SaidPackage & { contents: { line: number; doses: number }[]; at: number })[];
}

interface ReadRow extends SaidLine {
  number: string;
  to: string;
  sscc: string | null;
  pallet: string | null;
  at: number;
}

/** Adds a row to its delivery order; packages of one line are one line. */
function addRow(deliveries: Map<string, ReadDelivery>, row: ReadRow): 'other_destination' | undefined {
  const { number, to, gtin, lot, expiry, doses, sscc, pallet, at } = row;
  const delivery = deliveries.get(number) ?? { number, to, at, lines: [], packages: [] };
  deliveries.set(number, delivery);
  if (delivery.to !== to) return 'other_destination';
  let index = delivery.lines.findIndex(
    (line) => sscc !== null && line.gtin === gtin && line.lot === lot && line.expiry === expiry,
  );
  if (index < 0) index = delivery.lines.push({ gtin, lot, expiry, doses: 0, at: [] }) - 1;
  const line = delivery.lines[index]!;
  line.doses += doses;
  line.at.push(at);
  if (sscc === null) return undefined;
  const contents = { line: index + 1, doses };
  const package_ = delivery.packages.find((one) => one.sscc === sscc);
  if (package_) package_.contents.push(contents);
  else delivery.packages.push({ sscc, pallet, contents: [contents], at });
  return undefined;
}

const OTHER_DESTINATION = {
  id: 'Satu nomor DO hanya mempunyai satu tujuan',
  en: 'A delivery order has one destination',
};

function readDeliveries(bytes: Buffer) {
  const file = readList(bytes, DELIVERY_COLUMNS);
  const faults: Fault[] = [...file.faults];
  const deliveries = new Map<string, ReadDelivery>();
  for (const listed of file.rows) {
    const cells = cellsOf(listed);
    const row = {
      number: cells.required('number', 64),
      to: cells.required('to', 32)?.toUpperCase(),
      gtin: cells.required('gtin', 64),
      lot: cells.required('lot', 64),
      expiry: cells.required('expiry', 32),
      doses: cells.integer('doses', 1, 100_000_000) ?? undefined,
      sscc: cells.text('sscc', 64) ?? null,
      pallet: cells.text('pallet', 64) ?? null,
      at: listed.line,
    };
    if (row.doses === undefined && cells.faults.every(({ column }) => column !== 'doses')) {
      cells.fault('doses', 'cell_empty');
    }
    if (cells.faults.length === 0 && addRow(deliveries, row as ReadRow)) {
      const where = { line: listed.line, column: 'to', value: row.to ?? '' };
      cells.faults.push({ ...where, code: 'other_destination', message: OTHER_DESTINATION });
    }
    faults.push(...cells.faults);
  }
  return { file, faults, deliveries: [...deliveries.values()] };
}

const rejectedFault = (line: number, column: string, value: string, rejected: Rejected): Fault => ({
  line,
  column,
  value,
  code: rejected.code,
  message: rejectionText(rejected),
});

/** What became of one delivery order's lines and packages, by the lines of the file. */
async function rejectionsOf(ctx: Context, id: string, read: ReadDelivery): Promise<Fault[]> {
  const lines = await findDeliveryLines(ctx, id);
  const packages = await findDeliveryPackages(ctx, id);
  return [
    ...lines.flatMap(({ line, lot, rejected }) =>
      rejected ? read.lines[line - 1]!.at.map((at) => rejectedFault(at, 'lot', lot, rejected)) : [],
    ),
    ...packages.flatMap(({ sscc, rejected }, index) =>
      rejected ? [rejectedFault(read.packages[index]!.at, 'sscc', sscc, rejected)] : [],
    ),
  ];
}

export interface DeliveriesImport {
  plan: DeliveriesPlan;
  /** True when the file itself cannot be read, so that nothing at all may be written. */
  unreadable: boolean;
}

/**
 * Puts every delivery order of a file, in the caller's transaction. A rejected line or delivery order is a fault of the
 * report; the others are put all the same. A file that cannot be read as a list puts nothing.
 */
export async function importDeliveries(
  ctx: Context,
  rooms: DeliveryRooms,
  bytes: Buffer,
): Promise<DeliveriesImport> {
  const { file, faults, deliveries } = readDeliveries(bytes);
  const plan: DeliveriesPlan = {
    rows: file.rows.length,
    delimiter: file.delimiter,
    fresh: [],
    changed: [],
    unchanged: 0,
    rejected: 0,
    faults,
    unread: file.unread,
  };
  const unreadable = faults.length > 0;
  const from = rooms.directory.byCode(MANUFACTURER);
  for (const read of unreadable || !from ? [] : deliveries) {
    const { number, lines, packages } = read;
    const said = lines.map(({ gtin, lot, expiry, doses }) => ({ gtin, lot, expiry, doses }));
    try {
      const to = destinationOf(rooms.directory, from!, read.to);
      const content = packages.map(({ sscc, pallet, contents }) => ({
        sscc,
        contents,
        pallet: pallet ?? undefined,
      }));
      const put = { number, from: from!, to, lines: said, packages: content };
      const { id, outcome } = await putDelivery(ctx, rooms, put);
      if (outcome === 'created') plan.fresh.push({ code: number });
      if (outcome === 'amended') plan.changed.push({ row: { code: number }, differences: [] });
      if (outcome === 'unchanged') plan.unchanged++;
      plan.faults.push(...(await rejectionsOf(ctx, id, read)));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const message = { id: error.toBody('id').detail, en: error.toBody('en').detail };
      plan.faults.push({ line: read.at, column: 'number', value: number, code: error.code, message });
    }
  }
  plan.faults.sort((a, b) => a.line - b.line);
  plan.rejected = new Set(plan.faults.map(({ line }) => line)).size;
  return { plan, unreadable };
}
