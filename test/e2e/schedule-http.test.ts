// The schedule over HTTP: the whole way of one appointment, who may do what, what bad input gets, what the public sees.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { transact } from '../../server/kernel/transaction.ts';
import { postOne } from '../../server/ledger/post.ts';
import { systemActor } from '../../server/people/scope.ts';
import { auditSchedule } from '../../server/schedule/audit.ts';
import { startTestApp, type Call, type TestApp } from '../support/app.ts';
import { expectInvariants } from '../support/invariants.ts';
import { person } from './schedule-support.ts';

const PLACE = 'P32730101';
const DAY = new Date(Date.now() + 7 * 3_600_000 + 86_400_000).toISOString().slice(0, 10);

let app: TestApp;
let staff: Call;
let client: Call;
let product: { id: string; code: string };
let people = 5000;
let lots = 0;
const next = () => person(people++);

beforeAll(async () => {
  app = await startTestApp();
  staff = await app.as(`pkm.${PLACE}`);
  client = await app.asClient();
  const listed = (await staff.get('/api/v1/products?limit=1000')).body.items as {
    id: string;
    code: string;
    dosesPerVial: number;
  }[];
  product = listed.find((one) => one.dosesPerVial === 1)!;
});

afterAll(async () => {
  await app.app.following.settle();
  await expectInvariants(app.house);
  expect(await auditSchedule(app.house.database.sql, app.house.now())).toEqual([]);
  await app.close();
});

async function stock(place: string, doses: number): Promise<string> {
  const { house, id: newId } = app;
  const [holder, id] = [
    (await house.database.sql.one<{ id: string }>('select id from place where code = $1', [place])).id,
    newId(),
  ];
  await house.database.sql.run(
    'insert into batch (id, product_id, lot, expiry, registered_at) values ($1, $2, $3, $4, now())',
    [id, product.id, `HTTP${++lots}`, '2099-12-31'],
  );
  const account = (bucket: 'manufactured' | 'available') => ({ holder, bucket });
  const line = {
    batch: id,
    doses,
    rule: 'held' as const,
    from: account('manufactured'),
    to: account('available'),
  };
  await transact(house, systemActor, (ctx) =>
    postOne(ctx, {
      id: newId(),
      kind: 'batch.registered',
      place: holder,
      occurredAt: ctx.now,
      lines: [line],
    }),
  );
  return id;
}

const sessionBody = (place: string, more: object = {}) => ({
  id: app.id(),
  place,
  product: product.code,
  date: DAY,
  start: '08:00',
  end: '10:00',
  slotMinutes: 60,
  capacityPerSlot: 50,
  ...more,
});

async function open(place: string, as = staff): Promise<{ id: string; slots: { id: string }[] }> {
  return (await as.post('/api/v1/sessions', sessionBody(place)).expect(201)).body as never;
}

const booking = (slotId: string, more: object = {}) => ({
  id: app.id(),
  slotId,
  dose: 1,
  registrant: next(),
  ...more,
});
const book = (slotId: string, more: object = {}) =>
  client.post('/api/v1/appointments', booking(slotId, more));

describe('the way of an appointment', () => {
  it('is opened, seen, booked, checked in and given, and shows in availability at each step', async () => {
    const batch = await stock(PLACE, 3);
    const session = await open(PLACE);
    expect(session.slots).toHaveLength(2);
    const url = `/api/v1/availability?area=${PLACE}&product=${product.code}`;
    const first = await app.anyone.get(url).expect(200);
    const shown = first.body.sessions.find((one: { id: string }) => one.id === session.id);
    const usable = shown.usableDoses as number;
    expect(shown).toMatchObject({ date: DAY, promisedDoses: 0, place: { code: PLACE } });
    expect(shown.slots[0].free).toBe(Math.min(50, usable));
    expect(first.headers['cache-control']).toMatch(/public, max-age=\d+/);

    const etag = first.headers.etag as string;
    expect(etag).toMatch(/^"[^"]+"$/);
    await app.anyone.get(url).set('If-None-Match', etag).expect(304).expect('ETag', etag);
    const sent = booking(session.slots[0]!.id);
    const booked = await client.post('/api/v1/appointments', sent).expect(201);
    expect(booked.body).toMatchObject({
      id: sent.id,
      status: 'confirmed',
      ticket: { code: booked.body.code },
    });
    const replay = await client.post('/api/v1/appointments', sent).expect(201);
    expect(replay.headers['idempotency-replayed']).toBe('true');
    expect(replay.body).toEqual(booked.body);
    const clash = { ...sent, dose: 2 };
    expect((await client.post('/api/v1/appointments', clash).expect(409)).body.code).toBe(
      'idempotency_conflict',
    );

    const second = await app.anyone.get(url).set('If-None-Match', etag).expect(200);
    expect(second.headers.etag).not.toBe(etag);
    expect(second.body.revision).toBeGreaterThan(first.body.revision);
    expect(JSON.stringify(second.body)).not.toMatch(/Orang|327301\d{10}/);

    const path = `/api/v1/appointments/${sent.id}`;
    const read = await staff.get(path).expect(200);
    expect(read.body.registrant).toMatchObject({
      name: 'O*** K***',
      nik: `************${sent.registrant.nik.slice(-4)}`,
    });
    const found = await staff.get(`/api/v1/appointments?code=${booked.body.code.toLowerCase()}`).expect(200);
    expect(found.body.items).toMatchObject([{ id: sent.id }]);
    const listed = await staff
      .get(`/api/v1/appointments?place=${PLACE}&date=${DAY}&status=confirmed`)
      .expect(200);
    expect(listed.body.items).toMatchObject([{ id: sent.id }]);

    await staff.post(`${path}/check-in`, { id: app.id() }).expect(200);
    const given = await staff.post(`${path}/administer`, { id: app.id(), batch }).expect(200);
    expect(given.body).toMatchObject({ status: 'administered', batch, warnings: [] });
    const again = await staff.post(`${path}/administer`, { id: app.id(), batch }).expect(409);
    expect(again.body.code).toBe('already_administered');

    // The booking only promised: in what happened to the stock stand the dose given and where it came from.
    const history = await staff.get(`/api/v1/movements?place=${PLACE}&batch=${batch}`).expect(200);
    const changes = history.body.items.map(({ change }: { change: number }) => change);
    expect(changes).toEqual([-1, 3]);
  });

  it('gives 10 doses to exactly 10 of 50 people who book over HTTP at once', async () => {
    const at = 'P32730201';
    const officer = await app.as('dinkes.3273');
    await stock(at, 10);
    const { slots } = await open(at, officer);
    const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => book(slots[n % 2]!.id)));
    const usable = (await app.anyone.get(`/api/v1/availability?area=${at}`)).body.sessions[0].usableDoses;
    expect(usable).toBe(10);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(10);
    const refused = answers.filter(({ status }) => status !== 201);
    expect(new Set(refused.map(({ body }) => body.code))).toEqual(new Set(['doses_exhausted']));
    expect(refused[0]!.body).toMatchObject({ usableDoses: 10, promisedDoses: 10, day: DAY });
  });

  it('is moved and cancelled by the client that booked it', async () => {
    const officer = await app.as('dinkes.3273');
    await stock('P32730301', 5);
    const { slots } = await open('P32730301', officer);
    const { body } = await book(slots[0]!.id).expect(201);
    const path = `/api/v1/appointments/${body.id}`;
    const moved = await client.post(`${path}/reschedule`, { id: app.id(), slotId: slots[1]!.id }).expect(200);
    expect(moved.body).toMatchObject({ slot: { id: slots[1]!.id }, revision: 2 });
    expect(moved.body.registrant).toBeUndefined();
    const id = app.id();
    await client.post(`${path}/cancel`, { id, reason: 'Pindah' }).expect(200);
    const replay = await client.post(`${path}/cancel`, { id, reason: 'Pindah' }).expect(200);
    expect(replay.headers['idempotency-replayed']).toBe('true');
    expect((await client.post(`${path}/cancel`, { id: app.id() }).expect(409)).body.code).toBe(
      'already_cancelled',
    );
    expect((await client.post(`${path}/check-in`, { id: app.id() }).expect(403)).body.code).toBe('forbidden');
  });
});

describe('who may', () => {
  it('shows an appointment and a session only to those of its area, and to the client that booked', async () => {
    const officer = await app.as('dinkes.3273');
    await stock('P32730401', 3);
    const session = await open('P32730401', officer);
    const { body } = await book(session.slots[0]!.id).expect(201);
    await staff.get(`/api/v1/appointments/${body.id}`).expect(404);
    await staff.post(`/api/v1/appointments/${body.id}/cancel`, { id: app.id() }).expect(404);
    await staff.get(`/api/v1/sessions/${session.id}`).expect(404);
    await staff.get('/api/v1/appointments?place=P32730401').expect(404);
    await officer.get(`/api/v1/appointments/${body.id}`).expect(200);
    await client.get(`/api/v1/appointments/${body.id}`).expect(200);
    const own = await client.get('/api/v1/appointments?limit=1000').expect(200);
    expect(own.body.items.map((one: { id: string }) => one.id)).toContain(body.id);
    await app.anyone.post('/api/v1/appointments', booking(session.slots[0]!.id)).expect(401);
    const auditor = await app.as('auditor');
    await auditor.post('/api/v1/sessions', sessionBody(PLACE)).expect(403);
    await staff.post('/api/v1/sessions', sessionBody('P32730401')).expect(404);
  });
});

describe('bad input', () => {
  const code = async (test: Promise<{ body: { code: string } }>) => (await test).body.code;
  const pointers = (body: { errors?: { pointer: string }[] }) => body.errors?.map((one) => one.pointer);

  it.each([
    [{ end: '08:00' }, '/end'],
    [{ start: '25:00' }, '/start'],
    [{ date: '2020-01-01' }, '/date'],
    [{ date: '2026-02-30' }, '/date'],
    [{ date: '2199-01-01' }, '/date'],
    [{ slotMinutes: 4 }, '/slotMinutes'],
    [{ slotMinutes: 480 }, '/slotMinutes'],
    [{ capacityPerSlot: 0 }, '/capacityPerSlot'],
    [{ capacityPerSlot: 1001 }, '/capacityPerSlot'],
    [{ extra: 1 }, '/extra'],
  ])('refuses a session with %j', async (change, pointer) => {
    const { body } = await staff.post('/api/v1/sessions', sessionBody(PLACE, change)).expect(422);
    expect(pointers(body)).toContain(pointer);
  });

  it('refuses sessions where nobody is vaccinated, and of products that do not exist', async () => {
    const officer = await app.as('dinkes.3273');
    expect(await code(officer.post('/api/v1/sessions', sessionBody('3273')).expect(422))).toBe(
      'place_gives_no_vaccination',
    );
    const unknown = sessionBody(PLACE, { product: 'NONE' });
    expect(await code(staff.post('/api/v1/sessions', unknown).expect(422))).toBe('unknown_product');
  });

  it('refuses wrong registrants, naming the field and repeating nothing', async () => {
    const { slots } = await open(PLACE);
    const wrong = { ...next(), birthDate: '1991-01-01' };
    const { body } = await book(slots[0]!.id, { registrant: wrong }).expect(422);
    expect(body.errors).toMatchObject([{ pointer: '/registrant/nik', code: 'nik_birth_date_mismatch' }]);
    expect(JSON.stringify(body)).not.toContain(wrong.nik);
    await book(slots[0]!.id, { dose: 0 }).expect(422);
    await book(slots[0]!.id, { dose: 1.5 }).expect(422);
    await book(app.id()).expect(404);
    await book('not-an-id').expect(422);
  });

  it('refuses availability of too many days, unknown areas, and cursors of others', async () => {
    const get = (query: string) => app.anyone.get(`/api/v1/availability?${query}`);
    await get('area=3273&from=2026-01-01&to=2026-02-15').expect(422);
    await get('area=3273&from=2026-02-01&to=2026-01-15').expect(422);
    await get('area=9999').expect(404);
    await get('area=3273&product=NONE').expect(422);
    const forged = Buffer.from('["x","y"]').toString('base64url');
    await get(`area=3273&cursor=${forged}`).expect(422);
    await staff.get(`/api/v1/appointments?cursor=${forged}`).expect(422);
    await staff.get(`/api/v1/sessions?cursor=${forged}`).expect(422);
    await get('area=3273&limit=1').expect(200);
    await get('area=327301').expect(200);
  });
});
