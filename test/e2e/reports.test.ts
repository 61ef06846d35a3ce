// Reports against figures reckoned by hand: late movements, days of three time zones, returns, discrepancies, reversals,
// shed months; each figure opens the movements that make it.
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { transact } from '../../server/kernel/transaction.ts';
import { auditReports, rebuildReports } from '../../server/insight/report-days.ts';
import { FIGURE_NAMES } from '../../server/insight/report-flows.ts';
import { systemActor } from '../../server/people/scope.ts';
import { expectInvariants } from '../support/invariants.ts';
import { CENTRE, openStory, summed, tell, type Story } from './reports-story.ts';
import { expectProblem, type Body } from './shipments-support.ts';

let w: Story;
beforeAll(async () => {
  w = await tell(await openStory());
}, 60_000);
afterAll(async () => {
  await expectInvariants(w.house, w.app.following);
  await w.close();
});

const NOVEMBER = 'from=2026-11-01&to=2026-11-30';
const ask = async (path: string): Promise<Body> => {
  const answer = await w.kemenkes.get(`/api/v1/reports/${path}`);
  expect([answer.status, answer.body.detail]).toEqual([200, undefined]);
  return answer.body;
};
const rowOf = (body: Body, code: string, product = 'COV-BIO') =>
  (body.items as Body[]).find((row) => row.place?.code === code && row.product.code === product);

const ZERO = {
  produced: 0,
  received: 0,
  returnsReceived: 0,
  distributed: 0,
  returned: 0,
  used: 0,
  discardedOpen: 0,
  discardedClosed: 0,
  destroyed: 0,
  adjusted: 0,
  unexplained: 0,
};
const PROVINCE = {
  ...ZERO,
  opening: 3999,
  distributed: 1150,
  returnsReceived: 100,
  discardedClosed: 8,
  closing: 2941,
};
const DISTRICT = {
  ...ZERO,
  opening: 0,
  received: 1030,
  returnsReceived: 17,
  distributed: 200,
  discardedClosed: 20,
  unexplained: 10,
  closing: 837,
};
const HEALTH_CENTRE = {
  ...ZERO,
  opening: 0,
  received: 200,
  returned: 17,
  used: 530,
  discardedOpen: 5,
  adjusted: 2,
  unexplained: 350,
  closing: 0,
};

describe('the stock report by tier', () => {
  it('says for each place what became of its doses', async () => {
    const body = await ask(`tier?place=32&${NOVEMBER}`);
    expect(rowOf(body, '32')).toMatchObject(PROVINCE);
    expect(rowOf(body, '3273')).toMatchObject(DISTRICT);
    expect(rowOf(body, CENTRE)).toMatchObject(HEALTH_CENTRE);
    expect(body.items).toHaveLength(3);
    expect(body.period).toEqual({ from: '2026-11-01', to: '2026-11-30' });
    expect(body.definition).toMatch(/^Closing = opening/);
    expect(body.totals).toHaveLength(1);
    expect(body.totals[0]).toMatchObject({ place: null, opening: 3999, used: 530, closing: 2941 + 837 });
  });

  it('adds up the places of a tier', async () => {
    const body = await ask(`tier?place=32&${NOVEMBER}&by=level`);
    const byLevel = Object.fromEntries((body.items as Body[]).map((row) => [row.level, row]));
    expect(byLevel.province).toMatchObject({ place: null, ...PROVINCE });
    expect(byLevel.district).toMatchObject(DISTRICT);
    expect(byLevel.health_centre).toMatchObject(HEALTH_CENTRE);
  });

  it('always closes with the sum, in any period', async () => {
    for (const [from, to] of [
      ['2026-10-25', '2026-11-01'],
      ['2026-11-02', '2026-11-05'],
      ['2026-11-06', '2026-11-14'],
      ['2026-11-15', '2026-11-26'],
    ]) {
      const { items } = await ask(`tier?place=ID&from=${from}&to=${to}`);
      for (const r of items as Body[]) {
        const plus = r.opening + r.produced + r.received + r.returnsReceived + r.adjusted + r.unexplained;
        const minus = r.distributed + r.returned + r.used + r.discardedOpen + r.discardedClosed + r.destroyed;
        expect(plus - minus).toBe(r.closing);
      }
      const next = await ask(`tier?place=ID&from=${to}&to=${to}`);
      expect(next).toBeDefined();
    }
    const october = rowOf(await ask('tier?place=32&from=2026-10-01&to=2026-10-31'), '32');
    expect(october).toMatchObject({ ...ZERO, opening: 0, received: 4000, discardedClosed: 1, closing: 3999 });
  });

  it('opens with what shed months came to', async () => {
    const body = await ask(`tier?place=BIOFARMA&deep=false&${NOVEMBER}`);
    expect(rowOf(body, 'BIOFARMA', w.oldProduct)).toMatchObject({ ...ZERO, opening: 4990, closing: 4990 });
    const may = await ask('tier?place=BIOFARMA&from=2026-05-01&to=2026-05-31');
    expect(rowOf(may, 'BIOFARMA', w.oldProduct)).toMatchObject({
      produced: 5000,
      discardedClosed: 10,
      closing: 4990,
    });
  });

  it('pages by place and product', async () => {
    const all = await ask(`tier?place=ID&${NOVEMBER}`);
    const seen: Body[] = [];
    for (let cursor = ''; ;) {
      const page = await ask(`tier?place=ID&${NOVEMBER}&limit=2${cursor}`);
      expect(page.totals.length > 0).toBe(cursor === '');
      seen.push(...page.items);
      if (!page.nextCursor) break;
      cursor = `&cursor=${page.nextCursor}`;
    }
    expect(seen).toEqual(all.items);
  });

  it('can be had as a file', async () => {
    const { text } = await w.kemenkes.get(`/api/v1/reports/tier?place=32&${NOVEMBER}&format=csv`).expect(200);
    const rows: string[][] = parse(text, { bom: true, relax_column_count: true, skip_empty_lines: true });
    expect(rows[0]).toEqual(['Stock report by tier']);
    const titles = rows.find((row) => row.includes('Closing'))!;
    const centre = rows.find((row) => row[0] === CENTRE)!;
    expect(centre[titles.indexOf('Used')]).toBe('530');
  });
});

describe('each figure', () => {
  it('opens its movements, which add up to it', async () => {
    const { items } = await ask(`tier?place=32&${NOVEMBER}`);
    for (const row of items as Body[]) {
      for (const figure of FIGURE_NAMES.filter((name) => name in ZERO)) {
        const place = `place=${row.place.code}&deep=false&product=${row.product.code}`;
        const behind = await ask(`movements?${place}&${NOVEMBER}&figure=${figure}`);
        const sum = (behind.items as Body[]).reduce((total, { doses }) => total + doses, 0);
        expect([row.place.code, figure, sum]).toEqual([row.place.code, figure, row[figure]]);
      }
    }
    const used = await ask(`movements?place=32&${NOVEMBER}&figure=used`);
    expect((used.items as Body[]).map(({ doses }) => doses)).toEqual([30, 500]);
  });

  it('shows a reversal in the column of what it reverses', async () => {
    const behind = await ask(`movements?place=${CENTRE}&${NOVEMBER}&figure=discardedClosed`);
    expect((behind.items as Body[]).map(({ kind, doses, reason }) => [kind, doses, reason])).toEqual([
      ['movement.discard', 3, 'broken'],
      ['movement.reversed', -3, 'broken'],
    ]);
  });

  it('goes page by page', async () => {
    const all = await ask(`movements?place=32&${NOVEMBER}&figure=discardedClosed`);
    const first = await ask(`movements?place=32&${NOVEMBER}&figure=discardedClosed&limit=2`);
    const rest = await ask(
      `movements?place=32&${NOVEMBER}&figure=discardedClosed&cursor=${first.nextCursor}`,
    );
    expect([...first.items, ...rest.items]).toEqual(all.items);
    expect(all.items.length).toBeGreaterThan(4);
  });
});

describe('the other reports', () => {
  it('stock at a date', async () => {
    expect(rowOf(await ask('stock?place=32&to=2026-11-03'), '3273')).toMatchObject({
      onHand: 960,
      available: 950,
      quarantined: 10,
    });
    expect(rowOf(await ask('stock?place=32&to=2026-10-31'), '32')).toMatchObject({ onHand: 3999 });
    expect(rowOf(await ask('stock?place=32&to=2026-11-01'), '32')).toMatchObject({ onHand: 3998 });
  });

  it('receipts and issues', async () => {
    const body = await ask(`receipts-issues?place=3273&deep=false&${NOVEMBER}`);
    expect((body.items as Body[]).map((row) => [row.other.code, row.received, row.issued])).toEqual([
      ['32', 980, 0],
      [CENTRE, 0, 200],
      [CENTRE, 17, 0],
      ['32', 50, 0],
    ]);
    expect(body.items[0].document).toMatch(/^SJ-/);
  });

  it('wastage rates: 5 of 535 from open vials, 20 of 1,047 and 8 of 4,099 closed', async () => {
    const body = await ask(`wastage?place=32&${NOVEMBER}`);
    expect(rowOf(body, CENTRE)).toMatchObject({ openRate: 0.9, closedRate: 0, totalRate: 0.9 });
    expect(rowOf(body, '3273')).toMatchObject({
      supply: 1047,
      openRate: null,
      closedRate: 1.9,
      totalRate: 100,
    });
    expect(rowOf(body, '32')).toMatchObject({ supply: 4099, closedRate: 0.2 });
  });

  it('usage index: 530 doses of 53.5 vials of ten', async () => {
    const body = await ask(`usage-index?place=32&${NOVEMBER}`);
    expect(body.items).toHaveLength(1);
    expect(body.items[0]).toMatchObject({ dosesPerVial: 10, vialsOpened: 53.5, usageIndex: 9.91 });
  });

  it('days out of stock: 20 to 26 November, of the days since 5 November', async () => {
    const body = await ask(`stock-outs?place=32&${NOVEMBER}`);
    expect(rowOf(body, CENTRE)).toMatchObject({ days: 22, stockOutDays: 7, stockOutRate: 31.8 });
    expect(rowOf(body, '3273')).toMatchObject({ days: 24, stockOutDays: 0 });
    expect(rowOf(body, '32')).toMatchObject({ days: 26, stockOutDays: 0 });
  });

  it('reconciliation: what was added and what was taken away do not cancel', async () => {
    const body = await ask(`reconciliation?place=32&${NOVEMBER}`);
    expect(rowOf(body, CENTRE)).toMatchObject({
      adjustedUp: 4,
      adjustedDown: 2,
      unexplainedUp: 350,
      net: 352,
    });
    expect(rowOf(body, '3273')).toMatchObject({ unexplainedUp: 10, unexplainedDown: 0, net: 10 });
    expect(rowOf(body, '32')).toBeUndefined();
  });

  it('expiry loss: 7 of 4,099', async () => {
    const body = await ask(`expiry?place=32&${NOVEMBER}`);
    expect(body.items).toHaveLength(1);
    expect(body.items[0]).toMatchObject({ expired: 7, supply: 4099, lossRate: 0.2 });
  });
});

describe('orders', () => {
  it('are filled by what left for them, after so many hours', async () => {
    const { clock, house } = w;
    clock.set('2026-11-26T06:00:00Z');
    const { id: product } = await house.database.sql.one<{ id: string }>(
      "select id from product where code = 'COV-BIO'",
    );
    const [order, line] = [w.id(), { product, asked: 80 }];
    const [sender, receiver] = await Promise.all(
      ['32', '3273'].map((code) =>
        house.database.sql.one<{ id: string }>('select id from place where code = $1', [code]),
      ),
    );
    await house.database.sql.run(
      `insert into supply_order (id, code, kind, from_id, to_id, status, cover_days, created_at, created_by)
       values ($1, 'REPORT-1', 'request', $2, $3, 'confirmed', 30, $4, $2)`,
      [order, sender!.id, receiver!.id, '2026-11-25T18:00:00Z'],
    );
    await house.database.sql.run(
      'insert into order_line (order_id, line, product_id, asked, confirmed) values ($1, 1, $2, $3, $3)',
      [order, line.product, line.asked],
    );
    const before = await ask(`orders?place=32&${NOVEMBER}`);
    expect(before.items).toEqual([
      expect.objectContaining({ asked: 80, shipped: 0, fillRate: 0, answered: 0, responseHours: null }),
    ]);
    const { id: shipment } = await w.draft(w.province, '32', '3273', [{ batch: w.batch.id, doses: 60 }]);
    await w.province.post(`/api/v1/shipments/${shipment}/dispatch`).expect(200);
    await house.database.sql.run('update shipment set order_id = $2 where id = $1', [shipment, order]);
    const { items } = await ask(`orders?place=32&${NOVEMBER}`);
    expect(items).toEqual([
      expect.objectContaining({
        place: expect.objectContaining({ code: '3273' }),
        orders: 1,
        asked: 80,
        shipped: 60,
        received: 0,
        fillRate: 75,
        answered: 1,
        responseHours: 12,
      }),
    ]);
    // Made on the 26th in Jakarta, where the day had begun an hour before.
    expect((await ask('orders?place=32&from=2026-11-25&to=2026-11-25')).items).toEqual([]);
  });
});

describe('the stock card', () => {
  it('runs from the opening to the closing', async () => {
    const card = await ask(`stock-card?place=${CENTRE}&product=COV-BIO&${NOVEMBER}`);
    expect([card.opening, card.closing, card.carriedAt]).toEqual([0, 0, null]);
    expect((card.items as Body[]).map((row) => [row.in, row.out, row.balance])).toEqual([
      [200, 0, 200],
      [0, 30, 170],
      [0, 5, 165],
      [0, 3, 162],
      [3, 0, 165],
      [0, 2, 163],
      [4, 0, 167],
      [0, 17, 150],
      [350, 500, 0],
    ]);
    expect(card.items[0]).toMatchObject({ figures: ['received'], other: { code: '3273' } });
    expect(card.items.at(-1).figures).toEqual(['used', 'unexplainedUp']);
    const late = await ask(
      `stock-card?place=${CENTRE}&product=COV-BIO&from=2026-11-08&to=2026-11-12&limit=1`,
    );
    expect([late.opening, late.closing]).toEqual([167, 150]);
  });

  it('pages with its balance carried on', async () => {
    const path = `stock-card?place=${CENTRE}&product=COV-BIO&batch=${w.batch.id}&${NOVEMBER}`;
    const all = await ask(path);
    const first = await ask(`${path}&limit=4`);
    const rest = await ask(`${path}&cursor=${first.nextCursor}`);
    expect([...first.items, ...rest.items]).toEqual(all.items);
  });

  it('shows a receipt with what it lost at once, and doses held back', async () => {
    const { items } = await ask(`stock-card?place=3273&product=COV-BIO&${NOVEMBER}`);
    expect(items[0]).toMatchObject({
      in: 980,
      out: 20,
      balance: 960,
      figures: ['received', 'discardedClosed'],
    });
  });

  it('begins with what was carried over where months were shed', async () => {
    const card = await ask(`stock-card?place=BIOFARMA&product=${w.oldProduct}&from=2026-05-01&to=2026-11-30`);
    expect(card).toMatchObject({
      opening: 4990,
      closing: 4990,
      carriedAt: '2026-06-01T00:00:00.000Z',
      items: [],
    });
  });
});

describe('the month report (LPLPO)', () => {
  it('adds up, and asks for what is missing to the maximum in whole vials', async () => {
    const { sql } = w.house.database;
    const limit = (code: string, maximum: number) =>
      sql.run(
        /* sql */ `insert into threshold (place_id, product_id, computed_minimum, computed_maximum)
          select p.id, r.id, 100, $2 from place p, product r where p.code = $1 and r.code = 'COV-BIO'
          on conflict (place_id, product_id) do update set computed_minimum = 100, computed_maximum = $2`,
        [code, maximum],
      );
    await limit(CENTRE, 405);
    await limit('3273', 700);
    const [line] = (await ask(`lplpo?place=${CENTRE}&month=2026-11`)).items as Body[];
    expect(line).toMatchObject({
      opening: 0,
      received: 200,
      used: 530,
      discardedOpen: 5,
      discardedClosed: 0,
      issued: 17,
      adjusted: 352,
      closing: 0,
      stockOutDays: 7,
      minimum: 100,
      maximum: 405,
      inbound: 0,
      proposed: 410,
    });
    // More than the maximum is there: nothing is asked for. What is missing on the way is still on its way.
    const [full] = (await ask('lplpo?place=3273&month=2026-11')).items as Body[];
    expect(full).toMatchObject({ closing: 837, maximum: 700, proposed: 0 });
    expectProblem(await w.province.get('/api/v1/reports/lplpo?month=2026-13'), 422, 'validation_failed');
  });
});

describe('days', () => {
  it('are those of the place: WIT is two hours ahead of WIB', async () => {
    const { sql } = w.house.database;
    const east = await sql.one<{ code: string; id: string }>(
      "select code, id from place where time_zone = 'Asia/Jayapura' and level = 'province' order by code limit 1",
    );
    const store = await w.as(`gudang.${east.code}`);
    for (const occurredAt of ['2026-10-31T14:30:00Z', '2026-10-31T15:30:00Z']) {
      const body = {
        id: w.id(),
        kind: 'adjust',
        place: east.code,
        batch: w.batch.id,
        doses: 5,
        reason: 'found',
      };
      await store.post('/api/v1/movements', { ...body, occurredAt }).expect(201);
    }
    await summed(w);
    const row = rowOf(await ask(`tier?place=${east.code}&${NOVEMBER}`), east.code);
    expect(row).toMatchObject({ opening: 5, adjusted: 5, closing: 10 });
  });
});

describe('what is asked wrongly', () => {
  it('is refused with the reason', async () => {
    const get = (path: string) => w.province.get(`/api/v1/reports/${path}`);
    expectProblem(await get('tier?place=31'), 404, 'not_found');
    expectProblem(await get('tier?product=NONE'), 422, 'unknown_product');
    const reversed = expectProblem(await get('tier?from=2026-11-02&to=2026-11-01'), 422, 'validation_failed');
    expect(reversed.errors[0]).toMatchObject({ pointer: '/query/to', code: 'period_reversed' });
    expectProblem(await get('tier?from=2024-11-02&to=2026-11-01'), 422, 'validation_failed');
    expectProblem(await get('tier?from=2026-13-01'), 422, 'validation_failed');
    expectProblem(await get('movements?figure=nonsense'), 422, 'validation_failed');
    expectProblem(await get('tier?cursor=xyz'), 422, 'validation_failed');
    expectProblem(await get('stock-card'), 422, 'validation_failed');
  });
});

describe('the sums of days', () => {
  it('are the same when summed anew, and the audit sees when they are not', async () => {
    const { sql } = w.house.database;
    const days = 'select * from stock_day order by place_id, day, product_id';
    const sums = 'select * from stock_sum order by place_id, product_id';
    const before = [await sql.rows(days), await sql.rows(sums)];
    await sql.run('update stock_day set used = used + 1, adjusted_up = adjusted_up + 1 where used > 0');
    await sql.run('update stock_sum set available = available + 1');
    const found = await auditReports(sql);
    expect(new Set(found.map(({ rule }) => rule)).size).toBe(2);
    await transact(w.house, systemActor, rebuildReports);
    expect(await auditReports(sql)).toEqual([]);
    expect(await sql.rows(days)).toEqual(before[0]);
    const again = await sql.rows<Body>(sums);
    expect(again.map(({ available }) => available)).toEqual(
      (before[1] as Body[]).map(({ available }) => available),
    );
  });
});
