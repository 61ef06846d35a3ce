// Annual need of a place: how it is reckoned, and its states, changed by compare-and-set on the revision.
import type { Context } from '../kernel/context.ts';
import { record } from '../kernel/journal.ts';
import { problems, type PointedError } from '../kernel/problem.ts';
import type { Product } from '../catalogue/catalogue.ts';
import type { Place } from '../places/directory.ts';
import { planningProblems } from './problems.ts';

export const NEED_STATES = ['draft', 'proposed', 'approved', 'returned'] as const;
export type NeedState = (typeof NEED_STATES)[number];
export type NeedAct = 'create' | 'import' | 'amend' | 'propose' | 'approve' | 'return';

/** From which states each act leads to which. An approved need is approved again by an office further up. */
const ACTS: Record<Exclude<NeedAct, 'create' | 'import'>, { from: readonly NeedState[]; to: NeedState }> = {
  amend: { from: ['draft', 'returned'], to: 'draft' },
  propose: { from: ['draft'], to: 'proposed' },
  approve: { from: ['proposed', 'approved'], to: 'approved' },
  return: { from: ['proposed', 'approved'], to: 'returned' },
};

export interface NeedFacts {
  /** People to be vaccinated. */
  population: number;
  dosesEach: number;
  /** Doses really given from a vial, two decimals at most. */
  usageIndex: number;
}

export interface Need extends NeedFacts {
  id: string;
  placeId: string;
  productId: string;
  year: number;
  vials: number;
  doses: number;
  state: NeedState;
  approvedLevel: Place['level'] | null;
  reason: string | null;
  proposedBy: string | null;
  revision: number;
  updatedAt: Date;
}

export const NEED = /* sql */ `
  select n.id, n.place_id as "placeId", n.product_id as "productId", n.year, n.population, n.doses_each as "dosesEach",
    n.usage_index::float8 as "usageIndex", n.vials, n.doses, n.state, n.approved_level as "approvedLevel", n.reason,
    n.proposed_by as "proposedBy", n.revision, n.updated_at as "updatedAt"
  from need n`;

/** Whole vials: people times doses each by the usage index, rounded up. Reckoned in hundredths, without fractions. */
export function vialsNeeded({ population, dosesEach, usageIndex }: NeedFacts): number {
  const hundredths = Math.round(usageIndex * 100);
  return Math.floor((population * dosesEach * 100 + hundredths - 1) / hundredths);
}

/** What a vial is expected to give: its doses less the product's planned wastage, two decimals. */
export function usualIndex({ dosesPerVial, planningWastagePercent }: Product): number {
  return Math.max(Math.round(dosesPerVial * (100 - planningWastagePercent)), 1) / 100;
}

const MOST_DOSES = 2_000_000_000;
const at = (pointer: string, id: string, en: string): PointedError[] => [{ pointer, message: { id, en } }];

/** The vials and doses of a need. @throws Problem usage_index_too_high, need_too_large. */
export function sumsOf(facts: NeedFacts, product: Product): { vials: number; doses: number } {
  const { name, dosesPerVial: max } = product;
  if (facts.usageIndex > max)
    throw planningProblems.usage_index_too_high(
      { product: name, max },
      at('/usageIndex', `Paling tinggi ${max}`, `At most ${max}`),
    );
  const vials = vialsNeeded(facts);
  if (vials * max > MOST_DOSES) throw planningProblems.need_too_large({ max: MOST_DOSES });
  return { vials, doses: vials * max };
}

/** @throws Problem not_found. */
export async function getNeed(ctx: Context, id: string): Promise<Need> {
  const found = await ctx.tx.maybe<Need>(`${NEED} where n.id = $1`, [id]);
  if (!found) throw problems.not_found();
  return found;
}

interface Step {
  /** Of the journal row. */
  id: string;
  act: NeedAct;
  place: Pick<Place, 'id'>;
  need: Need;
  reason?: string;
}

/** Keeps what was done to a need: a row of its history and of the journal. */
export async function recordNeedStep(ctx: Context, { id, act, place, need, reason }: Step): Promise<void> {
  await ctx.tx.run(
    /* sql */ `
    insert into need_step (id, need_id, revision, act, state, at, actor_id, actor_name, unit_code, reason, population,
      doses_each, usage_index, vials)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      id,
      need.id,
      need.revision,
      act,
      need.state,
      ctx.now,
      ctx.actor.id,
      ctx.actor.name,
      ctx.actor.unit.code,
      reason ?? null,
      need.population,
      need.dosesEach,
      need.usageIndex,
      need.vials,
    ],
  );
  const { year, productId: product, vials, doses, state, revision } = need;
  await record(ctx, [
    {
      id,
      kind: `need.${act}`,
      placeId: place.id,
      documentId: need.id,
      data: { year, product, vials, doses, state, revision, reason },
    },
  ]);
}

export interface CreateNeed extends NeedFacts {
  /** Of the need, and of the journal row that creates it. */
  id: string;
  place: Place;
  product: Product;
  year: number;
}

/** Drafts a need. @throws Problem need_exists, usage_index_too_high, need_too_large. */
export async function createNeed(ctx: Context, command: CreateNeed): Promise<Need> {
  const { id, place, product, year, population, dosesEach, usageIndex } = command;
  const { vials, doses } = sumsOf(command, product);
  await ctx.tx.run(
    /* sql */ `
    insert into need (id, place_id, product_id, year, population, doses_each, usage_index, vials, doses, updated_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [id, place.id, product.id, year, population, dosesEach, usageIndex, vials, doses, ctx.now],
  );
  const need = await getNeed(ctx, id);
  await recordNeedStep(ctx, { id, act: 'create', place, need });
  return need;
}

export interface NeedChange {
  id: string;
  act: keyof typeof ACTS;
  need: Need;
  place: Place;
  product: Product;
  /** What the caller saw; another means that somebody was faster. */
  revision: number;
  facts?: Partial<NeedFacts>;
  reason?: string;
  /** The office's level when it approves. */
  level?: Place['level'];
}

/**
 * Takes a need one step on, once: of two who try, one finds it changed.
 * @throws Problem need_changed, need_wrong_state, usage_index_too_high, need_too_large.
 */
export async function changeNeed(ctx: Context, change: NeedChange): Promise<Need> {
  const { id, act, need, place, product, revision, reason } = change;
  const { from, to } = ACTS[act];
  const facts = { ...need, ...change.facts };
  const { vials, doses } = sumsOf(facts, product);
  const proposer = act === 'propose' ? ctx.actor.id : need.proposedBy;
  const changed = await ctx.tx.run(
    /* sql */ `
    update need set state = $3, revision = revision + 1, population = $4, doses_each = $5, usage_index = $6, vials = $7,
      doses = $8, approved_level = $9, reason = $10, proposed_by = $11, updated_at = $12
    where id = $1 and revision = $2 and state = any($13)`,
    [
      need.id,
      revision,
      to,
      facts.population,
      facts.dosesEach,
      facts.usageIndex,
      vials,
      doses,
      change.level ?? null,
      to === 'returned' ? reason : null,
      proposer,
      ctx.now,
      from,
    ],
  );
  const now = await getNeed(ctx, need.id);
  if (changed === 0) {
    const { state } = now;
    if (now.revision !== revision) throw planningProblems.need_changed({ revision: now.revision, state });
    throw planningProblems.need_wrong_state({ state, act });
  }
  await recordNeedStep(ctx, { id, act, place, need: now, reason });
  return now;
}
