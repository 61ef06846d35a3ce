// Pushes: one verdict for each event, whatever the network and the other phones do.
import { describe, expect, it } from 'vitest';
import { codes, DAY, NOW, usePhones, verdicts } from './mobile-push-support.ts';
import { PLACE } from './store-support.ts';

const s = usePhones();

describe('what happened', () => {
  it('is recorded in order, by the person, the device and the time', async () => {
    const batch = await s.stocked(100);
    const events = [
      s.give(batch),
      { ...s.give(batch), kind: 'discard', doses: 3, reason: 'broken' },
      { ...s.give(batch), kind: 'quarantine', doses: 6, reason: 'excursion' },
    ];
    const { results, missingSeqs, clock } = await s.phone.push(events);
    expect(verdicts(results)).toEqual(['recorded', 'recorded', 'recorded']);
    expect(results.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
    expect([missingSeqs, clock]).toEqual([[], { offsetMs: 0, implausible: false }]);
    expect(await s.t.balance(batch)).toMatchObject({
      available: 90,
      quarantined: 6,
      administered: 1,
      wasted: 3,
    });
    const row = await s.journal(events[0]!.id);
    expect(row).toMatchObject({
      deviceId: s.phone.id,
      occurredAt: new Date(s.at(-60_000)),
      data: { phone: { seq: 1 } },
    });
  });

  it('that is read from a label counts too, and a lot in the wrong case is another lot', async () => {
    const batch = await s.stocked(10);
    const { lot, gtin } = await s.t.house.database.sql.one<{ lot: string; gtin: string }>(
      'select b.lot, p.gtin from batch b join product p on p.id = b.product_id where b.id = $1',
      [batch],
    );
    const scan = (text: string) => ({
      ...s.give(batch),
      batch: undefined,
      raw: `(01)${gtin}(17)310131(10)${text}`,
    });
    const [good, wrong, torn] = (
      await s.phone.push([
        scan(lot),
        scan(lot.toLowerCase()),
        { ...s.give(batch), batch: undefined, raw: '(01)123' },
      ])
    ).results;
    expect(good).toMatchObject({ verdict: 'recorded' });
    expect(wrong).toMatchObject({
      verdict: 'refused',
      problem: { code: 'unknown_batch' },
      next: { code: 'scan_again' },
    });
    expect(torn).toMatchObject({
      verdict: 'refused',
      problem: { code: 'scan_invalid' },
      next: { code: 'scan_again' },
    });
  });

  it('is recorded by two phones that both gave the last dose: one unexplained dose, one task', async () => {
    const batch = await s.stocked(10);
    await s.phone.one({ ...s.give(batch), doses: 9 });
    const sent = [s.phone.one(s.give(batch, { believed: 1 })), s.other.one(s.give(batch, { believed: 1 }))];
    const results = await Promise.all(sent);
    expect(verdicts(results).sort()).toEqual(['flagged', 'recorded']);
    const flagged = results.find(({ verdict }) => verdict === 'flagged')!;
    expect(flagged.warnings[0]).toMatchObject({ code: 'unexplained_doses', doses: 1 });
    expect(await s.t.balance(batch)).toMatchObject({ available: 0, administered: 11, unexplained: -1 });
    expect(await s.tasksOf('reconcile', batch)).toHaveLength(1);
  });

  it('is told beside what the phone believed, event by event', async () => {
    const batch = await s.stocked(50);
    const { results } = await s.phone.push([
      s.give(batch, { believed: 50 }),
      s.give(batch, { believed: 49, doses: 2 }),
      s.give(batch, { believed: 40 }),
    ]);
    expect(verdicts(results)).toEqual(['recorded', 'recorded', 'recorded']);
    expect(results.map(({ warnings }) => warnings.map(({ code }) => code))).toEqual([
      [],
      [],
      ['stock_believed'],
    ]);
    expect(results[2]!.warnings[0]).toMatchObject({ believed: 40, book: 47 });
  });

  it('is refused when it was no fact: doses set apart that are not there', async () => {
    const batch = await s.stocked(5);
    const result = await s.phone.one({ ...s.give(batch), kind: 'quarantine', doses: 6, reason: 'vvm' });
    expect(result).toMatchObject({
      verdict: 'refused',
      problem: { code: 'insufficient_stock', available: 5 },
      next: { code: 'count_stock' },
    });
  });
});

describe('the same events again', () => {
  it('are repeated with their first outcome, days later too, and nothing is counted twice', async () => {
    const batch = await s.stocked(2);
    const events = [s.give(batch, { doses: 2 }), s.give(batch), s.give(batch, { believed: 5 })];
    const first = await s.phone.push(events);
    expect(verdicts(first.results)).toEqual(['recorded', 'flagged', 'flagged']);
    s.t.clock.advance(40 * DAY);
    const again = await s.other.push([...events].reverse());
    s.t.clock.set(NOW);
    expect(verdicts(again.results)).toEqual(['repeated', 'repeated', 'repeated']);
    expect(again.results.map(({ first }) => first)).toEqual(['flagged', 'flagged', 'recorded']);
    expect(again.results.map(({ warnings }) => warnings).reverse()).toEqual(
      first.results.map(({ warnings }) => warnings),
    );
    expect(await s.t.balance(batch)).toMatchObject({ administered: 4, unexplained: -2 });
  });

  it('at the same time on two connections are recorded once', async () => {
    const batch = await s.stocked(400);
    const events = Array.from({ length: 300 }, () => s.give(batch));
    const answers = await Promise.all([
      s.phone.push(events),
      s.other.push(events),
      s.phone.push([...events].reverse()),
    ]);
    const [a, b, c] = answers.map(({ results }) => new Map(results.map((one) => [one.id, one.verdict])));
    for (const { id } of events) {
      const three = [a!.get(id), b!.get(id), c!.get(id)].sort();
      expect(three).toEqual(['recorded', 'repeated', 'repeated']);
    }
    expect(await s.t.balance(batch)).toMatchObject({ available: 100, administered: 300 });
  });

  it('twice in one push are one, and another content under the same id is a conflict', async () => {
    const batch = await s.stocked(10);
    const event = s.give(batch);
    const { results } = await s.phone.push([event, event, { ...event, doses: 2 }]);
    expect(codes(results)).toEqual(['recorded', 'repeated', 'idempotency_conflict']);
    expect(results[2]!.next!.code).toBe('record_again');
    expect(await s.t.balance(batch)).toMatchObject({ administered: 1 });
  });

  it('are judged anew when they were refused: the cause may be gone', async () => {
    const batch = await s.stocked(5);
    const event = { ...s.give(batch), kind: 'quarantine', doses: 5, reason: 'vvm' };
    await s.t.call(s.t.staff, '/api/v1/movements', {
      kind: 'quarantine',
      place: PLACE,
      batch,
      doses: 1,
      reason: 'vvm',
    });
    expect((await s.phone.one(event)).problem!.code).toBe('insufficient_stock');
    await s.t.call(s.t.officer, '/api/v1/movements', { kind: 'release', place: PLACE, batch, doses: 1 });
    expect((await s.phone.one(event)).verdict).toBe('recorded');
    expect((await s.phone.one(event)).verdict).toBe('repeated');
  });
});
