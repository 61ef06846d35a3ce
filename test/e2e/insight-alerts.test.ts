// Alerts: each opens once, closes itself when its cause is gone, and is judged at the place's own time; also when the
// follower, the clock and several people are at it at once.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createCatalogue, type Catalogue } from '../../server/catalogue/catalogue.ts';
import { watchClock } from '../../server/insight/watch.ts';
import { systemActor } from '../../server/people/scope.ts';
import { createDirectory, type Directory } from '../../server/places/directory.ts';
import { expectInvariants } from '../support/invariants.ts';
import { CENTRE, NEIGHBOUR, openDistrict, type Body, type District } from './insight-support.ts';

const DAY_MS = 86_400_000;
/** Ten in the morning in Jakarta. */
const START = '2026-11-24T03:00:00Z';

let t: District;
let nouns: { directory: Directory; catalogue: Catalogue };
beforeAll(async () => {
  t = await openDistrict(START);
  nouns = { directory: await createDirectory(t.house), catalogue: await createCatalogue(t.house) };
});
beforeEach(async () => {
  t.clock.set(START);
  // Time goes back between the tests; what was judged of the future is forgotten.
  await t.house.database.sql.run(`update judged_day set day = '2000-01-01'`);
});
afterAll(async () => {
  await expectInvariants(t.house, t.app.following);
  await t.close();
});

const watch = () => watchClock(t.house, systemActor, nouns);
const later = (days: number) => t.clock.set(new Date(Date.parse(START) + days * DAY_MS));
const day = (days: number) => new Date(Date.parse(START) + days * DAY_MS).toISOString().slice(0, 10);
const limits = async (place: string, product: string, minimum: number, maximum: number) => {
  const body = { id: t.id(), place, product, minimum, maximum, reason: 'uji' };
  await (await t.as('dinkes.3273')).put('/api/v1/thresholds', body).expect(200);
};
/** Kinds of the open stock alerts of a place and product. */
const open = async (place: string, product: string): Promise<string[]> => {
  await t.caughtUp();
  const { items } = await t.get(
    'kemenkes',
    `/api/v1/tasks?place=${place}&own=true&product=${product}&open=true`,
  );
  return items.map((task: Body) => task.kind).sort();
};
const acts = async (task: string) =>
  (
    await t.house.database.sql.rows<{ kind: string }>(
      'select kind from journal where document_id = $1 order by recorded_at, id',
      [task],
    )
  ).map(({ kind }) => kind);

describe('stock against its limits', () => {
  it('has one alert at a time, which follows the stock and closes when it is normal', async () => {
    const batch = await t.register(1000, '2028-06-30');
    await t.found(CENTRE, batch, 10);
    await limits(CENTRE, 'MR', 5, 20);
    expect(await open(CENTRE, 'MR')).toEqual([]);
    await t.give(CENTRE, batch, 6);
    expect(await open(CENTRE, 'MR')).toEqual(['below_minimum']);
    await t.give(CENTRE, batch, 1);
    const [low] = await t.tasks(CENTRE, 'below_minimum');
    expect(low).toMatchObject({ data: { onHand: 3, minimum: 5 }, weight: 'warning' });
    expect(low.detail).toContain('3 doses, minimum 5');
    await t.give(CENTRE, batch, 3);
    expect(await open(CENTRE, 'MR')).toEqual(['stock_out']);
    expect(await acts(low.id)).toEqual(['task.opened', 'task.closed']);
    await t.found(CENTRE, batch, 30);
    expect(await open(CENTRE, 'MR')).toEqual(['above_maximum']);
    await t.give(CENTRE, batch, 15);
    expect(await open(CENTRE, 'MR')).toEqual([]);
  });

  it('follows a limit that is changed, and a batch that is held back', async () => {
    const batch = await t.register(1000, '2028-06-30', 'BCG');
    await t.found(CENTRE, batch, 10);
    await limits(CENTRE, 'BCG', 11, 20);
    expect(await open(CENTRE, 'BCG')).toEqual(['below_minimum']);
    await limits(CENTRE, 'BCG', 10, 20);
    expect(await open(CENTRE, 'BCG')).toEqual([]);
    const hold = { id: t.id(), reason: 'uji mutu' };
    await (await t.as('kemenkes')).post(`/api/v1/batches/${batch}/quarantine`, hold).expect(200);
    expect(await open(CENTRE, 'BCG')).toEqual(['stock_out']);
    await (await t.as('kemenkes')).post(`/api/v1/batches/${batch}/release`, { id: t.id() }).expect(200);
    expect(await open(CENTRE, 'BCG')).toEqual([]);
  });

  it('misses nothing that a place never had, and forgets what it no longer uses', async () => {
    await limits(NEIGHBOUR, 'HB0', 10, 20);
    expect(await open(NEIGHBOUR, 'HB0')).toEqual([]);
    const batch = await t.register(1000, '2028-06-30', 'IPV');
    await t.found(NEIGHBOUR, batch, 2);
    await t.give(NEIGHBOUR, batch, 2);
    expect(await open(NEIGHBOUR, 'IPV')).toEqual(['stock_out']);
    later(91);
    await watch();
    expect(await open(NEIGHBOUR, 'IPV')).toEqual([]);
  });

  it('is judged by what stands at the end, however many move it at once and whoever judges', async () => {
    const batch = await t.register(1000, '2028-06-30', 'BOPV');
    await limits(CENTRE, 'BOPV', 5, 500);
    await t.found(CENTRE, batch, 40);
    const gifts = Array.from({ length: 10 }, () => t.give(CENTRE, batch, 4));
    await Promise.all([...gifts, watch(), t.app.following.settle(), watch()]);
    expect(await open(CENTRE, 'BOPV')).toEqual(['stock_out']);
    const rows = await t.house.database.sql.rows<{ kind: string }>(
      `select k.kind from task k join product p on p.id = k.product_id where p.code = 'BOPV' and k.closed_at is null`,
    );
    expect(rows).toHaveLength(1);
  });
});

describe('expiry', () => {
  it('gives one notice that advances from step to step, wakes when it does, and ends in one for the expired', async () => {
    const batch = await t.register(100, day(61), 'PENTA');
    await t.found(CENTRE, batch, 40);
    const [task] = await t.tasks(CENTRE, 'expiring');
    expect(task.data).toMatchObject({ step: 90, days: 61, onHand: 40 });
    const person = await t.worker(CENTRE);
    const body = { id: t.id(), until: `${day(60)}T00:00:00Z`, reason: 'Akan dipakai' };
    await person.post(`/api/v1/tasks/${task.id}/snooze`, body).expect(200);
    const steps: number[] = [];
    for (const days of [31, 46, 47, 51, 57, 58, 60, 61]) {
      later(days);
      await watch();
      const [now] = await t.tasks(CENTRE, 'expiring');
      expect([now.id, now.snoozedUntil]).toEqual([task.id, null]);
      steps.push(now.data.step);
    }
    expect(steps).toEqual([30, 30, 14, 10, 10, 3, 1, 1]);
    later(62);
    await Promise.all([watch(), watch()]);
    expect(await open(CENTRE, 'PENTA')).toEqual(['expired', 'stock_out']);
    expect((await acts(task.id)).filter((kind) => kind === 'task.advanced')).toHaveLength(5);
    await t.move('discard', CENTRE, batch, 40, { reason: 'expired' });
    expect(await open(CENTRE, 'PENTA')).toEqual(['stock_out']);
  }, 120_000);

  it('is not told of a batch that lasts, and closes when the last dose is gone', async () => {
    const late = await t.register(100, day(91), 'DT');
    const soon = await t.register(100, day(90), 'DT');
    await t.found(CENTRE, late, 5);
    await t.found(CENTRE, soon, 5);
    const told = async () => (await t.tasks(CENTRE, 'expiring')).filter(({ data }) => data.product === 'DT');
    expect(await told()).toMatchObject([{ batch: soon, data: { step: 90 } }]);
    await t.give(CENTRE, soon, 5);
    expect(await told()).toEqual([]);
  });

  it('comes in the morning of each time zone, once a day', async () => {
    t.clock.set('2027-05-01T20:30:00Z'); // half past five in Jayapura, half past three in Jakarta
    const zones = await Promise.all([watch()]);
    expect(zones).toEqual([['Asia/Jayapura']]);
    t.clock.set('2027-05-01T22:05:00Z');
    expect(await watch()).toEqual(['Asia/Jakarta', 'Asia/Makassar']);
    expect(await watch()).toEqual([]);
  });
});

describe('shipments', () => {
  it('are overdue at the receiver, then a discrepancy at the sender', async () => {
    const batch = await t.register(1000, '2028-06-30');
    await t.found('3273', batch, 100);
    const shipment = await t.dispatch('3273', CENTRE, batch, 50);
    later(t.house.config.shipmentOverdueDays - 0.1);
    await watch();
    expect(await t.tasks(CENTRE, 'shipment_overdue')).toEqual([]);
    later(t.house.config.shipmentOverdueDays + 0.1);
    await Promise.all([watch(), watch()]);
    const [late] = await t.tasks(CENTRE, 'shipment_overdue');
    expect(late).toMatchObject({ document: shipment, data: { dispatchedOn: '2026-11-24' } });
    await t.receive(shipment, CENTRE, batch, 47, 3);
    expect(await t.tasks(CENTRE, 'shipment_overdue')).toEqual([]);
    const [open] = await t.tasks('3273', 'discrepancy_open');
    expect(open).toMatchObject({ document: shipment, data: { doses: 3 } });
    const officer = await t.as('dinkes.3273');
    const lines = [{ batch, found: 1, lost: 2 }];
    await officer.post(`/api/v1/shipments/${shipment}/settle`, { id: t.id(), lines }).expect(200);
    expect(await t.tasks('3273', 'discrepancy_open')).toEqual([]);
  });
});

describe('unexplained doses', () => {
  it('are explained when the movement is taken back', async () => {
    const batch = await t.register(1000, '2028-06-30', 'TD');
    const given = await t.give(CENTRE, batch, 3);
    expect(await t.tasks(CENTRE, 'reconcile')).toMatchObject([{ batch, canAcknowledge: true }]);
    const person = await t.worker(CENTRE);
    await person.post(`/api/v1/movements/${given.id}/reverse`, { id: t.id(), reason: 'salah' }).expect(201);
    expect(await t.tasks(CENTRE, 'reconcile')).toEqual([]);
  });
});
