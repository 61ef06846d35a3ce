// An official list of vaccines: which columns it has, what a row must be, and what it would change.
import { isGtin, toGtin14 } from '../gs1/check-digit.ts';
import type { Sql } from '../kernel/sql.ts';
import type { Product } from './catalogue.ts';
import { cellsOf, createOnce, type Cells } from './list-cells.ts';
import type { Fault } from './list-faults.ts';
import { readList, type ListColumn } from './list-file.ts';
import { planList, type ListPlan } from './list-plan.ts';

export type ListedProduct = Omit<Product, 'id'>;
export type ProductsPlan = ListPlan<ListedProduct>;

const REQUIRED = ['code', 'name', 'gtin', 'doses_per_vial', 'vials_per_box', 'min_celsius', 'max_celsius'];
const OPTIONAL = [
  'antigen',
  'program',
  'manufacturer',
  'presentation',
  'open_vial_hours',
  'vvm_type',
  'freeze_sensitive',
  'planning_wastage_percent',
  'wastage_allowance_percent',
  'note',
  'diluent',
];

export const PRODUCT_COLUMNS: readonly ListColumn[] = [
  ...REQUIRED.map((name) => ({ name, required: true })),
  ...OPTIONAL.map((name) => ({ name })),
];

type KnownProduct = ListedProduct & { hasBatches: boolean };

async function readKnown(sql: Sql): Promise<Map<string, KnownProduct>> {
  const rows = await sql.rows<KnownProduct>(/* sql */ `
    select code, name, antigen, program, manufacturer, presentation, gtin, doses_per_vial as "dosesPerVial",
      vials_per_box as "vialsPerBox", min_celsius::float8 as "minCelsius", max_celsius::float8 as "maxCelsius",
      open_vial_hours as "openVialHours", vvm_type as "vvmType", freeze_sensitive as "freezeSensitive",
      planning_wastage_percent as "planningWastagePercent", wastage_allowance_percent as "wastageAllowancePercent",
      note, diluent, demo, active, exists (select from batch b where b.product_id = p.id) as "hasBatches"
    from product p`);
  return new Map(rows.map((row) => [row.code, row]));
}

function readGtin(cells: Cells): string | undefined {
  const gtin = cells.required('gtin');
  if (gtin === undefined) return undefined;
  return isGtin(gtin) ? toGtin14(gtin) : cells.fault('gtin', 'bad_gtin');
}

/** The code of another product, or none; whether there is one is seen when all rows are known. */
function readDiluent(cells: Cells): string | null | undefined {
  return cells.text('diluent') === null ? null : cells.code('diluent', 32);
}

function mustHave<T>(cells: Cells, column: string, value: T | null | undefined): T | undefined {
  return value === null ? cells.fault(column, 'cell_empty') : value;
}

/** A row, with what the list does not say as it was; undefined when it has faults. */
function readProduct(cells: Cells, before: ListedProduct | undefined, has: (column: string) => boolean) {
  const optional = <T>(
    column: string,
    read: () => T | null | undefined,
    was: T | undefined,
    otherwise: T,
  ): T => {
    const value = read();
    return has(column) || was === undefined ? (value ?? otherwise) : was;
  };
  const text = (column: string, was: string | null | undefined) =>
    optional<string | null>(column, () => cells.text(column), was, null);
  const percent = (column: string, was: number | undefined) =>
    optional(column, () => cells.integer(column, 0, 99), was, 0);
  // The table keeps tenths of a degree.
  const celsius = (column: string) => {
    const degrees = mustHave(cells, column, cells.number(column, -196, 60));
    return degrees === undefined ? undefined : Math.round(degrees * 10) / 10;
  };
  const row = {
    code: cells.code('code', 32),
    name: cells.required('name'),
    antigen: text('antigen', before?.antigen),
    program: text('program', before?.program),
    manufacturer: text('manufacturer', before?.manufacturer),
    presentation: text('presentation', before?.presentation),
    gtin: readGtin(cells),
    dosesPerVial: mustHave(cells, 'doses_per_vial', cells.integer('doses_per_vial', 1, 1000)),
    vialsPerBox: mustHave(cells, 'vials_per_box', cells.integer('vials_per_box', 1, 10_000)),
    minCelsius: celsius('min_celsius'),
    maxCelsius: celsius('max_celsius'),
    openVialHours: optional(
      'open_vial_hours',
      () => cells.integer('open_vial_hours', 0, 8760),
      before?.openVialHours,
      0,
    ),
    vvmType: text('vvm_type', before?.vvmType),
    freezeSensitive: optional(
      'freeze_sensitive',
      () => cells.flag('freeze_sensitive'),
      before?.freezeSensitive,
      false,
    ),
    planningWastagePercent: percent('planning_wastage_percent', before?.planningWastagePercent),
    wastageAllowancePercent: percent('wastage_allowance_percent', before?.wastageAllowancePercent),
    note: text('note', before?.note),
    diluent: optional<string | null>('diluent', () => readDiluent(cells), before?.diluent, null),
    demo: false,
    active: true,
  };
  if (row.minCelsius !== undefined && row.maxCelsius !== undefined && row.minCelsius >= row.maxCelsius) {
    cells.fault('min_celsius', 'celsius_order');
  }
  return row;
}

/** A batch is a GTIN and a lot, and its doses come from its vials: with batches, neither may change. */
function checkFixed(
  cells: Cells,
  row: ReturnType<typeof readProduct>,
  before: KnownProduct | undefined,
): void {
  if (!before?.hasBatches) return;
  if (row.gtin !== undefined && row.gtin !== before.gtin) {
    cells.fault('gtin', 'fixed_by_batches', { known: before.gtin });
  }
  if (row.dosesPerVial !== undefined && row.dosesPerVial !== before.dosesPerVial) {
    cells.fault('doses_per_vial', 'fixed_by_batches', { known: before.dosesPerVial });
  }
}

/** Reads the list and says what it would change. Nothing is written. */
export async function planProducts(sql: Sql, bytes: Buffer): Promise<ProductsPlan> {
  const file = readList(bytes, PRODUCT_COLUMNS);
  const known = file.rows.length > 0 ? await readKnown(sql) : new Map<string, KnownProduct>();
  const owners = new Map([...known.values()].map(({ gtin, code }) => [gtin, code]));
  const good: ListedProduct[] = [];
  const faults: Fault[] = [];
  const codesKnown = new Set([
    ...known.keys(),
    ...file.rows.map((line) => line.cells.get('code')?.toUpperCase() ?? ''),
  ]);
  const codes = createOnce();
  const gtins = createOnce();
  for (const line of file.rows) {
    const cells = cellsOf(line);
    const before = known.get(line.cells.get('code')?.toUpperCase() ?? '');
    const row = readProduct(cells, before, file.has);
    if (row.code) codes.check(cells, 'code', row.code);
    if (row.gtin) {
      const owner = owners.get(row.gtin);
      if (owner !== undefined && owner !== row.code) cells.fault('gtin', 'gtin_taken', { owner });
      else gtins.check(cells, 'gtin', row.gtin);
    }
    checkFixed(cells, row, before);
    if (row.diluent !== null && row.diluent === row.code) cells.fault('diluent', 'own_diluent');
    else if (row.diluent !== null && !codesKnown.has(row.diluent)) cells.fault('diluent', 'unknown_product');
    faults.push(...cells.faults);
    if (cells.faults.length === 0) good.push(row as ListedProduct);
  }
  return planList(file, good, faults, known);
}
