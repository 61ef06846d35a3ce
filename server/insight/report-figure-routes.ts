// Reports over HTTP that list movements: those behind a figure, receipts and issues.
import { z } from 'zod';
import { route, type Route } from '../kernel/route.ts';
import { Day, decodeCursor, iso, Moment, pageOf, Uuid } from '../kernel/shapes.ts';
import { READERS } from '../people/scope.ts';
import { FIGURE_NAMES, t, type Figure } from './report-flows.ts';
import { findFigures } from './report-movements.ts';
import { DeepQuery, periodOf, PeriodQuery, type ReportNouns } from './report-period.ts';

import { PlaceOf, ProductOf, REPORT_TAG as tag, Said } from './report-views.ts';

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

/** One report of movements. */
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

/** Every report of movements. */
export const figureRoutes = (nouns: ReportNouns): Route[] =>
  FIGURE_REPORTS.map((report) => figureRoute(nouns, report));
