// Writes what an official list of facilities changes, in a few statements within the caller's transaction.
import type { Context } from '../kernel/context.ts';
import { record } from '../kernel/journal.ts';
import type { Sql } from '../kernel/sql.ts';
import type { PlacesPlan } from './places-list.ts';

export interface WrittenPlaces {
  added: number;
  changed: number;
  deactivated: number;
}

/** Below a place that moves to another district, everything moves with it. */
const MOVE = /* sql */ `
  update place below set
    path = parent.path || moved.code || '/' || substr(below.path, length(moved.path) + 1),
    time_zone = parent.time_zone, updated_at = $2
  from jsonb_to_recordset($1) as r(code text, "parentCode" text)
    join place moved on moved.code = r.code
    join place parent on parent.code = r."parentCode"
  where moved.parent_id <> parent.id and exists (select from place child where child.parent_id = moved.id)
    and below.path like moved.path || '_%'`;

const UPSERT = /* sql */ `
  insert into place (id, code, name, level, parent_id, area_code, path, time_zone, gln, latitude, longitude, active,
    origin, updated_at)
  select r.id, r.code, r.name, r.level, parent.id, r."areaCode", parent.path || r.code || '/', parent.time_zone, r.gln,
    r.latitude, r.longitude, r.active, r.origin, $2
  from jsonb_to_recordset($1) as r(id uuid, code text, name text, level text, "parentCode" text, "areaCode" text,
      gln text, latitude float8, longitude float8, active boolean, origin text)
    join place parent on parent.code = r."parentCode"
  on conflict on constraint place_code_key do update set
    name = excluded.name, parent_id = excluded.parent_id, area_code = excluded.area_code, path = excluded.path,
    time_zone = excluded.time_zone, gln = excluded.gln, latitude = excluded.latitude, longitude = excluded.longitude,
    active = excluded.active, origin = excluded.origin, updated_at = excluded.updated_at`;

/**
 * Writes a plan that has no faults and records one journal row, so that running services read their places anew.
 * @param retireDemo an SQL condition on `place p` that says which made-up centres the list replaces.
 */
export async function writePlaces(
  ctx: Context,
  plan: PlacesPlan,
  retireDemo?: string,
): Promise<WrittenPlaces> {
  if (plan.faults.length > 0) throw new Error('A list with faults is not written');
  const rows = [...plan.fresh, ...plan.changed.map(({ row }) => row)].map((row) => ({
    ...row,
    id: ctx.newId(),
  }));
  if (rows.length > 0) {
    const list = JSON.stringify(rows);
    await ctx.tx.run(MOVE, [list, ctx.now]);
    const written = await ctx.tx.run(UPSERT, [list, ctx.now]);
    if (written !== rows.length) throw new Error(`Of ${rows.length} places ${written} were written`);
  }
  const deactivated = retireDemo === undefined ? 0 : await retire(ctx, retireDemo);
  const done = { added: plan.fresh.length, changed: plan.changed.length, deactivated };
  if (rows.length + deactivated > 0)
    await record(ctx, [{ id: ctx.newId(), kind: 'places.imported', data: { ...done } }]);
  return done;
}

const RETIRED = /* sql */ `p.origin = 'demo' and p.level = 'health_centre' and p.active`;

/** How many made-up centres `retireDemo` would close now. */
export async function countRetired(sql: Sql, retireDemo: string): Promise<number> {
  const { count } = await sql.one<{ count: number }>(
    `select count(*) as count from place p where ${RETIRED} and (${retireDemo})`,
  );
  return count;
}

function retire(ctx: Context, condition: string): Promise<number> {
  return ctx.tx.run(
    `update place p set active = false, updated_at = $1 where ${RETIRED} and (${condition})`,
    [ctx.now],
  );
}
