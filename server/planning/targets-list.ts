// A list of targets (sasaran): how many people at which place are to get which vaccine in which year. Each row drafts a
// need; one that is proposed or approved already is not touched.
import { cellsOf, createOnce, type Cells } from '../catalogue/list-cells.ts';
import type { Fault } from '../catalogue/list-faults.ts';
import { readList, type ListColumn } from '../catalogue/list-file.ts';
import { planList, type ListPlan } from '../catalogue/list-plan.ts';
import type { Catalogue, Product } from '../catalogue/catalogue.ts';
import type { Context } from '../kernel/context.ts';
import { record } from '../kernel/journal.ts';
import type { Sql } from '../kernel/sql.ts';
import type { Directory, Place } from '../places/directory.ts';
import { usualIndex, vialsNeeded, type NeedState } from './need.ts';

export const TARGET_COLUMNS: readonly ListColumn[] = [
  { name: 'place', required: true, also: ['kode_tempat', 'kode_faskes'] },
  { name: 'product', required: true, also: ['kode_produk', 'vaksin'] },
  { name: 'year', required: true, also: ['tahun'] },
  { name: 'population', required: true, also: ['sasaran'] },
  { name: 'doses_each', also: ['dosis', 'pemberian'] },
  { name: 'usage_index', also: ['ip', 'indeks_pemakaian'] },
];

/** A need as the list says it is. */
export interface ListedTarget {
  /** Place, product and year: what a row is known by. */
  code: string;
  placeId: string;
  productId: string;
  year: number;
  population: number;
  dosesEach: number;
  usageIndex: number;
  vials: number;
  doses: number;
}
export type TargetsPlan = ListPlan<ListedTarget>;

type Known = ListedTarget & { state: NeedState };

interface Nouns {
  directory: Directory;
  catalogue: Catalogue;
}

const KNOWN = /* sql */ `
  select p.code || '/' || r.code || '/' || n.year as code, n.place_id as "placeId", n.product_id as "productId", n.year,
    n.population, n.doses_each as "dosesEach", n.usage_index::float8 as "usageIndex", n.vials, n.doses, n.state
  from need n join place p on p.id = n.place_id join product r on r.id = n.product_id where n.year = any($1)`;

async function readKnown(sql: Sql, years: readonly number[]) {
  const known = new Map<string, ListedTarget>();
  const settled = new Map<string, NeedState>();
  for (const { state, ...row } of await sql.rows<Known>(KNOWN, [years])) {
    known.set(row.code, row);
    if (state === 'proposed' || state === 'approved') settled.set(row.code, state);
  }
  return { known, settled };
}

function placeOf(cells: Cells, { directory }: Nouns): Place | undefined {
  const code = cells.required('place');
  if (code === undefined) return undefined;
  const place = directory.byCode(code.toUpperCase());
  return place?.active ? place : cells.fault('place', 'unknown_place', { value: code });
}

function productOf(cells: Cells, { catalogue }: Nouns): Product | undefined {
  const code = cells.required('product');
  if (code === undefined) return undefined;
  return (
    catalogue.product(code.toUpperCase()) ?? cells.fault('product', 'unknown_product_code', { value: code })
  );
}

/** A whole number that must be there. */
function wholeOf(cells: Cells, column: string, min: number, max: number): number | undefined {
  const found = cells.integer(column, min, max);
  return found === null ? cells.fault(column, 'cell_empty') : found;
}

function readTarget(cells: Cells, nouns: Nouns): ListedTarget | undefined {
  const place = placeOf(cells, nouns);
  const product = productOf(cells, nouns);
  const year = wholeOf(cells, 'year', 2000, 2200);
  const population = wholeOf(cells, 'population', 0, 300_000_000);
  const dosesEach = cells.integer('doses_each', 1, 20);
  const index = product && cells.number('usage_index', 0.01, product.dosesPerVial);
  if (!place || !product || year === undefined || population === undefined) return undefined;
  const facts = {
    population,
    dosesEach: dosesEach ?? 1,
    usageIndex: index ? Math.round(index * 100) / 100 : usualIndex(product),
  };
  const vials = vialsNeeded(facts);
  return {
    code: `${place.code}/${product.code}/${year}`,
    placeId: place.id,
    productId: product.id,
    year,
    ...facts,
    vials,
    doses: vials * product.dosesPerVial,
  };
}

/** Reads the list and says what it would change. Nothing is written. */
export async function planTargets(sql: Sql, bytes: Buffer, nouns: Nouns): Promise<TargetsPlan> {
  const file = readList(bytes, TARGET_COLUMNS);
  const years = [...new Set(file.rows.map((row) => Number(row.cells.get('year'))))].filter(Number.isInteger);
  const { known, settled } = await readKnown(sql, years);
  const good: ListedTarget[] = [];
  const faults: Fault[] = [];
  const once = createOnce();
  for (const row of file.rows) {
    const cells = cellsOf(row);
    const target = readTarget(cells, nouns);
    if (target) {
      once.check(cells, 'place', target.code);
      const state = settled.get(target.code);
      if (state) cells.fault('population', 'need_settled', { state });
    }
    faults.push(...cells.faults);
    if (target && cells.faults.length === 0) good.push(target);
  }
  return planList(file, good, faults, known);
}

const WRITE = /* sql */ `
  with row as (
    select * from jsonb_to_recordset($1) as r(id uuid, "stepId" uuid, "placeId" uuid, "productId" uuid, year int,
      population int, "dosesEach" int, "usageIndex" numeric, vials int, doses int)
  ), written as (
    insert into need (id, place_id, product_id, year, population, doses_each, usage_index, vials, doses, updated_at)
    select id, "placeId", "productId", year, population, "dosesEach", "usageIndex", vials, doses, $2 from row
    on conflict on constraint need_place_product_year_key do update set population = excluded.population,
      doses_each = excluded.doses_each, usage_index = excluded.usage_index, vials = excluded.vials,
      doses = excluded.doses, state = 'draft', reason = null, revision = need.revision + 1,
      updated_at = excluded.updated_at
    returning *
  )
  insert into need_step (id, need_id, revision, act, state, at, actor_id, actor_name, unit_code, population, doses_each,
    usage_index, vials)
  select r."stepId", w.id, w.revision, 'import', w.state, $2, $3, $4, $5, w.population, w.doses_each, w.usage_index, w.vials
  from written w join row r on r."placeId" = w.place_id and r."productId" = w.product_id and r.year = w.year`;

/** Writes a plan that has no faults, all of it or nothing, with one journal row. The caller has locked the table. */
export async function writeTargets(ctx: Context, plan: TargetsPlan): Promise<void> {
  if (plan.faults.length > 0) throw new Error('A list with faults is not written');
  const rows = [...plan.fresh, ...plan.changed.map(({ row }) => row)];
  const stored = rows.map((row) => ({ ...row, id: ctx.newId(), stepId: ctx.newId() }));
  const { id, name, unit } = ctx.actor;
  await ctx.tx.run(WRITE, [JSON.stringify(stored), ctx.now, id, name, unit.code]);
  const data = { added: plan.fresh.length, changed: plan.changed.length };
  await record(ctx, [{ id: ctx.newId(), kind: 'needs.imported', data }]);
}
