// The schedule's part of the audit: what slots count and what the ledger holds for appointments are what appointments say.
import type { Sql } from '../kernel/sql.ts';
import type { Finding } from '../ledger/audit.ts';
import { localDay } from '../places/local-day.ts';
import { createPlan, type BatchSupply, type VialRules } from './feasibility.ts';

const SLOTS = /* sql */ `
  select s.id as holder, s.booked::int as found, coalesce(c.booked, 0)::int as expected,
    s.promised::int as "foundPromised", coalesce(c.promised, 0)::int as "expectedPromised"
  from slot s left join (
    select slot_id, count(*) filter (where status <> 'cancelled') as booked,
      count(*) filter (where status in ('confirmed', 'checked_in')) as promised
    from appointment group by 1
  ) c on c.slot_id = s.id
  where s.booked <> coalesce(c.booked, 0) or s.promised <> coalesce(c.promised, 0) limit 1000`;

const ELSEWHERE = /* sql */ `
  select a.id as holder from appointment a left join slot s on s.id = a.slot_id
  left join registrant r on r.id = a.registrant_id
  where r.id is null or s.id is null or s.place_id <> a.place_id or s.product_id <> a.product_id limit 1000`;

interface Pair extends VialRules {
  placeId: string;
  productId: string;
  timeZone: string;
}

const PAIRS = /* sql */ `
  select k.place_id as "placeId", k.product_id as "productId", p.time_zone as "timeZone",
    r.doses_per_vial as "dosesPerVial", r.open_vial_hours as "openVialHours",
    r.wastage_allowance_percent as "wastageAllowancePercent"
  from (
    select place_id, product_id from slot where promised > 0
    union select b.holder_id, b.product_id from balance b where b.promised + b.allowance > 0
  ) k join place p on p.id = k.place_id join product r on r.id = k.product_id`;

interface Stock extends BatchSupply {
  placeId: string;
  productId: string;
  released: boolean;
  promised: number;
}

const STOCK = /* sql */ `
  select b.holder_id as "placeId", b.product_id as "productId", b.batch_id as batch, s.expiry,
    t.status = 'released' as released, s.doses, s.opened, case when s.opened then 0 else b.promised end as promised
  from balance b join batch t on t.id = b.batch_id join place p on p.id = b.holder_id
  cross join lateral (values (t.expiry, b.available - b.allocated - b.opened, false),
    (least(t.expiry, ((b.opened_until - interval '1 millisecond') at time zone p.time_zone)::date), b.opened, true))
    s(expiry, doses, opened)
  where b.available > 0 and (b.holder_id, b.product_id) in (select * from unnest($1::uuid[], $2::uuid[]))
    and (not s.opened or (b.opened > 0 and b.opened_until > $3))`;

const DEMAND = /* sql */ `
  select place_id as "placeId", product_id as "productId", date as day, sum(promised)::int as doses
  from slot where promised > 0 group by 1, 2, 3`;

const keyOf = ({ placeId, productId }: { placeId: string; productId: string }) => `${placeId}/${productId}`;

function grouped<T extends { placeId: string; productId: string }>(rows: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return groups;
}

/** What is wrong with the doses held for one pair: more than is promised, or less than could be. */
function pairFinding(
  pair: Pair,
  now: Date,
  stock: readonly Stock[],
  demand: readonly { day: string; doses: number }[],
) {
  const held = stock.reduce((sum, row) => sum + row.promised, 0);
  const most = demand.reduce((sum, row) => sum + row.doses, 0);
  const usable = stock.filter((row) => row.released);
  const days = demand.map(({ day, doses }) => [day, doses] as const);
  const { shares } = createPlan(pair, localDay(now, pair.timeZone), usable, days).assign();
  const least = shares.reduce((sum, share) => sum + share.promised, 0);
  if (held >= least && held <= most) return [];
  const rule = 'doses held for appointments are those promised, as far as there are any (20)';
  return [{ rule, holder: pair.placeId, expected: held > most ? most : least, found: held }];
}

/**
 * Compares slots with appointments, and what the ledger holds for appointments with what they need. Expects the
 * followers to have caught up; an empty list is a clean audit.
 * @param now the moment that says which day it is at each place.
 */
export async function auditSchedule(sql: Sql, now: Date): Promise<Finding[]> {
  const slots = await sql.rows<Omit<Finding, 'rule'>>(SLOTS);
  const elsewhere = await sql.rows<Omit<Finding, 'rule'>>(ELSEWHERE);
  const pairs = await sql.rows<Pair>(PAIRS);
  const stock = grouped(
    await sql.rows<Stock>(STOCK, [
      pairs.map((pair) => pair.placeId),
      pairs.map((pair) => pair.productId),
      now,
    ]),
  );
  const demand = grouped(
    await sql.rows<{ placeId: string; productId: string; day: string; doses: number }>(DEMAND),
  );
  return [
    ...slots.map((row) => ({ rule: 'a slot counts its appointments', ...row })),
    ...elsewhere.map((row) => ({ rule: 'an appointment is where its slot is, for somebody', ...row })),
    ...pairs.flatMap((pair) =>
      pairFinding(pair, now, stock.get(keyOf(pair)) ?? [], demand.get(keyOf(pair)) ?? []),
    ),
  ];
}
