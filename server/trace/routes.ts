// A batch's way and its recall over HTTP: trace, affected appointments, recall, quarantine, release.
import { z } from 'zod';
import { batchView, BatchView } from '../catalogue/views.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { route, type Route } from '../kernel/route.ts';
import { Code, iso, momentCursor, Page, pageOf, Uuid } from '../kernel/shapes.ts';
import type { Sql } from '../kernel/sql.ts';
import { READERS } from '../people/scope.ts';
import type { Directory } from '../places/directory.ts';
import { PlaceRef, placeRef } from '../places/place-ref.ts';
import { findHoldings, totalsOf } from './holders.ts';
import { findJourney } from './journey.ts';
import { findOrigin } from './origin.ts';
import { getBatchInSight, sightOf, type FoundBatch } from './sight.ts';
import { changeStatus, type StatusAct } from './status.ts';
import { AffectedView, holderViews, StatusChangedView, StepView, stepView, TraceView } from './views.ts';

export interface AffectedAppointment {
  id: string;
  code: string;
  placeId: string;
  slotStart: Date;
  status: string;
  /** Why it is affected, such as `doses_recalled`. */
  reason: string;
}

export interface Vaccinated {
  id: string;
  code: string;
  placeId: string;
  at: Date;
}

export interface TraceDoors {
  directory: Directory;
  catalogue: Catalogue;
  /** Appointments that a batch's doses were promised or given to; from the schedule, by way of the app. No personal data. */
  affected(
    sql: Sql,
    batchId: string,
  ): Promise<{ appointments: AffectedAppointment[]; vaccinated: Vaccinated[] }>;
}

const tag = 'Trace';
const HOLDERS_IN_ANSWER = 1000;
const BatchParams = z.object({ id: Uuid });
const Reason = z.string().trim().min(1).max(500);
function createBatchSight(catalogue: Catalogue) {
  return async (row: FoundBatch) => {
    if (!catalogue.product(row.productId)) await catalogue.refresh();
    return batchView({ ...row, product: catalogue.product(row.productId)! });
  };
}

function statusRoute({ directory, catalogue }: TraceDoors, act: StatusAct, summary: string): Route {
  const viewOf = createBatchSight(catalogue);
  return route({
    method: 'post',
    path: `/api/v1/batches/:id/${act}`,
    summary,
    description: 'Each place that holds the batch, or has it on the way, gets a task to acknowledge.',
    tag,
    role: act === 'release' ? ['national_officer'] : ['national_officer', 'warehouse_staff'],
    params: BatchParams,
    body: z.strictObject({ id: Uuid, reason: act === 'release' ? Reason.optional() : Reason }),
    response: StatusChangedView,
    problems: ['batch_status_conflict', 'batch_recalled_final', 'forbidden', 'not_found'],
    async handle(ctx, { params, body }) {
      const { batch, held, tasks } = await changeStatus(ctx, directory, { ...body, batch: params.id, act });
      const holders = holderViews(directory, held, sightOf(ctx.actor));
      return {
        ...(await viewOf(batch)),
        holders: holders.slice(0, HOLDERS_IN_ANSWER),
        holderCount: holders.length,
        tasks,
      };
    },
  });
}

function traceRoute({ directory, catalogue }: TraceDoors): Route {
  const viewOf = createBatchSight(catalogue);
  return route({
    method: 'get',
    path: '/api/v1/batches/:id/trace',
    summary: 'Where a batch went and where its doses are now',
    description:
      'The totals are the nation’s and add up. Below the nation, holders and hops of your own area are named; the rest of the holders is one line.',
    tag,
    role: READERS,
    params: BatchParams,
    query: z.strictObject({ ...Page, limit: Page.limit.default(200) }),
    response: TraceView,
    problems: ['not_found'],
    async handle(ctx, { params, query }) {
      const after = momentCursor(query.cursor);
      const batch = await getBatchInSight(ctx, params.id);
      const sight = sightOf(ctx.actor);
      const steps = await findJourney(ctx, { batch: batch.id, sight, after, limit: query.limit + 1 });
      const { items, nextCursor } = pageOf(steps, query.limit, (step) => [iso(step.at), step.key]);
      return {
        batch: await viewOf(batch),
        totals: await totalsOf(ctx, batch.id),
        holders: holderViews(directory, await findHoldings(ctx, batch.id), sight),
        journey: items.map((step) => stepView(directory, step)),
        nextCursor,
      };
    },
  });
}

function originRoute({ directory, catalogue }: TraceDoors): Route {
  const viewOf = createBatchSight(catalogue);
  return route({
    method: 'get',
    path: '/api/v1/places/:code/batches/:batch/origin',
    summary: 'How a batch came to a place: every hop up to its manufacturer',
    description: 'Hops with neither end in your area show their ends and times, not their doses.',
    tag,
    role: READERS,
    params: z.object({ code: Code, batch: Uuid }),
    response: z.object({ batch: BatchView, place: PlaceRef, hops: z.array(StepView) }),
    problems: ['not_found'],
    async handle(ctx, { params }) {
      const place = directory.visible(ctx.actor, params.code);
      const batch = await getBatchInSight(ctx, params.batch);
      const query = { batch: batch.id, placeId: place.id, sight: sightOf(ctx.actor) };
      return {
        batch: await viewOf(batch),
        place: placeRef(directory, place.id),
        hops: await findOrigin(ctx, directory, query),
      };
    },
  });
}

function affectedRoute({ directory, affected }: TraceDoors): Route {
  return route({
    method: 'get',
    path: '/api/v1/batches/:id/affected',
    summary: 'Holders of a batch, and appointments its doses were promised or given to',
    description: 'No personal data: an appointment is named by its code. Only what lies in your area.',
    tag,
    role: READERS,
    params: BatchParams,
    response: AffectedView,
    problems: ['not_found'],
    async handle(ctx, { params }) {
      const batch = await getBatchInSight(ctx, params.id);
      const sight = sightOf(ctx.actor);
      const found = await affected(ctx.tx, batch.id);
      const sees = ({ placeId }: { placeId: string }) => directory.get(placeId).path.startsWith(sight);
      return {
        holders: holderViews(directory, await findHoldings(ctx, batch.id), sight),
        appointments: found.appointments.filter(sees).map(({ placeId, slotStart, ...rest }) => ({
          ...rest,
          place: placeRef(directory, placeId),
          slotStart: iso(slotStart),
        })),
        vaccinated: found.vaccinated.filter(sees).map(({ id, code, placeId, at }) => ({
          id,
          code,
          place: placeRef(directory, placeId),
          at: iso(at),
        })),
      };
    },
  });
}

/** Every route of trace and recall. */
export function traceRoutes(doors: TraceDoors): Route[] {
  return [
    statusRoute(doors, 'recall', 'Recall a batch: it may no longer be issued, promised or given'),
    statusRoute(doors, 'quarantine', 'Hold a batch back until it is released'),
    statusRoute(doors, 'release', 'Release a batch that was held back; a recall only with its reason'),
    traceRoute(doors),
    originRoute(doors),
    affectedRoute(doors),
  ];
}
