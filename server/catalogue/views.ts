// Products and batches as callers see them.
import { z } from 'zod';
import { Day, iso, Moment } from '../kernel/shapes.ts';
import type { Product } from './catalogue.ts';

export const ProductView = z.object({
  id: z.uuid(),
  code: z.string(),
  name: z.string(),
  antigen: z.string().nullable(),
  program: z.string().nullable(),
  manufacturer: z.string().nullable(),
  presentation: z.string().nullable(),
  gtin: z.string().meta({ description: 'GTIN-14 of one vial' }),
  dosesPerVial: z.int(),
  vialsPerBox: z.int(),
  minCelsius: z.number(),
  maxCelsius: z.number(),
  openVialHours: z.int().meta({ description: 'How long an opened vial may be used; 0: at once' }),
  vvmType: z.string().nullable(),
  freezeSensitive: z.boolean(),
  planningWastagePercent: z.int(),
  wastageAllowancePercent: z
    .int()
    .meta({ description: 'Part of the stock that is not promised to appointments' }),
  note: z.string().nullable(),
  diluent: z.string().nullable().meta({ description: 'Code of the product it is mixed with, vial for vial' }),
  demo: z.boolean(),
  active: z.boolean(),
});
export type ProductView = z.infer<typeof ProductView>;

/** A product as callers see it. */
export function productView(product: Product): ProductView {
  return product;
}

export const BATCH_STATUSES = ['released', 'quarantined', 'recalled'] as const;
export type BatchStatus = (typeof BATCH_STATUSES)[number];

/** Who paid for a batch: the state's budget, a region's, a grant, another. */
export const BUDGET_SOURCES = ['apbn', 'apbd', 'hibah', 'other'] as const;
export type BudgetSource = (typeof BUDGET_SOURCES)[number];

export const BatchView = z.object({
  id: z.uuid(),
  product: z.object({
    id: z.uuid(),
    code: z.string(),
    name: z.string(),
    gtin: z.string(),
    dosesPerVial: z.int(),
  }),
  lot: z.string(),
  expiry: Day,
  status: z.enum(BATCH_STATUSES),
  statusReason: z.string().nullable(),
  manufacturedOn: Day.nullable(),
  registeredAt: Moment,
  budgetSource: z.enum(BUDGET_SOURCES).nullable().meta({ description: 'Who paid for it' }),
  budgetYear: z.int().nullable(),
});
export type BatchView = z.infer<typeof BatchView>;

/** What `batchView` needs: a row of `batch` and its product. `BATCH_COLUMNS` reads the rest. */
export interface BatchViewRow {
  id: string;
  product: Pick<Product, 'id' | 'code' | 'name' | 'gtin' | 'dosesPerVial'>;
  lot: string;
  expiry: string;
  status: BatchStatus;
  statusReason: string | null;
  manufacturedOn: string | null;
  registeredAt: Date;
  budgetSource: BudgetSource | null;
  budgetYear: number | null;
}

/** Columns of table `batch b` for a `BatchViewRow`, its product's id apart. */
export const BATCH_COLUMNS = /* sql */ `b.id, b.product_id as "productId", b.lot, b.expiry, b.status,
  b.status_reason as "statusReason", b.manufactured_on as "manufacturedOn", b.registered_at as "registeredAt",
  b.budget_source as "budgetSource", b.budget_year as "budgetYear"`;

/** A batch as callers see it. */
export function batchView(row: BatchViewRow): BatchView {
  const { id, code, name, gtin, dosesPerVial } = row.product;
  return {
    id: row.id,
    product: { id, code, name, gtin, dosesPerVial },
    lot: row.lot,
    expiry: row.expiry,
    status: row.status,
    statusReason: row.statusReason,
    manufacturedOn: row.manufacturedOn,
    registeredAt: iso(row.registeredAt),
    budgetSource: row.budgetSource,
    budgetYear: row.budgetYear,
  };
}
