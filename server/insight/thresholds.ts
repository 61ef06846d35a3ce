// Minimum and maximum of a place and product: set by hand with who and why, given back to the formula, listed; and the
// supply times by level that the formula rests on.
import type { Context } from '../kernel/context.ts';
import { record } from '../kernel/journal.ts';
import type { Sql } from '../kernel/sql.ts';
import type { Level, Place } from '../places/directory.ts';
import type { Product } from '../catalogue/catalogue.ts';
import { computeThresholds } from './compute.ts';
import { insightProblems } from './problems.ts';

export interface ThresholdRow {
  placeId: string;
  productId: string;
  minimum: number;
  maximum: number;
  monthly: number;
  issues: number;
  stockOutDays: number;
  windowFrom: string | null;
  windowTo: string | null;
  computedMinimum: number;
  computedMaximum: number;
  computedAt: Date | null;
  isManual: boolean;
  reason: string | null;
  setAt: Date | null;
  setBy: string | null;
  distributionMonths: number;
  leadMonths: number;
}

const SELECT = /* sql */ `
  select h.place_id as "placeId", h.product_id as "productId", h.minimum, h.maximum, h.monthly::float8 as monthly,
    h.issues, h.stock_out_days as "stockOutDays", h.window_from as "windowFrom", h.window_to as "windowTo",
    h.computed_minimum as "computedMinimum", h.computed_maximum as "computedMaximum", h.computed_at as "computedAt",
    h.manual_minimum is not null as "isManual", h.reason, h.set_at as "setAt", a.name as "setBy",
    t.distribution_months::float8 as "distributionMonths", t.lead_months::float8 as "leadMonths"
  from threshold h join place p on p.id = h.place_id join product r on r.id = h.product_id
    join supply_time t on t.level = p.level left join account a on a.id = h.set_by`;

export interface ThresholdQuery {
  place: Place;
  deep: boolean;
  product?: string;
  /** Path and product code of the last one seen. */
  after?: readonly [path: string, productCode: string];
  limit: number;
}

/** The thresholds of a place, or with `deep` of all below it, ordered by place and product. */
export function findThresholds(ctx: Context, query: ThresholdQuery): Promise<ThresholdRow[]> {
  return ctx.tx.rows<ThresholdRow>(
    /* sql */ `${SELECT}
    where p.path ~>=~ $1 and p.path ~<~ (left($1, -1) || '0') and ($2::boolean or p.path = $1)
      and ($3::uuid is null or h.product_id = $3)
      and ($4::text is null or (p.path, r.code collate "C") > ($4::text collate "C", $5::text collate "C"))
    order by p.path, r.code collate "C" limit $6`,
    [
      query.place.path,
      query.deep,
      query.product ?? null,
      query.after?.[0] ?? null,
      query.after?.[1] ?? null,
      query.limit,
    ],
  );
}

export interface ThresholdCommand {
  id: string;
  place: Place;
  product: Product;
  /** Null gives it back to the formula. */
  limits: { minimum: number; maximum: number; reason: string } | null;
}

/**
 * Sets minimum and maximum by hand, or gives them back to the formula.
 * @throws Problem threshold_order, threshold_not_set.
 */
export async function setThreshold(ctx: Context, command: ThresholdCommand): Promise<ThresholdRow> {
  const { place, product, limits } = command;
  const key = [place.id, product.id];
  if (limits) {
    const { minimum, maximum, reason } = limits;
    if (minimum > maximum) throw insightProblems.threshold_order({ minimum, maximum });
    await ctx.tx.run(
      /* sql */ `insert into threshold (place_id, product_id, manual_minimum, manual_maximum, reason, set_at, set_by)
      values ($1, $2, $3, $4, $5, $6, $7) on conflict (place_id, product_id) do update set
        manual_minimum = excluded.manual_minimum, manual_maximum = excluded.manual_maximum, reason = excluded.reason,
        set_at = excluded.set_at, set_by = excluded.set_by`,
      [...key, minimum, maximum, reason, ctx.now, ctx.actor.id],
    );
  } else {
    const cleared = await ctx.tx.run(
      /* sql */ `update threshold set manual_minimum = null, manual_maximum = null, reason = null, set_at = null,
        set_by = null where place_id = $1 and product_id = $2 and manual_minimum is not null`,
      key,
    );
    if (cleared === 0) throw insightProblems.threshold_not_set();
  }
  await record(ctx, [
    {
      id: command.id,
      kind: 'threshold.changed',
      placeId: place.id,
      documentId: product.id,
      data: { product: product.code, ...(limits ?? { formula: true }) },
    },
  ]);
  return ctx.tx.one<ThresholdRow>(`${SELECT} where h.place_id = $1 and h.product_id = $2`, key);
}

export interface SupplyTime {
  level: Level;
  /** Months between two deliveries. */
  distributionMonths: number;
  /** Months from asking to receiving. */
  leadMonths: number;
}

/** The supply times of every level. */
export function findSupplyTimes(sql: Sql): Promise<SupplyTime[]> {
  return sql.rows<SupplyTime>(/* sql */ `select level, distribution_months::float8 as "distributionMonths", lead_months::float8 as "leadMonths"
      from supply_time order by array_position(array['national', 'province', 'district', 'health_centre', 'hospital',
        'clinic', 'post'], level)`);
}

/** Changes the supply times of a level; thresholds follow at their next computing. */
export async function setSupplyTime(ctx: Context, command: SupplyTime & { id: string }): Promise<SupplyTime> {
  const { id, level, distributionMonths, leadMonths } = command;
  await ctx.tx.run(
    /* sql */ `update supply_time set distribution_months = $2, lead_months = $3, changed_at = $4, changed_by = $5
      where level = $1`,
    [level, distributionMonths, leadMonths, ctx.now, ctx.actor.id],
  );
  await record(ctx, [{ id, kind: 'supply_time.changed', data: { level, distributionMonths, leadMonths } }]);
  return { level, distributionMonths, leadMonths };
}

/** Computes the thresholds below a place now; answers how many changed. */
export async function recompute(ctx: Context, command: { id: string; place: Place }): Promise<number> {
  const changed = await computeThresholds(ctx, command.place);
  const data = { changed };
  await record(ctx, [{ id: command.id, kind: 'thresholds.asked', placeId: command.place.id, data }]);
  return changed;
}
