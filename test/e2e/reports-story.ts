// A month of West Java, told with the clock in hand: every figure of the reports is reckoned by hand from what stands here.
import { expect, vi } from 'vitest';
import type { Call } from '../support/app.ts';
import { openWarehouse, type Body, type Warehouse } from './shipments-support.ts';

export const CENTRE = 'P32730101';
const YEAR_SECONDS = 31_536_000;

/** Waits until the sums hold everything: the service's own loop may be at work on it at this moment. */
export async function summed(w: Warehouse): Promise<void> {
  const open = async () => {
    await w.app.following.settle();
    const found = await w.house.database.sql.one<{ open: number }>(
      `select (select count(*) from journal_key where seq is null) + coalesce(max(k.seq), 0)
        - (select coalesce(max(seq), 0) from follower where name = 'reports') as open from journal_key k`,
    );
    return found.open;
  };
  await vi.waitFor(async () => expect(await open()).toBe(0), { timeout: 20_000 });
}

export interface Story extends Warehouse {
  batch: Body;
  /** Of another product, registered in a month that was shed since. */
  old: Body;
  oldProduct: string;
}

/** The service with its clock set to a moment before the story; sign-ins last as long as the story. */
export async function openStory(): Promise<Warehouse> {
  return openWarehouse({ accessTokenSeconds: YEAR_SECONDS });
}

/** Tells the story; afterwards it is 26 November 2026, noon in Jakarta. */
export async function tell(w: Warehouse): Promise<Story> {
  const { clock, house } = w;
  const at = (moment: string) => clock.set(moment);
  const act = async (
    by: Call,
    kind: string,
    place: string,
    batch: Body,
    doses: number,
    more: object = {},
  ) => {
    const answer = await by.post('/api/v1/movements', {
      id: w.id(),
      kind,
      place,
      batch: batch.id,
      doses,
      ...more,
    });
    expect([answer.status, answer.body]).toEqual([201, expect.anything()]);
    return answer.body as Body;
  };
  const receive = async (by: Call, shipment: Body, batch: Body, line: object) => {
    const body = { id: w.id(), lines: [{ batch: batch.id, ...line }] };
    const answer = await by.post(`/api/v1/shipments/${shipment.id}/receive`, body);
    expect([answer.status, answer.body.title]).toEqual([200, undefined]);
  };
  const lines = (batch: Body, doses: number) => [{ batch: batch.id, doses }];

  // May: a batch of another product; its month is shed.
  at('2026-05-10T03:00:00Z');
  const { gtin, code: oldProduct } = await house.database.sql.one<{ gtin: string; code: string }>(
    "select gtin, code from product where gtin <> '09520001000027' and active order by code limit 1",
  );
  const old = await w.register(5000, { gtin, lot: 'OLD' });
  await act(w.biofarma, 'discard', 'BIOFARMA', old, 10, { reason: 'broken' });
  await summed(w);
  await house.database.asOwner(async (sql) => {
    await sql.rows("select make_month('2026-05-01')");
    await sql.rows("select shed_month('2026-05-01')");
  });

  // October: 4,000 of 10,000 doses reach the province.
  at('2026-10-25T03:00:00Z');
  const batch = await w.register(10_000);
  at('2026-10-28T03:00:00Z');
  await receive(w.province, await w.send(w.biofarma, 'BIOFARMA', '32', lines(batch, 4000)), batch, {
    accepted: 4000,
  });

  // November: of 1,000 sent on, 950 arrive well, 20 broken, 10 frozen, 20 not at all.
  at('2026-11-02T03:00:00Z');
  const first = await w.send(w.province, '32', '3273', lines(batch, 1000));
  at('2026-11-03T03:00:00Z');
  const rejected = [
    { doses: 20, reason: 'broken' },
    { doses: 10, reason: 'frozen' },
  ];
  await receive(w.district, first, batch, { accepted: 950, rejected, missing: 20 });
  at('2026-11-05T03:00:00Z');
  await receive(w.centre, await w.send(w.district, '3273', CENTRE, lines(batch, 200)), batch, {
    accepted: 200,
  });

  at('2026-11-06T03:00:00Z');
  await act(w.centre, 'administer', CENTRE, batch, 30);
  await act(w.centre, 'discard', CENTRE, batch, 5, { reason: 'open_vial' });
  const mistake = await act(w.centre, 'discard', CENTRE, batch, 3, { reason: 'broken' });
  at('2026-11-07T03:00:00Z');
  await w.centre.post(`/api/v1/movements/${mistake.id}/reverse`, { id: w.id(), reason: 'salah' }).expect(201);
  await act(w.centre, 'adjust', CENTRE, batch, -2, { reason: 'miscount' });
  await act(w.centre, 'adjust', CENTRE, batch, 4, { reason: 'found' });

  // 17 go back up; 100 set out and come back; of 50 sent, 60 arrive.
  at('2026-11-10T03:00:00Z');
  const back = await w.send(w.centre, CENTRE, '3273', lines(batch, 17));
  at('2026-11-11T03:00:00Z');
  await receive(w.district, back, batch, { accepted: 17 });
  at('2026-11-12T03:00:00Z');
  const turned = await w.send(w.province, '32', '3273', lines(batch, 100));
  at('2026-11-13T03:00:00Z');
  await w.province
    .post(`/api/v1/shipments/${turned.id}/return`, { id: w.id(), reason: 'banjir' })
    .expect(200);
  at('2026-11-14T03:00:00Z');
  await act(w.province, 'discard', '32', batch, 7, { reason: 'expired' });
  at('2026-11-15T03:00:00Z');
  await receive(w.district, await w.send(w.province, '32', '3273', lines(batch, 50)), batch, {
    accepted: 60,
  });

  // More given than the book has: 150 are there.
  at('2026-11-20T03:00:00Z');
  await act(w.centre, 'administer', CENTRE, batch, 500);

  // Told late: half an hour before and after midnight of 1 November in Jakarta, which is 17:00 UTC.
  at('2026-11-26T05:00:00Z');
  await act(w.province, 'discard', '32', batch, 1, { reason: 'broken', occurredAt: '2026-10-31T16:30:00Z' });
  await act(w.province, 'discard', '32', batch, 1, { reason: 'broken', occurredAt: '2026-10-31T17:30:00Z' });
  await summed(w);
  return { ...w, batch, old, oldProduct };
}
