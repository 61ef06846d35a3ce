// Writes what an official list of vaccines changes, in one statement within the caller's transaction.
import type { Context } from '../kernel/context.ts';
import { record } from '../kernel/journal.ts';
import type { ProductsPlan } from './products-list.ts';

const UPSERT = /* sql */ `
  insert into product (id, code, name, antigen, program, manufacturer, presentation, gtin, doses_per_vial,
    vials_per_box, min_celsius, max_celsius, open_vial_hours, vvm_type, freeze_sensitive,
    planning_wastage_percent, wastage_allowance_percent, note, diluent, demo, active, updated_at)
  select id, code, name, antigen, program, manufacturer, presentation, gtin, "dosesPerVial",
    "vialsPerBox", "minCelsius", "maxCelsius", "openVialHours", "vvmType", "freezeSensitive",
    "planningWastagePercent", "wastageAllowancePercent", note, diluent, demo, active, $2
  from jsonb_to_recordset($1) as p(id uuid, code text, name text, antigen text, program text, manufacturer text,
    presentation text, gtin text, "dosesPerVial" int, "vialsPerBox" int, "minCelsius" numeric, "maxCelsius" numeric,
    "openVialHours" int, "vvmType" text, "freezeSensitive" boolean, "planningWastagePercent" int,
    "wastageAllowancePercent" int, note text, diluent text, demo boolean, active boolean)
  on conflict on constraint product_code_key do update set
    name = excluded.name, antigen = excluded.antigen, program = excluded.program,
    manufacturer = excluded.manufacturer, presentation = excluded.presentation, gtin = excluded.gtin,
    doses_per_vial = excluded.doses_per_vial, vials_per_box = excluded.vials_per_box,
    min_celsius = excluded.min_celsius, max_celsius = excluded.max_celsius,
    open_vial_hours = excluded.open_vial_hours, vvm_type = excluded.vvm_type,
    freeze_sensitive = excluded.freeze_sensitive, planning_wastage_percent = excluded.planning_wastage_percent,
    wastage_allowance_percent = excluded.wastage_allowance_percent, note = excluded.note,
    diluent = excluded.diluent, demo = excluded.demo,
    active = excluded.active, updated_at = excluded.updated_at`;

/** Writes a plan that has no faults and records one journal row, so that running services read their products anew. */
export async function writeProducts(
  ctx: Context,
  plan: ProductsPlan,
): Promise<{ added: number; changed: number }> {
  if (plan.faults.length > 0) throw new Error('A list with faults is not written');
  const rows = [...plan.fresh, ...plan.changed.map(({ row }) => row)].map((row) => ({
    ...row,
    id: ctx.newId(),
  }));
  const done = { added: plan.fresh.length, changed: plan.changed.length };
  if (rows.length === 0) return done;
  await ctx.tx.run(UPSERT, [JSON.stringify(rows), ctx.now]);
  await record(ctx, [{ id: ctx.newId(), kind: 'products.imported', data: done }]);
  return done;
}
