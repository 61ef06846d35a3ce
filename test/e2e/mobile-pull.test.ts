// Pulls: first everything that a place needs, in pages, then only what changed, and never anything too few; small enough.
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SECTION_NAMES, type PullView, type Section } from '../../mobile-api/pull-shapes.ts';
import { expectInvariants } from '../support/invariants.ts';
import { pair, type Phone } from './mobile-support.ts';
import { person } from './schedule-support.ts';
import { openWarehouse, type Body, type Warehouse } from './shipments-support.ts';

const CENTRE = 'P32730101';
const NOW = new Date('2026-12-08T02:00:00Z');
const TODAY = '2026-12-08';

let t: Warehouse;
let phone: Phone;
let people = 9000;
beforeAll(async () => {
  t = await openWarehouse({ accessTokenSeconds: 90 * 86_400 });
  t.clock.set(NOW);
  phone = await pair(t, `pkm.${CENTRE.toLowerCase()}`);
});
afterAll(async () => {
  await expectInvariants(t.house, t.app.following);
  await t.close();
});

type Known = Record<Section, Map<string, Body>>;

const keyOf = (row: Body): string => (row.id ?? row.batch ?? row.code) as string;

/** What an application keeps of pages: rows replace rows of the same key, stock only by a version that is not lower. */
function keep(known: Known | undefined, pages: PullView[]): Known {
  let kept = known;
  for (const page of pages) {
    if (page.reset || !kept)
      kept = Object.fromEntries(SECTION_NAMES.map((name) => [name, new Map()])) as unknown as Known;
    for (const name of SECTION_NAMES) {
      for (const row of page[name] as Body[]) {
        const before = kept[name].get(keyOf(row)) as { version?: number } | undefined;
        if (!before?.version || row.version >= before.version) kept[name].set(keyOf(row), row);
      }
    }
    for (const [name, ids] of Object.entries(page.removed))
      for (const id of ids) kept[name as Section].delete(id);
  }
  return kept!;
}

/** Everything as it is now, as a phone that has just been paired would see it; stock that came to nothing left out. */
function now(known: Known) {
  const plain = (name: Section) =>
    [...known[name].values()].filter((row) => name !== 'stock' || row.onHand + row.inbound > 0);
  const inStock = new Set(plain('stock').map((row) => row.batch as string));
  return Object.fromEntries(
    SECTION_NAMES.map((name) => {
      const rows = plain(name).filter((row) => name !== 'batches' || inStock.has(row.id as string));
      return [name, rows.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))];
    }),
  );
}

async function stocked(doses: number): Promise<string> {
  const { id: batch } = (await t.register(doses)) as { id: string };
  const sent = (await t.send(t.biofarma, 'BIOFARMA', CENTRE, [{ batch, doses }])) as { id: string };
  const body = { id: t.id(), lines: [{ batch, accepted: doses }] };
  await t.centre.post(`/api/v1/shipments/${sent.id}/receive`, body).expect(200);
  return batch;
}

async function session(): Promise<Body> {
  const body = {
    id: t.id(),
    place: CENTRE,
    product: 'COV-BIO',
    date: TODAY,
    start: '08:00',
    end: '16:00',
    slotMinutes: 60,
    capacityPerSlot: 50,
  };
  return (await t.centre.post('/api/v1/sessions', body).expect(201)).body as Body;
}

describe('a pull', () => {
  it('brings everything in pages, each resumable, and then only what changed, until both agree', async () => {
    const batch = await stocked(100);
    const made = await session();
    const client = await t.asClient();
    const book = async (slot: number) => {
      const body = { id: t.id(), slotId: made.slots[slot].id, dose: 1, registrant: person(people++) };
      await client.post('/api/v1/appointments', body).expect(201);
      return body.id;
    };
    const appointment = await book(1);
    await t.app.following.settle();

    const pages = await phone.pull(undefined, 40);
    expect(pages.length).toBeGreaterThan(2);
    expect(pages.map(({ reset }) => reset)).toEqual(pages.map((_, index) => index === 0));
    const again = (await phone.pull(pages[0]!.cursor, 40))[0]!;
    expect({ ...again, serverTime: '' }).toEqual({ ...pages[1], serverTime: '' });
    let known = keep(undefined, pages);
    expect(known.stock.get(batch)).toMatchObject({ onHand: 100, available: 100, inbound: 0 });
    expect(known.sessions.get(made.id as string)!.appointments).toMatchObject([
      { id: appointment, name: 'O*** K***' },
    ]);

    const coming = (await t.send(t.biofarma, 'BIOFARMA', CENTRE, [
      { batch: ((await t.register(60)) as Body).id, doses: 60 },
    ])) as Body;
    const vial = t.id();
    await t.centre.post('/api/v1/vials', { id: vial, place: CENTRE, batch }).expect(201);
    const count = t.id();
    await t.centre.post('/api/v1/counts', { id: count, place: CENTRE, product: 'COV-BIO' }).expect(201);
    const given = t.id();
    await t.centre.post(`/api/v1/appointments/${appointment}/administer`, { id: given, batch }).expect(200);
    await book(2);
    await t.app.following.settle();
    let cursor = pages.at(-1)!.cursor;
    const follow = async () => {
      const changed = await phone.pull(cursor);
      known = keep(known, changed);
      cursor = changed.at(-1)!.cursor;
      expect(now(known)).toEqual(now(keep(undefined, await phone.pull())));
      return changed;
    };
    const [changed] = await follow();
    expect(changed).toMatchObject({ reset: false, products: [], places: [] });
    expect(changed!.shipments.map(({ id }) => id)).toEqual([coming.id]);
    expect(changed!.vials).toMatchObject([{ id: vial, remaining: 9 }]);
    expect(changed!.counts).toMatchObject([{ id: count, blind: true }]);
    expect(changed!.sessions[0]!.appointments.map(({ status }) => status)).toEqual([
      'administered',
      'confirmed',
    ]);

    await t.kemenkes.post(`/api/v1/batches/${batch}/recall`, { id: t.id(), reason: 'AEFI' }).expect(200);
    await t.centre
      .post(`/api/v1/shipments/${coming.id}/receive`, { id: t.id(), sscc: coming.sscc })
      .expect(200);
    await t.centre.post(`/api/v1/vials/${vial}/close`, { id: t.id() }).expect(200);
    await t.centre.post(`/api/v1/counts/${count}/cancel`, { id: t.id() }).expect(200);
    await t.app.following.settle();
    const [recalled] = await follow();
    expect(recalled!.batches.find(({ id }) => id === batch)).toMatchObject({ status: 'recalled' });
    const task = recalled!.tasks.find(({ kind }) => kind === 'recall_acknowledge')!;
    expect(task).toMatchObject({
      batch,
      canAcknowledge: true,
      title: { en: 'Acknowledge a recall or hold' },
    });
    expect(recalled!.removed).toMatchObject({ shipments: [coming.id], vials: [vial], counts: [count] });

    await t.kemenkes
      .post(`/api/v1/batches/${batch}/release`, { id: t.id(), reason: 'false alarm' })
      .expect(200);
    await t.app.following.settle();
    const [released] = await follow();
    expect(released!.removed.tasks).toContain(task.id);

    t.clock.advance(86_400_000);
    const [tomorrow] = await follow();
    expect(tomorrow!.removed.sessions).toEqual([made.id]);
    t.clock.set(NOW);
  });

  it('by a cursor of another place, or of nobody, starts anew or is refused', async () => {
    const [first] = await phone.pull();
    const other = await pair(t, 'gudang.3273');
    const [page] = await other.pull(first!.cursor);
    expect(page).toMatchObject({ reset: true, place: { code: '3273' } });
    const bad = await phone.get('/mobile/v1/pull?cursor=nonsense');
    expect([bad.status, (bad.body as Body).code]).toEqual([422, 'validation_failed']);
  });

  it('misses nothing while the journal is written by many', async () => {
    const batch = await stocked(500);
    await t.app.following.settle();
    let pages = await phone.pull();
    let known = keep(undefined, pages);
    const give = () =>
      phone.push(
        Array.from({ length: 5 }, () => ({
          id: t.id(),
          kind: 'administer',
          batch,
          occurredAt: t.house.now().toISOString(),
        })),
      );
    const writing = Promise.all(Array.from({ length: 20 }, give));
    for (let n = 0; n < 10; n++) {
      pages = await phone.pull(pages.at(-1)!.cursor);
      known = keep(known, pages);
    }
    await writing;
    await t.app.following.settle();
    known = keep(known, await phone.pull(pages.at(-1)!.cursor));
    expect(known.stock.get(batch)).toMatchObject({ onHand: 400 });
  });
});

describe('the size of a pull', () => {
  const bytesOf = (pages: PullView[]) => {
    const texts = pages.map((page) => JSON.stringify(page));
    const sum = (sizes: number[]) => sizes.reduce((a, b) => a + b, 0);
    return {
      plain: sum(texts.map((text) => Buffer.byteLength(text))),
      sent: sum(texts.map((text) => gzipSync(text).length)),
    };
  };

  it('is under 1 kB with nothing new, compressed on the way', async () => {
    await t.app.following.settle();
    const pages = await phone.pull();
    const answer = await phone.get(`/mobile/v1/pull?cursor=${pages.at(-1)!.cursor}`).expect(200);
    const page = answer.body as PullView;
    for (const name of SECTION_NAMES) expect(page[name]).toEqual([]);
    expect(Number(answer.headers['content-length'] ?? JSON.stringify(page).length)).toBeLessThan(1000);
    const whole = await phone.get('/mobile/v1/pull').set('Accept-Encoding', 'gzip').expect(200);
    expect(whole.headers['content-encoding']).toBe('gzip');
  });

  it('is under 500 kB at first for a health centre with a full day, and 5 MB for a provincial store', async () => {
    const session_ = await session();
    await stocked(1000);
    const client = await t.asClient();
    const book = (n: number) =>
      client
        .post('/api/v1/appointments', {
          id: t.id(),
          slotId: session_.slots[3 + (n % 5)].id,
          dose: 1,
          registrant: person(people++),
        })
        .expect(201);
    for (let n = 0; n < 200; n += 20) await Promise.all(Array.from({ length: 20 }, (_, k) => book(n + k)));
    for (let n = 0; n < 5; n++) await stocked(10);
    await t.app.following.settle();
    const centre = bytesOf(await phone.pull());
    expect(centre.plain).toBeLessThan(500_000);
    const province = bytesOf(await (await pair(t, 'gudang.32')).pull());
    expect(province.plain).toBeLessThan(5_000_000);
    expect(centre.sent).toBeLessThan(100_000);
    expect(province.sent).toBeLessThan(500_000);
  });
});
