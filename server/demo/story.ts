// The demo story of an empty database: three weeks of deliveries from Bio Farma down to health centres, told through
// the same verbs as the API's, each recorded on the day on which it happened.
import { createCatalogue, type Catalogue } from '../catalogue/catalogue.ts';
import { registerBatch } from '../distribution/batches.ts';
import { dispatchShipment } from '../distribution/dispatch.ts';
import { createShipment } from '../distribution/draft.ts';
import { receiveShipment } from '../distribution/receive.ts';
import { getShipment } from '../distribution/shipment.ts';
import type { Context } from '../kernel/context.ts';
import type { House } from '../kernel/house.ts';
import { transact } from '../kernel/transaction.ts';
import { movementOf, type MovementCommand } from '../ledger/movement.ts';
import { postOne } from '../ledger/post.ts';
import { systemActor } from '../people/scope.ts';
import { createDirectory, type Directory, type Place } from '../places/directory.ts';
import {
  BATCHES,
  CENTRE_SHARE,
  DISTRICTS,
  FIRST_DISTRICT,
  PROVINCES,
  type StoryBatch,
} from './story-plan.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** The story's stage: its clock, and the nouns it speaks of. */
interface Stage {
  house: House;
  directory: Directory;
  catalogue: Catalogue;
  /** Moves the story's clock to so many days before today, at an hour. */
  at(daysAgo: number, hour: number): void;
  act<T>(work: (ctx: Context) => Promise<T>): Promise<T>;
}

async function setStage(house: House): Promise<Stage> {
  const today = house.now();
  let now = today;
  const stage = { ...house, now: () => now };
  return {
    house: stage,
    directory: await createDirectory(house),
    catalogue: await createCatalogue(house),
    at: (daysAgo, hour) => (now = new Date(today.getTime() - daysAgo * DAY_MS - (24 - hour) * HOUR_MS)),
    act: (work) => transact(stage, systemActor, work),
  };
}

function placeOf({ directory }: Stage, code: string): Place {
  const place = directory.byCode(code);
  if (!place) throw new Error(`The story needs the place ${code}`);
  return place;
}

function expiryOf(stage: Stage, days: number): string {
  return new Date(stage.house.now().getTime() + days * DAY_MS).toISOString().slice(0, 10);
}

async function register(stage: Stage, { product: code, lot, doses, expiresIn }: StoryBatch): Promise<string> {
  const product = stage.catalogue.product(code);
  if (!product) throw new Error(`The story needs the product ${code}`);
  const id = stage.house.newId();
  const place = placeOf(stage, 'BIOFARMA');
  await stage.act((ctx) =>
    registerBatch(ctx, { id, product, lot, doses, expiry: expiryOf(stage, expiresIn), place }),
  );
  return id;
}

interface Delivery {
  from: string;
  to: string;
  batch: string;
  doses: number;
  /** Doses in vials that arrive broken. */
  broken?: number;
  /** Days on the way; left out when it has not arrived. */
  days?: number;
}

/** One shipment, and its receipt unless it is still on its way. */
async function deliver(stage: Stage, delivery: Delivery, daysAgo: number): Promise<void> {
  const { batch: batchId, doses, broken = 0, days } = delivery;
  const [from, to] = [placeOf(stage, delivery.from), placeOf(stage, delivery.to)];
  const batch = await stage.catalogue.batch(batchId);
  if (!batch) throw new Error('The story has lost a batch');
  const id = stage.house.newId();
  const acting = async (ctx: Context) => ({
    id: ctx.newId(),
    shipment: await getShipment(ctx, { id }),
    from,
    to,
  });
  stage.at(daysAgo, 8);
  await stage.act((ctx) =>
    createShipment(ctx, stage.directory, { id, from, to, lines: [{ batch, doses, warnings: [] }] }),
  );
  await stage.act(async (ctx) => dispatchShipment(ctx, await acting(ctx)));
  if (days === undefined) return;
  stage.at(daysAgo - days, 15);
  const rejected = broken ? [{ doses: broken, reason: 'broken' as const }] : [];
  await stage.act(async (ctx) => {
    const lines = [{ batch, warnings: [], accepted: doses - broken, rejected }];
    return receiveShipment(ctx, { ...(await acting(ctx)), lines });
  });
}

async function record(
  stage: Stage,
  movement: Omit<MovementCommand, 'id' | 'place' | 'batch'> & { place: string; batch: string },
) {
  const [place, batch] = [placeOf(stage, movement.place), await stage.catalogue.batch(movement.batch)];
  if (!batch) throw new Error('The story has lost a batch');
  await stage.act((ctx) => postOne(ctx, movementOf(ctx, { ...movement, id: ctx.newId(), place, batch })));
}

/** From a province's store to its first districts and their first health centres. */
async function spread(stage: Stage, province: string, batch: string, doses: number): Promise<void> {
  const all = stage.directory.under(placeOf(stage, province), { level: 'district' });
  const first = all.filter((district) => district.code === FIRST_DISTRICT);
  const districts = [...new Set([...first, ...all])].slice(0, DISTRICTS);
  for (const [index, district] of districts.entries()) {
    const share = Math.floor(doses / (DISTRICTS + 1) / 10) * 10;
    if (share === 0) return;
    await deliver(stage, { from: province, to: district.code, batch, doses: share, days: 2 }, 14 - index);
    const centres = stage.directory.under(district, { level: 'health_centre' }).slice(0, 3);
    for (const [nth, centre] of centres.entries()) {
      const part = Math.floor((share * CENTRE_SHARE) / 10) * 10;
      if (part === 0) continue;
      const days = nth === 2 && index === 1 ? undefined : 1;
      await deliver(stage, { from: district.code, to: centre.code, batch, doses: part, days }, 9 - nth);
      if (days === undefined) continue;
      stage.at(5 - nth, 10);
      await record(stage, { place: centre.code, batch, kind: 'administer', doses: Math.ceil(part * 0.4) });
      if (nth === 1)
        await record(stage, { place: centre.code, batch, kind: 'discard', doses: 1, reason: 'broken' });
    }
  }
}

/** Plays the story into an empty database; nothing when there is a batch already. Takes a few seconds. */
export async function playOpening(house: House): Promise<boolean> {
  if (await house.database.sql.maybe('select from batch limit 1')) return false;
  const stage = await setStage(house);
  for (const [index, plan] of BATCHES.entries()) {
    stage.at(23, 8);
    const batch = await register(stage, plan);
    for (const [nth, province] of PROVINCES.slice(0, plan.provinces).entries()) {
      const doses = Math.floor((plan.doses * 0.8) / plan.provinces / 10) * 10;
      const broken = nth === 1 ? 10 : 0;
      await deliver(stage, { from: 'BIOFARMA', to: province, batch, doses, broken, days: 3 }, 21 - nth);
      if (nth < plan.spread) await spread(stage, province, batch, doses - broken);
    }
    if (index === 0) await deliver(stage, { from: 'BIOFARMA', to: '94', batch, doses: 200 }, 2);
  }
  return true;
}
