// Single movements over HTTP: recorded, reversed and listed.
import { z } from 'zod';
import type { Batch, Catalogue } from '../catalogue/catalogue.ts';
import { resolveBatch } from '../catalogue/resolve.ts';
import type { Combiner } from '../kernel/combiner.ts';
import type { Context } from '../kernel/context.ts';
import { problems, type Language } from '../kernel/problem.ts';
import { Reply, route, type Route } from '../kernel/route.ts';
import { Code, decodeCursor, fault, Instant, iso, listOf, Page, pageOf, Uuid } from '../kernel/shapes.ts';
import { READERS, STAFF, STOCK_ROLES } from '../people/scope.ts';
import type { Directory, Place } from '../places/directory.ts';
import type { Recorded } from './combine.ts';
import { findMovements } from './movements.ts';
import { KINDS, mayMove, movementOf, NEEDS_REASON, REASONS, VVM_STAGES } from './movement.ts';
import { getMovement, reverse } from './reverse.ts';
import { findBalances } from './stock.ts';
import type { Movement, MovementAnswer } from './types.ts';
import { MovementRow, MovementView } from './views.ts';
import { warningView } from './warnings.ts';

export interface MovementDoors {
  directory: Directory;
  catalogue: Catalogue;
  combiner: Combiner<Movement, Recorded>;
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

function inWords(answer: MovementAnswer, language: Language): z.infer<typeof MovementView> {
  return { ...answer, warnings: answer.warnings.map((warning) => warningView(warning, language)) };
}

/** Single movements, their reversal and their list. */
export function movementRoutes({ directory, catalogue, combiner, giveForActivity }: MovementDoors): Route[] {
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
