// A batch's way, its affected people's appointments (no personal data) as callers see them.
import { z } from 'zod';
import { iso, Moment } from '../kernel/shapes.ts';
import { BatchView } from '../catalogue/views.ts';
import type { Directory } from '../places/directory.ts';
import { PlaceRef, placeRef } from '../places/place-ref.ts';
import type { Doses, Holding } from './holders.ts';
import type { Step } from './journey.ts';

const doses = (description?: string) => z.int().meta({ description: description ?? 'Doses' });

export const TotalsView = z.object({
  manufactured: doses('The sum of all the rest'),
  available: doses(),
  quarantined: doses(),
  inTransit: doses(),
  administered: doses(),
  wasted: doses(),
  destroyed: doses(),
  unexplained: doses('Negative for doses used that the book did not have'),
});

export const HolderView = z.object({
  place: PlaceRef.nullable().meta({
    description: 'Null for a shipment, and for all that lies outside your area',
  }),
  shipment: z.object({ id: z.uuid(), from: PlaceRef, to: PlaceRef }).optional(),
  available: doses(),
  quarantined: doses(),
  reserved: doses(),
  inTransit: doses(),
});
export type HolderView = z.infer<typeof HolderView>;

export const StepView = z.object({
  at: Moment,
  type: z.enum(['registered', 'status', 'shipment', 'usage']),
  place: PlaceRef.nullable(),
  doses: z.int().optional(),
  status: z.string().optional(),
  reason: z.string().optional(),
  shipment: z.object({ id: z.uuid(), code: z.string() }).optional(),
  from: PlaceRef.optional(),
  to: PlaceRef.optional(),
  shipped: z.int().optional(),
  accepted: z.int().nullish(),
  rejected: z.record(z.string(), z.int()).nullish().meta({ description: 'Doses by reason' }),
  missing: z.int().nullish(),
  surplus: z.int().nullish(),
  receivedAt: Moment.nullish(),
  returnedAt: Moment.nullish(),
  administered: z.int().optional(),
  wasted: z.int().optional(),
  destroyed: z.int().optional(),
  unexplained: z.int().optional(),
});
export type StepView = z.infer<typeof StepView>;

export const TraceView = z.object({
  batch: BatchView,
  totals: TotalsView,
  holders: z.array(HolderView),
  journey: z.array(StepView),
  nextCursor: z.string().nullable().meta({ description: 'Where the journey goes on' }),
});

export const StatusChangedView = BatchView.extend({
  holders: z.array(HolderView).meta({ description: 'At most 1,000; `GET …/trace` has all' }),
  holderCount: z.int(),
  tasks: z.int().meta({ description: 'How many places were given a task to acknowledge' }),
});

export const AffectedView = z.object({
  holders: z.array(HolderView),
  appointments: z.array(
    z.object({
      id: z.uuid(),
      code: z.string(),
      place: PlaceRef,
      slotStart: Moment,
      status: z.string(),
      reason: z.string(),
    }),
  ),
  vaccinated: z.array(z.object({ id: z.uuid(), code: z.string(), place: PlaceRef, at: Moment })),
});

/** Holders below `sight` and shipments that begin or end there; everything else is one last line without a name. */
export function holderViews(directory: Directory, holdings: readonly Holding[], sight: string): HolderView[] {
  const sees = (id: string | null) => id !== null && directory.byId(id)?.path.startsWith(sight) === true;
  const elsewhere: Doses = { available: 0, quarantined: 0, reserved: 0, inTransit: 0 };
  const views: HolderView[] = [];
  for (const { holderId, fromId, toId, available, quarantined, reserved, inTransit } of holdings) {
    const held = { available, quarantined, reserved, inTransit };
    if (sees(holderId)) views.push({ place: placeRef(directory, holderId), ...held });
    else if (sees(fromId) || sees(toId)) {
      const shipment = { id: holderId, from: placeRef(directory, fromId!), to: placeRef(directory, toId!) };
      views.push({ place: null, shipment, ...held });
    } else for (const key of Object.keys(held) as (keyof Doses)[]) elsewhere[key] += held[key];
  }
  const { available, quarantined, inTransit } = elsewhere;
  if (available + quarantined + inTransit > 0) views.push({ place: null, ...elsewhere });
  return views;
}

/** One step of a journey. */
export function stepView(directory: Directory, step: Step): StepView {
  const at = iso(step.at);
  if (step.type !== 'shipment') {
    const place = step.placeId ? placeRef(directory, step.placeId) : null;
    return { at, type: step.type, place, ...step.body };
  }
  const { id, code, from, to, receivedAt, returnedAt, ...rest } = step.body;
  const moment = (text: string | null) => (text === null ? null : iso(new Date(text)));
  const [sender, receiver] = [placeRef(directory, from), placeRef(directory, to)];
  return {
    at,
    type: 'shipment',
    place: null,
    shipment: { id, code },
    from: sender,
    to: receiver,
    ...rest,
    receivedAt: moment(receivedAt),
    returnedAt: moment(returnedAt),
  };
}
