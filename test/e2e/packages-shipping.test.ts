// Shipments put together from packages and received by scanning them: one scan of a pallet takes all that stands on it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectInvariants } from '../support/invariants.ts';
import { openPackingHall, type PackingHall } from './packages-support.ts';
import { expectProblem, type Body } from './shipments-support.ts';

let t: PackingHall;
beforeAll(async () => {
  t = await openPackingHall();
});
afterAll(async () => {
  await expectInvariants(t.house, t.app.following);
  await t.close();
});

const receive = (id: string, more: object) =>
  t.province.post(`/api/v1/shipments/${id}/receive`, { id: t.id(), ...more });
const draft = (lines: object[], by = t.biofarma, from = 'BIOFARMA', to = '32') =>
  by.post('/api/v1/shipments', { id: t.id(), from, to, lines });

/** A pallet of two boxes, 60 and 30 doses of one batch, at Bio Farma. */
async function palletOf(batch: Body) {
  const one = await t.box(t.biofarma, [{ batch: batch.id, doses: 60 }]);
  const two = await t.box(t.biofarma, [{ batch: batch.id, doses: 30 }]);
  return { one, two, pallet: await t.pallet(t.biofarma, [one.sscc, two.sscc]) };
}

describe('a pallet', () => {
  it('is sent by one scan and received by one scan, and all that stands on it with it', async () => {
    const batch = await t.register(200);
    const { one, pallet } = await palletOf(batch);
    const lines = [{ scan: `]C100${pallet.sscc}` }, { batch: batch.id, doses: 10 }];
    const { body: drafted } = await draft(lines).expect(201);
    expect(drafted).toMatchObject({
      lines: [{ doses: 100 }],
      packages: [{ sscc: pallet.sscc, kind: 'pallet' }],
    });
    await t.biofarma.post(`/api/v1/shipments/${drafted.id}/dispatch`).expect(200);
    expect(await t.look(t.province, one.sscc)).toMatchObject({
      place: null,
      shipment: { id: drafted.id, status: 'in_transit', to: '32' },
      pallet: pallet.sscc,
    });
    const { body: found } = await t.province.get(`/api/v1/shipments/by-sscc/${one.sscc}`).expect(200);
    expect(found.id).toBe(drafted.id);
    expectProblem(await t.district.get(`/api/v1/packages/${one.sscc}`), 404, 'not_found');
    // Ten doses travel loose: no scan covers them.
    const refused = expectProblem(
      await receive(drafted.id, { sscc: pallet.sscc }),
      422,
      'packages_not_scanned',
    );
    expect(refused.open).toBe(`lot ${batch.lot}`);
    expectProblem(await receive(drafted.id, { sscc: one.sscc }), 422, 'packages_not_scanned');
    const stranger = await t.box(t.biofarma, [{ batch: batch.id, doses: 1 }]);
    expectProblem(await receive(drafted.id, { sscc: stranger.sscc }), 422, 'sscc_mismatch');
    const { body } = await receive(drafted.id, { sscc: drafted.sscc }).expect(200);
    expect(body).toMatchObject({ status: 'received', lines: [{ accepted: 100 }] });
    expect(await t.look(t.province, pallet.sscc)).toMatchObject({
      place: { code: '32' },
      contents: [{ doses: 90 }],
    });
    expect((await t.look(t.province, one.sscc)).history.map(({ kind }: Body) => kind)).toEqual(['received']);
    const before = await t.look(t.kemenkes, one.sscc);
    expect(before.history.map(({ kind }: Body) => kind)).toEqual([
      'packed',
      'loaded',
      'dispatched',
      'received',
    ]);
    expect(await t.look(t.biofarma, one.sscc)).toMatchObject({ place: null });
  });

  it('alone in its shipment is received by its own scan, and sent on', async () => {
    const batch = await t.register(100);
    const { pallet, one } = await palletOf(batch);
    const sent = await t.send(t.biofarma, 'BIOFARMA', '32', [{ sscc: pallet.sscc }]);
    const { body } = await receive(sent.id, { scan: `(00)${pallet.sscc}` }).expect(200);
    expect(body).toMatchObject({ status: 'received', lines: [{ accepted: 90, missing: 0 }] });
    await t.province.post(`/api/v1/packages/${pallet.sscc}/open`, { id: t.id() }).expect(200);
    const on = await t.send(t.province, '32', '3273', [{ sscc: one.sscc }]);
    expect(on.lines).toMatchObject([{ doses: 60 }]);
    await t.district.post(`/api/v1/shipments/${on.id}/receive`, { id: t.id(), sscc: one.sscc }).expect(200);
    expect(await t.look(t.district, one.sscc)).toMatchObject({ place: { code: '3273' } });
    expectProblem(
      await t.biofarma.post(`/api/v1/packages/${one.sscc}/open`, { id: t.id() }),
      403,
      'forbidden',
    );
  });

  it('comes home whole with a return', async () => {
    const batch = await t.register(100);
    const { pallet } = await palletOf(batch);
    const sent = await t.send(t.biofarma, 'BIOFARMA', '32', [{ sscc: pallet.sscc }]);
    expectProblem(
      await t.biofarma.post(`/api/v1/packages/${pallet.sscc}/open`, { id: t.id() }),
      409,
      'package_in_transit',
    );
    await t.biofarma
      .post(`/api/v1/shipments/${sent.id}/return`, { id: t.id(), reason: 'jalan putus' })
      .expect(200);
    expect(await t.look(t.biofarma, pallet.sscc)).toMatchObject({
      place: { code: 'BIOFARMA' },
      contents: [{ doses: 90 }],
    });
  });
});

describe('a receipt of packages', () => {
  it('counts what was not scanned as missing when the receiver says so', async () => {
    const batch = await t.register(200);
    const { one, two, pallet } = await palletOf(batch);
    const third = await t.box(t.biofarma, [{ batch: batch.id, doses: 20 }]);
    const sent = await t.send(t.biofarma, 'BIOFARMA', '32', [{ sscc: pallet.sscc }, { sscc: third.sscc }]);
    const packages = [one.sscc, third.sscc];
    const refused = expectProblem(await receive(sent.id, { packages }), 422, 'packages_not_scanned');
    expect(refused.open).toBe(two.sscc);
    const { body } = await receive(sent.id, { packages, restMissing: true }).expect(200);
    expect(body).toMatchObject({
      status: 'received_with_discrepancy',
      lines: [{ accepted: 80, missing: 30, open: 30 }],
    });
    expect(await t.look(t.province, two.sscc)).toMatchObject({
      status: 'ended',
      endedBy: 'emptied',
      contents: [],
    });
    expect(await t.look(t.province, pallet.sscc)).toMatchObject({ contents: [{ doses: 60 }] });
  });

  it('takes rejected and missing doses out of the boxes that are named, then out of the rest', async () => {
    const batch = await t.register(200);
    const { one, two, pallet } = await palletOf(batch);
    const sent = await t.send(t.biofarma, 'BIOFARMA', '32', [{ sscc: pallet.sscc }]);
    const line = { batch: batch.id, accepted: 50, rejected: [{ doses: 25, reason: 'broken' }] };
    const said = (from: object[]) => ({ lines: [{ ...line, from }] });
    expectProblem(
      await receive(sent.id, said([{ sscc: sent.sscc, doses: 1 }])),
      422,
      'package_not_in_shipment',
    );
    expectProblem(await receive(sent.id, said([{ sscc: two.sscc, doses: 31 }])), 422, 'not_enough_in_box');
    const { body } = await receive(sent.id, said([{ sscc: two.sscc, doses: 30 }])).expect(200);
    expect(body.lines).toMatchObject([{ accepted: 50, missing: 15 }]);
    expect(await t.look(t.province, two.sscc)).toMatchObject({ status: 'ended' });
    const left = await t.look(t.province, one.sscc);
    expect(left).toMatchObject({ contents: [{ doses: 50 }] });
    expect(left.history.find(({ kind }: Body) => kind === 'reduced')).toMatchObject({
      removed: [{ batch: batch.id, doses: 10 }],
      shipment: { id: sent.id },
    });
  });

  it('by lines takes what is missing out of the boxes that no scan found', async () => {
    const batch = await t.register(200);
    const { one, two, pallet } = await palletOf(batch);
    const sent = await t.send(t.biofarma, 'BIOFARMA', '32', [{ sscc: pallet.sscc }]);
    const lines = [{ batch: batch.id, accepted: 28, rejected: [{ doses: 2, reason: 'frozen' }], vvm: 'A' }];
    await receive(sent.id, { lines, packages: [two.sscc] }).expect(200);
    expect(await t.look(t.province, one.sscc)).toMatchObject({ status: 'ended', endedBy: 'emptied' });
    expect(await t.look(t.province, two.sscc)).toMatchObject({ contents: [{ doses: 28 }] });
  });
});

describe('a draft from packages', () => {
  it('is refused for what is not there, and at its dispatch for what has changed', async () => {
    const batch = await t.register(200);
    const { one, pallet } = await palletOf(batch);
    expectProblem(await draft([{ sscc: one.sscc }]), 409, 'package_on_pallet');
    expectProblem(await draft([{ sscc: pallet.sscc }, { sscc: pallet.sscc }]), 422, 'duplicate_package');
    expectProblem(await draft([{ sscc: pallet.sscc, doses: 3 }]), 422, 'validation_failed');
    expectProblem(await draft([{ batch: batch.id }]), 422, 'validation_failed');
    expectProblem(await draft([{ sscc: pallet.sscc, batch: batch.id }]), 422, 'validation_failed');
    expectProblem(await draft([{ sscc: pallet.sscc }], t.province, '32', '3273'), 422, 'unknown_package');
    const { body: first } = await draft([{ sscc: pallet.sscc }]).expect(201);
    const { body: second } = await draft([{ sscc: pallet.sscc }]).expect(201);
    await t.biofarma.post(`/api/v1/packages/${one.sscc}/open`, { id: t.id() }).expect(200);
    expectProblem(await t.biofarma.post(`/api/v1/shipments/${first.id}/dispatch`), 409, 'package_ended');
    const { body: third } = await draft([{ sscc: pallet.sscc }]).expect(201);
    await t.biofarma.post(`/api/v1/shipments/${third.id}/dispatch`).expect(200);
    expectProblem(await t.biofarma.post(`/api/v1/shipments/${second.id}/dispatch`), 409, 'package_ended');
    const { body: late } = await t.biofarma.get(`/api/v1/shipments/${first.id}`).expect(200);
    expect(late.status).toBe('draft');
    expectProblem(await draft([{ sscc: pallet.sscc }]), 409, 'package_in_transit');
  });
});
