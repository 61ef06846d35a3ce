// How fast one hot slot is booked through the schedule (registrant sealed, feasibility, ledger reservation, journal and
// kept answer, all included) beside pgbench doing the bare minimum on one hot row: a conditional update and an insert.
import { createCatalogue } from '../server/catalogue/catalogue.ts';
import type { House } from '../server/kernel/house.ts';
import { Problem } from '../server/kernel/problem.ts';
import { transact } from '../server/kernel/transaction.ts';
import { audit } from '../server/ledger/audit.ts';
import { postOne } from '../server/ledger/post.ts';
import { systemActor } from '../server/people/scope.ts';
import { createDirectory } from '../server/places/directory.ts';
import { dayPlus } from '../server/schedule/door-parts.ts';
import { auditSchedule } from '../server/schedule/audit.ts';
import { createBookingCombiner } from '../server/schedule/booking.ts';
import type { Pair } from '../server/schedule/promises.ts';
import type { Person } from '../server/schedule/registrant.ts';
import { createSession } from '../server/schedule/sessions.ts';
import { createVault } from '../server/schedule/vault.ts';
import { isMain, median, openGround, peakMemory, pgbench, pour, report } from './support.ts';

const RUNS = 5;
const SECONDS = 5;
const IN_FLIGHT = 256;
const CLIENTS = 8;
const TARGET = 5;
/** Never reached: the speed of a slot that is not full. */
const PLENTY = 10_000_000;
/** Doses of the slot that is booked out. */
const FEW = 5000;

const RIVAL = {
  tables: /* sql */ `
    create table rival_slot (id uuid primary key, booked int not null, capacity int not null) with (fillfactor = 70);
    create table rival_appointment (id uuid primary key, slot_id uuid not null, booked_at timestamptz not null);
    insert into rival_slot values ('00000009-0000-7000-8000-000000000001', 0, 1000000000);`,
  script: /* sql */ `
    with taken as (
      update rival_slot set booked = booked + 1
      where id = '00000009-0000-7000-8000-000000000001' and booked < capacity returning id
    )
    insert into rival_appointment select gen_random_uuid(), id, now() from taken;`,
};

/** One vial a dose and nothing kept back for wastage, so that doses can be counted. */
export async function pairOf(house: House, code: string): Promise<Pair> {
  const directory = await createDirectory(house);
  const catalogue = await createCatalogue(house);
  const product = catalogue.products().find((one) => one.dosesPerVial === 1)!;
  return { place: directory.byCode(code)!, product: { ...product, wastageAllowancePercent: 0 } };
}

/** A place with so many doses in three batches, and one slot with room for all. @returns the slot's id. */
export async function hotSlot(house: House, pair: Pair, doses: number): Promise<string> {
  const today = house.now().toISOString().slice(0, 10);
  const holder = pair.place.id;
  const account = (bucket: 'manufactured' | 'available') => ({ holder, bucket });
  return transact(house, systemActor, async (ctx) => {
    for (let n = 0; n < 3; n++) {
      const id = ctx.newId();
      await ctx.tx.run(
        'insert into batch (id, product_id, lot, expiry, registered_at) values ($1, $2, $3, $4, now())',
        [id, pair.product.id, `HOT${id.slice(-12)}`, dayPlus(today, 100 + n)],
      );
      const share = n < 2 ? Math.floor(doses / 3) : doses - 2 * Math.floor(doses / 3);
      const line = { batch: id, doses: share, rule: 'held' as const };
      const lines = [{ ...line, from: account('manufactured'), to: account('available') }];
      await postOne(ctx, {
        id: ctx.newId(),
        kind: 'batch.registered',
        place: holder,
        occurredAt: ctx.now,
        lines,
      });
    }
    const session = await createSession(ctx, {
      id: ctx.newId(),
      ...pair,
      date: dayPlus(today, 2),
      start: '08:00',
      end: '09:00',
      slotMinutes: 60,
      capacityPerSlot: 1000,
    });
    const slot = session.slots[0]!.id;
    await ctx.tx.run('update slot set capacity = $2 where id = $1', [slot, PLENTY]);
    return slot;
  });
}

let people = 0;

/** A new made-up person each time. */
export function person(): Person {
  const n = people++;
  const serial = String(1 + (n % 9999)).padStart(4, '0');
  const area = String(110_101 + Math.floor(n / 9999));
  return {
    nik: `${area}010190${serial}`,
    name: `Orang ${n}`,
    birthDate: '1990-01-01',
    phone: '+6281234567890',
  };
}

function bookerOf(house: House, pair: Pair, slotId: string) {
  const bookings = createBookingCombiner(house, systemActor);
  const vault = createVault(Buffer.alloc(32, 3));
  const hash = Buffer.alloc(16, 1);
  return () =>
    bookings.submit({
      ...pair,
      id: house.newId(),
      hash,
      actor: systemActor,
      slotId,
      dose: 1,
      person: vault.seal(person()),
    });
}

/** Books a slot of few doses out, with as many in flight. @returns bookings and refusals by code. */
async function bookOut(house: House): Promise<Record<string, number>> {
  const pair = await pairOf(house, 'P32730201');
  const book = bookerOf(house, pair, await hotSlot(house, pair, FEW));
  const outcomes: Record<string, number> = {};
  const count = (outcome: string) => (outcomes[outcome] = (outcomes[outcome] ?? 0) + 1);
  let left = FEW + 1000;
  const one = async () => {
    while (left-- > 0) {
      await book().then(
        () => count('booked'),
        (error: unknown) => count(error instanceof Problem ? error.code : String(error)),
      );
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, one));
  return outcomes;
}

export interface BookingBench {
  /** Bookings a second. */
  ours: number;
  /** pgbench's transactions a second. */
  rival: number;
  ratio: number;
  /** Outcomes of booking out a slot of 5,000 doses. */
  outcomes: Record<string, number>;
}

/**
 * Runs the bench: five alternating pairs of runs, then a slot booked out.
 * @throws Error when there are not exactly as many bookings as doses, or the audit finds anything.
 */
export async function run(): Promise<BookingBench> {
  const { house, url, close } = await openGround();
  try {
    await house.database.asOwner((sql) => sql.rows(RIVAL.tables));
    const pair = await pairOf(house, 'P32730101');
    const book = bookerOf(house, pair, await hotSlot(house, pair, PLENTY));
    await pour(IN_FLIGHT, 1, book);
    const rates = { ours: [] as number[], rival: [] as number[] };
    for (let n = 0; n < RUNS; n++) {
      rates.rival.push(await pgbench({ url, script: RIVAL.script, clients: CLIENTS, seconds: SECONDS }));
      rates.ours.push(await pour(IN_FLIGHT, SECONDS, book));
    }
    const outcomes = await bookOut(house);
    const { sql } = house.database;
    const findings = [...(await audit(sql)), ...(await auditSchedule(sql, house.now()))];
    if (outcomes.booked !== FEW || findings.length > 0) {
      throw new Error(`${FEW} doses: ${JSON.stringify({ outcomes, findings: findings.slice(0, 5) })}`);
    }
    const [ours, rival] = [Math.round(median(rates.ours)), Math.round(median(rates.rival))];
    const result = { ours, rival, ratio: Number((ours / rival).toFixed(2)), outcomes };
    await report(
      'booking',
      [
        {
          what: `schedule, one hot slot, ${IN_FLIGHT} in flight`,
          perSecond: ours,
          ratio: result.ratio,
          target: TARGET,
        },
        { what: `pgbench, one hot row, ${CLIENTS} clients`, perSecond: rival },
        { what: `a slot of ${FEW} doses booked out: bookings`, count: outcomes.booked },
      ],
      { rates, outcomes, peakMemoryMb: peakMemory() },
    );
    return result;
  } finally {
    await close();
  }
}

if (isMain(import.meta.filename)) {
  const { ratio } = await run();
  if (ratio < TARGET) {
    console.error(`Below the target of ${TARGET} x`);
    process.exitCode = 1;
  }
}
