// Every list of the service as CSV or as an Excel workbook: the list's own route is read page by page, on one snapshot,
// as fast as the caller takes the file and no faster.
import type { Request as HttpRequest, Response } from 'express';
import type { Actor, Context } from './context.ts';
import { columnsOf, readerOf, titleOf, type Column } from './export-columns.ts';
import { writeCsv } from './export-csv.ts';
import type { Cell, Table } from './export-table.ts';
import { writeXlsx } from './export-xlsx.ts';
import type { House } from './house.ts';
import { problems, type Language, type Text } from './problem.ts';
import { Reply, type Request, type Route } from './route.ts';
import { onSnapshot } from './snapshot.ts';

export type Format = 'csv' | 'xlsx';
export const FORMATS: Record<Format, string> = {
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** What a file says of itself. */
export interface Caption {
  title: string;
  /** Without its ending; letters, digits and hyphens. */
  fileName: string;
  /** Each a label and a value: the place, the period, when it was made and by whom. */
  lines: readonly (readonly [label: string, value: string])[];
  /** The IANA time zone in which instants are shown. */
  zone: string;
}

/** What the kernel cannot know: the words of columns, and what a file is called. */
export interface ExportWords {
  titles: Readonly<Record<string, Text>>;
  caption(asked: {
    route: Route;
    actor: Actor;
    query: Record<string, unknown>;
    params: Record<string, unknown>;
    language: Language;
    now: Date;
  }): Caption;
}

export interface AskedExport {
  format: Format;
  heading: boolean;
}

/** Rows of one reading: enough to be quick, few enough to be small. */
const PAGE = 2000;

/** The columns of a route that answers a list and may be asked for as a file. */
export function exportColumns(route: Route): Column[] | undefined {
  const fields = (route.query as { shape?: object } | undefined)?.shape ?? {};
  return route.method === 'get' && !('format' in fields) ? columnsOf(route.response) : undefined;
}

function unknownFormat() {
  const message = { id: 'Pilih json, csv atau xlsx', en: 'Choose json, csv or xlsx' };
  return problems.validation_failed({}, [{ pointer: '/query/format', message, code: 'unknown_format' }]);
}

/**
 * Whether a request for a list wants it as a file, by `?format=` or else by `Accept`; and the query without what only
 * says how.
 * @throws Problem validation_failed for a format that does not exist.
 */
export function askedExport(http: HttpRequest): {
  asked?: AskedExport;
  query: Record<string, unknown>;
} {
  const { format, heading, ...query } = http.query as Record<string, unknown>;
  if (format !== undefined && format !== 'json' && format !== 'csv' && format !== 'xlsx')
    throw unknownFormat();
  const accepted = http.headers.accept ?? '';
  let chosen = format as Format | 'json' | undefined;
  if (chosen === undefined && (accepted.includes('csv') || accepted.includes('spreadsheetml'))) {
    const best = http.accepts(['application/json', FORMATS.csv, FORMATS.xlsx]);
    chosen = best === FORMATS.csv ? 'csv' : best === FORMATS.xlsx ? 'xlsx' : 'json';
  }
  if (chosen === undefined || chosen === 'json') return { query };
  return { asked: { format: chosen, heading: heading !== 'false' }, query };
}

type ListRequest = Request<unknown, Record<string, unknown> | undefined, unknown>;

interface ListPage {
  items: unknown[];
  nextCursor?: string | null;
}

/** The list's pages as its route answers them; while one is written the next is read. */
async function* readAhead(ctx: Context, route: Route, request: ListRequest): AsyncGenerator<ListPage> {
  const paged = request.query !== undefined && 'limit' in request.query;
  const read = async (cursor?: string): Promise<ListPage> => {
    const query = paged ? { ...request.query, limit: PAGE, cursor } : request.query;
    const answer: unknown = await route.handle(ctx, { ...request, query } as never);
    return (answer instanceof Reply ? answer.body : answer) as ListPage;
  };
  let next: Promise<ListPage> | undefined = read();
  try {
    while (next) {
      const page: ListPage = await next;
      next = paged && page.nextCursor ? read(page.nextCursor) : undefined;
      // Its failure is told when it is awaited, not before.
      next?.catch(() => undefined);
      yield page;
    }
  } finally {
    // Whoever leaves early must not leave a statement running on a connection that others will use.
    await next?.catch(() => undefined);
  }
}

/** The list's pages as rows of cells; the last row says so when there is more than an export may have. */
async function* pagesOf(
  ctx: Context,
  route: Route,
  request: ListRequest,
  columns: readonly Column[],
): AsyncGenerator<Cell[][]> {
  const readers = columns.map(({ path }) => readerOf(path));
  const most = ctx.config.exportRowsMax;
  let left = most;
  for await (const { items, nextCursor } of readAhead(ctx, route, request)) {
    yield items.slice(0, left).map((item) => readers.map((read) => read(item)));
    left -= items.length;
    if (left < 0 || (left === 0 && nextCursor)) {
      const said: Text = {
        id: `Terpotong setelah ${most} baris; persempit pilihan`,
        en: `Cut off after ${most} rows; narrow the selection`,
      };
      yield [[said[request.language]]];
      return;
    }
  }
}

/** The same pages, with the first one read: whatever is wrong with the request shows before the file begins. */
async function begun<T>(pages: AsyncGenerator<T>): Promise<AsyncGenerator<T>> {
  const first = await pages.next();
  return (async function* () {
    try {
      if (!first.done) yield first.value;
      yield* pages;
    } finally {
      await pages.return(undefined);
    }
  })();
}

/** Makes the exporter of one process; it allows `config.exportsMax` files at a time. */
export function createExporter(house: House, words: ExportWords) {
  let running = 0;

  async function write(
    ctx: Context,
    route: Route,
    columns: readonly Column[],
    request: ListRequest,
    { format, heading }: AskedExport,
    response: Response,
  ): Promise<void> {
    const { language, params } = request;
    const caption = words.caption({
      route,
      actor: ctx.actor,
      query: request.query ?? {},
      params: (params ?? {}) as Record<string, unknown>,
      language,
      now: ctx.now,
    });
    const pages = await begun(pagesOf(ctx, route, request, columns));
    const table: Table = {
      title: caption.title,
      heading: heading ? [[caption.title], ...caption.lines] : [],
      columns: columns.map(({ path, kind }) => ({ kind, title: titleOf(path, words.titles, language) })),
      zone: caption.zone,
      pages,
    };
    response.status(200);
    response.setHeader('Content-Type', format === 'csv' ? `${FORMATS.csv}; charset=utf-8` : FORMATS[format]);
    response.setHeader('Content-Disposition', `attachment; filename="${caption.fileName}.${format}"`);
    response.setHeader('Content-Language', language);
    response.setHeader('Cache-Control', 'no-store');
    if (response.req.method === 'HEAD') return void response.end();
    await (format === 'csv' ? writeCsv(table, response) : writeXlsx(table, response));
  }

  /**
   * Answers a list as a file.
   * @throws Problem too_busy when as many are being written as may be, and whatever the list's route throws. An error
   *   after the file has begun breaks the connection: a file that ends early must not look whole.
   */
  return async function exportList(
    actor: Actor,
    route: Route,
    columns: readonly Column[],
    request: ListRequest,
    asked: AskedExport,
    response: Response,
  ): Promise<void> {
    if (running >= house.config.exportsMax) throw problems.too_busy({}, undefined, { 'Retry-After': '10' });
    running++;
    try {
      await onSnapshot(house, actor, (ctx) => write(ctx, route, columns, request, asked, response));
    } catch (error) {
      if (!response.headersSent) throw error;
      response.destroy();
      const gone = (error as { code?: string }).code === 'ERR_STREAM_PREMATURE_CLOSE';
      if (!gone) house.log.error({ err: error, route: route.path }, 'an export broke off');
    } finally {
      running--;
    }
  };
}
