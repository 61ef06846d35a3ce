// What phones do with documents: shipments, counts, appointments, vials and tasks, each once, whoever else does it too.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectInvariants } from '../support/invariants.ts';
import { pair, type Phone } from './mobile-support.ts';
import { person } from './schedule-support.ts';
import { openWarehouse, type Body, type Warehouse } from './shipments-support.ts';

const CENTRE = 'P32730101';
const NOW = new Date('2026-12-08T02:00:00Z');
const TODAY = '2026-12-08';

let t: Warehouse;
let store: Phone;
let centre: Phone;
let second: Phone;
let people = 7000;
beforeAll(async () => {
  t = await openWarehouse({ accessTokenSeconds: 90 * 86_400 });
  t.clock.set(NOW);
  store = await pair(t, 'gudang.3273');
  centre = await pair(t, `pkm.${CENTRE.toLowerCase()}`);
  second = await pair(t, `pkm.${CENTRE.toLowerCase()}`);
});
afterAll(async () => {
  await expectInvariants(t.house, t.app.following);
  await t.close();
});

const event = (kind: string, more: object) => ({
  id: t.id(),
  kind,
  occurredAt: t.house.now().toISOString(),
  ...more,
});
const refusal = (code: string, next: string) => ({
  verdict: 'refused',
  problem: expect.objectContaining({ code }) as unknown,
  next: expect.objectContaining({ code: next }) as unknown,
});
const view = async (id: string): Promise<Body> =>
  (await t.province.get(`/api/v1/shipments/${id}`).expect(200)).body as Body;

/** A batch at the district, and at the health centre when doses are to be there. */
async function stocked(doses: number, at: string = CENTRE): Promise<string> {
  t.clock.advance(-3_600_000);
  const { id: batch } = (await t.register(doses)) as { id: string };
  const lines = [{ batch, doses }];
  const sent = (await t.send(t.biofarma, 'BIOFARMA', at, lines)) as { id: string };
  const by = at === CENTRE ? t.centre : t.district;
  const body = { id: t.id(), lines: [{ batch, accepted: doses }] };
  await by.post(`/api/v1/shipments/${sent.id}/receive`, body).expect(200);
  t.clock.advance(3_600_000);
  return batch;
}

describe('a shipment', () => {
  it('leaves and arrives by phones, each once; by its label all of it as it was sent', async () => {
    const batch = await stocked(100, '3273');
    const draft = (await t.draft(t.district, '3273', CENTRE, [{ batch, doses: 40 }])) as Body;
    const early = event('receive', { raw: `(00)${draft.sscc}` });
    expect(await centre.one(early)).toMatchObject(refusal('not_found', 'wait_and_resend'));
    const leave = event('dispatch', { shipment: draft.id });
    expect(await centre.one(leave)).toMatchObject(refusal('not_found', 'wait_and_resend'));
    expect((await store.one(leave)).verdict).toBe('recorded');
    expect(await store.one(leave)).toMatchObject({ verdict: 'repeated', first: 'recorded' });
    expect(await store.one({ ...leave, id: t.id() })).toMatchObject(
      refusal('already_dispatched', 'nothing_to_do'),
    );
    const both = await Promise.all([
      centre.one(early),
      second.one(event('receive', { raw: `(00)${draft.sscc}` })),
    ]);
    expect(both.map(({ verdict }) => verdict).sort()).toEqual(['recorded', 'refused']);
    expect(both.find(({ verdict }) => verdict === 'refused')).toMatchObject(
      refusal('already_received', 'nothing_to_do'),
    );
    expect((await view(draft.id as string)).status).toBe('received');
    expect(await t.stock(t.centre, CENTRE, batch)).toMatchObject({ available: 40 });
    const [row] = await t.house.database.sql.rows<{ kind: string; deviceId: string }>(
      `select kind, device_id as "deviceId" from journal where id = $1`,
      [leave.id],
    );
    expect(row).toEqual({ kind: 'shipment.dispatched', deviceId: store.id });
  });

  it('is answered for line by line, and the sums must be right', async () => {
    const batch = await stocked(100, '3273');
    const sent = (await t.send(t.district, '3273', CENTRE, [{ batch, doses: 50 }])) as Body;
    const lines = (more: object) => ({ shipment: sent.id, lines: [{ batch, ...more }] });
    expect(await centre.one(event('receive', { shipment: sent.id }))).toMatchObject(
      refusal('validation_failed', 'record_again'),
    );
    expect(await centre.one(event('receive', lines({ accepted: 40, missing: 5 })))).toMatchObject(
      refusal('receipt_does_not_add_up', 'choose_another_batch'),
    );
    const before = { ...event('receive', lines({ accepted: 50 })), occurredAt: '2026-12-07T00:00:00Z' };
    expect(await centre.one(before)).toMatchObject(refusal('receipt_before_dispatch', 'correct_time'));
    const good = event('receive', lines({ accepted: 40, rejected: [{ doses: 10, reason: 'frozen' }] }));
    expect((await centre.one(good)).verdict).toBe('recorded');
    expect((await view(sent.id as string)).status).toBe('received_with_discrepancy');
    expect((await second.one(good)).verdict).toBe('repeated');
  });

  it('with too few doses is a promise that is refused, and the rest of the push is done', async () => {
    const batch = await stocked(10, '3273');
    const [one, two] = [
      (await t.draft(t.district, '3273', CENTRE, [{ batch, doses: 8 }])) as Body,
      (await t.draft(t.district, '3273', CENTRE, [{ batch, doses: 8 }])) as Body,
    ];
    const { results } = await store.push([
      event('dispatch', { shipment: one.id }),
      event('dispatch', { shipment: two.id }),
      event('discard', { batch, doses: 1, reason: 'broken' }),
    ]);
    expect(results[0]!.verdict).toBe('recorded');
    expect(results[1]).toMatchObject(refusal('insufficient_stock', 'count_stock'));
    expect(results[2]!.verdict).toBe('recorded');
  });
});

describe('a count', () => {
  it('is entered into the one under way, or a new one; by scan or id', async () => {
    const batch = await stocked(30);
    const counted = event('count', { lines: [{ batch, available: 28, quarantined: 1 }] });
    expect((await centre.one(counted)).verdict).toBe('recorded');
    const { items } = (await t.centre.get(`/api/v1/counts?place=${CENTRE}&open=true`).expect(200))
      .body as Body;
    expect(items).toHaveLength(1);
    const id = (items as Body[])[0].id as string;
    const again = event('count', { count: id, lines: [{ batch, available: 30 }] });
    expect((await second.one(again)).verdict).toBe('recorded');
    const count = (await t.centre.get(`/api/v1/counts/${id}`).expect(200)).body as Body;
    expect((count.lines as Body[]).find((line: Body) => line.batch.id === batch)).toMatchObject({
      available: 30,
      quarantined: 0,
    });
    await t.centre.post(`/api/v1/counts/${id}/cancel`, { id: t.id() }).expect(200);
    const late = event('count', { count: id, lines: [{ batch, available: 1 }] });
    expect(await centre.one(late)).toMatchObject(refusal('count_wrong_state', 'nothing_to_do'));
    expect(await store.one(late)).toMatchObject(refusal('not_found', 'wait_and_resend'));
  });
});

describe('an appointment', () => {
  async function booked(): Promise<{ id: string; qr: string; code: string }> {
    const session = {
      id: t.id(),
      place: CENTRE,
      product: 'COV-BIO',
      date: TODAY,
      start: '08:00',
      end: '16:00',
      slotMinutes: 60,
      capacityPerSlot: 50,
    };
    const made = (await t.centre.post('/api/v1/sessions', session).expect(201)).body as Body;
    const client = await t.asClient();
    const body = { id: t.id(), slotId: made.slots[2].id, dose: 1, registrant: person(people++) };
    const answer = (await client.post('/api/v1/appointments', body).expect(201)).body as Body;
    return { id: body.id, qr: answer.ticket.qr, code: answer.code };
  }

  it('is checked in and kept by phones: ticket, then vial', async () => {
    const batch = await stocked(20);
    const { id, qr, code } = await booked();
    expect((await centre.one(event('check_in', { ticket: `]Q1${qr}` }))).verdict).toBe('recorded');
    expect(await second.one(event('check_in', { ticket: code.toLowerCase() }))).toMatchObject(
      refusal('already_checked_in', 'nothing_to_do'),
    );
    expect(await centre.one(event('administer', { batch, ticket: 'FLOUR' }))).toMatchObject(
      refusal('not_a_ticket', 'record_without_ticket'),
    );
    const given = event('administer', { batch, appointment: id, believed: 20 });
    expect(await centre.one(given)).toMatchObject({ verdict: 'recorded', warnings: [] });
    expect(await centre.one(given)).toMatchObject({ verdict: 'repeated', first: 'recorded' });
    const shown = (await t.centre.get(`/api/v1/appointments/${id}`).expect(200)).body as Body;
    expect(shown).toMatchObject({ status: 'administered', movement: given.id, batch });
    expect(await store.one(event('check_in', { ticket: qr }))).toMatchObject(
      refusal('forbidden', 'ask_officer'),
    );
  });

  it('that two phones kept ends as two recorded facts and a task', async () => {
    const batch = await stocked(20);
    const { id } = await booked();
    const sent = [centre, second].map((phone) => phone.one(event('administer', { batch, appointment: id })));
    const results = await Promise.all(sent);
    expect(results.map(({ verdict }) => verdict).sort()).toEqual(['flagged', 'recorded']);
    const flagged = results.find(({ verdict }) => verdict === 'flagged')!;
    expect(flagged.warnings.map(({ code }) => code)).toEqual(['already_administered']);
    await t.app.following.settle();
    const tasks = (await t.centre.get(`/api/v1/tasks?kind=reconcile&batch=${batch}`).expect(200))
      .body as Body;
    expect(tasks.items).toHaveLength(1);
    expect(await t.stock(t.centre, CENTRE, batch)).toMatchObject({ available: 18 });
  });
});

describe('an open vial', () => {
  it('gives doses by phone; what was given beyond it is recorded and flagged', async () => {
    const batch = await stocked(20);
    const vial = t.id();
    await t.centre.post('/api/v1/vials', { id: vial, place: CENTRE, batch }).expect(201);
    expect((await centre.one(event('administer', { vial, doses: 9 }))).verdict).toBe('recorded');
    const more = event('administer', { vial, doses: 2 });
    const result = await second.one(more);
    expect([result.verdict, result.warnings.map(({ code }) => code)]).toEqual([
      'flagged',
      ['vial_exhausted'],
    ]);
    expect(await second.one(more)).toMatchObject({
      verdict: 'repeated',
      first: 'flagged',
      warnings: result.warnings,
    });
    expect(await centre.one(event('administer', { vial: t.id(), doses: 1 }))).toMatchObject(
      refusal('not_found', 'wait_and_resend'),
    );
  });
});

describe('a recall', () => {
  it('is acknowledged by phone, once', async () => {
    const batch = await stocked(20);
    await t.kemenkes.post(`/api/v1/batches/${batch}/recall`, { id: t.id(), reason: 'AEFI' }).expect(200);
    await t.app.following.settle();
    const listed = (await t.centre.get(`/api/v1/tasks?batch=${batch}&open=true`).expect(200)).body as Body;
    const task = listed.items[0].id as string;
    expect(await store.one(event('acknowledge', { task }))).toMatchObject(
      refusal('forbidden', 'ask_officer'),
    );
    expect((await centre.one(event('acknowledge', { task }))).verdict).toBe('recorded');
    expect(await second.one(event('acknowledge', { task }))).toMatchObject(
      refusal('already_acknowledged', 'nothing_to_do'),
    );
    const given = await centre.one(event('administer', { batch }));
    expect([given.verdict, given.warnings.map(({ code }) => code)]).toEqual(['flagged', ['batch_recalled']]);
  });
});
