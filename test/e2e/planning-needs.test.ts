// Annual needs: drafted and proposed below, reviewed above by compare-and-set, summed up the tree, compared with what came
// and what was used, imported from a list.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCatalogue } from '../../server/catalogue/catalogue.ts';
import { transact } from '../../server/kernel/transaction.ts';
import { systemActor } from '../../server/people/scope.ts';
import { createDirectory } from '../../server/places/directory.ts';
import { planTargets, writeTargets } from '../../server/planning/targets-list.ts';
import type { Call } from '../support/app.ts';
import { expectInvariants } from '../support/invariants.ts';
import { expectProblem, openWarehouse, type Body, type Warehouse } from './shipments-support.ts';

const CENTRE = 'P32730101';
let w: Warehouse;
let district: Call;
let province: Call;
let real: Date;
beforeAll(async () => {
  w = await openWarehouse();
  [district, province] = [await w.as('dinkes.3273'), await w.as('dinkes.32')];
  real = w.clock.now();
}, 60_000);
afterAll(async () => {
  await expectInvariants(w.house, w.app.following);
  await w.close();
});

let year = 2040;
async function draft(more: object = {}, by = w.centre): Promise<Body> {
  const body = {
    id: w.id(),
    place: CENTRE,
    product: 'COV-BIO',
    year: ++year,
    population: 1001,
    dosesEach: 2,
    usageIndex: 8,
    ...more,
  };
  const answer = await by.post('/api/v1/needs', body);
  expect([answer.status, answer.body]).toEqual([201, expect.objectContaining({ id: body.id })]);
  return answer.body;
}
const act = (by: Call, need: Body, verb: string, more: object = {}) =>
  by.post(`/api/v1/needs/${need.id}/${verb}`, { id: w.id(), revision: need.revision, ...more });
async function must(by: Call, need: Body, verb: string, more: object = {}): Promise<Body> {
  const answer = await act(by, need, verb, more);
  expect([answer.status, answer.body]).toEqual([200, expect.objectContaining({ id: need.id })]);
  return answer.body;
}

describe('a need', () => {
  it('is reckoned in whole vials and goes up, comes back with a reason, and goes up again', async () => {
    let need = await draft();
    expect(need).toMatchObject({
      vials: 251,
      doses: 2510,
      state: 'draft',
      revision: 1,
      place: { code: CENTRE },
    });
    need = await must(w.centre, need, 'propose');
    need = await must(district, need, 'return', { reason: 'Sasaran tidak cocok' });
    expect(need).toMatchObject({ state: 'returned', reason: 'Sasaran tidak cocok', revision: 3 });
    need = await must(w.centre, need, 'amend', { population: 900 });
    expect(need).toMatchObject({ state: 'draft', reason: null, vials: 225, doses: 2250 });
    need = await must(w.centre, need, 'propose');
    need = await must(district, need, 'approve');
    expect(need).toMatchObject({ state: 'approved', approvedLevel: 'district' });
    need = await must(province, need, 'approve');
    expect(need).toMatchObject({ state: 'approved', approvedLevel: 'province' });
    expect(
      expectProblem(await act(district, need, 'return', { reason: 'x' }), 409, 'need_approved_above'),
    ).toMatchObject({ level: 'province' });
    expectProblem(await act(province, need, 'approve'), 409, 'need_approved_above');
    expectProblem(await act(w.centre, need, 'amend', { population: 1 }), 409, 'need_wrong_state');
    const { body } = await w.kemenkes.get(`/api/v1/needs/${need.id}`).expect(200);
    expect(body.history.map((step: Body) => step.act)).toEqual([
      'create',
      'propose',
      'return',
      'amend',
      'propose',
      'approve',
      'approve',
    ]);
    expect(body.history[2]).toMatchObject({
      reason: 'Sasaran tidak cocok',
      by: { unit: '3273' },
      population: 1001,
    });
  });

  it('is judged by those above alone, and never by whoever proposed it', async () => {
    const need = await must(w.centre, await draft(), 'propose');
    expectProblem(await act(w.centre, need, 'approve'), 403, 'forbidden');
    expectProblem(await act(await w.as('gudang.3273'), need, 'approve'), 403, 'forbidden');
    expectProblem(await act(await w.as('dinkes.33'), need, 'approve'), 404, 'not_found');
    expectProblem(await act(district, need, 'return', { reason: ' ' }), 422, 'validation_failed');
    const own = await must(district, await draft({ place: '3273' }, district), 'propose');
    expectProblem(await act(district, own, 'approve'), 403, 'forbidden');
    const byDistrict = await must(district, await draft({}, district), 'propose');
    expectProblem(await act(district, byDistrict, 'approve'), 409, 'need_own_proposal');
    expect(await must(province, byDistrict, 'approve')).toMatchObject({ approvedLevel: 'province' });
  });

  it('is refused where figures, names or states are wrong', async () => {
    const need = await draft();
    const again = { id: w.id(), place: CENTRE, product: 'COV-BIO', year, population: 1 };
    expectProblem(await w.centre.post('/api/v1/needs', again), 409, 'need_exists');
    const wrong = (more: object) =>
      w.centre.post('/api/v1/needs', { ...again, id: w.id(), year: 2090, ...more });
    expectProblem(await wrong({ usageIndex: 10.5 }), 422, 'usage_index_too_high');
    expectProblem(await wrong({ usageIndex: 1.005 }), 422, 'validation_failed');
    expectProblem(await wrong({ usageIndex: 0 }), 422, 'validation_failed');
    expectProblem(await wrong({ population: -1 }), 422, 'validation_failed');
    expectProblem(
      await wrong({ population: 300_000_000, dosesEach: 20, usageIndex: 1 }),
      422,
      'need_too_large',
    );
    expectProblem(await wrong({ product: 'NONE' }), 422, 'unknown_product');
    expectProblem(await wrong({ place: '33' }), 404, 'not_found');
    expectProblem(await (await w.as('gudang.3273')).post('/api/v1/needs', again), 403, 'forbidden');
    expectProblem(await act(district, need, 'approve'), 409, 'need_wrong_state');
    expectProblem(await act(w.centre, { ...need, revision: 7 }, 'propose'), 409, 'need_changed');
    const usual = await draft({ usageIndex: undefined, dosesEach: undefined });
    expect(usual).toMatchObject({ dosesEach: 1, usageIndex: expect.any(Number) });
  });

  it('is changed by one of several who try at once', async () => {
    const need = await must(w.centre, await draft(), 'propose');
    const answers = await Promise.all([
      act(district, need, 'approve'),
      act(district, need, 'return', { reason: 'lagi' }),
      act(province, need, 'approve'),
      act(province, need, 'return', { reason: 'lagi' }),
    ]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    answers.filter(({ status }) => status !== 200).forEach((answer) => expect(answer.status).toBe(409));
    const place = { id: w.id(), place: CENTRE, product: 'COV-BIO', year: ++year, population: 5 };
    const drafts = await Promise.all(
      [1, 2, 3].map(() => w.centre.post('/api/v1/needs', { ...place, id: w.id() })),
    );
    expect(drafts.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  });
});

describe('sums', () => {
  it('go up the tree, part by part', async () => {
    const mine = await draft();
    const at = { year: mine.year };
    await draft({ ...at, place: 'P32730201', population: 80 }, district);
    await draft({ ...at, place: '3273', population: 8 }, district);
    await must(w.centre, mine, 'propose');
    const sums = async (by: Call, place: string) =>
      (await by.get(`/api/v1/needs/summary?place=${place}&year=${at.year}`).expect(200)).body.items as Body[];
    const below = await sums(district, '3273');
    expect(
      below.map(({ place, doses, proposed, draft: drafts }) => [place.code, doses, proposed, drafts]),
    ).toEqual([
      ['3273', 20, 0, 1],
      [CENTRE, 2510, 1, 0],
      ['P32730201', 200, 0, 1],
    ]);
    expect(await sums(province, '32')).toMatchObject([
      { place: { code: '3273' }, population: 1089, doses: 2730 },
    ]);
    expect(await sums(w.kemenkes, 'ID')).toMatchObject([
      { place: { code: '32' }, doses: 2730, approvedDoses: 0 },
    ]);
    const { body } = await province
      .get(`/api/v1/needs?place=32&deep=true&year=${at.year}&limit=2`)
      .expect(200);
    expect(body.items.map(({ place }: Body) => place.code)).toEqual(['3273', CENTRE]);
    const rest = await province.get(
      `/api/v1/needs?place=32&deep=true&year=${at.year}&limit=2&cursor=${body.nextCursor}`,
    );
    expect(rest.body.items).toMatchObject([{ place: { code: 'P32730201' } }]);
  });

  it('are compared with what came from outside, what was given and what was lost', async () => {
    await draft({ year: 2027 });
    w.clock.set('2027-03-10T03:00:00Z');
    const batch = await registerNow();
    await passNow('BIOFARMA', '3273', batch, 300);
    // Half an hour into April by Bandung's clocks, still March in UTC.
    w.clock.set('2027-03-31T17:30:00Z');
    await passNow('3273', CENTRE, batch, 200);
    const centre = await nowAs('pkm.P32730101');
    const move = (kind: string, doses: number, more: object = {}) =>
      centre('/api/v1/movements', { id: w.id(), kind, place: CENTRE, batch, doses, ...more });
    const wrong = await move('administer', 30);
    await move('administer', 12);
    await move('discard', 3, { reason: 'broken' });
    await centre(`/api/v1/movements/${wrong.id}/reverse`, { id: w.id(), reason: 'salah' });
    const progress = async (by: (path: string) => Promise<Body>, place: string) =>
      by(`/api/v1/needs/progress?place=${place}&product=COV-BIO&year=2027`);
    const whole = await progress(await nowAs('dinkes.3273'), '3273');
    expect(whole).toMatchObject({ doses: 2510, approvedDoses: 0 });
    expect(whole.months[2]).toMatchObject({ month: '2027-03', received: 300, used: 0, receivedSoFar: 300 });
    expect(whole.months[3]).toMatchObject({
      month: '2027-04',
      received: 0,
      used: 12,
      wasted: 3,
      usedSoFar: 12,
    });
    const own = await progress(centre, CENTRE);
    expect(own.months[3]).toMatchObject({ received: 200, used: 12, needed: Math.ceil((2510 * 4) / 12) });
    w.clock.set(real);
    expectProblem(
      await w.centre.get('/api/v1/needs/progress?place=3273&product=COV-BIO&year=2027'),
      404,
      'not_found',
    );
  });
});

/** Signs in by the clock as it stands; the calls must succeed. A body makes it a POST. */
async function nowAs(username: string) {
  const { body: signedIn } = await w.anyone
    .post('/api/v1/auth/login', { username, password: 'demo' })
    .expect(200);
  return async (address: string, body?: object): Promise<Body> => {
    const test = body ? w.anyone.post(address, body) : w.anyone.get(address);
    const answer = await test.set('Authorization', `Bearer ${signedIn.accessToken}`);
    expect([answer.status < 300, answer.body]).toEqual([true, expect.anything()]);
    return answer.body;
  };
}

async function registerNow(): Promise<string> {
  const body = { id: w.id(), gtin: '09520001000027', lot: 'Maret', expiry: '2028-12-31', doses: 1000 };
  await (
    await nowAs('biofarma')
  )('/api/v1/batches', body);
  return body.id;
}

const STAFF: Record<string, string> = {
  BIOFARMA: 'biofarma',
  3273: 'gudang.3273',
  [CENTRE]: 'pkm.P32730101',
};

async function passNow(from: string, to: string, batch: string, doses: number): Promise<void> {
  const [sender, receiver] = [await nowAs(STAFF[from]!), await nowAs(STAFF[to]!)];
  const { id } = await sender('/api/v1/shipments', { id: w.id(), from, to, lines: [{ batch, doses }] });
  await sender(`/api/v1/shipments/${id}/dispatch`, {});
  await receiver(`/api/v1/shipments/${id}/receive`, { id: w.id(), lines: [{ batch, accepted: doses }] });
}

describe('a list of targets', () => {
  const load = (text: string) =>
    transact(w.house, systemActor, async (ctx) => {
      const nouns = { directory: await createDirectory(w.house), catalogue: await createCatalogue(w.house) };
      const plan = await planTargets(ctx.tx, Buffer.from(text), nouns);
      if (plan.faults.length === 0 && plan.fresh.length + plan.changed.length > 0)
        await writeTargets(ctx, plan);
      return {
        fresh: plan.fresh.length,
        changed: plan.changed.length,
        unchanged: plan.unchanged,
        faults: plan.faults.map(({ line, code }) => `${line} ${code}`),
      };
    });

  it('drafts needs, then finds nothing to change, then amends; with a BOM and semicolons', async () => {
    const text = `\ufeffkode_tempat;vaksin;tahun;sasaran;dosis;ip\r\n${CENTRE};cov-bio;2061;1001;2;8\r\n`;
    expect(await load(text)).toEqual({ fresh: 1, changed: 0, unchanged: 0, faults: [] });
    expect(await load(text)).toEqual({ fresh: 0, changed: 0, unchanged: 1, faults: [] });
    expect(await load(text.replace('1001', '1000'))).toMatchObject({ changed: 1 });
    const { body } = await w.centre.get('/api/v1/needs?year=2061').expect(200);
    expect(body.items).toMatchObject([
      { population: 1000, vials: 250, doses: 2500, state: 'draft', revision: 2 },
    ]);
    await must(w.centre, body.items[0], 'propose');
    expect(await load(text)).toMatchObject({ faults: ['2 need_settled'] });
  });

  it('names every wrong row and writes none', async () => {
    const rows = [
      'place,product,year,population,usage_index',
      'NOWHERE,COV-BIO,2062,5,',
      `${CENTRE},NOTHING,2062,5,`,
      `${CENTRE},COV-BIO,1962,1.5,`,
      `${CENTRE},COV-BIO,2062,,11`,
      `${CENTRE},COV-BIO,2062,7,`,
      `${CENTRE},COV-BIO,2062,8,`,
    ];
    expect((await load(rows.join('\n'))).faults).toEqual([
      '2 unknown_place',
      '3 unknown_product_code',
      '4 out_of_range',
      '4 not_an_integer',
      '5 cell_empty',
      '5 out_of_range',
      '7 duplicate',
    ]);
    expect((await load('place,product,year\nA,B,2062')).faults).toEqual(['1 column_missing']);
    expect((await w.centre.get('/api/v1/needs?year=2062').expect(200)).body.items).toEqual([]);
  });
});
