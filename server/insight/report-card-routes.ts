// The stock card over HTTP.
import { z } from 'zod';
import { route, type Route } from '../kernel/route.ts';
import { Code, Day, decodeCursor, iso, Moment, Page, pageOf, Uuid } from '../kernel/shapes.ts';
import { READERS } from '../people/scope.ts';
import { findCard } from './report-card.ts';
import { t } from './report-flows.ts';
import { periodOf, type ReportNouns } from './report-period.ts';

import { PlaceOf, ProductOf, REPORT_TAG as tag, Said } from './report-views.ts';

const CARD_DEFINITION = t(
  'Setiap pergerakan satu produk, atau satu batch, di satu tempat menurut urutan kejadiannya: masuk, keluar, dan sisa sesudahnya. Baris tanpa masuk dan keluar memindahkan dosis ke atau dari karantina. Bila bulan lama sudah dilepas, kartu mulai dari saldo pindahan.',
  'Each movement of one product, or one batch, at one place in the order in which it occurred: in, out, and what was there after it. A row without in and out moves doses to or from quarantine. Where old months were shed, the card begins with what was carried over.',
);

/** The stock card of a product or a batch at a place. */
export function cardRoute({ directory, catalogue }: ReportNouns): Route {
  return route({
    method: 'get',
    path: '/api/v1/reports/stock-card',
    summary: 'Stock card of a product or a batch at a place',
    description: CARD_DEFINITION.en,
    tag,
    role: READERS,
    query: z.strictObject({
      place: Code.optional(),
      product: Code,
      batch: Uuid.optional(),
      from: Day.optional(),
      to: Day.optional(),
      ...Page,
    }),
    response: z.object({
      ...Said,
      place: PlaceOf,
      product: ProductOf,
      opening: z.int(),
      closing: z.int(),
      carriedAt: Moment.nullable().meta({
        description: 'Set when older months were shed: the card begins here',
      }),
      items: z.array(
        z.object({
          movement: z.uuid(),
          occurredAt: Moment,
          kind: z.string(),
          figures: z.array(z.string()).meta({ description: 'Columns of the stock report that it stands in' }),
          reason: z.string().nullable(),
          document: z.string().nullable(),
          other: PlaceOf.nullable(),
          batch: z.uuid(),
          lot: z.string(),
          expiry: Day,
          in: z.int(),
          out: z.int(),
          balance: z.int(),
          note: z.string().nullable(),
          actor: z.string().nullable(),
          recordedAt: Moment,
          reversedBy: z.uuid().nullable(),
        }),
      ),
    }),
    problems: ['not_found', 'unknown_product'],
    async handle(ctx, { query, language }) {
      const place = directory.visible(ctx.actor, query.place ?? ctx.actor.unit.code);
      const period = periodOf(ctx, place, query);
      const product = catalogue.getProduct(query.product);
      const after = decodeCursor(query.cursor, 4)?.map(String) as
        [string, string, string, string] | undefined;
      const { rows, carriedAt, ...ends } = await findCard(ctx, {
        ...period,
        place,
        product: product.id,
        batch: query.batch,
        after,
        limit: query.limit + 1,
      });
      const { items, nextCursor } = pageOf(rows, query.limit, (row) => [
        iso(row.occurredAt),
        iso(row.recordedAt),
        row.movement,
        row.batch,
      ]);
      return {
        title: t('Kartu stok', 'Stock card')[language],
        definition: CARD_DEFINITION[language],
        period,
        place: { code: place.code, name: place.name },
        product: { code: product.code, name: product.name },
        ...ends,
        carriedAt: carriedAt && iso(carriedAt),
        nextCursor,
        items: items.map(({ otherId, occurredAt, recordedAt, ...row }) => {
          const other = otherId ? directory.byId(otherId) : undefined;
          return {
            ...row,
            other: other ? { code: other.code, name: other.name } : null,
            occurredAt: iso(occurredAt),
            recordedAt: iso(recordedAt),
          };
        }),
      };
    },
  });
}
