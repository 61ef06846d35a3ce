// Booking: exactly as many appointments as doses, whoever comes at once, and the first answer again for a repetition.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemActor } from '../../server/people/scope.ts';
import { auditSchedule } from '../../server/schedule/audit.ts';
import type { Booked } from '../../server/schedule/booked.ts';
import { createBookingCombiner } from '../../server/schedule/booking.ts';
import { expectInvariants } from '../support/invariants.ts';
import { codes, createStage, dayAfter, person, TODAY, type Stage } from './schedule-support.ts';

let stage: Stage;
let people = 0;
const next = () => person(people++);

beforeAll(async () => {
  stage = await createStage();
});

afterAll(async () => {
  await expectInvariants(stage.house);
  expect(await auditSchedule(stage.house.database.sql, stage.clock.now())).toEqual([]);
  await stage.close();
});

const count = (list: string[], code: string) => list.filter((one) => one === code).length;

describe('booking', () => {
  it('gives 10 doses to exactly 10 of 50 clients who come at once', async () => {
    const place = stage.directory.byCode('P32730301')!;
    await stage.stock(place, stage.single, 10, '2026-12-31');
    const { slots } = await stage.session(place, stage.single, TODAY);
    // Fifty transactions, each on its own connection as far as there are any: no combining helps here.
    const verdicts = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        stage.book(place, stage.single, [stage.command(slots[n % 3]!.id, next())]),
      ),
    );
    const outcome = codes(verdicts.flat());
    expect(count(outcome, 'ok')).toBe(10);
    expect(count(outcome, 'doses_exhausted')).toBe(40);
    expect(await stage.balances(place)).toMatchObject([{ available: 10, promised: 10, allowance: 0 }]);
  });

  it('does the same through the combiner, and says why the others are refused', async () => {
    const place = stage.directory.byCode('P32730401')!;
    await stage.stock(place, stage.single, 10, '2026-12-31');
    const { slots } = await stage.session(place, stage.single, TODAY);
    const combiner = createBookingCombiner(stage.house, systemActor);
    const settled = await Promise.allSettled(
      Array.from({ length: 50 }, () =>
        combiner.submit({ ...stage.command(slots[0]!.id, next()), place, product: stage.single }),
      ),
    );
    expect(settled.filter((one) => one.status === 'fulfilled')).toHaveLength(10);
    const refused = settled.find((one) => one.status === 'rejected');
    expect(refused!.reason).toMatchObject({
      code: 'doses_exhausted',
      params: { usableDoses: 10, promisedDoses: 10, day: TODAY, why: 'all_promised' },
    });
  });

  it('lets neither slots nor doses be exceeded by different slots, days and places at once', async () => {
    const place = stage.directory.byCode('P32730501')!;
    await stage.stock(place, stage.single, 7, dayAfter(stage, 1));
    await stage.stock(place, stage.single, 5, '2026-12-31');
    const days = [0, 1, 2].map((n) => dayAfter(stage, n));
    const sessions = await Promise.all(
      days.map((day) => stage.session(place, stage.single, day, { capacityPerSlot: 3, end: '10:00' })),
    );
    const verdicts = await Promise.all(
      Array.from({ length: 30 }, (_, n) =>
        stage.book(place, stage.single, [stage.command(sessions[n % 3]!.slots[0]!.id, next())]),
      ),
    );
    const outcome = codes(verdicts.flat());
    expect(count(outcome, 'ok')).toBe(9);
    expect(count(outcome, 'slot_full')).toBe(21);
  });

  it('opens whole vials by day: nineteen people on two days take two vials of ten', async () => {
    const place = stage.directory.byCode('P32730601')!;
    await stage.stock(place, stage.vials, 30, '2026-12-31');
    const one = (await stage.session(place, stage.vials, dayAfter(stage, 1))).slots[0]!.id;
    const two = (await stage.session(place, stage.vials, dayAfter(stage, 2))).slots[0]!.id;
    const first = await stage.book(place, stage.vials, [
      ...Array.from({ length: 11 }, () => stage.command(one, next())),
      stage.command(two, next()),
    ]);
    expect(count(codes(first), 'ok')).toBe(12);
    expect(await stage.balances(place)).toMatchObject([{ promised: 12, allowance: 18 }]);
    const more = await stage.book(
      place,
      stage.vials,
      Array.from({ length: 20 }, (_, n) => stage.command(n % 2 ? one : two, next())),
    );
    expect(count(codes(more), 'ok')).toBe(18);
    expect(await stage.balances(place)).toMatchObject([{ promised: 30, allowance: 0 }]);
  });

  it('promises nothing after the expiry, and keeps the late batch for the late day', async () => {
    const place = stage.directory.byCode('P32730701')!;
    await stage.stock(place, stage.single, 2, dayAfter(stage, 1));
    await stage.stock(place, stage.single, 1, dayAfter(stage, 4));
    const [early, late, after] = await Promise.all(
      [1, 3, 5].map(async (n) => (await stage.session(place, stage.single, dayAfter(stage, n))).slots[0]!.id),
    );
    const book = async (...slots: (string | undefined)[]) =>
      codes(
        await stage.book(
          place,
          stage.single,
          slots.map((slot) => stage.command(slot!, next())),
        ),
      );
    expect(await book(after)).toEqual(['doses_exhausted']);
    expect(await book(late, early, early)).toEqual(['ok', 'ok', 'ok']);
    expect(await book(early)).toEqual(['doses_exhausted']);
    expect(await stage.balances(place)).toMatchObject([{ promised: 2 }, { promised: 1 }]);
  });

  it('answers a repetition as before, in the same batch or later, and refuses another body', async () => {
    const place = stage.directory.byCode('P32730801')!;
    await stage.stock(place, stage.single, 5, '2026-12-31');
    const slot = (await stage.session(place, stage.single, TODAY)).slots[0]!.id;
    const who = next();
    const command = stage.command(slot, who);
    const other = stage.command(slot, next(), { id: command.id });
    const [first, twin, clash] = await stage.book(place, stage.single, [command, command, other]);
    const [again, laterClash] = await stage.book(place, stage.single, [command, other]);
    const answer = (first as { value: Booked }).value.answer;
    expect(answer).toMatchObject({ id: command.id, status: 'confirmed', ticket: { code: answer.code } });
    expect(twin).toEqual({ value: { answer, replayed: true } });
    expect(again).toEqual({ value: { answer, replayed: true } });
    expect(codes([clash!, laterClash!])).toEqual(['idempotency_conflict', 'idempotency_conflict']);
    expect(await stage.balances(place)).toMatchObject([{ promised: 1 }]);
  });

  it('gives one person one appointment for a dose, in one batch, later and at another place', async () => {
    const [place, other] = ['P32730901', 'P32731001'].map((code) => stage.directory.byCode(code)!);
    const slots = [];
    for (const at of [place!, other!]) {
      await stage.stock(at, stage.single, 5, '2026-12-31');
      slots.push((await stage.session(at, stage.single, TODAY)).slots[0]!.id);
    }
    const who = next();
    const commands = [stage.command(slots[0]!, who), stage.command(slots[0]!, who)];
    const batch = await stage.book(place!, stage.single, commands);
    expect(codes(batch)).toEqual(['ok', 'already_booked']);
    const [seen] = await stage.book(other!, stage.single, [stage.command(slots[1]!, who)]);
    expect(seen).toMatchObject({
      problem: { code: 'already_booked', params: { appointment: commands[0]!.id } },
    });
    const stranger = { ...stage.client, id: stage.house.newId() };
    const [hidden] = await stage.book(other!, stage.single, [
      stage.command(slots[1]!, who, { actor: stranger }),
    ]);
    expect((hidden as { problem: { params: object } }).problem.params).toEqual({ dose: 1 });
    const [second] = await stage.book(other!, stage.single, [stage.command(slots[1]!, who, { dose: 2 })]);
    expect(codes([second!])).toEqual(['ok']);
  });

  it('lets one of two places win when the same people book at both at once', async () => {
    const [place, other] = ['P32731101', 'P32731201'].map((code) => stage.directory.byCode(code)!);
    const slots: string[] = [];
    for (const at of [place!, other!]) {
      await stage.stock(at, stage.single, 20, '2026-12-31');
      slots.push((await stage.session(at, stage.single, TODAY)).slots[0]!.id);
    }
    const crowd = Array.from({ length: 20 }, next);
    const results = await Promise.all([
      stage.book(
        place!,
        stage.single,
        crowd.map((who) => stage.command(slots[0]!, who)),
      ),
      stage.book(
        other!,
        stage.single,
        [...crowd].reverse().map((who) => stage.command(slots[1]!, who)),
      ),
    ]);
    const outcome = codes(results.flat());
    expect(count(outcome, 'ok')).toBe(20);
    expect(count(outcome, 'already_booked')).toBe(20);
    const promised = [...(await stage.balances(place!)), ...(await stage.balances(other!))];
    expect(promised.reduce((sum, row) => sum + row.promised, 0)).toBe(20);
  });

  it('refuses slots that are past or closed, each on its own', async () => {
    const place = stage.directory.byCode('P32731301')!;
    await stage.stock(place, stage.single, 5, '2026-12-31');
    const { slots } = await stage.session(place, stage.single, TODAY);
    stage.clock.advance(2 * 3_600_000 + 60_000); // 10:01
    const verdicts = await stage.book(place, stage.single, [
      stage.command(slots[0]!.id, next()),
      stage.command(slots[1]!.id, next()),
      stage.command(stage.house.newId(), next()),
    ]);
    expect(codes(verdicts)).toEqual(['slot_past', 'ok', 'not_found']);
  });

  it('keeps personal data out of the journal, the answers and every readable column', async () => {
    const rows = await stage.house.database.sql.rows<{
      text: string;
    }>(/* sql */ `select data::text as text from journal union all select body::text from answer
        union all select a::text from appointment a union all select encode(cipher, 'escape') from registrant`);
    expect(rows.length).toBeGreaterThan(100);
    const all = rows.map((row) => row.text).join('\n');
    expect(all).not.toMatch(/Orang/);
    expect(all).not.toMatch(/327301\d{10}/);
    expect(all).not.toMatch(/\+62812\d{8}/);
  });
});
