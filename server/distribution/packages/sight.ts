// Who sees a package: those above the place where it lies, and both ends of every shipment that it left in.
import type { Context } from '../../kernel/context.ts';
import { packageProblems } from './problems.ts';

/** A condition on `package p`: whether someone whose unit has the path in the named parameter sees it. */
export const seen = (path: string): string => /* sql */ `(
  exists (select from place l where l.id = p.place_id and starts_with(l.path, ${path}))
  or exists (select from shipment_package k join shipment s on s.id = k.shipment_id
    join place f on f.id = s.from_id join place t on t.id = s.to_id
    where k.package_id = p.id and s.dispatched_at is not null
      and (starts_with(f.path, ${path}) or starts_with(t.path, ${path}))))`;

/** @throws Problem unknown_package for the first that does not exist or that the actor may not see. */
export async function mustSeePackages(ctx: Context, ssccs: readonly string[]): Promise<void> {
  if (ssccs.length === 0) return;
  const found = await ctx.tx.rows<{ sscc: string }>(
    `select p.sscc from package p where p.sscc = any($1) and ${seen('$2')}`,
    [ssccs, ctx.actor.unit.path],
  );
  const known = new Set(found.map(({ sscc }) => sscc));
  const stranger = ssccs.find((sscc) => !known.has(sscc));
  if (stranger !== undefined) throw packageProblems.unknown_package({ sscc: stranger });
}
