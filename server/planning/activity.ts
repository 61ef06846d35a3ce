// Activities of a programme: below which place, between which days, with which vaccines. They are opened and closed by
// the office of their place; whoever works below it may name them.
import type { Actor, Context } from '../kernel/context.ts';
import { record } from '../kernel/journal.ts';
import { problems } from '../kernel/problem.ts';
import type { Product } from '../catalogue/catalogue.ts';
import type { Directory, Place } from '../places/directory.ts';
import { localDay } from '../places/local-day.ts';
import { planningProblems } from './problems.ts';

export const ACTIVITY_KINDS = ['routine', 'bias', 'ori', 'campaign'] as const;
export type ActivityKind = (typeof ACTIVITY_KINDS)[number];

export interface Activity {
  id: string;
  code: string;
  placeId: string;
  kind: ActivityKind;
  nameId: string;
  nameEn: string;
  /** Calendar days, the first and the last. */
  startsOn: string;
  endsOn: string;
  closedAt: Date | null;
  /** The vaccines that it uses; none means any. */
  products: string[];
}

export const ACTIVITY = /* sql */ `
  select a.id, a.code, a.place_id as "placeId", a.kind, a.name_id as "nameId", a.name_en as "nameEn",
    a.starts_on as "startsOn", a.ends_on as "endsOn", a.closed_at as "closedAt",
    array(select p.product_id from activity_product p where p.activity_id = a.id order by 1) as products
  from activity a`;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The activity of that id or code. */
export function findActivity(ctx: Context, idOrCode: string): Promise<Activity | undefined> {
  const [column, value] = UUID.test(idOrCode) ? ['id', idOrCode] : ['code', idOrCode.toUpperCase()];
  return ctx.tx.maybe<Activity>(`${ACTIVITY} where a.${column} = $1`, [value]);
}

/** An actor sees what is done at, below and above the own unit: one path begins the other. */
export function isActivityVisible(directory: Directory, actor: Actor, activity: Activity): boolean {
  const place = directory.get(activity.placeId);
  return directory.isVisible(actor, place) || actor.unit.path.startsWith(place.path);
}

/** @throws Problem not_found when there is none or the actor may not see it. */
export async function getVisibleActivity(ctx: Context, directory: Directory, id: string): Promise<Activity> {
  const found = await findActivity(ctx, id);
  if (!found || !isActivityVisible(directory, ctx.actor, found)) throw problems.not_found();
  return found;
}

/** @throws Problem unknown_activity when no activity of that name is carried out at the place. */
export async function activityAt(
  ctx: Context,
  directory: Directory,
  idOrCode: string,
  place: Place,
  pointer = '/activity',
): Promise<Activity> {
  const found = await findActivity(ctx, idOrCode);
  if (found && place.path.startsWith(directory.get(found.placeId).path)) return found;
  throw planningProblems.unknown_activity({ activity: idOrCode }, [
    { pointer, code: 'unknown', message: { id: 'Tidak dikenal', en: 'Unknown' } },
  ]);
}

/** @throws Problem activity_of_other_product when the activity does not use the product. */
export function mustUse(activity: Activity, product: Product): void {
  if (activity.products.length === 0 || activity.products.includes(product.id)) return;
  throw planningProblems.activity_of_other_product({ activity: activity.code, product: product.name });
}

/** @throws Problem activity_over when it was closed or its last day has passed at the place. */
export function mustNotBeOver(activity: Activity, day: string): void {
  if (activity.closedAt === null && day <= activity.endsOn) return;
  throw planningProblems.activity_over({ activity: activity.code, endsOn: activity.endsOn });
}

export interface OpenActivity {
  id: string;
  code: string;
  place: Place;
  kind: ActivityKind;
  nameId: string;
  nameEn: string;
  startsOn: string;
  endsOn: string;
  products: readonly Product[];
}

/** Opens an activity. @throws Problem activity_exists, activity_over when its last day has passed. */
export async function openActivity(ctx: Context, command: OpenActivity): Promise<void> {
  const { id, code, place, kind, nameId, nameEn, startsOn, endsOn, products } = command;
  if (endsOn < localDay(ctx.now, place.timeZone))
    throw planningProblems.activity_over({ activity: code, endsOn }, [
      { pointer: '/endsOn', message: { id: 'Sudah lewat', en: 'Has passed' } },
    ]);
  await ctx.tx.run(
    /* sql */ `
    insert into activity (id, code, place_id, kind, name_id, name_en, starts_on, ends_on, created_at, created_by)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [id, code, place.id, kind, nameId, nameEn, startsOn, endsOn, ctx.now, ctx.actor.id],
  );
  await ctx.tx.run('insert into activity_product select $1, unnest($2::uuid[])', [
    id,
    products.map((product) => product.id),
  ]);
  const data = { code, kind, startsOn, endsOn, products: products.map((product) => product.code) };
  await record(ctx, [{ id, kind: 'activity.opened', placeId: place.id, documentId: id, data }]);
}

export interface ActivityQuery {
  /** Activities at, below or above this place. */
  place: Place;
  kind?: ActivityKind;
  /** Only those not closed whose last day is not before this one. */
  openOn?: string;
  after?: string;
  limit: number;
}

/** Activities that concern a place, by code. */
export function findActivities(ctx: Context, query: ActivityQuery): Promise<Activity[]> {
  return ctx.tx.rows<Activity>(
    /* sql */ `${ACTIVITY} join place p on p.id = a.place_id
    where (starts_with(p.path, $1) or starts_with($1, p.path)) and ($2::text is null or a.kind = $2)
      and ($3::date is null or (a.closed_at is null and a.ends_on >= $3)) and ($4::text is null or a.code > $4)
    order by a.code limit $5`,
    [query.place.path, query.kind ?? null, query.openOn ?? null, query.after ?? null, query.limit],
  );
}
