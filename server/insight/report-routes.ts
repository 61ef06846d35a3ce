// Reports over HTTP: sums of a period by place or level, and the list of all reports.
import { z } from 'zod';
import { route, type Route } from '../kernel/route.ts';
import { decodeCursor, pageOf } from '../kernel/shapes.ts';
import { READERS } from '../people/scope.ts';
import { LEVELS } from '../places/directory.ts';
import { SUM_REPORTS, type SumReport } from './report-definitions.ts';
import { lplpoRoute } from './report-lplpo.ts';
import { orderReportRoute } from './report-orders.ts';
import { DeepQuery, periodOf, PeriodQuery, type ReportNouns } from './report-period.ts';
import { findSums, type By, type Sums } from './report-sums.ts';

import { cardRoute } from './report-card-routes.ts';
import { figureRoutes } from './report-figure-routes.ts';
import { PlaceOf, ProductOf, REPORT_TAG as tag, Said } from './report-views.ts';

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

/** Every report. */
export function reportRoutes(nouns: ReportNouns): Route[] {
  return [
    ...SUM_REPORTS.map((report) => sumRoute(nouns, report)),
    ...figureRoutes(nouns),
    cardRoute(nouns),
    orderReportRoute(nouns),
    lplpoRoute(nouns),
  ];
}
