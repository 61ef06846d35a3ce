// What happens to appointments after booking: each dose is owed once, wherever the appointment goes and whoever is first.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { followAll } from '../../server/kernel/follower.ts';
import { createRelay } from '../../server/kernel/relay.ts';
import { post } from '../../server/ledger/post.ts';
import type { Product } from '../../server/catalogue/catalogue.ts';
import { systemActor } from '../../server/people/scope.ts';
import type { Place } from '../../server/places/directory.ts';
import { administer, type AdministerCommand } from '../../server/schedule/administer.ts';
import { affectedAppointments } from '../../server/schedule/affected.ts';
import { auditSchedule } from '../../server/schedule/audit.ts';
import { cancel, checkIn, noShow } from '../../server/schedule/change.ts';
import { rebalanceAll, scheduleFollower } from '../../server/schedule/follower.ts';
import { reschedule } from '../../server/schedule/reschedule.ts';
import { closeSession, findSession } from '../../server/schedule/sessions.ts';
import { expectInvariants } from '../support/invariants.ts';
import { codes, createStage, dayAfter, NOW, person, TODAY, type Stage } from './schedule-support.ts';

let stage: Stage;
let people = 0;
const next = () => person(people++);

beforeAll(async () => {
  stage = await createStage();
});

afterAll(async () => {
  await follow();
  await expectInvariants(stage.house);
  expect(await auditSchedule(stage.house.database.sql, stage.clock.now())).toEqual([]);
  await stage.close();
});

const at = (code: string) => stage.directory.byCode(code)!;

async function follow(): Promise<void> {
  await createRelay(stage.house, () => undefined).stampAll();
  await followAll(stage.house, systemActor, scheduleFollower(stage));
}

/** Does one thing with an appointment in a transaction of its own; answers `ok` or the problem's code. */
async function outcome(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'ok',
    (error: unknown) => (error as { code?: string }).code ?? String(error),
  );
}

const doCancel = (appointment: string) =>
  stage.transact((ctx) => cancel(ctx, stage, { id: ctx.newId(), appointment }));
const doCheckIn = (appointment: string) =>
  stage.transact((ctx) => checkIn(ctx, { id: ctx.newId(), appointment }));
const doNoShow = (appointment: string) =>
  stage.transact((ctx) => noShow(ctx, stage, { id: ctx.newId(), appointment }));
const doMove = (appointment: string, slotId: string) =>
  stage.transact((ctx) => reschedule(ctx, stage, { id: ctx.newId(), appointment, slotId }));
const doAdminister = (appointment: string, batch: AdministerCommand['batch']) =>
  stage.transact((ctx) => administer(ctx, stage, { id: ctx.newId(), appointment, batch }));

async function bookSome(place: Place, product: Product, slot: string, count: number): Promise<string[]> {
  const commands = Array.from({ length: count }, () => stage.command(slot, next()));
  expect(codes(await stage.book(place, product, commands))).toEqual(commands.map(() => 'ok'));
  return commands.map((command) => command.id);
}

async function setUp(code: string, doses: number, days = 0) {
  const place = at(code);
  const batch = await stage.stock(place, stage.single, doses, '2026-12-31');
  const { slots } = await stage.session(place, stage.single, dayAfter(stage, days));
  return { place, batch, slots: slots.map((slot) => slot.id) };
}

const held = async (place: Place) => (await stage.balances(place)).map((row) => row.promised);

describe('after booking', () => {
  it('frees place and dose on cancelling, once, and takes the same person again', async () => {
    const { place, slots } = await setUp('P32730101', 1);
    const who = next();
    const command = stage.command(slots[0]!, who);
    await stage.book(place, stage.single, [command]);
    expect(codes(await stage.book(place, stage.single, [stage.command(slots[0]!, next())]))).toEqual([
      'doses_exhausted',
    ]);
    const both = await Promise.all([outcome(doCancel(command.id)), outcome(doCancel(command.id))]);
    expect(both.sort()).toEqual(['already_cancelled', 'ok']);
    expect(await held(place)).toEqual([0]);
    expect(codes(await stage.book(place, stage.single, [stage.command(slots[0]!, who)]))).toEqual(['ok']);
  });

  it('moves to another slot even when every dose is promised, and stays when refused', async () => {
    const { place, slots } = await setUp('P32730201', 2);
    const [mine] = await bookSome(place, stage.single, slots[0]!, 2);
    expect(await outcome(doMove(mine!, slots[1]!))).toBe('ok');
    const nowhere = await setUp('P32730301', 1, 1);
    await bookSome(nowhere.place, stage.single, nowhere.slots[0]!, 1);
    expect(await outcome(doMove(mine!, nowhere.slots[1]!))).toBe('doses_exhausted');
    expect(await outcome(doMove(mine!, slots[1]!))).toBe('already_in_slot');
    expect(await held(place)).toEqual([2]);
    expect(await outcome(doCancel(mine!))).toBe('ok');
    expect(await held(place)).toEqual([1]);
  });

  it('lets exactly one of two win the last dose of another place, the other keeps its own', async () => {
    const from = await setUp('P32730401', 5);
    const to = await setUp('P32730501', 1);
    const [a, b] = await bookSome(from.place, stage.single, from.slots[0]!, 2);
    const both = await Promise.all([outcome(doMove(a!, to.slots[0]!)), outcome(doMove(b!, to.slots[0]!))]);
    expect(both.sort()).toEqual(['doses_exhausted', 'ok']);
    expect(await held(from.place)).toEqual([1]);
    expect(await held(to.place)).toEqual([1]);
  });

  it('lets one of cancel, reschedule and administer win, whatever comes together', async () => {
    const { place, batch, slots } = await setUp('P32730601', 30);
    const ids = await bookSome(place, stage.single, slots[0]!, 12);
    for (const id of ids) {
      const all = await Promise.all([
        outcome(doCancel(id)),
        outcome(doMove(id, slots[1]!)),
        outcome(doAdminister(id, batch)),
        outcome(doCheckIn(id)),
      ]);
      expect(all.filter((one) => !/^(ok|already_\w+)$/.test(one))).toEqual([]);
      const ends = all.filter((one, n) => one === 'ok' && (n === 0 || n === 2));
      expect(ends).toHaveLength(1);
    }
    expect(await held(place)).toEqual([0]);
  });

  it('gives a dose once: the ledger shows it and its promise ends', async () => {
    const { place, batch, slots } = await setUp('P32730701', 10);
    const [one] = await bookSome(place, stage.single, slots[0]!, 10);
    expect(await outcome(doCheckIn(one!))).toBe('ok');
    const both = await Promise.all([outcome(doAdminister(one!, batch)), outcome(doAdminister(one!, batch))]);
    expect(both.sort()).toEqual(['already_administered', 'ok']);
    expect(await stage.balances(place)).toMatchObject([{ available: 9, promised: 9 }]);
    const row = await stage.house.database.sql.one(
      /* sql */ `select a.status, j.kind, j.document_id = a.id as mine, p.doses from appointment a
        join journal j on j.id = a.movement_id join posting p on p.journal_id = j.id and p.bucket = 'administered'
        where a.id = $1`,
      [one],
    );
    expect(row).toEqual({ status: 'administered', kind: 'movement.administer', mine: true, doses: 1 });
  });

  it('records a dose of another batch or an expired one, flags what is wrong, and refuses another vaccine', async () => {
    const { place, batch, slots } = await setUp('P32730801', 2);
    const expired = await stage.stock(place, stage.single, 3, '2026-03-01');
    const elsewhere = await stage.stock(at('P32730901'), stage.single, 3, '2026-12-31');
    const wrong = await stage.stock(place, stage.vials, 10, '2026-12-31');
    const [one, two] = await bookSome(place, stage.single, slots[0]!, 2);
    expect(await outcome(doAdminister(one!, wrong))).toBe('wrong_product');
    expect((await doAdminister(one!, expired)).warnings).toMatchObject([{ code: 'batch_expired' }]);
    expect((await doAdminister(two!, elsewhere)).warnings).toMatchObject([{ code: 'unexplained_doses' }]);
    const left = (await stage.balances(place)).find((row) => row.batch === batch.id);
    expect(left).toMatchObject({ available: 2, promised: 0 });
  });

  it('keeps the rest of an open vial for today, dose by dose', async () => {
    const place = at('P32731001');
    const batch = await stage.stock(place, stage.vials, 20, '2026-12-31');
    const { slots } = await stage.session(place, stage.vials, TODAY);
    const ids = await bookSome(place, stage.vials, slots[0]!.id, 14);
    expect(await stage.balances(place)).toMatchObject([{ promised: 14, allowance: 6 }]);
    for (const id of ids.slice(0, 11)) expect((await doAdminister(id, batch)).warnings).toEqual([]);
    expect(await stage.balances(place)).toMatchObject([{ available: 9, promised: 3, allowance: 0 }]);
    await bookSome(place, stage.vials, slots[0]!.id, 6);
    expect(codes(await stage.book(place, stage.vials, [stage.command(slots[0]!.id, next())]))).toEqual([
      'doses_exhausted',
    ]);
  });

  it('marks nobody absent before the slot begins; afterwards the dose is free', async () => {
    const { place, slots } = await setUp('P32731101', 1);
    const [one] = await bookSome(place, stage.single, slots[0]!, 1);
    expect(await outcome(doNoShow(one!))).toBe('slot_not_begun');
    stage.clock.set('2026-03-02T02:05:00.000Z');
    expect(await outcome(doNoShow(one!))).toBe('ok');
    expect(await outcome(doCheckIn(one!))).toBe('already_no_show');
    expect(await held(place)).toEqual([0]);
    stage.clock.set(NOW);
  });

  it('takes no bookings once its session is closed', async () => {
    const place = at('P32731201');
    await stage.stock(place, stage.single, 5, '2026-12-31');
    const session = await stage.session(place, stage.single, TODAY);
    await bookSome(place, stage.single, session.slots[0]!.id, 1);
    await stage.transact((ctx) => closeSession(ctx, ctx.newId(), session));
    expect((await findSession(stage.house.database.sql, session.id))!.status).toBe('closed');
    const refused = await stage.book(place, stage.single, [stage.command(session.slots[0]!.id, next())]);
    expect(codes(refused)).toEqual(['session_closed']);
  });

  it('does not let a dispatch take promised doses, nor the rest of their vials', async () => {
    const place = at('P32731301');
    const batch = await stage.stock(place, stage.vials, 30, '2026-12-31');
    const { slots } = await stage.session(place, stage.vials, dayAfter(stage, 1));
    await bookSome(place, stage.vials, slots[0]!.id, 11);
    const ship = (doses: number) =>
      stage.transact((ctx) => {
        const line = { batch: batch.id, doses, rule: 'free' as const, usableOn: TODAY };
        const away = { holder: ctx.newId(), bucket: 'in_transit' as const };
        const from = { holder: place.id, bucket: 'available' as const };
        const movement = {
          id: ctx.newId(),
          kind: 'shipment.dispatched',
          place: place.id,
          occurredAt: ctx.now,
        };
        return post(ctx, [{ ...movement, lines: [{ ...line, from, to: away }] }]);
      });
    expect(await ship(11)).toMatchObject([{ outcome: 'refused', problem: { code: 'insufficient_stock' } }]);
    expect(await ship(10)).toMatchObject([{ outcome: 'recorded' }]);
  });

  it('opens a shortfall when stock is lost, lists whom a recall concerns, and clears it', async () => {
    const { place, batch, slots } = await setUp('P32731401', 5, 2);
    const ids = await bookSome(place, stage.single, slots[0]!, 4);
    const { sql } = stage.house.database;
    await stage.transact((ctx) =>
      ctx.tx.run(`update batch set status = 'recalled' where id = $1`, [batch.id]),
    );
    const affected = await affectedAppointments(sql, batch.id, stage.clock.now());
    expect(affected.appointments.map((one) => one.id).sort()).toEqual([...ids].sort());
    await rebalanceAll(stage.house, systemActor, stage);
    expect(await held(place)).toEqual([0]);
    const open = await sql.one(
      'select doses, days from shortfall where place_id = $1 and cleared_at is null',
      [place.id],
    );
    expect(open).toEqual({ doses: 4, days: { [dayAfter(stage, 2)]: 4 } });

    await stage.stock(place, stage.single, 3, '2026-12-31');
    await follow();
    const fewer = await sql.one('select doses from shortfall where place_id = $1 and cleared_at is null', [
      place.id,
    ]);
    expect(fewer).toEqual({ doses: 1 });
    expect((await affectedAppointments(sql, batch.id, stage.clock.now())).appointments).toHaveLength(1);
    await stage.stock(place, stage.single, 1, '2026-12-31');
    await follow();
    const rows = await sql.rows<{ kind: string }>(
      `select j.kind from journal j where place_id = $1 and kind like 'schedule.short%' order by recorded_at, id`,
      [place.id],
    );
    expect(rows.map((row) => row.kind)).toEqual([
      'schedule.shortfall',
      'schedule.shortfall',
      'schedule.shortfall_cleared',
    ]);
  });

  it('lists who was vaccinated with a batch', async () => {
    const { place, batch, slots } = await setUp('P32731501', 2);
    const [one] = await bookSome(place, stage.single, slots[0]!, 1);
    await doAdminister(one!, batch);
    const found = await affectedAppointments(stage.house.database.sql, batch.id, stage.clock.now());
    expect(found.vaccinated).toMatchObject([{ id: one, placeId: place.id }]);
    expect(found.appointments).toEqual([]);
  });

  it('lets go of what was promised for a day that is over', async () => {
    const { place, slots } = await setUp('P32731601', 3);
    await bookSome(place, stage.single, slots[0]!, 3);
    stage.clock.set('2026-03-03T01:00:00.000Z');
    await rebalanceAll(stage.house, systemActor, stage);
    expect(await held(place)).toEqual([0]);
    const tomorrow = await stage.session(place, stage.single, '2026-03-03');
    await bookSome(place, stage.single, tomorrow.slots[0]!.id, 3);
  });
});
