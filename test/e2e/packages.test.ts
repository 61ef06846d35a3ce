// Boxes and pallets: packed, loaded, opened, re-packed; their contents and history by SSCC; never more than the place has.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isSscc, makeSscc } from '../../server/gs1/check-digit.ts';
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

const kinds = ({ history }: Body) => history.map(({ kind }: Body) => kind);

describe('packing', () => {
  it('puts loose doses into boxes and boxes onto a pallet, and says what is in each', async () => {
    const batch = await t.register(100);
    const one = await t.box(t.biofarma, [{ batch: batch.id, doses: 60 }], { note: 'pagi' });
    const two = await t.box(t.biofarma, [{ batch: batch.id, doses: 30 }]);
    expect(isSscc(one.sscc)).toBe(true);
    expect(one).toMatchObject({
      kind: 'box',
      place: { code: 'BIOFARMA' },
      contents: [{ batch: { id: batch.id, lot: batch.lot }, doses: 60 }],
      history: [{ kind: 'packed', place: 'BIOFARMA', note: 'pagi' }],
    });
    const pallet = await t.pallet(t.biofarma, [one.sscc, two.sscc]);
    expect(pallet).toMatchObject({ kind: 'pallet', contents: [{ doses: 90 }] });
    expect(pallet.boxes.map(({ sscc }: Body) => sscc).sort()).toEqual([one.sscc, two.sscc].sort());
    expect(await t.look(t.biofarma, one.sscc)).toMatchObject({ pallet: pallet.sscc });
    const list = async (query: string) =>
      (
        (await t.biofarma.get(`/api/v1/packages?batch=${batch.id}${query}`).expect(200)).body as Body
      ).items.map(({ sscc }: Body) => sscc);
    expect(await list('')).toEqual([pallet.sscc]);
    expect(await list('&onPallets=true&kind=box')).toEqual([two.sscc, one.sscc]);
    // Packing moves no dose.
    expect(await t.stock(t.biofarma, 'BIOFARMA', batch.id)).toMatchObject({ available: 100, free: 100 });
  });

  it('refuses more than is loose, another SSCC, a foreign place and nonsense', async () => {
    const batch = await t.register(50);
    await t.box(t.biofarma, [{ batch: batch.id, doses: 40 }]);
    const pack = (by: PackingHall['biofarma'], body: object) =>
      by.post('/api/v1/packages', { id: t.id(), ...body });
    const contents = [{ batch: batch.id, doses: 11 }];
    expect(expectProblem(await pack(t.biofarma, { contents }), 409, 'not_enough_loose')).toMatchObject({
      asked: 11,
      loose: 10,
      errors: [{ pointer: '/contents/0/doses' }],
    });
    expectProblem(await pack(t.biofarma, { contents, sscc: '095220000000000011' }), 422, 'sscc_invalid');
    const sscc = makeSscc(3, '9522000', 77);
    const few = [{ batch: batch.id, doses: 1 }];
    await pack(t.biofarma, { contents: few, sscc }).expect(201);
    expectProblem(await pack(t.biofarma, { contents: few, sscc }), 409, 'sscc_taken');
    const shipment = await t.draft(
      t.biofarma,
      'BIOFARMA',
      '32',
      few.map((line) => ({ ...line })),
    );
    expectProblem(await pack(t.biofarma, { contents: few, sscc: shipment.sscc }), 409, 'sscc_taken');
    expectProblem(await pack(t.biofarma, {}), 422, 'validation_failed');
    expectProblem(await pack(t.biofarma, { contents, boxes: [sscc] }), 422, 'validation_failed');
    expectProblem(await pack(t.biofarma, { contents: [...few, ...few] }), 422, 'duplicate_batch');
    expectProblem(await pack(t.province, { contents: few, place: 'BIOFARMA' }), 404, 'not_found');
    expectProblem(await pack(t.kemenkes, { contents: few }), 403, 'forbidden');
    expectProblem(await pack(t.province, { contents: few }), 409, 'not_enough_loose');
    expectProblem(await t.province.get(`/api/v1/packages/${sscc}`), 404, 'not_found');
    expectProblem(await pack(t.province, { boxes: [sscc] }), 422, 'unknown_package');
  });

  it('answers one id once', async () => {
    const batch = await t.register(50);
    const body = { id: t.id(), contents: [{ batch: batch.id, doses: 30 }] };
    const [first, again] = [
      await t.biofarma.post('/api/v1/packages', body),
      await t.biofarma.post('/api/v1/packages', body),
    ];
    expect(again.body).toEqual(first.body);
    expect(again.headers['idempotency-replayed']).toBe('true');
  });
});

describe('opening, loading and re-packing', () => {
  it('opens a box on a pallet, takes the pallet apart, and ends an SSCC for good', async () => {
    const batch = await t.register(100);
    const boxes: Body[] = [];
    for (const doses of [10, 20, 30]) boxes.push(await t.box(t.biofarma, [{ batch: batch.id, doses }]));
    const [one, two, three] = boxes;
    const pallet = await t.pallet(t.biofarma, [one.sscc, two.sscc]);
    const load = (body: object) =>
      t.biofarma.post(`/api/v1/packages/${pallet.sscc}/load`, { id: t.id(), ...body });
    const loaded = await load({ revision: pallet.revision, add: [three.sscc], remove: [two.sscc] }).expect(
      200,
    );
    expect(loaded.body).toMatchObject({ contents: [{ doses: 40 }], revision: pallet.revision + 1 });
    expectProblem(await load({ revision: pallet.revision, add: [two.sscc] }), 409, 'package_changed');
    expectProblem(await load({ add: [three.sscc] }), 409, 'package_on_pallet');
    expectProblem(await load({ remove: [two.sscc] }), 409, 'not_on_pallet');
    expectProblem(await load({ add: [two.sscc], remove: [two.sscc] }), 422, 'duplicate_package');
    expectProblem(await load({}), 422, 'validation_failed');
    const open = (sscc: string, more: object = {}) =>
      t.biofarma.post(`/api/v1/packages/${sscc}/open`, { id: t.id(), ...more });
    const opened = await open(one.sscc, { reason: 'contoh mutu' }).expect(200);
    expect(opened.body).toMatchObject({ status: 'ended', endedBy: 'opened', contents: [], pallet: null });
    expect(kinds(opened.body)).toEqual(['packed', 'loaded', 'opened']);
    expect(opened.body.history.at(-1)).toMatchObject({
      contents: [{ batch: batch.id, doses: 10 }],
      reason: 'contoh mutu',
    });
    expectProblem(await open(one.sscc), 409, 'package_ended');
    const apart = await open(pallet.sscc).expect(200);
    expect(kinds(apart.body)).toEqual(['packed', 'changed', 'opened']);
    expect(await t.look(t.biofarma, three.sscc)).toMatchObject({ status: 'packed', pallet: null });
    // Its doses are loose again: they can be packed anew.
    await t.box(t.biofarma, [{ batch: batch.id, doses: 50 }]);
  });

  it('splits, merges and leaves the rest loose', async () => {
    const [one, two] = [await t.register(100), await t.register(100)];
    const box = await t.box(t.biofarma, [
      { batch: one.id, doses: 60 },
      { batch: two.id, doses: 20 },
    ]);
    const other = await t.box(t.biofarma, [{ batch: one.id, doses: 40 }]);
    const repack = (body: object) => t.biofarma.post('/api/v1/packages/repack', { id: t.id(), ...body });
    const from = [{ sscc: box.sscc, revision: box.revision }, { sscc: other.sscc }];
    const into = [
      { contents: [{ batch: one.id, doses: 70 }] },
      {
        contents: [
          { batch: one.id, doses: 25 },
          { batch: two.id, doses: 20 },
        ],
      },
    ];
    const greedy = [...into, { contents: [{ batch: one.id, doses: 6 }] }];
    expect(expectProblem(await repack({ from, into: greedy }), 422, 'repack_exceeds')).toMatchObject({
      asked: 101,
      there: 100,
      errors: [{ pointer: '/into/2/contents/0/doses' }],
    });
    const { body } = await repack({ from, into, note: 'dibagi dua' }).expect(201);
    expect(body.packages.map(({ contents }: Body) => contents.map(({ doses }: Body) => doses))).toEqual([
      [70],
      [25, 20],
    ]);
    const old = await t.look(t.biofarma, box.sscc);
    expect(old).toMatchObject({ status: 'ended', endedBy: 'repacked' });
    expect(old.history.at(-1)).toMatchObject({
      kind: 'repacked',
      into: body.packages.map(({ sscc }: Body) => sscc),
    });
    const made = await t.look(t.biofarma, body.packages[0].sscc);
    expect(made.history[0]).toMatchObject({ kind: 'packed', from: [box.sscc, other.sscc] });
    expectProblem(await repack({ from, into }), 409, 'package_ended');
    await t.box(t.biofarma, [{ batch: one.id, doses: 5 }]);
  });
});

describe('a fact that needs doses in a box', () => {
  it('is recorded, and the box is no longer whole', async () => {
    const batch = await t.register(100);
    const small = await t.box(t.biofarma, [{ batch: batch.id, doses: 10 }]);
    const large = await t.box(t.biofarma, [{ batch: batch.id, doses: 80 }]);
    const pallet = await t.pallet(t.biofarma, [small.sscc, large.sscc]);
    const discard = { kind: 'discard', place: 'BIOFARMA', batch: batch.id, doses: 15, reason: 'broken' };
    await t.biofarma.post('/api/v1/movements', { id: t.id(), ...discard }).expect(201);
    await t.app.following.settle();
    expect(await t.look(t.biofarma, small.sscc)).toMatchObject({ status: 'ended', endedBy: 'short' });
    expect(await t.look(t.biofarma, large.sscc)).toMatchObject({ status: 'packed' });
    expect(await t.look(t.biofarma, pallet.sscc)).toMatchObject({ contents: [{ doses: 80 }] });
  });
});

describe('a scan and a label', () => {
  it('know what is in a package', async () => {
    const batch = await t.register(100);
    const box = await t.box(t.biofarma, [{ batch: batch.id, doses: 60 }]);
    const scan = (by: PackingHall['biofarma'], sscc: string) =>
      by.post('/api/v1/scans', { raw: `]C100${sscc}` });
    const seen = await scan(t.biofarma, box.sscc).expect(200);
    expect(seen.body).toMatchObject({
      kind: 'package',
      warnings: [],
      package: { kind: 'box', contents: [{ doses: 60 }] },
    });
    const unseen = await scan(t.province, box.sscc).expect(200);
    expect(unseen.body).toMatchObject({ kind: 'package', warnings: [{ code: 'unknown_package' }] });
    const sent = await t.send(t.biofarma, 'BIOFARMA', '32', [{ batch: batch.id, doses: 20 }]);
    const whole = await scan(t.province, sent.sscc).expect(200);
    expect(whole.body.package).toMatchObject({ id: sent.id, kind: 'shipment', contents: [{ doses: 20 }] });
    expect(await t.look(t.province, sent.sscc)).toMatchObject({
      kind: 'shipment',
      contents: [{ doses: 20 }],
    });
    const label = await t.biofarma.get(`/api/v1/labels/package/${box.sscc}`).expect(200);
    expect(label.headers['content-type']).toContain('svg');
    expectProblem(await t.province.get(`/api/v1/labels/package/${box.sscc}`), 404, 'not_found');
  });
});
