// Open vials over HTTP: opened without breaking promises, never issued, given until nothing is left, closed once, and the
// day closed once; appointments and plain movements take from the vial that is open.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectInvariants } from '../support/invariants.ts';
import { openStore, PLACE, type Answer, type Store } from './store-support.ts';

const HOUR = 3_600_000;
let t: Store;
beforeAll(async () => {
  t = await openStore();
  // Eight o'clock in the morning in Bandung.
  t.clock.set(new Date(Math.floor(t.clock.now().getTime() / (24 * HOUR)) * 24 * HOUR + 25 * HOUR));
});
afterAll(async () => {
  await expectInvariants(t.house, t.app.following);
  await t.close();
});

const open = (batch: string, more: object = {}) =>
  t.call(t.staff, '/api/v1/vials', { place: PLACE, batch, ...more });
const give = (vial: string, doses = 1, more: object = {}) =>
  t.call(t.staff, `/api/v1/vials/${vial}/give`, { doses, ...more });
const close = (vial: string) => t.call(t.staff, `/api/v1/vials/${vial}/close`);
const closeDay = (more: object = {}) => t.call(t.staff, `/api/v1/places/${PLACE}/close-day`, more);
const move = (body: object) => t.call(t.staff, '/api/v1/movements', { place: PLACE, ...body });
const today = () => new Date(t.clock.now().getTime() + 7 * HOUR).toISOString().slice(0, 10);
const dayAfter = (days: number) =>
  new Date(Date.parse(today()) + days * 24 * HOUR).toISOString().slice(0, 10);
const statuses = (answers: Answer[]) => answers.map(({ status }) => status).sort();

let people = 0;
/** Books so many appointments of a product on a day; answers their ids. */
async function booked(product: string, date: string, doses: number): Promise<string[]> {
  const session = await t.call(t.staff, '/api/v1/sessions', {
    place: PLACE,
    product,
    date,
    start: '09:00',
    end: '12:00',
    slotMinutes: 180,
    capacityPerSlot: 50,
  });
  const slotId = (session.body as unknown as { slots: { id: string }[] }).slots[0]!.id;
  const ids = [];
  for (let n = 0; n < doses; n++) {
    const nik = `327301010100${String(1000 + ++people)}`;
    const registrant = { nik, name: 'Budi Santoso', birthDate: '2000-01-01', phone: '+628123456789' };
    const made = await t.call(t.staff, '/api/v1/appointments', { slotId, dose: 1, registrant });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    ids.push(made.body.id);
  }
  return ids;
}

describe('a vial', () => {
  it('keeps its doses at the place: they are given or wasted, never issued', async () => {
    const batch = await t.stocked('MR', 20);
    const { status, body } = await open(batch);
    expect([status, body.doses, body.left, body.closedAt]).toEqual([201, 10, 10, null]);
    expect(body.discardAt).toBe(new Date(t.clock.now().getTime() + 6 * HOUR).toISOString());
    expect(await t.balance(batch)).toMatchObject({ available: 20, opened: 10 });
    const stock = await t.get(t.staff, `/api/v1/stock?place=${PLACE}&batch=${batch}`);
    expect(stock.body.items).toMatchObject([{ onHand: 20, free: 10 }]);
    const gudang = await t.as('gudang.3273');
    const draft = await t.call(gudang, '/api/v1/shipments', {
      from: PLACE,
      to: '3273',
      lines: [{ batch, doses: 11 }],
    });
    const sent = await t.call(gudang, `/api/v1/shipments/${draft.body.id}/dispatch`);
    expect([sent.body.code, sent.body.available]).toEqual(['insufficient_stock', 10]);
    expect((await give(body.id, 3)).body).toMatchObject({ given: 3, left: 7 });
    expect(await t.balance(batch)).toMatchObject({ available: 17, administered: 3, opened: 7 });
    const over = await give(body.id, 8);
    expect([over.status, over.body.code, over.body.left]).toEqual([409, 'vial_exhausted', 7]);
    expect((await close(body.id)).body).toMatchObject({ given: 3, wasted: 7, left: 0 });
    expect(await t.balance(batch)).toMatchObject({ available: 10, administered: 3, wasted: 7, opened: 0 });
    const again = await give(body.id);
    expect([again.status, again.body.code]).toEqual([409, 'vial_closed']);
    const { data } = await t.house.database.sql.one<{ data: object }>(
      `select data from journal where kind = 'movement.discard' and document_id = $1`,
      [body.id],
    );
    expect(data).toMatchObject({ reason: 'open_vial', open: true, vial: body.id, doses: 7 });
  });

  it('is closed by its last dose', async () => {
    const batch = await t.stocked('RV', 5);
    const { body } = await open(batch);
    expect((await give(body.id, 5)).body).toMatchObject({ left: 0, wasted: 0 });
    expect((await close(body.id)).body.code).toBe('vial_closed');
  });

  it('must be there, whole and usable, unless it has been opened anyway', async () => {
    const batch = await t.stocked('TD', 10);
    await open(batch);
    const second = await open(batch);
    expect([second.status, second.body.code, second.body.available]).toEqual([409, 'vial_not_there', 0]);
    const anyway = await open(batch, { anyway: true });
    expect([anyway.status, anyway.body.warnings[0]?.code]).toEqual([201, 'vial_not_there']);
    expect(await t.balance(batch)).toMatchObject({ available: 10, opened: 10 });
    await t.officer.post(`/api/v1/batches/${batch}/recall`, { id: t.id(), reason: 'x' });
    const kemenkes = await t.as('kemenkes');
    const recalled = await t.stocked('TD', 10);
    await t.call(kemenkes, `/api/v1/batches/${recalled}/recall`, { reason: 'uji' });
    expect((await open(recalled)).body.code).toBe('batch_recalled');
    const single = await t.stocked('HPV', 5);
    expect((await open(single)).body.code).toBe('single_dose');
    expect((await open(t.id())).body.code).toBe('unknown_batch');
    expect((await give(t.id())).status).toBe(404);
    const early = { occurredAt: new Date(t.clock.now().getTime() - HOUR) };
    const vials = (await t.get(t.staff, `/api/v1/vials?place=${PLACE}&open=true`)).body.items;
    expect((await give(String(vials[0]!.id), 1, early)).body.code).toBe('before_opening');
    for (const vial of vials) await close(String(vial.id));
  });

  it('past its time still has its doses recorded, flagged', async () => {
    const batch = await t.stocked('CAMPAK', 10);
    const { body } = await open(batch, { openedAt: new Date(t.clock.now().getTime() - 7 * HOUR) });
    expect(body.pastDiscard).toBe(true);
    expect((await give(body.id)).body.warnings).toMatchObject([{ code: 'vial_past_discard' }]);
    await close(body.id);
  });
});

describe('promises', () => {
  it('of today are served from the open vial; those of other days keep their closed ones', async () => {
    const batch = await t.stocked('BCG', 40);
    const [first, ...others] = await booked('BCG', today(), 3);
    await booked('BCG', dayAfter(2), 20);
    expect(await t.balance(batch)).toMatchObject({ promised: 23, allowance: 17, opened: 0 });
    const vial = await open(batch);
    expect(vial.status).toBe(201);
    expect(await t.balance(batch)).toMatchObject({ available: 40, promised: 20, allowance: 0, opened: 20 });
    // Another would be one of those that the day after tomorrow needs.
    const second = await open(batch);
    expect([second.status, second.body.code, second.body.doses]).toEqual([409, 'vial_promised', 20]);
    await t.call(t.staff, `/api/v1/appointments/${first}/check-in`);
    const given = await t.call(t.staff, `/api/v1/appointments/${first}/administer`, { batch });
    expect([given.status, given.body.warnings]).toEqual([200, []]);
    const seen = await t.get(t.staff, `/api/v1/vials/${vial.body.id}`);
    expect(seen.body).toMatchObject({ given: 1, left: 19 });
    expect(await t.balance(batch)).toMatchObject({
      available: 39,
      promised: 20,
      opened: 19,
      administered: 1,
    });
    await expectInvariants(t.house, t.app.following);
    for (const other of others) await t.call(t.staff, `/api/v1/appointments/${other}/cancel`);
    await close(vial.body.id);
    await t.app.following.settle();
    expect(await t.balance(batch)).toMatchObject({ available: 20, promised: 20, opened: 0, wasted: 19 });
  });

  it('of a vaccine that may stay open for weeks are served on later days too', async () => {
    const batch = await t.stocked('IPV', 10);
    await booked('IPV', dayAfter(3), 4);
    const { status, body } = await open(batch);
    expect(status).toBe(201);
    expect(await t.balance(batch)).toMatchObject({ promised: 0, opened: 10 });
    await give(body.id, 6);
    await expectInvariants(t.house, t.app.following);
    await t.app.following.settle();
    const shortfalls = await t.house.database.sql.rows('select from shortfall where cleared_at is null');
    expect(shortfalls).toEqual([]);
  });
});

describe('a plain movement', () => {
  it('takes its doses out of the open vial, and its reversal puts them back', async () => {
    const batch = await t.stocked('PENTA', 10);
    const { body } = await open(batch);
    const given = await move({ kind: 'administer', batch, doses: 2 });
    await move({ kind: 'discard', batch, doses: 1, reason: 'open_vial' });
    await t.app.following.settle();
    const left = async () => (await t.get(t.staff, `/api/v1/vials/${body.id}`)).body;
    expect(await left()).toMatchObject({ given: 2, wasted: 1, left: 2 });
    expect(await t.balance(batch)).toMatchObject({ available: 7, opened: 2 });
    await t.call(t.staff, `/api/v1/movements/${given.body.id}/reverse`, { reason: 'salah' });
    await t.app.following.settle();
    expect(await left()).toMatchObject({ given: 0, wasted: 1, left: 4 });
    expect(await t.balance(batch)).toMatchObject({ available: 9, opened: 4 });
    await close(body.id);
  });
});

describe('a diluent', () => {
  it('is used vial for vial, and what is short is flagged', async () => {
    const { sql } = t.house.database;
    await sql.run(`update product set diluent = 'DT' where code = 'JE'`);
    const refresh = { id: t.house.newId(), kind: 'products.imported', now: t.clock.now() };
    await sql.run(
      `with k as (insert into journal_key (id, recorded_at) values ($1, $3))
      insert into journal (id, kind, actor_id, occurred_at, recorded_at) values ($1, $2, $1, $3, $3)`,
      [refresh.id, refresh.kind, refresh.now],
    );
    t.house.committed();
    await t.app.following.settle();
    const [vaccine, diluent] = [await t.stocked('JE', 10), await t.stocked('DT', 10)];
    await expect
      .poll(
        async () =>
          (await t.get(t.staff, '/api/v1/products')).body.items.find((p) => p.code === 'JE')?.diluent,
      )
      .toBe('DT');
    const first = await open(vaccine);
    expect([first.status, first.body.warnings]).toEqual([201, []]);
    expect(await t.balance(diluent)).toMatchObject({ available: 0, administered: 10 });
    const second = await open(vaccine);
    expect([second.status, second.body.warnings]).toMatchObject([
      201,
      [{ code: 'diluent_short', doses: 10 }],
    ]);
    await closeDay();
  });
});

describe('races', () => {
  it('two closings of one vial: one wins', async () => {
    const batch = await t.stocked('MR', 10);
    const { body } = await open(batch);
    const both = await Promise.all([close(body.id), close(body.id)]);
    expect(statuses(both)).toEqual([200, 409]);
    expect(await t.balance(batch)).toMatchObject({ available: 0, wasted: 10 });
  });

  it('two openings of the last vial: one wins', async () => {
    const batch = await t.stocked('MR', 10);
    expect(statuses(await Promise.all([open(batch), open(batch)]))).toEqual([201, 409]);
  });

  it('doses given at once never exceed the vial, nor does a closing lose any', async () => {
    for (let round = 0; round < 3; round++) {
      const batch = await t.stocked('MR', 10);
      const { body } = await open(batch);
      const answers = await Promise.all([
        ...Array.from({ length: 6 }, () => give(body.id, 2)),
        ...(round > 0 ? [close(body.id)] : []),
      ]);
      expect(answers.filter(({ status }) => ![200, 409].includes(status))).toEqual([]);
      await close(body.id);
      const vial = await t.get(t.staff, `/api/v1/vials/${body.id}`);
      const { given, wasted } = vial.body as unknown as { given: number; wasted: number };
      expect(given + wasted).toBe(10);
      expect(await t.balance(batch)).toMatchObject({ available: 0, administered: given, wasted, opened: 0 });
    }
  });

  it('two closings of one day answer the same and waste nothing twice; a later one closes what was opened since', async () => {
    const batch = await t.stocked('MR', 30);
    const keeps = await t.stocked('TD', 10);
    const [session, weeks] = [(await open(batch)).body.id, (await open(keeps)).body.id];
    await give(session, 4);
    const both = await Promise.all([closeDay(), closeDay()]);
    expect(statuses(both)).toEqual([200, 200]);
    expect(both[0]!.body).toEqual(both[1]!.body);
    expect(await t.balance(batch)).toMatchObject({ available: 20, administered: 4, wasted: 6 });
    expect((await t.get(t.staff, `/api/v1/vials/${weeks}`)).body).toMatchObject({ left: 10, closedAt: null });
    await open(batch);
    await closeDay();
    expect(await t.balance(batch)).toMatchObject({ available: 10, wasted: 16 });
    const tomorrow = await closeDay({ day: dayAfter(1) });
    expect([tomorrow.status, tomorrow.body.code]).toEqual([422, 'day_not_over']);
    t.clock.advance(29 * 24 * HOUR);
    await closeDay();
    expect((await t.get(t.staff, `/api/v1/vials/${weeks}`)).body).toMatchObject({ wasted: 10 });
  });
});
