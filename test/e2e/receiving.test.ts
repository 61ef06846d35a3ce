// Receiving in full: vial monitors, the arrival report, and what is missing settled by the sender, once.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Call } from '../support/app.ts';
import { expectInvariants } from '../support/invariants.ts';
import { expectProblem, openWarehouse, type Body, type Warehouse } from './shipments-support.ts';

let t: Warehouse;
let officer: Call;
beforeAll(async () => {
  t = await openWarehouse();
  officer = await t.as('dinkes.32');
});
afterAll(async () => {
  await expectInvariants(t.house, t.app.following);
  await t.close();
});

const receive = (by: Call, id: string, body: object) =>
  by.post(`/api/v1/shipments/${id}/receive`, { id: t.id(), ...body });
const settle = (by: Call, id: string, lines: object[], more: object = {}) =>
  by.post(`/api/v1/shipments/${id}/settle`, { id: t.id(), lines, ...more });

/** A batch at the province, and a shipment of 60 to the district of which `missing` did not arrive. */
async function shortOf(missing: number): Promise<{ batch: Body; id: string }> {
  const batch = await t.register(100);
  const first = await t.send(t.biofarma, 'BIOFARMA', '32', [{ batch: batch.id, doses: 100 }]);
  await receive(t.province, first.id, { sscc: first.sscc }).expect(200);
  const { id } = await t.send(t.province, '32', '3273', [{ batch: batch.id, doses: 60 }]);
  const lines = [{ batch: batch.id, accepted: 60 - missing, missing }];
  await receive(t.district, id, { lines }).expect(200);
  return { batch, id };
}

describe('a receipt', () => {
  it('with the monitors at C accepts nothing of the line, and reports how the shipment came', async () => {
    const [good, bad] = [await t.register(100), await t.register(100)];
    const sent = await t.send(t.biofarma, 'BIOFARMA', '32', [
      { batch: good.id, doses: 50 },
      { batch: bad.id, doses: 40 },
    ]);
    expectProblem(
      await t.province.get(`/api/v1/shipments/${sent.id}/arrival-report`),
      409,
      'shipment_not_received',
    );
    const arrival = {
      coolant: 'cool_packs',
      freezeIndicator: 'ok',
      condition: 'good',
      loggers: [{ serial: 'LOG-1', minCelsius: 1.5, maxCelsius: 12, alarm: true, remark: 'pintu terbuka' }],
      remarks: 'datang malam',
    };
    const lines = [
      { batch: good.id, accepted: 50, vvm: 'B', note: 'baik' },
      { batch: bad.id, accepted: 38, rejected: [{ doses: 2, reason: 'broken' }], vvm: 'C' },
    ];
    const wrong = { ...arrival, loggers: [{ serial: 'X', minCelsius: 9, maxCelsius: 2, alarm: false }] };
    expectProblem(await receive(t.province, sent.id, { lines, arrival: wrong }), 422, 'validation_failed');
    const { body } = await receive(t.province, sent.id, { lines, arrival }).expect(200);
    expect(body).toMatchObject({
      status: 'received_with_discrepancy',
      lines: [
        { accepted: 50, vvm: 'B', note: 'baik' },
        { accepted: 0, vvm: 'C', missing: 0, open: 0 },
      ],
      warnings: [{ code: 'vvm_unusable', vvm: 'C' }],
    });
    expect(await t.stock(t.province, '32', bad.id)).toMatchObject({ available: 0, quarantined: 38 });
    const { body: report } = await t.biofarma.get(`/api/v1/shipments/${sent.id}/arrival-report`).expect(200);
    expect(report).toMatchObject({
      number: `VAR-${sent.code}`,
      arrival,
      totals: { shipped: 90, accepted: 50, rejected: 40, missing: 0, surplus: 0 },
      worstVvm: 'C',
      temperatureAlarm: true,
      receivedBy: expect.any(String),
    });
    expectProblem(await t.district.get(`/api/v1/shipments/${sent.id}/arrival-report`), 404, 'not_found');
  });
});

describe('what is missing', () => {
  it('is settled in parts: found comes home, lost and charged leave the book', async () => {
    const { batch, id } = await shortOf(20);
    const { body } = await settle(officer, id, [
      { batch: batch.id, found: 5, lost: 4, note: 'tercecer' },
    ]).expect(200);
    expect(body.lines).toMatchObject([{ missing: 20, settled: { found: 5, lost: 4, charged: 0 }, open: 11 }]);
    expect(await t.stock(t.province, '32', batch.id)).toMatchObject({ available: 45 });
    expectProblem(await settle(officer, id, [{ batch: batch.id, lost: 12 }]), 409, 'settlement_exceeds');
    await settle(officer, id, [{ batch: batch.id, found: 1 }], { foundAt: 'receiver' }).expect(200);
    expect(await t.stock(t.district, '3273', batch.id)).toMatchObject({ available: 41 });
    await settle(officer, id, [{ batch: batch.id, charged: 10 }]).expect(200);
    expectProblem(await settle(officer, id, [{ batch: batch.id, found: 1 }]), 409, 'settlement_exceeds');
    const { body: trace } = await t.kemenkes.get(`/api/v1/batches/${batch.id}/trace`).expect(200);
    expect((trace as Body).totals).toMatchObject({
      manufactured: 100,
      available: 86,
      inTransit: 0,
      wasted: 14,
    });
  });

  it('is settled by the officer of the sender or above, after the receipt, with doses', async () => {
    const { batch, id } = await shortOf(10);
    const lines = [{ batch: batch.id, lost: 1 }];
    expectProblem(await settle(t.province, id, lines), 403, 'forbidden');
    expectProblem(await settle(await t.as('dinkes.3273'), id, lines), 403, 'forbidden');
    expectProblem(await settle(await t.as('dinkes.33'), id, lines), 404, 'not_found');
    expectProblem(await settle(officer, id, [{ batch: batch.id }]), 422, 'validation_failed');
    expectProblem(await settle(officer, id, [...lines, ...lines]), 422, 'duplicate_batch');
    const early = new Date(t.house.now().getTime() - 3_600_000).toISOString();
    expectProblem(await settle(officer, id, lines, { occurredAt: early }), 422, 'settlement_before_receipt');
    await settle(t.kemenkes, id, lines).expect(200);
    const draft = await t.draft(t.province, '32', '3273', [{ batch: batch.id, doses: 1 }]);
    expectProblem(await settle(officer, draft.id, lines), 409, 'shipment_not_received');
  });

  it('is settled once when two settle at once, and never before the receipt it belongs to', async () => {
    const { batch, id } = await shortOf(10);
    const all = await Promise.all([1, 2, 3].map(() => settle(officer, id, [{ batch: batch.id, found: 10 }])));
    expect(all.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    const sent = await t.send(t.province, '32', '3273', [{ batch: batch.id, doses: 10 }]);
    const [received, settled] = await Promise.all([
      receive(t.district, sent.id, { lines: [{ batch: batch.id, accepted: 4, missing: 6 }] }),
      settle(officer, sent.id, [{ batch: batch.id, lost: 6 }]),
    ]);
    expect(received.status).toBe(200);
    if (settled.status !== 200) {
      expectProblem(settled, 409, 'shipment_not_received');
      await settle(officer, sent.id, [{ batch: batch.id, lost: 6 }]).expect(200);
    }
    expect(await t.stock(t.district, '3273', batch.id)).toMatchObject({ inbound: 0 });
  });
});
