// From commit to a socket client: 1,000 watchers of one process, movements at a steady rate, five windows in a row.
// Nothing may be missed: each watcher must reach the version of every movement in its area.
import { fork, type ChildProcess } from 'node:child_process';
import { createSecretKey, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { createCatalogue, type Batch } from '../server/catalogue/catalogue.ts';
import { loadDemoProducts } from '../server/catalogue/load-demo-products.ts';
import type { Actor } from '../server/kernel/context.ts';
import { createFollowing } from '../server/kernel/following.ts';
import type { House } from '../server/kernel/house.ts';
import { transact } from '../server/kernel/transaction.ts';
import { createMovementCombiner } from '../server/ledger/combine.ts';
import { movementOf } from '../server/ledger/movement.ts';
import { post } from '../server/ledger/post.ts';
import { createLive } from '../server/live/live.ts';
import { createAuthenticator } from '../server/people/authenticate.ts';
import { systemActor } from '../server/people/scope.ts';
import { createKeyRing } from '../server/people/tokens.ts';
import { createDirectory, type Directory, type Place } from '../server/places/directory.ts';
import { traceFollower } from '../server/trace/follower.ts';
import type { Arrival, Order, Told, Watcher } from './live-clients.ts';
import { isMain, median, openGround, report } from './support.ts';

const WINDOWS = 5;
const SECONDS = 15;
const RATE = 100;
/** Who watches: some look at the nation, more at a province, most at their own district or health centre. */
const WATCHERS = { national: 5, province: 95, district: 400, health_centre: 500 } as const;
/** After a window, so long for the last events to arrive before they count as missed. */
const GRACE_MS = 2000;
const STOCK = 100_000;

interface Sent {
  place: Place;
  key: string;
  version: number;
  askedAt: number;
  committedAt: number;
}

const now = () => performance.timeOrigin + performance.now();
const rest = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Every n-th of a list, so that what is chosen is spread over the nation. */
function spread<T>(all: readonly T[], count: number): T[] {
  return Array.from({ length: count }, (_, i) => all[Math.floor((i * all.length) / count) % all.length]!);
}

/** One batch with stock at `places`. */
async function stockUp(house: House, places: readonly Place[]): Promise<Batch> {
  const { sql } = house.database;
  await loadDemoProducts(sql, { newId: house.newId, now: house.now() });
  const catalogue = await createCatalogue(house);
  const id = house.newId();
  await sql.run(
    `insert into batch (id, product_id, lot, expiry, registered_at) values ($1, $2, 'BENCH', current_date + 700, now())`,
    [id, catalogue.products()[0]!.id],
  );
  const batch = (await catalogue.batch(id))!;
  for (let from = 0; from < places.length; from += 500) {
    await transact(house, systemActor, (ctx) =>
      post(
        ctx,
        places.slice(from, from + 500).map((place) => {
          const command = { id: house.newId(), kind: 'adjust' as const, place, batch, doses: STOCK };
          return movementOf(ctx, { ...command, reason: 'found' });
        }),
      ),
    );
  }
  return batch;
}

function watchersOf(house: House, directory: Directory, sign: (actor: Actor) => string): Watcher[] {
  const nation = directory.byCode('ID')!;
  return Object.entries(WATCHERS).flatMap(([level, count]) => {
    const places =
      level === 'national' ? [nation] : directory.under(nation, { level: level as Place['level'] });
    return spread(places, count).map(({ id, code, path }) => {
      const actor = { id: house.newId(), name: code, kind: 'person', role: 'officer', scopes: [] } as const;
      return { place: code, token: sign({ ...actor, unit: { id, code, path }, session: house.newId() }) };
    });
  });
}

/** Opens what the service has for this: the namespace, the relay and the followers. */
async function openService(house: House, url: string, directory: Directory) {
  const ring = createKeyRing(house, [{ kid: 'bench', secret: createSecretKey(randomBytes(32)) }]);
  const { authenticateToken } = createAuthenticator(house, ring);
  const server = createServer();
  const live = createLive(house, server, { authenticate: authenticateToken, directory });
  const tail = (rows: Parameters<typeof live.onJournal>[0]) => live.onJournal(rows);
  const following = await createFollowing(house, { url, actor: systemActor, durable: [traceFollower], tail });
  await following.settle();
  following.start();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/live`,
    sign: (actor: Actor) => ring.sign(actor, 3600),
    async close() {
      await live.close();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await following.stop();
    },
  };
}

function openClients() {
  const child: ChildProcess = fork(path.join(import.meta.dirname, 'live-clients.ts'), {
    execArgv: ['--import', 'tsx'],
    serialization: 'advanced',
  });
  const ask = (order: Order) =>
    new Promise<Told>((resolve, reject) => {
      const gone = () => reject(new Error('The process of the watchers ended'));
      child.once('exit', gone);
      child.once('message', (told) => {
        child.off('exit', gone);
        resolve(told as Told);
      });
      child.send(order);
    });
  return { ask, leave: () => child.send({ kind: 'leave' } satisfies Order) };
}

/** Sends movements at `RATE` a second for `SECONDS`, whatever the answers take. */
async function sendSteadily(submit: (n: number) => Promise<Sent>): Promise<Sent[]> {
  const pending: Promise<Sent>[] = [];
  const begun = now();
  while (pending.length < RATE * SECONDS) {
    const due = Math.min(RATE * SECONDS, Math.ceil(((now() - begun) / 1000) * RATE));
    while (pending.length < due) pending.push(submit(pending.length));
    await rest(2);
  }
  return Promise.all(pending);
}

const percentile = (sorted: readonly number[], part: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!;
const rounded = (ms: number) => Math.round(ms * 10) / 10;

/** For each movement and each watcher above it: when the first event with its version, or a later one, was there. */
function measure(sent: readonly Sent[], arrivals: readonly Arrival[], watchers: readonly Watcher[]) {
  const byPlace = new Map<string, number[]>();
  watchers.forEach(({ place }, client) => byPlace.set(place, [...(byPlace.get(place) ?? []), client]));
  const came = new Map<string, [version: number, at: number][]>();
  for (const [client, key, version, at] of arrivals) {
    const slot = `${client} ${key}`;
    if (!came.has(slot)) came.set(slot, []);
    came.get(slot)!.push([version, at]);
  }
  const fromCommit: number[] = [];
  const fromRequest: number[] = [];
  let missed = 0;
  for (const { place, key, version, askedAt, committedAt } of sent) {
    for (const code of place.path.slice(1, -1).split('/')) {
      for (const client of byPlace.get(code) ?? []) {
        const first = came.get(`${client} ${key}`)?.find(([found]) => found >= version);
        if (!first) missed++;
        else {
          fromCommit.push(first[1] - committedAt);
          fromRequest.push(first[1] - askedAt);
        }
      }
    }
  }
  fromCommit.sort((a, b) => a - b);
  fromRequest.sort((a, b) => a - b);
  return {
    delivered: fromCommit.length,
    'median ms': rounded(percentile(fromCommit, 0.5)),
    'p99 ms': rounded(percentile(fromCommit, 0.99)),
    'worst ms': rounded(fromCommit.at(-1)!),
    'median ms from request': rounded(percentile(fromRequest, 0.5)),
    missed,
  };
}

/** Runs the bench, prints its table and writes `bench/results/live.json`. @returns the medians over the windows. */
export async function run() {
  const ground = await openGround();
  const { house } = ground;
  try {
    const directory = await createDirectory(house);
    const centres = directory.under(directory.byCode('ID')!, { level: 'health_centre' });
    const batch = await stockUp(house, centres);
    const service = await openService(house, ground.url, directory);
    const clients = openClients();
    const watchers = watchersOf(house, directory, service.sign);
    await clients.ask({ kind: 'connect', url: service.address, watchers });
    const combiner = createMovementCombiner(house, systemActor);
    const context = { ...systemActor };
    const submit = async (n: number): Promise<Sent> => {
      // A prime step through the centres: every movement elsewhere, over the whole nation.
      const place = centres[(n * 7919) % centres.length]!;
      const askedAt = now();
      const ctx = {
        tx: house.database.sql,
        now: house.now(),
        actor: context,
        newId: house.newId,
        config: house.config,
      };
      const movement = movementOf(ctx, { id: house.newId(), kind: 'administer', place, batch, doses: 1 });
      const { answer } = await combiner.submit({ ...movement, actor: systemActor.id });
      const committedAt = now();
      return {
        place,
        key: `${place.code} ${batch.id}`,
        version: answer!.balances[0]!.version,
        askedAt,
        committedAt,
      };
    };
    const rows: (ReturnType<typeof measure> & { window: number; movements: number })[] = [];
    for (let window = 0; window <= WINDOWS; window++) {
      const sent = await sendSteadily((n) => submit(n + window * RATE * SECONDS));
      await rest(GRACE_MS);
      const told = await clients.ask({ kind: 'report' });
      if (told.kind !== 'arrivals' || told.lost > 0) throw new Error('Watchers lost their connection');
      // The first window warms both processes.
      if (window > 0)
        rows.push({ window, movements: sent.length, ...measure(sent, told.arrivals, watchers) });
    }
    clients.leave();
    await service.close();
    const middle = (name: 'median ms' | 'p99 ms' | 'worst ms' | 'median ms from request') =>
      median(rows.map((row) => row[name]));
    const result = {
      watchers: watchers.length,
      ratePerSecond: RATE,
      medianMs: middle('median ms'),
      p99Ms: middle('p99 ms'),
      worstMs: Math.max(...rows.map((row) => row['worst ms'])),
      missed: rows.reduce((sum, row) => sum + row.missed, 0),
    };
    await report('live', rows, { ...result, targets: { medianMs: 60, p99Ms: 250, missed: 0 } });
    const isMet = result.medianMs < 60 && result.p99Ms < 250 && result.missed === 0;
    console.log(
      `commit to client, ${watchers.length} watchers: median ${result.medianMs} ms (< 60), p99 ${result.p99Ms} ms (< 250), ` +
        `missed ${result.missed} (0): ${isMet ? 'met' : 'NOT MET'}`,
    );
    return { ...result, isMet };
  } finally {
    await ground.close();
  }
}

if (isMain(import.meta.filename)) process.exitCode = (await run()).isMet ? 0 : 1;
