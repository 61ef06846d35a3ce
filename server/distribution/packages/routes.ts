// Packages over HTTP: what is in one and what happened to it; packed, opened, loaded and re-packed by those who hold it.
import { z } from 'zod';
import { problems } from '../../kernel/problem.ts';
import type { Context } from '../../kernel/context.ts';
import { route, type Route } from '../../kernel/route.ts';
import { checkedAfter, Code, Doses, fault, listOf, Page, pageOf, Uuid } from '../../kernel/shapes.ts';
import type { Catalogue } from '../../catalogue/catalogue.ts';
import { READERS, STOCK_ROLES } from '../../people/scope.ts';
import type { Directory, Place } from '../../places/directory.ts';
import { mustActAt } from '../access.ts';
import { nameLines } from '../lines.ts';
import { Sscc } from '../sscc.ts';
import { findHistory, StepView } from './history.ts';
import { loadPallet } from './load.ts';
import { openPackage } from './open.ts';
import { packBox, packPallet, type Packing } from './pack.ts';
import { findPackage, PACKAGE_KINDS, type Package } from './package.ts';
import { packageProblems } from './problems.ts';
import { repack } from './repack.ts';
import { shipmentAsPackage } from './shipment-package.ts';
import { mustSeePackages } from './sight.ts';
import { findPackageView, findPackageViews, PackageView } from './views.ts';

export interface PackageDoors {
  directory: Directory;
  catalogue: Catalogue;
}

const tag = 'Packages';
const MAX_BATCHES = 50;
const MAX_BOXES = 200;

const PackageFull = PackageView.extend({ history: z.array(StepView) });
const Contents = z
  .array(z.strictObject({ batch: Uuid.optional(), scan: z.string().max(500).optional(), doses: Doses }))
  .min(1)
  .max(MAX_BATCHES);
const Revision = z
  .int()
  .min(1)
  .optional()
  .meta({ description: 'The revision you saw; another one is refused' });
const note = z.string().trim().min(1).max(500).optional();
const Ssccs = z.array(Sscc).max(MAX_BOXES);
const common = { method: 'post', tag, role: STOCK_ROLES } as const;
const refusals = [
  'unknown_package',
  'package_ended',
  'package_in_transit',
  'package_elsewhere',
  'package_changed',
];

async function full(ctx: Context, directory: Directory, sscc: string) {
  const view = await findPackageView(ctx, directory, sscc);
  if (!view) throw problems.not_found();
  return { ...view, history: await findHistory(ctx, directory, view.id!) };
}

/** The package and the place where it lies and the actor may act. @throws Problem not_found, package_in_transit, forbidden. */
async function mine(
  ctx: Context,
  directory: Directory,
  sscc: string,
): Promise<{ found: Package; place: Place }> {
  const found = await findPackage(ctx, sscc);
  if (!found) throw problems.not_found();
  await mustSeePackages(ctx, [sscc]).catch(() => {
    throw problems.not_found();
  });
  if (found.placeId === null) throw packageProblems.package_in_transit({ sscc });
  const place = directory.get(found.placeId);
  mustActAt(ctx, directory, place);
  return { found, place };
}

async function named(
  ctx: Context,
  catalogue: Catalogue,
  contents: z.output<typeof Contents>,
): Promise<Packing[]> {
  return nameLines(ctx, catalogue, contents);
}

function readRoutes({ directory }: PackageDoors): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/v1/packages',
      summary: 'Packages that lie at a place, the newest first',
      tag,
      role: READERS,
      query: z.strictObject({
        place: Code.optional().meta({ description: "Code of a place; the caller's own by default" }),
        kind: z.enum(PACKAGE_KINDS).optional(),
        batch: Uuid.optional(),
        ended: z.enum(['true', 'false']).default('false').meta({ description: 'Also those that have ended' }),
        onPallets: z
          .enum(['true', 'false'])
          .default('false')
          .meta({ description: 'Also boxes that stand on a pallet' }),
        ...Page,
      }),
      response: listOf(PackageView),
      async handle(ctx, { query }) {
        const place = directory.visible(ctx.actor, query.place ?? ctx.actor.unit.code);
        const rows = await findPackageViews(ctx, directory, {
          placeId: place.id,
          kind: query.kind,
          batch: query.batch,
          ended: query.ended === 'true',
          onPallets: query.onPallets === 'true',
          after: checkedAfter(query.cursor),
          limit: query.limit + 1,
        });
        return pageOf(rows, query.limit, ({ createdAt, id }) => [createdAt, id!]);
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/packages/:sscc',
      summary: 'What is in a package, where it is and what happened to it',
      description: "Of a shipment's own number: what was sent under it.",
      tag,
      role: READERS,
      params: z.object({ sscc: Sscc }),
      response: PackageFull,
      problems: ['not_found'],
      async handle(ctx, { params }) {
        const found = await findPackage(ctx, params.sscc);
        return found ? full(ctx, directory, params.sscc) : shipmentAsPackage(ctx, directory, params.sscc);
      },
    }),
  ];
}

function packRoute({ directory, catalogue }: PackageDoors): Route {
  return route({
    ...common,
    path: '/api/v1/packages',
    summary: 'Pack loose doses into a new box, or boxes onto a new pallet',
    body: z
      .strictObject({
        id: Uuid,
        place: Code.optional().meta({ description: "The caller's own by default" }),
        contents: Contents.optional().meta({ description: 'Of a box' }),
        boxes: Ssccs.min(1).optional().meta({ description: 'SSCCs of the boxes on a pallet' }),
        sscc: Sscc.optional().meta({ description: 'When it carries a number already' }),
        note,
      })
      .check((check) => {
        const { contents, boxes } = check.value;
        if ((contents === undefined) !== (boxes === undefined)) return;
        const message = {
          id: 'Sebutkan isi kardus, atau kardus di atas palet',
          en: 'Give the contents of a box, or the boxes on a pallet',
        };
        check.issues.push(fault(undefined, ['contents'], 'contents_or_boxes', message));
      }),
    response: PackageFull,
    status: 201,
    problems: [
      'not_enough_loose',
      'not_a_box',
      'package_on_pallet',
      'sscc_invalid',
      'sscc_taken',
      ...refusals,
    ],
    async handle(ctx, { body }) {
      const place = directory.visible(ctx.actor, body.place ?? ctx.actor.unit.code);
      const { id, sscc, note, boxes } = body;
      await mustSeePackages(ctx, boxes ?? []);
      const made = boxes
        ? await packPallet(ctx, { id, place, boxes, sscc, note })
        : await packBox(ctx, {
            id,
            place,
            sscc,
            note,
            contents: await named(ctx, catalogue, body.contents!),
          });
      return full(ctx, directory, made);
    },
  });
}

function changeRoutes({ directory, catalogue }: PackageDoors): Route[] {
  return [
    route({
      ...common,
      path: '/api/v1/packages/:sscc/open',
      summary: 'Open a box, or take a pallet apart: its number names nothing any more',
      params: z.object({ sscc: Sscc }),
      body: z.strictObject({ id: Uuid, revision: Revision, reason: note }),
      response: PackageFull,
      problems: ['not_found', ...refusals],
      async handle(ctx, { params, body }) {
        const { place } = await mine(ctx, directory, params.sscc);
        await openPackage(ctx, { ...body, place, sscc: params.sscc });
        return full(ctx, directory, params.sscc);
      },
    }),
    route({
      ...common,
      path: '/api/v1/packages/:sscc/load',
      summary: 'Put boxes onto a pallet, or take them off',
      params: z.object({ sscc: Sscc }),
      body: z
        .strictObject({ id: Uuid, revision: Revision, add: Ssccs.default([]), remove: Ssccs.default([]) })
        .check((check) => {
          if (check.value.add.length + check.value.remove.length > 0) return;
          const message = { id: 'Sebutkan kardusnya', en: 'Name the boxes' };
          check.issues.push(fault(undefined, ['add'], 'boxes_required', message));
        }),
      response: PackageFull,
      problems: ['not_found', 'not_a_pallet', 'not_a_box', 'not_on_pallet', 'package_on_pallet', ...refusals],
      async handle(ctx, { params, body }) {
        const { place } = await mine(ctx, directory, params.sscc);
        await mustSeePackages(ctx, [...body.add, ...body.remove]);
        await loadPallet(ctx, { ...body, place, pallet: params.sscc });
        return full(ctx, directory, params.sscc);
      },
    }),
    route({
      ...common,
      path: '/api/v1/packages/repack',
      summary: 'Make new boxes from the doses of others, which end: split, merge, re-pack',
      description: 'What is put into no new box is loose at the place.',
      body: z.strictObject({
        id: Uuid,
        from: z
          .array(z.strictObject({ sscc: Sscc, revision: Revision }))
          .min(1)
          .max(MAX_BOXES),
        into: z
          .array(z.strictObject({ contents: Contents }))
          .min(1)
          .max(MAX_BOXES),
        note,
      }),
      response: z.object({ packages: z.array(PackageView) }),
      status: 201,
      problems: ['not_a_box', 'repack_exceeds', 'duplicate_package', ...refusals],
      async handle(ctx, { body }) {
        await mustSeePackages(
          ctx,
          body.from.map(({ sscc }) => sscc),
        );
        const { place } = await mine(ctx, directory, body.from[0]!.sscc);
        const into: { contents: Packing[] }[] = [];
        for (const [index, { contents }] of body.into.entries()) {
          into.push({
            contents: await nameLines(ctx, catalogue, contents, undefined, `/into/${index}/contents`),
          });
        }
        const made = await repack(ctx, { ...body, place, into });
        const packages: PackageView[] = [];
        for (const sscc of made) packages.push((await findPackageView(ctx, directory, sscc))!);
        return { packages };
      },
    }),
  ];
}

/** Every route of packages. */
export function packageRoutes(doors: PackageDoors): Route[] {
  return [...readRoutes(doors), packRoute(doors), ...changeRoutes(doors)];
}
