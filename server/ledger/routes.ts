// The ledger over HTTP: stock now and then, single movements, their reversal, what to issue first.
import { z } from 'zod';
import type { Batch, Catalogue, Product } from '../catalogue/catalogue.ts';
import { catalogueProblems } from '../catalogue/problems.ts';
import { resolveBatch } from '../catalogue/resolve.ts';
import type { Combiner } from '../kernel/combiner.ts';
import type { Context } from '../kernel/context.ts';
import { problems, type Language } from '../kernel/problem.ts';
import { Reply, route, type Route } from '../kernel/route.ts';
import {
  Code,
  Day,
  decodeCursor,
  Doses,
  fault,
  Instant,
  iso,
  listOf,
  Page,
  pageOf,
  Uuid,
} from '../kernel/shapes.ts';
import { READERS, STAFF, STOCK_ROLES } from '../people/scope.ts';
import type { Directory, Place } from '../places/directory.ts';
import type { Recorded } from './combine.ts';
import { findMovements } from './movements.ts';
import { KINDS, mayMove, movementOf, NEEDS_REASON, REASONS, VVM_STAGES } from './movement.ts';
import { getMovement, reverse } from './reverse.ts';
import { findBalances, findStock, findStockAt, suggestFirstExpiry, type StockRow } from './stock.ts';
import type { Movement, MovementAnswer } from './types.ts';
import { MovementRow, MovementView, StockView, stockView } from './views.ts';
import { warningView } from './warnings.ts';

export interface LedgerDoors {
  directory: Directory;
  catalogue: Catalogue;
  combiner: Combiner<Movement, Recorded>;
  /** How products stand at places, by `place/product`; from insight, by way of the app. */
  statusOf(
    ctx: Context,
    pairs: readonly (readonly [placeId: string, productId: string])[],
  ): Promise<Map<string, z.infer<typeof StockView>['status']>>;
  /** Records a dose given for an activity, drawing on what is kept for it; planning's, handed in. */
  giveForActivity(ctx: Context, giving: ActivityGiving): Promise<Recorded>;
}

export interface ActivityGiving {
  movement: Movement;
  /** Id or code. */
  activity: string;
  place: Place;
  batch: Batch;
  doses: number;
}

const tag = 'Stock';

const MovementBody = z
  .strictObject({
    id: Uuid,
    kind: z.enum(KINDS),
    place: Code,
    batch: Uuid.optional(),
    scan: z.string().max(500).optional(),
    doses: z.int().meta({ description: 'Whole doses, more than zero; an adjustment may be negative' }),
    occurredAt: Instant.optional(),
    reason: z.enum(REASONS).optional(),
    vvm: z.enum(VVM_STAGES).optional(),
    note: z.string().max(500).optional(),
    activity: Code.optional().meta({ description: 'Id or code of the activity that a dose was given for' }),
  })
  .check((check) => {
    const { kind, doses, reason, activity } = check.value;
    if (activity !== undefined && kind !== 'administer') {
      const message = { id: 'Hanya untuk pemberian', en: 'Only for doses given' };
      check.issues.push(fault(activity, ['activity'], 'activity_only_administers', message));
    }
    if (doses === 0 || (doses < 0 && kind !== 'adjust')) {
      const message = { id: 'Harus lebih dari nol', en: 'Must be more than zero' };
      check.issues.push(fault(doses, ['doses'], 'doses_not_positive', message));
    }
    if (NEEDS_REASON.has(kind) && reason === undefined) {
      const message = { id: 'Sebutkan alasannya', en: 'State the reason' };
      check.issues.push(fault(reason, ['reason'], 'reason_required', message));
    }
  });

/** The product that a query names. @throws Problem unknown_product. */
export function productOf(catalogue: Catalogue, idOrCode: string): Product {
  const product = catalogue.product(idOrCode);
  if (!product) throw catalogueProblems.unknown_product({ product: idOrCode });
  return product;
}

function inWords(answer: MovementAnswer, language: Language): z.infer<typeof MovementView> {
  return { ...answer, warnings: answer.warnings.map((warning) => warningView(warning, language)) };
}

function stockRoutes({ directory, catalogue, statusOf }: LedgerDoors): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/v1/stock',
      summary: 'Stock now, of a place or of all below it',
      tag,
      role: READERS,
      query: z.strictObject({
        place: Code.optional(),
        deep: z.enum(['true', 'false']).default('false'),
        product: Code.optional(),
        batch: Uuid.optional(),
        ...Page,
      }),
      response: listOf(StockView),
      async handle(ctx, { query }) {
        const after = decodeCursor(query.cursor, 2) as [string, string] | undefined;
        const rows = await findStock(ctx, {
          place: directory.visible(ctx.actor, query.place ?? ctx.actor.unit.code),
          deep: query.deep === 'true',
          product: query.product && productOf(catalogue, query.product).id,
          batch: query.batch,
          after,
          limit: query.limit + 1,
        });
        const page = pageOf(rows, query.limit, (row) => [directory.get(row.placeId).code, row.batchId]);
        const statuses = await statusOf(
          ctx,
          page.items.map(({ placeId, productId }) => [placeId, productId] as const),
        );
        const view = (row: StockRow) =>
          stockView(directory, row, statuses.get(`${row.placeId}/${row.productId}`));
        return { ...page, items: page.items.map(view) };
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/stock/at',
      summary: 'Stock of a place at a moment of occurred time',
      tag,
      role: READERS,
      query: z.strictObject({ place: Code.optional(), at: Instant, product: Code.optional() }),
      response: z.object({
        items: z.array(
          z.object({ batch: z.uuid(), onHand: z.int(), available: z.int(), quarantined: z.int() }),
        ),
      }),
      async handle(ctx, { query }) {
        const place = directory.visible(ctx.actor, query.place ?? ctx.actor.unit.code);
        const product = query.product && productOf(catalogue, query.product).id;
        return { items: await findStockAt(ctx, place, query.at, product) };
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/stock/suggestion',
      summary: 'Which batches to issue: first expiry, first out',
      tag,
      role: READERS,
      query: z.strictObject({
        place: Code.optional(),
        product: Code,
        doses: z.coerce.number().int().positive(),
        usableOn: Day.optional(),
      }),
      response: z.object({
        picks: z.array(z.object({ batch: z.uuid(), lot: z.string(), expiry: Day, doses: Doses })),
        missing: z.int().meta({ description: 'Doses that no usable, unreserved batch has' }),
      }),
      async handle(ctx, { query }) {
        const place = directory.visible(ctx.actor, query.place ?? ctx.actor.unit.code);
        return suggestFirstExpiry(ctx, { ...query, place, product: productOf(catalogue, query.product).id });
      },
    }),
  ];
}

function movementRoutes({ directory, catalogue, combiner, giveForActivity }: LedgerDoors): Route[] {
  const year = (ctx: Context) => ctx.now.getUTCFullYear();
  return [
    route({
      method: 'post',
      path: '/api/v1/movements',
      summary: 'Record a movement at one place',
      description:
        'Facts are always recorded; one that contradicts the book is flagged and opens a task. ' +
        'A discard, a quarantine and an adjustment have a reason; only an officer releases from quarantine.',
      tag,
      role: STAFF,
      mode: 'combined',
      body: MovementBody,
      response: MovementView,
      status: 201,
      problems: [
        'forbidden',
        'insufficient_stock',
        'unknown_batch',
        'scan_invalid',
        'time_in_future',
        'time_too_old',
        'doses_absurd',
        'unknown_activity',
        'activity_of_other_product',
      ],
      async handle(ctx, { body, language }) {
        const place = directory.visible(ctx.actor, body.place);
        mayMove(ctx.actor, body.kind);
        const { batch, warnings } = await resolveBatch(catalogue, body, { year: year(ctx) });
        const movement = movementOf(ctx, { ...body, hash: ctx.command?.hash, place, batch, warnings });
        const { activity, doses } = body;
        const posted = activity
          ? await giveForActivity(ctx, { movement, activity, place, batch, doses })
          : await combiner.submit({ ...movement, actor: ctx.actor.id });
        if (!posted.answer) throw problems.answer_expired();
        const headers: Record<string, string> =
          posted.outcome === 'repeated' ? { 'Idempotency-Replayed': 'true' } : {};
        return new Reply(inWords(posted.answer, language), { headers });
      },
    }),
    route({
      method: 'post',
      path: '/api/v1/movements/:id/reverse',
      summary: 'Reverse a movement, once only',
      tag,
      role: STOCK_ROLES,
      params: z.object({ id: Uuid }),
      body: z.strictObject({ id: Uuid, reason: z.string().min(1).max(500) }),
      response: MovementView,
      status: 201,
      problems: ['already_reversed', 'later_stock_depends', 'not_reversible', 'movement_not_found'],
      async handle(ctx, { params, body, language }) {
        const original = await getMovement(ctx, params.id);
        const place = directory.byId(original.placeId);
        if (!place || !directory.isVisible(ctx.actor, place)) throw problems.not_found();
        const posted = await reverse(ctx, { ...body, movement: params.id, place });
        const balances = (await findBalances(ctx.tx, posted.touched)).map(
          ({ placeId, batchId, ...balance }) => ({
            place: directory.get(placeId).code,
            batch: batchId,
            ...balance,
          }),
        );
        const verdict = posted.outcome === 'flagged' ? ('flagged' as const) : ('recorded' as const);
        return inWords({ id: body.id, verdict, warnings: posted.warnings, balances }, language);
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/movements',
      summary: 'What happened at a place, or at each place below it, newest first',
      tag,
      role: READERS,
      query: z.strictObject({
        place: Code.optional(),
        deep: z.enum(['true', 'false']).default('false'),
        batch: Uuid.optional(),
        since: Instant.optional().meta({ description: 'Recorded at this moment or later' }),
        until: Instant.optional().meta({ description: 'Recorded before this moment' }),
        ...Page,
      }),
      response: listOf(MovementRow),
      async handle(ctx, { query }) {
        const rows = await findMovements(ctx, {
          ...query,
          place: directory.visible(ctx.actor, query.place ?? ctx.actor.unit.code),
          deep: query.deep === 'true',
          after: decodeCursor(query.cursor, 3) as [string, string, string] | undefined,
          limit: query.limit + 1,
        });
        return pageOf(
          rows.map((row) => ({
            ...row,
            occurredAt: iso(row.occurredAt),
            recordedAt: iso(row.recordedAt),
          })),
          query.limit,
          (row) => [row.place, row.recordedAt, row.id],
        );
      },
    }),
  ];
}

/** Every route of the ledger. */
export function ledgerRoutes(doors: LedgerDoors): Route[] {
  return [...stockRoutes(doors), ...movementRoutes(doors)];
}
