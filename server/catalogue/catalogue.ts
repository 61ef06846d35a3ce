// Products in memory, and what never changes of batches in a bounded cache. A batch's status changes, so it is not here.
import { LRUCache } from 'lru-cache';
import type { House } from '../kernel/house.ts';
import { catalogueProblems } from './problems.ts';

export interface Product {
  id: string;
  code: string;
  name: string;
  antigen: string | null;
  program: string | null;
  manufacturer: string | null;
  presentation: string | null;
  /** GTIN-14 of one vial. */
  gtin: string;
  dosesPerVial: number;
  vialsPerBox: number;
  minCelsius: number;
  maxCelsius: number;
  /** How long an opened vial may be used; 0 means at once. */
  openVialHours: number;
  vvmType: string | null;
  freezeSensitive: boolean;
  planningWastagePercent: number;
  wastageAllowancePercent: number;
  note: string | null;
  /** The code of the product that it is mixed with, one vial for each of its own. */
  diluent: string | null;
  demo: boolean;
  /** False for a product no longer used: still known, no longer listed. */
  active: boolean;
}

export interface Batch {
  id: string;
  product: Product;
  lot: string;
  expiry: string;
  manufacturedOn: string | null;
}

export interface Catalogue {
  /** Active products by code. */
  products(): Product[];
  product(idOrCode: string): Product | undefined;
  /** The product that a request names. @throws Problem unknown_product, at that JSON pointer if one is given. */
  getProduct(idOrCode: string, pointer?: string): Product;
  productByGtin(gtin14: string): Product | undefined;
  /** The batch of that id, as committed. Callers that ask for one id at the same time share one query. */
  batch(id: string): Promise<Batch | undefined>;
  batchByLot(productId: string, lot: string): Promise<Batch | undefined>;
  /** Reads the products anew. */
  refresh(): Promise<void>;
}

const PRODUCTS = /* sql */ `
  select id, code, name, antigen, program, manufacturer, presentation, gtin, doses_per_vial as "dosesPerVial",
    vials_per_box as "vialsPerBox", min_celsius::float8 as "minCelsius", max_celsius::float8 as "maxCelsius",
    open_vial_hours as "openVialHours", vvm_type as "vvmType", freeze_sensitive as "freezeSensitive",
    planning_wastage_percent as "planningWastagePercent", wastage_allowance_percent as "wastageAllowancePercent",
    note, diluent, demo, active
  from product order by code collate "C"`;

const BATCH = /* sql */ `
  select id, product_id as "productId", lot, expiry, manufactured_on as "manufacturedOn" from batch`;

/** Batches kept in memory: a nation has some thousands that still move. */
const BATCHES_KEPT = 20_000;

type Facts = Omit<Batch, 'product'> & { productId: string };

/** Loads the products of the database. */
export async function createCatalogue(house: Pick<House, 'database'>): Promise<Catalogue> {
  const { sql } = house.database;
  let products = new Map<string, Product>();
  let byGtin = new Map<string, Product>();
  let listed: Product[] = [];
  const facts = new LRUCache<string, Facts>({ max: BATCHES_KEPT });
  const asked = new Map<string, Promise<Facts | undefined>>();

  async function refresh(): Promise<void> {
    const found = await sql.rows<Product>(PRODUCTS);
    products = new Map(
      found.flatMap(
        (product) =>
          [
            [product.id, product],
            [product.code, product],
          ] as const,
      ),
    );
    byGtin = new Map(found.map((product) => [product.gtin, product]));
    listed = found.filter((product) => product.active);
  }

  async function look(key: string, where: string, values: string[]): Promise<Batch | undefined> {
    let known = facts.get(key);
    if (!known) {
      let question = asked.get(key);
      if (!question) {
        question = sql.maybe<Facts>(`${BATCH} where ${where}`, values).finally(() => asked.delete(key));
        asked.set(key, question);
      }
      known = await question;
      if (!known) return undefined;
      facts.set(known.id, known);
      facts.set(keyOfLot(known.productId, known.lot), known);
    }
    // Another process may have imported the product a moment ago.
    if (!products.has(known.productId)) await refresh();
    const { productId, ...rest } = known;
    return { ...rest, product: products.get(productId)! };
  }

  await refresh();
  return {
    products: () => listed,
    product: (idOrCode) => products.get(idOrCode),
    getProduct(idOrCode, pointer) {
      const product = products.get(idOrCode);
      if (product) return product;
      const message = { id: 'Tidak dikenal', en: 'Unknown' };
      const at = pointer === undefined ? undefined : [{ pointer, code: 'unknown', message }];
      throw catalogueProblems.unknown_product({ product: idOrCode }, at);
    },
    productByGtin: (gtin) => byGtin.get(gtin),
    batch: (id) => look(id, 'id = $1', [id]),
    batchByLot: (productId, lot) =>
      look(keyOfLot(productId, lot), 'product_id = $1 and lot = $2', [productId, lot]),
    refresh,
  };
}

const keyOfLot = (productId: string, lot: string) => `${productId}/${lot}`;
