// What doses are for. Activities and what is kept for them are planning's; whoever orders, sends, opens or gives doses
// knows them by these functions, which `rooms.ts` hands in.
import { z } from 'zod';
import type { Batch, Product } from '../catalogue/catalogue.ts';
import type { Context } from '../kernel/context.ts';
import type { Place } from '../places/directory.ts';
import type { Warning } from './types.ts';

/** An activity as the answers of other rooms name it. */
export const ActivityRef = z.object({
  id: z.uuid(),
  code: z.string(),
  name: z.object({ id: z.string(), en: z.string() }),
});
export type ActivityRef = z.infer<typeof ActivityRef>;

/** SQL: an `ActivityRef`, or null, of the activity whose id is `column`. */
export const activityRefSql = (column: string) => /* sql */ `(
  select jsonb_build_object('id', named.id, 'code', named.code, 'name', jsonb_build_object('id', named.name_id, 'en',
    named.name_en)) from activity named where named.id = ${column})`;

export interface BatchDoses {
  batch: string;
  doses: number;
}

export interface WantedActivity {
  /** Id or code. */
  activity: string;
  /** It must be carried out here. */
  place: Place;
  products: readonly Product[];
  /** The day at the place on which it must not be over; today by default. */
  day?: string;
  pointer?: string;
}

export interface KeepDoses {
  /** Its id. */
  activity: string;
  place: Place;
  lines: readonly BatchDoses[];
  /** The shipment or order that brought them. */
  document: string;
}

export interface Giving {
  movement: string;
  /** Its id. */
  activity: string;
  place: Place;
  batch: Batch;
  doses: number;
  fromEarmark: number;
  occurredAt: Date;
}

/** All of these work in the caller's transaction, after the caller has locked the balances in the ledger's order. */
export interface Activities {
  /** @throws Problem unknown_activity, activity_of_other_product, activity_over. */
  named(ctx: Context, wanted: WantedActivity): Promise<ActivityRef>;
  /** Cuts what is kept of these batches at a place to what facts have left of it. */
  trueUp(ctx: Context, place: Pick<Place, 'id'>, batches: readonly string[]): Promise<void>;
  /** Takes doses out of what is kept for an activity, as far as it reaches; they are free then. @returns how many. */
  draw(
    ctx: Context,
    from: { activity: string; place: Pick<Place, 'id'>; lines: readonly BatchDoses[] },
  ): Promise<BatchDoses[]>;
  /** Keeps doses as far as they are free and usable and the activity goes on. @returns a warning for what is not kept. */
  keep(ctx: Context, command: KeepDoses): Promise<Warning[]>;
  /** Counts a dose given for an activity, beside its movement. */
  gave(ctx: Context, giving: Giving): Promise<void>;
}
