// The way of a batch: totals that add up whatever happened, holders and hops as far as the reader may see, pages.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../server/kernel/context.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { expectInvariants } from '../support/invariants.ts';
import { createStory, openDoor, type Story } from './trace-story.ts';

let base: TestDatabase;
let story: Story;
let door: Awaited<ReturnType<typeof openDoor>>;
const affected = { appointments: [] as never[], vaccinated: [] as never[] };

beforeAll(async () => {
  base = await createTestDatabase();
  story = await createStory(base.house);
  door = await openDoor(story, () => Promise.resolve(affected));
});
afterAll(async () => {
  await expectInvariants(base.house);
  await door.close();
  await base.close();
});

interface Trace {
  totals: Record<string, number>;
  holders: {
    place: { code: string } | null;
    shipment?: { id: string };
    available: number;
    inTransit: number;
  }[];
  journey: Record<string, unknown>[];
  nextCursor: string | null;
}

async function trace(batch: string, actor: Actor, query = ''): Promise<Trace> {
  return (await door.as(actor).get(`/api/v1/batches/${batch}/trace${query}`).expect(200)).body as Trace;
}
const officer = (code: string) => story.person(code, code === 'ID' ? 'national_officer' : 'officer');

/** Small, repeatable randomness. */
function createDice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * sides);
  };
}

describe('trace', () => {
  it('adds up after random movements, shortfalls included', async () => {
    const roll = createDice(7);
    const batch = await story.batch(5000);
    const places = ['32', '3273', ...story.centres.slice(0, 3).map(({ code }) => code)];
    await story.ship('BIOFARMA', '32', batch, 3000);
    await story.ship('32', '3273', batch, 1500);
    for (let n = 0; n < 80; n++) {
      const place = places[roll(places.length)]!;
      const doses = 1 + roll(40);
      const act = roll(6);
      try {
        if (act === 0) await story.move(place, batch, 'administer', doses);
        else if (act === 1) await story.move(place, batch, 'discard', doses, 'broken');
        else if (act === 2) await story.move(place, batch, 'quarantine', doses);
        else if (act === 3) await story.move(place, batch, 'adjust', doses, 'found');
        else {
          const shipment = await story.draft('3273', story.centres[roll(3)]!.code, batch, doses);
          await story.dispatch(shipment);
          if (act === 4) continue;
          const broken = roll(doses);
          const rejected = broken > 0 ? [{ doses: broken, reason: 'broken' as const }] : [];
          await story.receive(shipment, batch, { accepted: 0, rejected, missing: doses - broken });
        }
      } catch (error) {
        expect((error as { code?: string }).code).toBe('insufficient_stock');
      }
    }
    const { totals, holders } = await trace(batch, officer('ID'), '?limit=1000');
    const { manufactured, ...rest } = totals;
    expect(manufactured).toBe(5000);
    expect(Object.values(rest).reduce((sum, doses) => sum + doses, 0)).toBe(5000);
    for (const name of ['available', 'inTransit'] as const) {
      expect(holders.reduce((sum, holder) => sum + holder[name], 0)).toBe(totals[name]);
    }
    expect(totals.inTransit).toBeGreaterThan(0);
    const below = await trace(batch, officer('3273'), '?limit=1000');
    expect(below.totals).toEqual(totals);
    expect(below.holders.reduce((sum, holder) => sum + holder.available, 0)).toBe(totals.available);
  });

  it('tells the journey forward in time, with what each receiver answered', async () => {
    const batch = await story.batch(500);
    const shipment = await story.draft('BIOFARMA', '32', batch, 100);
    await story.dispatch(shipment);
    await story.receive(shipment, batch, {
      accepted: 90,
      rejected: [{ doses: 6, reason: 'broken' }],
      missing: 4,
    });
    await story.move('32', batch, 'administer', 10);
    const maker = door.as(story.person('BIOFARMA', 'warehouse_staff'));
    await maker.post(`/api/v1/batches/${batch}/recall`, { reason: 'Uji' }).expect(200);
    const { journey, totals } = await trace(batch, officer('ID'));
    expect(journey.map(({ type }) => type).sort()).toEqual(['registered', 'shipment', 'status', 'usage']);
    expect(journey[0]).toMatchObject({ type: 'registered', place: { code: 'BIOFARMA' }, doses: 500 });
    expect(journey.find(({ type }) => type === 'shipment')).toMatchObject({
      shipment: { id: shipment },
      from: { code: 'BIOFARMA' },
      to: { code: '32' },
      status: 'received_with_discrepancy',
      shipped: 100,
      accepted: 90,
      rejected: { broken: 6 },
      missing: 4,
    });
    expect(journey.find(({ type }) => type === 'usage')).toMatchObject({
      place: { code: '32' },
      administered: 10,
    });
    expect(journey.at(-1)).toMatchObject({ type: 'status', status: 'recalled', reason: 'Uji' });
    const times = journey.map(({ at }) => at as string);
    expect(times).toEqual([...times].sort());
    expect(totals).toMatchObject({ manufactured: 500, administered: 10 });
  });

  it('shows a reader their area, hops that begin or end there, and one line for the rest', async () => {
    const batch = await story.batch(1000);
    await story.ship('BIOFARMA', '32', batch, 300);
    await story.ship('BIOFARMA', '33', batch, 200);
    await story.ship('32', '3273', batch, 100);
    const onTheWay = await story.draft('3273', story.centres[0]!.code, batch, 20);
    await story.dispatch(onTheWay);

    const all = await trace(batch, officer('ID'));
    const names = (found: Trace) =>
      found.holders
        .map((holder) => holder.place?.code ?? (holder.shipment ? 'shipment' : 'elsewhere'))
        .sort();
    expect(names(all)).toEqual(['32', '3273', '33', 'BIOFARMA', 'shipment']);
    expect(await trace(batch, story.person('BIOFARMA', 'warehouse_staff'))).toEqual(all);

    const district = await trace(batch, officer('3273'));
    expect(names(district)).toEqual(['3273', 'elsewhere', 'shipment']);
    expect(district.holders.find(({ place, shipment }) => !place && !shipment)!.available).toBe(900);
    const hops = district.journey.filter(({ type }) => type === 'shipment');
    expect(
      hops.map(({ from, to }) => [(from as { code: string }).code, (to as { code: string }).code]),
    ).toEqual([
      ['32', '3273'],
      ['3273', story.centres[0]!.code],
    ]);
    expect(names(await trace(batch, story.person(story.centres[0]!.code, 'health_centre_staff')))).toEqual([
      'elsewhere',
      'shipment',
    ]);

    for (const code of ['34', '3374', story.centres[2]!.code]) {
      await door.as(officer(code)).get(`/api/v1/batches/${batch}/trace`).expect(404);
      await door.as(officer(code)).get(`/api/v1/batches/${batch}/affected`).expect(404);
    }
    await door.as(officer('ID')).get(`/api/v1/batches/${base.house.newId()}/trace`).expect(404);
  });

  it('tells backwards how a batch came to a place, and nothing that came another way or later', async () => {
    const batch = await story.batch(1000);
    const centre = story.centres[0]!.code;
    const first = await story.ship('BIOFARMA', '32', batch, 300);
    const aside = await story.ship('BIOFARMA', '33', batch, 200);
    const second = await story.ship('32', '3273', batch, 100);
    const third = await story.ship('3273', centre, batch, 50);
    const later = await story.ship('BIOFARMA', '32', batch, 10);
    const origin = async (actor: Actor, code: string) => {
      const path = `/api/v1/places/${code}/batches/${batch}/origin`;
      const answer = await door.as(actor).get(path).expect(200);
      return (answer.body as { hops: { shipment: { id: string }; shipped?: number }[] }).hops;
    };
    const ids = (hops: { shipment: { id: string } }[]) => hops.map(({ shipment }) => shipment.id);
    const hops = await origin(officer('ID'), centre);
    expect(ids(hops)).toEqual([first, second, third]);
    expect(ids(await origin(officer('ID'), '32'))).toEqual([first, later]);
    expect(ids(await origin(officer('ID'), '33'))).toEqual([aside]);
    const own = await origin(officer('3273'), centre);
    expect(own.map(({ shipped }) => shipped)).toEqual([undefined, 100, 50]);
    await door.as(officer('33')).get(`/api/v1/places/${centre}/batches/${batch}/origin`).expect(404);
  });

  it('pages a long journey without a step lost or told twice', async () => {
    const batch = await story.batch(1000);
    for (const to of ['31', '32', '33', '34', '35', '36']) await story.ship('BIOFARMA', to, batch, 10);
    for (const place of ['31', '33']) await story.move(place, batch, 'administer', 1);
    const whole = await trace(batch, officer('ID'));
    expect(whole.journey).toHaveLength(9);
    const steps: unknown[] = [];
    for (let cursor = ''; ;) {
      const page = await trace(batch, officer('ID'), `?limit=2${cursor && `&cursor=${cursor}`}`);
      steps.push(...page.journey);
      if (!page.nextCursor) break;
      cursor = page.nextCursor;
    }
    expect(steps).toEqual(whole.journey);
  });

  it('lists affected appointments of the reader’s area only', async () => {
    const batch = await story.batch(100);
    await story.ship('BIOFARMA', '32', batch, 10);
    await story.ship('BIOFARMA', '33', batch, 10);
    const at = base.house.now();
    const one = (code: string) => ({ id: base.house.newId(), code, placeId: story.place(code).id });
    affected.appointments.push(
      ...(['32', '33'].map((code) => ({
        ...one(code),
        slotStart: at,
        status: 'confirmed',
        reason: 'x',
      })) as never[]),
    );
    affected.vaccinated.push(...(['32', '33'].map((code) => ({ ...one(code), at })) as never[]));
    const seen = async (code: string) => {
      const answer = await door.as(officer(code)).get(`/api/v1/batches/${batch}/affected`).expect(200);
      const { appointments, vaccinated } = answer.body as Record<string, { code: string }[]>;
      return [appointments!.map(({ code }) => code), vaccinated!.map(({ code }) => code)];
    };
    expect(await seen('ID')).toEqual([
      ['32', '33'],
      ['32', '33'],
    ]);
    expect(await seen('32')).toEqual([['32'], ['32']]);
  });
});
