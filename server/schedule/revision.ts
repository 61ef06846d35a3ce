// The revision of a place's availability, for changes that no balance shows.
import type { Context } from '../kernel/context.ts';

/** Makes the revision of these places grow, in the caller's transaction, as its last lock. */
export async function bumpRevision(ctx: Context, places: readonly string[]): Promise<void> {
  await ctx.tx.run(
    /* sql */ `insert into availability_revision (place_id, revision)
      select p.id, 1 from (select distinct unnest($1::uuid[]) as id order by 1) p
      on conflict (place_id) do update set revision = availability_revision.revision + 1`,
    [places],
  );
}
