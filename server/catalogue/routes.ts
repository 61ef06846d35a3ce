// Products and batches over HTTP. They are the same for the whole nation; who holds them is the ledger's matter.
import { z } from 'zod';
import { problems } from '../kernel/problem.ts';
import { route, type Route } from '../kernel/route.ts';
import { Code, decodeCursor, listOf, Page, pageOf, Uuid } from '../kernel/shapes.ts';
import type { Catalogue } from './catalogue.ts';
import {
  BATCH_COLUMNS,
  BATCH_STATUSES,
  batchView,
  BUDGET_SOURCES,
  BatchView,
  productView,
  ProductView,
} from './views.ts';
import type { BatchViewRow } from './views.ts';

const Search = z.string().max(200).optional();

type Row = Omit<BatchViewRow, 'product'> & { productId: string; key: string };

/** The routes of products and batches. */
export function catalogueRoutes(catalogue: Catalogue): Route[] {
  const viewOf = async (row: Row): Promise<BatchView> => {
    if (!catalogue.product(row.productId)) await catalogue.refresh();
    return batchView({ ...row, product: catalogue.product(row.productId)! });
  };
  return [
    route({
      method: 'get',
      path: '/api/v1/products',
      summary: 'Products by code',
      tag: 'Products',
      role: 'signed-in',
      query: z.strictObject({ ...Page, q: Search.meta({ description: 'Part of a code, name or antigen' }) }),
      response: listOf(ProductView),
      async handle(_, { query: { q, limit, cursor } }) {
        const after = decodeCursor(cursor, 1)?.map(String)[0];
        const wanted = q?.trim().toLowerCase();
        const found = catalogue
          .products()
          .filter((product) => after === undefined || product.code > after)
          .filter(
            ({ code, name, antigen }) =>
              !wanted || `${code} ${name} ${antigen}`.toLowerCase().includes(wanted),
          );
        const { items, nextCursor } = pageOf(found, limit, ({ code }) => [code]);
        return { items: items.map(productView), nextCursor };
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/products/:product',
      summary: 'One product, by id or code',
      tag: 'Products',
      role: 'signed-in',
      params: z.object({ product: Code }),
      response: ProductView,
      problems: ['not_found'],
      async handle(_, { params }) {
        const product = catalogue.product(params.product);
        if (!product) throw problems.not_found();
        return productView(product);
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/batches',
      summary: 'Batches, the newest first',
      tag: 'Batches',
      role: 'signed-in',
      query: z.strictObject({
        ...Page,
        product: Code.optional().meta({ description: 'Id or code of a product' }),
        lot: z.string().max(20).optional().meta({ description: 'The lot exactly, case and all' }),
        q: Search.meta({ description: 'Part of a lot; case does not matter' }),
        status: z.enum(BATCH_STATUSES).optional(),
        budgetSource: z.enum(BUDGET_SOURCES).optional(),
        budgetYear: z.coerce.number().int().min(2000).max(2200).optional(),
      }),
      response: listOf(BatchView),
      async handle(
        ctx,
        { query: { product: named, lot, q, status, budgetSource, budgetYear, limit, cursor } },
      ) {
        const product = named === undefined ? undefined : catalogue.product(named);
        if (named !== undefined && !product) return { items: [], nextCursor: null };
        const after = decodeCursor(cursor, 2)?.map(String);
        if (after && !(Uuid.safeParse(after[1]).success && KEY.test(after[0]!))) decodeCursor('', 2);
        const rows = await ctx.tx.rows<Row>(LIST, [
          product?.id ?? null,
          lot ?? null,
          q === undefined ? null : `%${q.trim().replace(/[\\%_]/g, '\\$&')}%`,
          status ?? null,
          after?.[0] ?? null,
          after?.[1] ?? null,
          limit + 1,
          budgetSource ?? null,
          budgetYear ?? null,
        ]);
        const { items, nextCursor } = pageOf(rows, limit, ({ key, id }) => [key, id]);
        return { items: await Promise.all(items.map(viewOf)), nextCursor };
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/batches/:id',
      summary: 'One batch',
      tag: 'Batches',
      role: 'signed-in',
      params: z.object({ id: Uuid }),
      response: BatchView,
      problems: ['not_found'],
      async handle(ctx, { params }) {
        const row = await ctx.tx.maybe<Row>(`select ${BATCH_COLUMNS} from batch b where b.id = $1`, [
          params.id,
        ]);
        if (!row) throw problems.not_found();
        return viewOf(row);
      },
    }),
  ];
}

/** The key keeps the microseconds that a JavaScript date would lose. */
const KEY = /^\d{1,17}$/;
const LIST = /* sql */ `
  select ${BATCH_COLUMNS}, (extract(epoch from b.registered_at) * 1000000)::bigint::text as key
  from batch b
  where ($1::uuid is null or b.product_id = $1) and ($2::text is null or b.lot = $2)
    and ($3::text is null or b.lot ilike $3) and ($4::text is null or b.status = $4)
    and ($8::text is null or b.budget_source = $8) and ($9::int is null or b.budget_year = $9)
    and ($5::bigint is null
      or (b.registered_at, b.id) < (timestamptz 'epoch' + $5::bigint * interval '1 microsecond', $6::uuid))
  order by b.registered_at desc, b.id desc limit $7`;
