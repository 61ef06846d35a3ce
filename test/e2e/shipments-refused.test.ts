// Shipments refused: each bad input under its own code, and nothing partly written.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectInvariants } from '../support/invariants.ts';
import { DAY, expectProblem, GTIN, openWarehouse, type Body, type Warehouse } from './shipments-support.ts';

let t: Warehouse;
let batch: Body;
beforeAll(async () => {
  t = await openWarehouse();
  batch = await t.register(1000);
});
afterAll(async () => {
  await expectInvariants(t.house);
  await t.close();
});

const draftOf = (more: object = {}) =>
  t.biofarma.post('/api/v1/shipments', {
    id: t.id(),
    from: 'BIOFARMA',
    to: '32',
    lines: [{ batch: batch.id, doses: 1 }],
    ...more,
  });
const dispatch = (id: string, more: object = {}) => t.biofarma.post(`/api/v1/shipments/${id}/dispatch`, more);

describe('a draft', () => {
  it.each([
    [{ to: 'NOWHERE' }, 422, 'unknown_place', '/to'],
    [{ to: 'BIOFARMA' }, 422, 'same_place', '/to'],
    [{ from: '33' }, 404, 'not_found', undefined],
    [{ from: 'NOWHERE' }, 404, 'not_found', undefined],
    [{ lines: [] }, 422, 'validation_failed', '/lines'],
    [{ lines: [{ doses: 1 }] }, 422, 'validation_failed', '/lines/0/batch'],
    [{ lines: [{ scan: ']d2(01)', doses: 1 }] }, 422, 'scan_invalid', undefined],
    [{ lines: [{ scan: `]d201${GTIN}1727023010X`, doses: 1 }] }, 422, 'scan_invalid', '/lines/0/scan/expiry'],
    [{ lines: [{ scan: `]d201${GTIN}10NEVER`, doses: 1 }] }, 422, 'unknown_batch', '/lines/0/scan/lot'],
    [{ lines: [{ scan: GTIN.slice(1), doses: 1 }] }, 422, 'scan_incomplete', undefined],
    [{ colour: 'red' }, 422, 'validation_failed', '/colour'],
  ])('with %j is refused: %i %s', async (more, status, code, pointer) => {
    const { errors } = expectProblem(await draftOf(more), status, code);
    if (pointer) expect(errors[0]).toMatchObject({ pointer });
  });

  it.each([0, -5, 1.5, '7', 200_000_000])('of %s doses is refused', async (doses) => {
    const code = doses === 200_000_000 ? 'doses_absurd' : 'validation_failed';
    const { errors } = expectProblem(await draftOf({ lines: [{ batch: batch.id, doses }] }), 422, code);
    expect(errors[0]).toMatchObject({ pointer: '/lines/0/doses' });
  });

  it('of an unknown batch, or of one batch twice, is refused', async () => {
    expectProblem(await draftOf({ lines: [{ batch: t.id(), doses: 1 }] }), 422, 'unknown_batch');
    const twice = [
      { batch: batch.id, doses: 1 },
      { batch: batch.id, doses: 2 },
    ];
    const { errors } = expectProblem(await draftOf({ lines: twice }), 422, 'duplicate_batch');
    expect(errors[0]).toMatchObject({ pointer: '/lines/1/batch' });
  });

  it('goes up, down or beside, not across', async () => {
    const across = { id: t.id(), from: '32', to: '3374', lines: [{ batch: batch.id, doses: 1 }] };
    const { errors } = expectProblem(
      await t.province.post('/api/v1/shipments', across),
      422,
      'place_not_related',
    );
    expect(errors[0]).toMatchObject({ pointer: '/to' });
    for (const to of ['33', 'ID', '3273', 'P32730101'])
      await t.province.post('/api/v1/shipments', { ...across, id: t.id(), to }).expect(201);
  });

  it('may not take the id of a place, nor be made by those who only look', async () => {
    const { body: place } = await t.biofarma.get('/api/v1/places/BIOFARMA').expect(200);
    expectProblem(await draftOf({ id: (place as Body).id }), 409, 'idempotency_conflict');
    const auditor = await t.as('auditor');
    expectProblem(await auditor.post('/api/v1/shipments', {}), 403, 'forbidden');
    expectProblem(await t.kemenkes.post('/api/v1/shipments', {}), 403, 'forbidden');
  });
});

describe('a dispatch', () => {
  it('of more than there is says how many there are, and leaves everything as it was', async () => {
    const other = await t.register(10);
    const draft = await t.draft(t.biofarma, 'BIOFARMA', '32', [
      { batch: batch.id, doses: 1 },
      { batch: other.id, doses: 11 },
    ]);
    const refused = expectProblem(await dispatch(draft.id), 409, 'insufficient_stock');
    expect(refused).toMatchObject({ asked: 11, available: 10, batch: other.id });
    const { body } = await t.biofarma.get(`/api/v1/shipments/${draft.id}`).expect(200);
    expect(body).toMatchObject({ status: 'draft', dispatchedAt: null, revision: 1 });
    expect(await t.stock(t.biofarma, 'BIOFARMA', batch.id)).toMatchObject({ available: 1000 });
  });

  it('of an expired or held batch is refused', async () => {
    const old = await t.register(10, { expiry: t.day(1) });
    const held = await t.register(10);
    const drafts = [
      await t.draft(t.biofarma, 'BIOFARMA', '32', [{ batch: old.id, doses: 1 }]),
      await t.draft(t.biofarma, 'BIOFARMA', '32', [{ batch: held.id, doses: 1 }]),
    ];
    await t.kemenkes.post(`/api/v1/batches/${held.id}/quarantine`, { id: t.id(), reason: 'x' }).expect(200);
    expectProblem(await dispatch(drafts[1].id), 409, 'batch_quarantined');
    t.clock.advance(3 * DAY);
    const later = await t.anyone
      .post('/api/v1/auth/login', { username: 'biofarma', password: 'demo' })
      .expect(200);
    const token = (later.body as Body).accessToken as string;
    const path = `/api/v1/shipments/${drafts[0].id}/dispatch`;
    const answer = await t.anyone.post(path, {}).set('Authorization', `Bearer ${token}`);
    t.clock.advance(-3 * DAY);
    expectProblem(answer, 409, 'batch_expired');
  });

  it('lies neither in the future nor too far back', async () => {
    const { body: draft } = await draftOf().expect(201);
    const at = (milliseconds: number) => ({
      occurredAt: new Date(t.house.now().getTime() + milliseconds).toISOString(),
    });
    expectProblem(await dispatch(draft.id, at(DAY)), 422, 'time_in_future');
    expectProblem(await dispatch(draft.id, at(-40 * DAY)), 422, 'time_too_old');
    // The doses were registered just now: an hour ago they were not there.
    expectProblem(await dispatch(draft.id, at(-3_600_000)), 409, 'insufficient_stock');
    await dispatch(draft.id).expect(200);
    const answer = expectProblem(await dispatch(draft.id), 409, 'already_dispatched');
    expect(answer).toMatchObject({ shipment: draft.code, state: 'in_transit' });
  });

  it('belongs to the sender: others do not see the draft, the receiver may not send', async () => {
    const { body: draft } = await draftOf().expect(201);
    const path = `/api/v1/shipments/${draft.id}/dispatch`;
    for (const other of [t.province, t.district]) expectProblem(await other.post(path), 404, 'not_found');
    await dispatch(draft.id).expect(200);
    expectProblem(await t.province.post(path), 403, 'forbidden');
    expectProblem(await t.biofarma.post(`/api/v1/shipments/${t.id()}/dispatch`), 404, 'not_found');
  });
});

describe('a receipt', () => {
  const receive = (by: Warehouse['province'], id: string, body: object) =>
    by.post(`/api/v1/shipments/${id}/receive`, { id: t.id(), ...body });
  const sent = () => t.send(t.biofarma, 'BIOFARMA', '32', [{ batch: batch.id, doses: 10 }]);

  it.each([
    [{}, 'validation_failed', '/lines'],
    [{ lines: [{ accepted: -1 }] }, 'validation_failed', '/lines/0/accepted'],
    [{ lines: [{ accepted: 9.5 }] }, 'validation_failed', '/lines/0/accepted'],
    [{ lines: [{ accepted: 9, rejected: [{ doses: 1, reason: 'eaten' }] }] }, 'validation_failed', undefined],
    [{ lines: [{ accepted: 9, missing: 2 }] }, 'receipt_does_not_add_up', '/lines/0'],
    [
      { lines: [{ accepted: 10, rejected: [{ doses: 1, reason: 'broken' }] }] },
      'receipt_does_not_add_up',
      '/lines/0',
    ],
    [{ lines: [{ accepted: 300_000_000 }] }, 'doses_absurd', '/lines/0/accepted'],
    [{ sscc: '000000000000000000' }, 'sscc_mismatch', '/sscc'],
  ])('that says %j is refused: %s', async (said, code, pointer) => {
    const { id } = await sent();
    const lines = (said as { lines?: object[] }).lines?.map((line) => ({ batch: batch.id, ...line }));
    const { errors } = expectProblem(await receive(t.province, id, { ...said, lines }), 422, code);
    if (pointer) expect(errors[0]).toMatchObject({ pointer });
    const { body } = await t.province.get(`/api/v1/shipments/${id}`).expect(200);
    expect(body).toMatchObject({ status: 'in_transit', lines: [{ accepted: null }] });
  });

  it('that forgets a batch, or names one twice, is refused', async () => {
    const other = await t.register(10);
    const lines = [
      { batch: batch.id, doses: 1 },
      { batch: other.id, doses: 1 },
    ];
    const { id } = await t.send(t.biofarma, 'BIOFARMA', '32', lines);
    const one = { batch: batch.id, accepted: 1 };
    const forgot = expectProblem(
      await receive(t.province, id, { lines: [one] }),
      422,
      'receipt_line_missing',
    );
    expect(forgot).toMatchObject({ lot: other.lot, doses: 1 });
    expectProblem(await receive(t.province, id, { lines: [one, one] }), 422, 'duplicate_batch');
  });

  it('is not before its dispatch, nor of a draft', async () => {
    const { id } = await sent();
    const early = { occurredAt: new Date(t.house.now().getTime() - 60_000).toISOString() };
    const lines = [{ batch: batch.id, accepted: 10 }];
    const { errors } = expectProblem(
      await receive(t.province, id, { lines, ...early }),
      422,
      'receipt_before_dispatch',
    );
    expect(errors[0]).toMatchObject({ pointer: '/occurredAt' });
    const future = { occurredAt: new Date(t.house.now().getTime() + DAY).toISOString() };
    expectProblem(await receive(t.province, id, { lines, ...future }), 422, 'time_in_future');
    await receive(t.province, id, { lines }).expect(200);
    const down = await t.draft(t.province, '32', '3273', [{ batch: batch.id, doses: 1 }]);
    const draft = await receive(t.province, down.id, { lines: [{ batch: batch.id, accepted: 1 }] });
    expectProblem(draft, 409, 'shipment_not_in_transit');
  });

  it('belongs to the receiver: the sender sees and may not, others do not see', async () => {
    const { id } = await sent();
    const lines = [{ batch: batch.id, accepted: 10 }];
    expectProblem(await receive(t.biofarma, id, { lines }), 403, 'forbidden');
    expectProblem(await receive(t.district, id, { lines }), 404, 'not_found');
    expectProblem(await t.district.get(`/api/v1/shipments/${id}`), 404, 'not_found');
    expectProblem(await receive(t.kemenkes, id, { lines }), 403, 'forbidden');
  });
});
