// Races over packages, with real concurrency: of those who try at once one wins, and no dose stands in two boxes.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectInvariants } from '../support/invariants.ts';
import { openPackingHall, type PackingHall } from './packages-support.ts';
import type { Body } from './shipments-support.ts';

let t: PackingHall;
beforeAll(async () => {
  t = await openPackingHall();
});
afterAll(async () => {
  await expectInvariants(t.house, t.app.following);
  await t.close();
});

const outcomes = (answers: { status: number; body: Body }[]) =>
  answers.map(({ status, body }) => (status < 300 ? 'done' : String(body.code))).sort();
const ROUNDS = 4;

describe('at once', () => {
  it('eight pack one stock: no more boxes than it fills', async () => {
    const batch = await t.register(50);
    const contents = [{ batch: batch.id, doses: 15 }];
    const all = await Promise.all(
      Array.from({ length: 8 }, () => t.biofarma.post('/api/v1/packages', { id: t.id(), contents })),
    );
    expect(outcomes(all)).toEqual([
      ...Array<string>(3).fill('done'),
      ...Array<string>(5).fill('not_enough_loose'),
    ]);
  });

  it('two re-pack one box: one wins', async () => {
    const batch = await t.register(100);
    for (let round = 0; round < ROUNDS; round++) {
      const { sscc } = await t.box(t.biofarma, [{ batch: batch.id, doses: 20 }]);
      const body = () => ({
        id: t.id(),
        from: [{ sscc }],
        into: [{ contents: [{ batch: batch.id, doses: 12 }] }, { contents: [{ batch: batch.id, doses: 8 }] }],
      });
      const all = await Promise.all([1, 2].map(() => t.biofarma.post('/api/v1/packages/repack', body())));
      expect(outcomes(all)).toEqual(['done', 'package_ended']);
    }
  });

  it('a box is opened while it is dispatched: one wins', async () => {
    const batch = await t.register(100);
    for (let round = 0; round < ROUNDS; round++) {
      const { sscc } = await t.box(t.biofarma, [{ batch: batch.id, doses: 20 }]);
      const { id } = await t.draft(t.biofarma, 'BIOFARMA', '32', [{ sscc }]);
      const [sent, opened] = await Promise.all([
        t.biofarma.post(`/api/v1/shipments/${id}/dispatch`),
        t.biofarma.post(`/api/v1/packages/${sscc}/open`, { id: t.id() }),
      ]);
      const lost = sent.status === 200 ? 'package_in_transit' : 'package_ended';
      expect(outcomes([sent, opened])).toEqual(['done', lost]);
    }
  });

  it('two shipments take one pallet: one wins', async () => {
    const batch = await t.register(100);
    const box = await t.box(t.biofarma, [{ batch: batch.id, doses: 20 }]);
    const { sscc } = await t.pallet(t.biofarma, [box.sscc]);
    const drafts = await Promise.all(
      ['32', '33'].map((to) => t.draft(t.biofarma, 'BIOFARMA', to, [{ sscc }])),
    );
    const all = await Promise.all(
      drafts.map(({ id }) => t.biofarma.post(`/api/v1/shipments/${id}/dispatch`)),
    );
    expect(outcomes(all)).toEqual(['done', 'package_in_transit']);
    expect(await t.stock(t.biofarma, 'BIOFARMA', batch.id)).toMatchObject({ available: 80 });
  });

  it('two put one box onto two pallets, and a pallet is emptied meanwhile', async () => {
    const batch = await t.register(100);
    const box = (doses: number) => t.box(t.biofarma, [{ batch: batch.id, doses }]);
    const [a, b, free] = [await box(10), await box(10), await box(10)];
    const [one, two] = [await t.pallet(t.biofarma, [a.sscc]), await t.pallet(t.biofarma, [b.sscc])];
    const load = (pallet: Body, body: object) =>
      t.biofarma.post(`/api/v1/packages/${pallet.sscc}/load`, { id: t.id(), ...body });
    const all = await Promise.all([load(one, { add: [free.sscc] }), load(two, { add: [free.sscc] })]);
    const [done, lost] = outcomes(all);
    expect(done).toBe('done');
    expect(['package_on_pallet', 'package_changed']).toContain(lost);
    const holder = all[0].status === 200 ? one : two;
    const both = await Promise.all([
      load(holder, { remove: [free.sscc] }),
      t.biofarma.post(`/api/v1/packages/${free.sscc}/open`, { id: t.id() }),
    ]);
    for (const { status } of both) expect(status).toBeLessThan(500);
  });

  it('two receipts by different scans: one wins, the other learns that it is received', async () => {
    const batch = await t.register(100);
    for (let round = 0; round < ROUNDS; round++) {
      const box = await t.box(t.biofarma, [{ batch: batch.id, doses: 20 }]);
      const pallet = await t.pallet(t.biofarma, [box.sscc]);
      const { id, sscc } = await t.send(t.biofarma, 'BIOFARMA', '32', [{ sscc: pallet.sscc }]);
      const all = await Promise.all(
        [sscc, pallet.sscc, box.sscc].map((scanned) =>
          t.province.post(`/api/v1/shipments/${id}/receive`, { id: t.id(), sscc: scanned }),
        ),
      );
      expect(outcomes(all)).toEqual(['already_received', 'already_received', 'done']);
    }
    expect(await t.stock(t.province, '32', batch.id)).toMatchObject({ available: 80, inbound: 0 });
  });

  it('doses are used up while boxes are packed: the boxes hold no more than there is', async () => {
    const batch = await t.register(100);
    const contents = [{ batch: batch.id, doses: 20 }];
    const discard = { kind: 'discard', place: 'BIOFARMA', batch: batch.id, doses: 15, reason: 'broken' };
    await Promise.all([
      ...Array.from({ length: 5 }, () => t.biofarma.post('/api/v1/packages', { id: t.id(), contents })),
      ...Array.from({ length: 4 }, () => t.biofarma.post('/api/v1/movements', { id: t.id(), ...discard })),
    ]);
    await t.app.following.settle();
    expect(await t.stock(t.biofarma, 'BIOFARMA', batch.id)).toMatchObject({ available: 40 });
    const { body } = await t.biofarma.get(`/api/v1/packages?batch=${batch.id}`).expect(200);
    expect((body as Body).items.length).toBeLessThanOrEqual(2);
  });
});
