// Puts the demo's vaccines into a database that has no product yet.
import type { Sql } from '../kernel/sql.ts';
import { demoProducts } from './demo-products.ts';

/** Loads the demo's products unless there are any; answers how many. Harmless when two processes do it at once. */
export async function loadDemoProducts(sql: Sql, loading: { newId(): string; now: Date }): Promise<number> {
  if (await sql.maybe('select from product limit 1')) return 0;
  const rows = demoProducts.map((product) => ({ ...product, id: loading.newId() }));
  return sql.run(INSERT, [JSON.stringify(rows), loading.now]);
}

const INSERT = /* sql */ `
  insert into product (id, code, name, antigen, program, manufacturer, presentation, gtin, doses_per_vial,
    vials_per_box, min_celsius, max_celsius, open_vial_hours, vvm_type, freeze_sensitive,
    planning_wastage_percent, wastage_allowance_percent, note, demo, updated_at)
  select id, code, name, antigen, program, manufacturer, presentation, gtin, "dosesPerVial",
    "vialsPerBox", "minCelsius", "maxCelsius", "openVialHours", "vvmType", "freezeSensitive",
    "planningWastagePercent", "wastageAllowancePercent", note, demo, $2
  from jsonb_to_recordset($1) as p(id uuid, code text, name text, antigen text, program text, manufacturer text,
    presentation text, gtin text, "dosesPerVial" int, "vialsPerBox" int, "minCelsius" numeric, "maxCelsius" numeric,
    "openVialHours" int, "vvmType" text, "freezeSensitive" boolean, "planningWastagePercent" int,
    "wastageAllowancePercent" int, note text, demo boolean)
  on conflict do nothing`;
