// Expiry loss with what is still on the shelf, reckoned by hand: 1,000 doses of a batch whose last day is 20 October 2026.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectInvariants } from '../support/invariants.ts';
import { openStory, summed } from './reports-story.ts';
import type { Body, Warehouse } from './shipments-support.ts';

let w: Warehouse;
beforeAll(async () => {
  w = await openStory();
});
afterAll(async () => {
  await expectInvariants(w.house, w.app.following);
  await w.close();
});

it('shows doses past their last day that nobody has discarded yet, at each place and in all', async () => {
  const ask = async (parameters: string): Promise<Body> => {
    await summed(w);
    const path = `/api/v1/reports/expiry?from=2026-10-01&to=2026-10-31&${parameters}`;
    return (await w.province.get(path).expect(200)).body;
  };
  const act = (kind: string, place: string, doses: number, reason: string) =>
    w.province
      .post('/api/v1/movements', { id: w.id(), kind, place, batch: batch.id, doses, reason })
      .expect(201);

  w.clock.set('2026-10-02T03:00:00Z');
  const batch = await w.register(1000, { expiry: '2026-10-20' });
  const first = await w.send(w.biofarma, 'BIOFARMA', '32', [{ batch: batch.id, doses: 400 }]);
  await w.province
    .post(`/api/v1/shipments/${first.id}/receive`, { id: w.id(), sscc: first.sscc })
    .expect(200);
  const second = await w.send(w.province, '32', '3273', [{ batch: batch.id, doses: 100 }]);
  await w.district
    .post(`/api/v1/shipments/${second.id}/receive`, { id: w.id(), sscc: second.sscc })
    .expect(200);

  // The last day itself, 23:30 in Jakarta: nothing has expired.
  w.clock.set('2026-10-20T16:30:00Z');
  expect((await ask('place=32')).items).toEqual([]);

  // The next day 50 of the province's 300 are discarded and 30 held back: 250 stand there still, 100 at the district.
  w.clock.set('2026-10-21T03:00:00Z');
  await act('discard', '32', 50, 'expired');
  await act('quarantine', '32', 30, 'expired');
  const own = await ask('place=32&deep=false');
  expect(own.items).toEqual([
    expect.objectContaining({ supply: 400, expired: 50, lossRate: 12.5, expiredOnShelf: 250 }),
  ]);
  const deep = await ask('place=32&deep=true&by=place');
  expect(deep.items.map((row: Body) => [row.place.code, row.expired, row.expiredOnShelf])).toEqual([
    ['32', 50, 250],
    ['3273', 0, 100],
  ]);
  expect(deep.totals).toEqual([expect.objectContaining({ expired: 50, expiredOnShelf: 350 })]);
});
