// Whom a batch concerns: appointments whose promise cannot be kept without it, and people already vaccinated with it.
// No personal data: appointments are named by their codes.
import type { Sql } from '../kernel/sql.ts';
import { localDay } from '../places/local-day.ts';
import { createPlan, type VialRules } from './feasibility.ts';

export interface AffectedAppointment {
  id: string;
  code: string;
  placeId: string;
  slotStart: Date;
  status: string;
  /** Always `doses_recalled`: without the batch it has no dose. */
  reason: string;
}

export interface Vaccinated {
  id: string;
  code: string;
  placeId: string;
  at: Date;
}

interface Holding {
  placeId: string;
  timeZone: string;
  batch: string;
  expiry: string;
  doses: number;
  released: boolean;
  /** Whether it is the batch asked about. */
  asked: boolean;
}

interface Demand {
  placeId: string;
  day: string;
  doses: number;
}

/** Every batch of the product at the places that hold this one or have promised from it. */
const HOLDINGS = /* sql */ `
  select b.holder_id as "placeId", p.time_zone as "timeZone", b.batch_id as batch, t.expiry,
    b.available - b.allocated as doses, t.status = 'released' as released,
    b.batch_id = $1 as asked
  from balance mine join place p on p.id = mine.holder_id
  join balance b on b.holder_id = mine.holder_id and b.product_id = mine.product_id
  join batch t on t.id = b.batch_id
  where mine.batch_id = $1 and mine.available + mine.quarantined > 0`;

const DEMAND = /* sql */ `
  select s.place_id as "placeId", s.date as day, sum(s.promised)::int as doses
  from slot s where s.product_id = (select product_id from batch where id = $1) and s.place_id = any($2::uuid[])
    and s.promised > 0 and s.date >= $3 group by 1, 2`;

/** Active appointments of some places on some days; of each day the latest booked, as many as doses are missing. */
const LATEST = /* sql */ `
  select r.id, r.code, r.place_id as "placeId", r.starts_at as "slotStart", r.status, 'doses_recalled' as reason
  from (
    select a.id, a.code, a.place_id, s.starts_at, a.status, k.doses,
      row_number() over (partition by s.place_id, s.date order by a.booked_at desc, a.id desc) as n
    from unnest($2::uuid[], $3::date[], $4::int[]) k(place, day, doses)
    join slot s on s.place_id = k.place and s.date = k.day
      and s.product_id = (select product_id from batch where id = $1)
    join appointment a on a.slot_id = s.id and a.status in ('confirmed', 'checked_in')
  ) r where r.n <= r.doses order by r.starts_at, r.id`;

const VACCINATED = /* sql */ `
  select a.id, a.code, a.place_id as "placeId", coalesce(j.occurred_at, a.updated_at) as at
  from appointment a left join journal_key k on k.id = a.movement_id
  left join journal j on j.id = k.id and j.recorded_at = k.recorded_at
  where a.batch_id = $1 order by at, a.id`;

interface Short {
  placeId: string;
  day: string;
  doses: number;
}

/** Days, by place, on which promises could be kept with the batch and cannot without it. */
function shortDays(
  rules: VialRules,
  now: Date,
  holdings: readonly Holding[],
  demand: readonly Demand[],
): Short[] {
  const zones = new Map(holdings.map(({ placeId, timeZone }) => [placeId, timeZone]));
  return [...zones].flatMap(([placeId, timeZone]) => {
    const here = <T extends { placeId: string }>(row: T) => row.placeId === placeId;
    const held = holdings.filter(here);
    const wanted = demand.filter(here).map(({ day, doses }) => [day, doses] as const);
    const unmetOf = (supply: Holding[]) =>
      createPlan(rules, localDay(now, timeZone), supply, wanted).assign().unmet;
    const anyway = unmetOf(held.filter(({ released, asked }) => released || asked));
    const without = unmetOf(held.filter(({ released, asked }) => released && !asked));
    return [...without]
      .map(([day, doses]) => ({ placeId, day, doses: doses - (anyway.get(day) ?? 0) }))
      .filter(({ doses }) => doses > 0);
  });
}

/**
 * The active appointments at holders of a batch that cannot be kept without it, on each day the latest booked first,
 * and the appointments whose dose came from it.
 * @param sql the pool or a transaction. @param now the moment that says which day it is at each place.
 */
export async function affectedAppointments(
  sql: Sql,
  batchId: string,
  now: Date,
): Promise<{ appointments: AffectedAppointment[]; vaccinated: Vaccinated[] }> {
  const rules = await sql.maybe<VialRules>(
    /* sql */ `select r.doses_per_vial as "dosesPerVial", r.open_vial_hours as "openVialHours",
      r.wastage_allowance_percent as "wastageAllowancePercent"
      from batch t join product r on r.id = t.product_id where t.id = $1`,
    [batchId],
  );
  if (!rules) return { appointments: [], vaccinated: [] };
  const holdings = await sql.rows<Holding>(HOLDINGS, [batchId]);
  const places = [...new Set(holdings.map(({ placeId }) => placeId))];
  const earliest = new Date(now.getTime() - 86_400_000).toISOString().slice(0, 10);
  const demand = await sql.rows<Demand>(DEMAND, [batchId, places, earliest]);
  const short = shortDays(rules, now, holdings, demand);
  const appointments = await sql.rows<AffectedAppointment>(LATEST, [
    batchId,
    short.map(({ placeId }) => placeId),
    short.map(({ day }) => day),
    short.map(({ doses }) => doses),
  ]);
  return { appointments, vaccinated: await sql.rows<Vaccinated>(VACCINATED, [batchId]) };
}
