// What the store's answers have in common: batches and places as they name them, warnings in words, who did it.
import { z } from 'zod';
import type { Catalogue, Product } from '../catalogue/catalogue.ts';
import type { Language } from '../kernel/problem.ts';
import { Code, Day, Uuid } from '../kernel/shapes.ts';
import type { Sql } from '../kernel/sql.ts';
import type { Warning } from '../ledger/types.ts';
import { warningView } from '../ledger/warnings.ts';
import type { Directory } from '../places/directory.ts';

/** What the routes of the store stand on. */
export interface StoreRooms {
  directory: Directory;
  catalogue: Catalogue;
}

export const ProductRef = z.object({
  id: z.uuid(),
  code: z.string(),
  name: z.string(),
  dosesPerVial: z.int(),
});
export type ProductRef = z.infer<typeof ProductRef>;

export const BatchRef = z.object({ id: z.uuid(), lot: z.string(), expiry: Day, product: ProductRef });

/** How a line of a request names a batch: by id, or as scanned. */
export const naming = { batch: Uuid.optional(), scan: z.string().max(500).optional() };
export const PlaceQuery = Code.optional().meta({ description: 'Your own by default' });
/** The name of whoever did it; null when that is not a person. */
export const Who = z.string().nullable();

/** A product as the store's answers name it. */
export function productRef({ id, code, name, dosesPerVial }: Product): ProductRef {
  return { id, code, name, dosesPerVial };
}

/** The product of that id. @throws Error when there is none: a bug, since rows refer to it. */
export function getProduct({ catalogue }: Pick<StoreRooms, 'catalogue'>, id: string): Product {
  const product = catalogue.product(id);
  if (!product) throw new Error(`There is no product ${id}`);
  return product;
}

/** Warnings in the caller's language. */
export function inWords(warnings: readonly Warning[], language: Language) {
  return warnings.map((warning) => warningView(warning, language));
}

/** Names of accounts by id. */
export async function namesOf(sql: Sql, ids: readonly (string | null)[]): Promise<Map<string, string>> {
  const wanted = [...new Set(ids.filter((id) => id !== null))];
  if (wanted.length === 0) return new Map();
  const rows = await sql.rows<{ id: string; name: string }>(
    'select id, name from account where id = any($1::uuid[])',
    [wanted],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}
