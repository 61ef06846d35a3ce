// The tables of products and batches as TypeORM sees them.
import { EntitySchema } from 'typeorm';

export interface ProductRow {
  id: string;
  code: string;
  name: string;
  antigen: string | null;
  program: string | null;
  manufacturer: string | null;
  presentation: string | null;
  gtin: string;
  dosesPerVial: number;
  vialsPerBox: number;
  /** PostgreSQL's numeric arrives as text. */
  minCelsius: string;
  maxCelsius: string;
  openVialHours: number;
  vvmType: string | null;
  freezeSensitive: boolean;
  planningWastagePercent: number;
  wastageAllowancePercent: number;
  note: string | null;
  diluent: string | null;
  demo: boolean;
  active: boolean;
  updatedAt: Date;
}

export interface BatchRow {
  id: string;
  productId: string;
  lot: string;
  expiry: string;
  manufacturedOn: string | null;
  status: 'released' | 'quarantined' | 'recalled';
  statusReason: string | null;
  registeredAt: Date;
  budgetSource: string | null;
  budgetYear: number | null;
}

export const productEntity = new EntitySchema<ProductRow>({
  name: 'product',
  columns: {
    id: { type: 'uuid', primary: true },
    code: { type: 'text' },
    name: { type: 'text' },
    antigen: { type: 'text', nullable: true },
    program: { type: 'text', nullable: true },
    manufacturer: { type: 'text', nullable: true },
    presentation: { type: 'text', nullable: true },
    gtin: { type: 'char', length: 14 },
    dosesPerVial: { type: 'int' },
    vialsPerBox: { type: 'int' },
    minCelsius: { type: 'numeric', precision: 5, scale: 1 },
    maxCelsius: { type: 'numeric', precision: 5, scale: 1 },
    openVialHours: { type: 'int', default: 0 },
    vvmType: { type: 'text', nullable: true },
    freezeSensitive: { type: 'boolean', default: false },
    planningWastagePercent: { type: 'int', default: 0 },
    wastageAllowancePercent: { type: 'int', default: 0 },
    note: { type: 'text', nullable: true },
    diluent: { type: 'text', nullable: true },
    demo: { type: 'boolean', default: false },
    active: { type: 'boolean', default: true },
    updatedAt: { type: 'timestamptz' },
  },
});

export const batchEntity = new EntitySchema<BatchRow>({
  name: 'batch',
  columns: {
    id: { type: 'uuid', primary: true },
    productId: { type: 'uuid' },
    lot: { type: 'text' },
    expiry: { type: 'date' },
    manufacturedOn: { type: 'date', nullable: true },
    status: { type: 'text', default: 'released' },
    statusReason: { type: 'text', nullable: true },
    registeredAt: { type: 'timestamptz' },
    budgetSource: { type: 'text', nullable: true },
    budgetYear: { type: 'int', nullable: true },
  },
});

export const catalogueEntities = [productEntity, batchEntity];
