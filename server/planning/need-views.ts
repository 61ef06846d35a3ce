// Needs as callers see them.
import { z } from 'zod';
import { iso, Moment } from '../kernel/shapes.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { LEVELS, type Directory } from '../places/directory.ts';
import { NEED_STATES, type Need } from './need.ts';
import { PlaceView, placeView, ProductView, productView } from './views.ts';

export const NeedView = z.object({
  id: z.uuid(),
  place: PlaceView,
  product: ProductView,
  year: z.int(),
  population: z.int().meta({ description: 'People to be vaccinated' }),
  dosesEach: z.int(),
  usageIndex: z.number().meta({ description: 'Doses really given from a vial' }),
  vials: z.int().meta({ description: 'population x dosesEach / usageIndex, rounded up' }),
  doses: z.int().meta({ description: 'The doses that these vials hold' }),
  state: z.enum(NEED_STATES),
  approvedLevel: z.enum(LEVELS).nullable().meta({ description: 'The highest office that approved it' }),
  reason: z.string().nullable().meta({ description: 'Why it was returned' }),
  revision: z.int(),
  updatedAt: Moment,
});

export const NeedHistory = NeedView.extend({
  history: z.array(
    z.object({
      revision: z.int(),
      act: z.string(),
      state: z.enum(NEED_STATES),
      at: Moment,
      by: z.object({ name: z.string(), unit: z.string() }),
      reason: z.string().nullable(),
      population: z.int(),
      dosesEach: z.int(),
      usageIndex: z.number(),
      vials: z.int(),
    }),
  ),
});

export const NeedSumView = z.object({
  place: PlaceView.meta({
    description: 'The place itself, or one directly below it with all that is below that',
  }),
  product: ProductView,
  population: z.int(),
  vials: z.int(),
  doses: z.int(),
  approvedDoses: z.int(),
  draft: z.int().meta({ description: 'How many needs are in this state; so the next three' }),
  proposed: z.int(),
  approved: z.int(),
  returned: z.int(),
});

export const ProgressView = z.object({
  place: PlaceView,
  product: ProductView,
  year: z.int(),
  doses: z.int().meta({ description: 'Needed in the year by the place and all below it' }),
  approvedDoses: z.int().meta({ description: 'Of these, approved' }),
  months: z.array(
    z.object({
      month: z.string(),
      needed: z.int().meta({ description: 'An even share of the year, up to this month' }),
      received: z.int().meta({ description: 'Accepted from outside, in this month' }),
      used: z.int(),
      wasted: z.int(),
      receivedSoFar: z.int(),
      usedSoFar: z.int(),
    }),
  ),
});

/** A need as callers see it. */
export function needView(
  { directory, catalogue }: { directory: Directory; catalogue: Catalogue },
  need: Need,
): z.infer<typeof NeedView> {
  return {
    id: need.id,
    place: placeView(directory, need.placeId),
    product: productView(catalogue, need.productId),
    year: need.year,
    population: need.population,
    dosesEach: need.dosesEach,
    usageIndex: need.usageIndex,
    vials: need.vials,
    doses: need.doses,
    state: need.state,
    approvedLevel: need.approvedLevel,
    reason: need.reason,
    revision: need.revision,
    updatedAt: iso(need.updatedAt),
  };
}
