// `npm run import -- places|products|deliveries|targets FILE.csv`: loads an official list. A dry run unless --commit; all rows or none.
// docs/import.md says which columns a list has and what happens to what is there.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createCatalogue } from './catalogue/catalogue.ts';
import { reportCsv, reportLines, type ImportReport } from './catalogue/list-report.ts';
import { planProducts } from './catalogue/products-list.ts';
import { writeProducts } from './catalogue/write-products.ts';
import { importDeliveries } from './distribution/delivery-file.ts';
import { readConfig } from './kernel/config.ts';
import type { Context } from './kernel/context.ts';
import type { House } from './kernel/house.ts';
import type { Language } from './kernel/problem.ts';
import { transact } from './kernel/transaction.ts';
import { openHouse } from './open.ts';
import { systemActor } from './people/scope.ts';
import { createDirectory } from './places/directory.ts';
import { FACILITY_PREFIX, planPlaces, type FacilityLevel } from './places/places-list.ts';
import { countRetired, writePlaces } from './places/write-places.ts';
import { planTargets, writeTargets } from './planning/targets-list.ts';

const USAGE = `npm run import -- places FILE.csv [--commit] [--level health_centre|hospital|clinic|post] [--replace-demo]
npm run import -- products FILE.csv [--commit]
npm run import -- deliveries FILE.csv [--commit]
npm run import -- targets FILE.csv [--commit]
  --commit        tulis; tanpa ini hanya uji coba / write; without it a dry run
  --report FILE   semua penolakan sebagai CSV / every refusal as CSV
  --lang id|en    bahasa laporan / language of the report
  --replace-demo  nonaktifkan puskesmas buatan yang belum dipakai / deactivate made-up centres never used`;

/** A made-up centre is given up when nothing ever happened there: no stock, no journal row, nobody signed in. */
const NEVER_USED = /* sql */ `
  not exists (select from balance b where b.holder_id = p.id)
  and not exists (select from journal j where j.place_id = p.id)
  and not exists (select from account a join sign_in s on s.account_id = a.id where a.place_id = p.id)`;

interface Request {
  kind: 'places' | 'products' | 'deliveries' | 'targets';
  file: string;
  commit: boolean;
  replaceDemo: boolean;
  level: FacilityLevel;
  report?: string;
  language: Language;
}

/** The command line's request, or undefined when it makes no sense. */
function readRequest(args: string[]): Request | undefined {
  const flags = {
    commit: { type: 'boolean', default: false },
    'replace-demo': { type: 'boolean', default: false },
    level: { type: 'string', default: 'health_centre' },
    report: { type: 'string' },
    lang: { type: 'string', default: 'id' },
  } as const;
  try {
    const { values, positionals } = parseArgs({ args, options: flags, allowPositionals: true });
    const [kind, file, ...rest] = positionals;
    if (
      (kind !== 'places' && kind !== 'products' && kind !== 'deliveries' && kind !== 'targets') ||
      !file ||
      rest.length > 0
    )
      return undefined;
    if (values.lang !== 'id' && values.lang !== 'en') return undefined;
    if (!(values.level in FACILITY_PREFIX) || (kind !== 'places' && values['replace-demo'])) return undefined;
    const { commit, report, lang: language, 'replace-demo': replaceDemo } = values;
    return { kind, file, commit, replaceDemo, report, language, level: values.level as FacilityLevel };
  } catch {
    return undefined;
  }
}

async function importPlaces(ctx: Context, bytes: Buffer, request: Request): Promise<ImportReport> {
  if (request.commit) await ctx.tx.run('lock table place in share row exclusive mode');
  const plan = await planPlaces(ctx.tx, bytes, request.level);
  const condition = request.replaceDemo ? NEVER_USED : undefined;
  if (plan.faults.length > 0) return { plan, outcome: 'refused' };
  const retired = condition && (await countRetired(ctx.tx, condition));
  const report = { plan, retired: retired || undefined };
  if (plan.fresh.length + plan.changed.length + (report.retired ?? 0) === 0)
    return { ...report, outcome: 'nothing' };
  if (!request.commit) return { ...report, outcome: 'dry' };
  await writePlaces(ctx, plan, condition);
  return { ...report, outcome: 'written' };
}

async function importProducts(ctx: Context, bytes: Buffer, request: Request): Promise<ImportReport> {
  if (request.commit) await ctx.tx.run('lock table product in share row exclusive mode');
  const plan = await planProducts(ctx.tx, bytes);
  if (plan.faults.length > 0) return { plan, outcome: 'refused' };
  if (plan.fresh.length + plan.changed.length === 0) return { plan, outcome: 'nothing' };
  if (!request.commit) return { plan, outcome: 'dry' };
  await writeProducts(ctx, plan);
  return { plan, outcome: 'written' };
}

/** Carries the report of a dry run out of the transaction, which is rolled back. */
class DryRun extends Error {
  constructor(readonly report: ImportReport) {
    super('A dry run writes nothing');
  }
}

/** Delivery orders are put one by one, each line on its own: what is rejected waits, the rest is written. */
async function importDeliveryOrders(house: House, bytes: Buffer, request: Request): Promise<ImportReport> {
  const rooms = { directory: await createDirectory(house), catalogue: await createCatalogue(house) };
  try {
    return await transact(house, systemActor, async (ctx) => {
      const { plan, unreadable } = await importDeliveries(ctx, rooms, bytes);
      if (unreadable) return { plan, outcome: 'refused' };
      if (plan.fresh.length + plan.changed.length === 0) return { plan, outcome: 'nothing' };
      if (!request.commit) throw new DryRun({ plan, outcome: 'dry' });
      return { plan, outcome: 'written' };
    });
  } catch (error) {
    if (error instanceof DryRun) return error.report;
    throw error;
  }
}

async function importTargets(
  ctx: Context,
  bytes: Buffer,
  request: Request,
  nouns: Parameters<typeof planTargets>[2],
): Promise<ImportReport> {
  if (request.commit) await ctx.tx.run('lock table need in share row exclusive mode');
  const plan = await planTargets(ctx.tx, bytes, nouns);
  if (plan.faults.length > 0) return { plan, outcome: 'refused' };
  if (plan.fresh.length + plan.changed.length === 0) return { plan, outcome: 'nothing' };
  if (!request.commit) return { plan, outcome: 'dry' };
  await writeTargets(ctx, plan);
  return { plan, outcome: 'written' };
}

/** Runs one import and prints its report; answers the exit code: 0 done, 1 refused, 2 not understood. */
async function main(args: string[]): Promise<number> {
  const request = readRequest(args);
  if (!request) {
    console.error(USAGE);
    return 2;
  }
  const bytes = await readFile(request.file).catch((error: Error) => {
    console.error(`${request.file}: ${error.message}`);
    return undefined;
  });
  if (!bytes) return 2;
  // A report that cannot be written must be known before anything else is.
  if (request.report) await writeFile(request.report, '');
  const { house, close } = await openHouse({ ...readConfig(), logLevel: 'warn' });
  try {
    const works = {
      places: importPlaces,
      products: importProducts,
      targets: async (ctx: Context) =>
        importTargets(ctx, bytes, request, {
          directory: await createDirectory(house),
          catalogue: await createCatalogue(house),
        }),
    };
    const { kind } = request;
    const report =
      kind === 'deliveries'
        ? await importDeliveryOrders(house, bytes, request)
        : await transact(house, systemActor, (ctx) => works[kind](ctx, bytes, request));
    console.log([path.basename(request.file), ...reportLines(report, request.language)].join('\n'));
    if (request.report) await writeFile(request.report, reportCsv(report.plan.faults, request.language));
    return report.plan.faults.length > 0 ? 1 : 0;
  } finally {
    await close();
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
