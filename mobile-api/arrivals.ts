// Which numbers of a device have arrived, and which have not: what is missing is asked for. With it goes what is known of the
// device's clock; one that is very wrong is a task for its place until it is right again.
import type { Context } from '../server/kernel/context.ts';
import type { House } from '../server/kernel/house.ts';
import { transact } from '../server/kernel/transaction.ts';
import { closeTasks, openTasks } from '../server/tasks/tasks.ts';
import type { Clock } from './clock.ts';

/** The most gaps that one answer asks for. */
const MOST_GAPS = 100;

/** Numbers as a PostgreSQL multirange, which merges neighbours itself. */
function multirange(seqs: readonly number[]): string {
  const ranges: [from: number, to: number][] = [];
  for (const seq of [...new Set(seqs)].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && last[1] === seq) last[1] = seq + 1;
    else ranges.push([seq, seq + 1]);
  }
  return `{${ranges.map(([from, to]) => `[${from},${to})`).join(',')}}`;
}

const ARRIVE = /* sql */ `
  with was as (select clock_wrong from device where id = $1 for update),
  now as (
    update device d set arrived = d.arrived + $2::int8multirange, clock_offset_ms = $3, clock_wrong = $4,
      app_version = coalesce($5, d.app_version), last_seen_at = $6
    from was where d.id = $1
    returning was.clock_wrong as "wasWrong", d.arrived
  )
  select "wasWrong", (
    select coalesce(jsonb_agg(jsonb_build_object('from', lower(g.gap), 'to', upper(g.gap) - 1) order by g.gap), '[]')
    from (
      select gap from unnest(int8multirange(int8range(1, upper(now.arrived))) - now.arrived) gap order by gap limit ${MOST_GAPS}
    ) g
  ) as missing from now`;

export interface Gap {
  from: number;
  to: number;
}

/**
 * Notes what arrived of a device.
 * @returns the numbers that have not, from 1 to the highest that has; the first hundred gaps.
 */
export async function noteArrivals(
  house: House,
  ctx: Context,
  arrived: { seqs: readonly number[]; clock: Clock; appVersion?: string },
): Promise<Gap[]> {
  const { seqs, clock, appVersion } = arrived;
  const { id } = ctx.actor.device!;
  const { wasWrong, missing } = await ctx.tx.one<{ wasWrong: boolean; missing: Gap[] }>(ARRIVE, [
    id,
    multirange(seqs),
    clock.offsetMs,
    clock.implausible,
    appVersion ?? null,
    ctx.now,
  ]);
  if (wasWrong !== clock.implausible) await transact(house, ctx.actor, (inside) => tell(inside, id, clock));
  return missing;
}

async function tell(ctx: Context, device: string, { implausible, offsetMs }: Clock): Promise<void> {
  if (!implausible) return void (await closeTasks(ctx, { kind: 'phone_clock', subjectId: device }));
  const days = Math.round(Math.abs(offsetMs) / 86_400_000);
  await openTasks(ctx, [
    { kind: 'phone_clock', placeId: ctx.actor.unit.id, subjectId: device, data: { device, days } },
  ]);
}
