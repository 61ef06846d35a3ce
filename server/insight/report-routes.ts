// Reports over HTTP: sums of a period by place or level, the movements behind each figure, the stock card.
import { z } from 'zod';
import { route, type Route } from '../kernel/route.ts';
import { Code, Day, decodeCursor, iso, Moment, Page, pageOf, Uuid } from '../kernel/shapes.ts';
import { READERS } from '../people/scope.ts';
import { LEVELS } from '../places/directory.ts';
import { findCard } from './report-card.ts';
import { SUM_REPORTS, type SumReport } from './report-definitions.ts';
import { FIGURE_NAMES, t, type Figure } from './report-flows.ts';
import { lplpoRoute } from './report-lplpo.ts';
import { findFigures } from './report-movements.ts';
import { orderReportRoute } from './report-orders.ts';
import { DeepQuery, periodOf, PeriodQuery, type ReportNouns } from './report-period.ts';
import { findSums, type By, type Sums } from './report-sums.ts';

const tag = 'Reports';
const PlaceOf = z.object({ code: z.string(), name: z.string() });
const ProductOf = z.object({ code: z.string(), name: z.string() });
const Said = {
  title: z.string(),
  definition: z.string().meta({ description: 'What the figures mean' }),
  period: z.object({ from: Day, to: Day }),
  nextCursor: z.string().nullable(),
};

function sumRoute({ directory, catalogue }: ReportNouns, report: SumReport): Route {
  const Row = z.object({
    place: PlaceOf.nullable(),
    level: z.enum(LEVELS).nullable(),
    product: ProductOf,
    ...report.shape,
  });
  const keys = Object.keys(report.shape);
  function rowOf(sums: Sums) {
    const product = catalogue.product(sums.product)!;
    const place = sums.code === null ? null : directory.byCode(sums.code)!;
    const values = report.of(sums, product);
    return {
      place: place && { code: place.code, name: place.name },
      level: sums.level,
      product: { code: product.code, name: product.name },
      ...Object.fromEntries(keys.map((key) => [key, values[key]])),
    };
  }
  return route({
    method: 'get',
    path: `/api/v1/reports/${report.name}`,
    summary: report.title.en,
    description: report.definition.en,
    tag,
    role: READERS,
    query: z.strictObject({ ...PeriodQuery, ...DeepQuery, by: z.enum(['place', 'level']).default('place') }),
    response: z.object({
      ...Said,
      items: z.array(Row),
      totals: z.array(Row).meta({ description: 'Per product, over all rows; with the first page only' }),
    }),
    problems: ['not_found', 'unknown_product'],
    async handle(ctx, { query, language }) {
      const place = directory.visible(ctx.actor, query.place ?? ctx.actor.unit.code);
      const period = periodOf(ctx, place, query);
      const after = decodeCursor(query.cursor, 2)?.map(String) as [string, string] | undefined;
      const asked = {
        ...period,
        place,
        deep: query.deep === 'true',
        level: query.level,
        product: query.product && catalogue.getProduct(query.product).id,
      };
      const read = (by: By, limit: number) => findSums(ctx, { ...asked, by, after, limit });
      const page = pageOf(await read(query.by, query.limit + 1), query.limit, (row) => [
        row.code ?? '',
        row.product,
      ]);
      const totals = after ? [] : await read('all', 10_000);
      const shown = (rows: Sums[]) => rows.filter((row) => !report.empty(row)).map(rowOf);
      return {
        title: report.title[language],
        definition: report.definition[language],
        period,
        items: shown(page.items),
        totals: shown(totals),
        nextCursor: query.by === 'place' ? page.nextCursor : null,
      } as never;
    },
  });
}

const MovementRow = z.object({
  movement: z.uuid(),
  place: PlaceOf,
  kind: z.string(),
  reason: z.string().nullable(),
  document: z.string().nullable(),
  other: PlaceOf.nullable().meta({ description: 'The place that sent it, or that it went to' }),
  product: ProductOf,
  lot: z.string(),
  expiry: Day,
  occurredAt: Moment,
  recordedAt: Moment,
});

interface FigureReport {
  name: string;
  title: ReturnType<typeof t>;
  definition: ReturnType<typeof t>;
  query: Record<string, z.ZodType>;
  shape: Record<string, z.ZodType>;
  figures(query: { figure?: Figure }): Figure[];
}

const FIGURE_REPORTS: FigureReport[] = [
  {
    name: 'movements',
    title: t('Pergerakan di balik sebuah angka', 'The movements behind a figure'),
    definition: t(
      'Setiap pergerakan pada periode itu yang masuk ke dalam kolom yang dipilih, dengan dosisnya di kolom itu; jumlahnya sama dengan angka laporan.',
      'Each movement of the period that stands in the chosen column, with its doses there; their sum is the figure of the report.',
    ),
    query: { figure: z.enum(FIGURE_NAMES) },
    shape: { doses: z.int() },
    figures: ({ figure }) => [figure!],
  },
  {
    name: 'receipts-issues',
    title: t('Penerimaan dan pengeluaran', 'Receipts and issues'),
    definition: t(
      'Setiap batch yang datang dari tempat lain (diterima, retur diterima, kiriman yang kembali) dan yang keluar ke tempat lain (didistribusikan, diretur). Dosis yang hilang di perjalanan tidak pernah diterima.',
      'Each batch that came from another place (received, returns, shipments that came back) and that left for another (distributed, returned). Doses missing on the way were never received.',
    ),
    query: {},
    shape: { received: z.int(), issued: z.int() },
    figures: () => ['receipts', 'issues'],
  },
];

function figureRoute({ directory, catalogue }: ReportNouns, report: FigureReport): Route {
  const keys = Object.keys(report.shape);
  const named = (place: { code: string; name: string }) => ({ code: place.code, name: place.name });
  return route({
    method: 'get',
    path: `/api/v1/reports/${report.name}`,
    summary: report.title.en,
    description: report.definition.en,
    tag,
    role: READERS,
    query: z.strictObject({ ...PeriodQuery, ...DeepQuery, batch: Uuid.optional(), ...report.query }),
    response: z.object({ ...Said, items: z.array(MovementRow.extend(report.shape)) }),
    problems: ['not_found', 'unknown_product'],
    async handle(ctx, { query, language }) {
      const place = directory.visible(ctx.actor, query.place ?? ctx.actor.unit.code);
      const period = periodOf(ctx, place, query);
      const rows = await findFigures(ctx, {
        ...period,
        place,
        deep: query.deep === 'true',
        level: query.level,
        product: query.product && catalogue.getProduct(query.product).id,
        batch: query.batch,
        figures: report.figures(query as { figure?: Figure }),
        after: decodeCursor(query.cursor, 4) as [string, string, string, string] | undefined,
        limit: query.limit + 1,
      });
      const { items, nextCursor } = pageOf(rows, query.limit, (row) => [
        row.code,
        iso(row.occurredAt),
        row.movement,
        row.batch,
      ]);
      return {
        title: report.title[language],
        definition: report.definition[language],
        period,
        nextCursor,
        items: items.map((row) => {
          const other = row.otherId ? directory.byId(row.otherId) : undefined;
          return {
            movement: row.movement,
            place: named(directory.byCode(row.code)!),
            kind: row.kind,
            reason: row.reason,
            document: row.document,
            other: other ? named(other) : null,
            product: named(catalogue.product(row.productId)!),
            lot: row.lot,
            expiry: row.expiry,
            occurredAt: iso(row.occurredAt),
            recordedAt: iso(row.recordedAt),
            ...Object.fromEntries(keys.map((key, index) => [key, row.doses[index]])),
          };
        }),
      } as never;
    },
  });
}

const CARD_DEFINITION = t(
  'Setiap pergerakan satu produk, atau satu batch, di satu tempat menurut urutan kejadiannya: masuk, keluar, dan sisa sesudahnya. Baris tanpa masuk dan keluar memindahkan dosis ke atau dari karantina. Bila bulan lama sudah dilepas, kartu mulai dari saldo pindahan.',
  'Each movement of one product, or one batch, at one place in the order in which it occurred: in, out, and what was there after it. A row without in and out moves doses to or from quarantine. Where old months were shed, the card begins with what was carried over.',
);

function cardRoute({ directory, catalogue }: ReportNouns): Route {
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

/** Every report. */
export function reportRoutes(nouns: ReportNouns): Route[] {
  return [
    ...SUM_REPORTS.map((report) => sumRoute(nouns, report)),
    ...FIGURE_REPORTS.map((report) => figureRoute(nouns, report)),
    cardRoute(nouns),
    orderReportRoute(nouns),
    lplpoRoute(nouns),
  ];
}
