// The nightly work of insight: thresholds of the whole nation, province by province, each in a transaction of its own.
import type { Actor } from '../kernel/context.ts';
import type { House } from '../kernel/house.ts';
import { transact } from '../kernel/transaction.ts';
import type { Directory } from '../places/directory.ts';
import { computeThresholds, partsOf } from './compute.ts';

/** Computes every threshold anew; answers how many changed. Twice does no harm. */
export async function computeNation(house: House, actor: Actor, directory: Directory): Promise<number> {
  let changed = 0;
  for (const { place, alone } of await partsOf(house.database.sql, directory))
    changed += await transact(house, actor, (ctx) => computeThresholds(ctx, place, alone));
  return changed;
}
