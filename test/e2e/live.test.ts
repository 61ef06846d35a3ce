// The live feed with real sockets: what a watcher is given, what it is told, what it catches up on, when it is cut.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Actor } from '../../server/kernel/context.ts';
import { createFollowing, type Following } from '../../server/kernel/following.ts';
import type { JournalRow } from '../../server/kernel/journal.ts';
import { createLive, type Live } from '../../server/live/live.ts';
import type { LiveBalance } from '../../server/live/balances.ts';
import { systemActor } from '../../server/people/scope.ts';
import { refuseToken } from '../../server/people/tokens.ts';
import { traceFollower } from '../../server/trace/follower.ts';
import { changeStatus } from '../../server/trace/status.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { expectInvariants } from '../support/invariants.ts';
import { createStory, type Story } from './trace-story.ts';

let base: TestDatabase;
let story: Story;
let server: Server;
let live: Live;
let following: Following;
let url: string;
/** What the journal said, for the test that looks at the order of numbers. */
const told: JournalRow[] = [];
const tokens = new Map<string, Actor | 'expired' | 'revoked'>();
const open: Socket[] = [];

type Event = LiveBalance & { seq: number; kind?: string; event: string; code?: string; status?: string };
interface Answer {
  seq: number;
  balances: LiveBalance[];
  snapshot?: true;
  shipments?: Event[];
  alerts?: Event[];
  problem?: { code: string; title: string; status: number };
}

beforeAll(async () => {
  base = await createTestDatabase();
  story = await createStory(base.house);
  server = createServer();
  live = createLive(base.house, server, {
    directory: story.directory,
    authenticate(token) {
      const actor = tokens.get(token);
      if (actor === 'expired') throw refuseToken('token_expired');
      if (actor === 'revoked') throw refuseToken('token_revoked');
      if (!actor) throw refuseToken('token_invalid');
      return actor;
    },
  });
  following = await createFollowing(base.house, {
    url: base.url,
    actor: systemActor,
    durable: [traceFollower],
    async tail(rows) {
      told.push(...rows);
      await live.onJournal(rows);
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/live`;
});
afterEach(() => open.splice(0).forEach((socket) => socket.disconnect()));
afterAll(async () => {
  await expectInvariants(base.house);
  await following.stop();
  await live.close();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  await base.close();
});

function tokenFor(code: string, role = 'officer'): string {
  const actor = story.person(code, role);
  tokens.set(actor.id, actor);
  return actor.id;
}

/** A client that keeps everything it is sent, in order. */
async function connect(
  token: string | undefined,
  options: { transports?: string[]; language?: string } = {},
) {
  const socket = io(url, {
    auth: { token, language: options.language ?? 'en' },
    transports: options.transports ?? ['websocket'],
    forceNew: true,
    reconnection: false,
  });
  open.push(socket);
  const events: Event[] = [];
  let closing: string | undefined;
  let isOver = false;
  for (const event of ['balance', 'shipment', 'alert']) {
    socket.on(event, (body: Event) => events.push({ ...body, event }));
  }
  socket.on('closing', ({ code }: { code: string }) => (closing = code));
  socket.on('disconnect', () => (isOver = true));
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  return {
    socket,
    events,
    closing: () => closing,
    isOver: () => isOver,
    ask: (event: string, body?: unknown) => socket.timeout(5000).emitWithAck(event, body) as Promise<Answer>,
    watch: (place: string, after?: number) =>
      socket.timeout(5000).emitWithAck('watch', { place, after }) as Promise<Answer>,
  };
}
const refusal = async (token: string | undefined) => {
  const error = await connect(token).then(
    () => undefined,
    (caught: Error & { data?: { code: string } }) => caught,
  );
  return error?.data?.code;
};
const until = (check: () => boolean) =>
  vi.waitFor(() => expect(check()).toBe(true), { timeout: 5000, interval: 5 });
const settle = () => following.settle();

/** Keeps the highest version of each balance, as a client does. */
function book(...lots: readonly LiveBalance[][]): Map<string, LiveBalance> {
  const known = new Map<string, LiveBalance>();
  for (const balance of lots.flat()) {
    const key = `${balance.place} ${balance.batch}`;
    if ((known.get(key)?.version ?? -1) < balance.version) known.set(key, balance);
  }
  return known;
}
const figures = (known: Map<string, LiveBalance>, place: string, batch: string) => {
  const found = known.get(`${place} ${batch}`);
  return found && [found.onHand, found.available, found.free, found.quarantined];
};

describe('connecting', () => {
  it('is for persons with a valid token, and says why not', async () => {
    tokens.set('old', 'expired');
    tokens.set('ended', 'revoked');
    tokens.set('robot', { ...story.person('ID', 'api_client'), kind: 'client' });
    expect(await refusal(undefined)).toBe('unauthenticated');
    expect(await refusal('forged')).toBe('unauthenticated');
    expect(await refusal('ended')).toBe('unauthenticated');
    expect(await refusal('old')).toBe('token_expired');
    expect(await refusal('robot')).toBe('forbidden');
    const { socket } = await connect(tokenFor('32'));
    expect(socket.connected).toBe(true);
  });

  it('works by polling too, and nowhere but in /live', async () => {
    const client = await connect(tokenFor('32'), { transports: ['polling'] });
    expect((await client.watch('32')).balances).toEqual([]);
    const stray = io(url.replace('/live', '/'), {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
    });
    open.push(stray);
    await expect(
      new Promise((resolve, reject) => stray.once('connect', () => resolve(1)).once('connect_error', reject)),
    ).rejects.toThrow('/live');
  });
});

describe('watching', () => {
  it('gives what is there and then each change, to the place and everyone above it, not to its neighbours', async () => {
    const batch = await story.batch(1000);
    await story.ship('BIOFARMA', '32', batch, 100);
    await settle();
    const [nation, province, district, beside] = await Promise.all([
      connect(tokenFor('ID', 'national_officer')),
      connect(tokenFor('32')),
      connect(tokenFor('3273')),
      connect(tokenFor('33')),
    ]);
    const first = await province.watch('32');
    expect(figures(book(first.balances), '32', batch)).toEqual([100, 100, 100, 0]);
    expect(first.balances.some(({ place }) => place === 'BIOFARMA')).toBe(false);
    const all = await nation.watch('ID');
    expect(figures(book(all.balances), 'BIOFARMA', batch)).toEqual([900, 900, 900, 0]);
    await district.watch('3273');
    await beside.watch('33');

    await story.ship('32', '3273', batch, 40);
    await story.move('3273', batch, 'quarantine', 5);
    await settle();
    await until(() => figures(book(district.events), '3273', batch)?.[3] === 5);
    await until(() => figures(book(nation.events), '3273', batch)?.[3] === 5);
    await until(() => figures(book(province.events), '3273', batch)?.[3] === 5);
    expect(figures(book(province.events), '32', batch)).toEqual([60, 60, 60, 0]);
    expect(figures(book(district.events), '3273', batch)).toEqual([40, 35, 35, 5]);
    expect(book(district.events).has(`32 ${batch}`)).toBe(false);
    expect(beside.events).toEqual([]);
    const news = district.events.filter(({ event }) => event === 'shipment');
    expect(news.map(({ status }) => status)).toEqual(['draft', 'in_transit', 'received']);
    for (const { events } of [nation, province, district]) {
      const seqs = events.map(({ seq }) => seq);
      expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
      expect(Math.min(...seqs)).toBeGreaterThan(first.seq);
    }
  });

  it('refuses a place outside the area, an unknown one, wrong input and too many places', async () => {
    const client = await connect(tokenFor('32'));
    for (const place of ['33', 'ID', 'BIOFARMA', 'NOWHERE']) {
      expect((await client.watch(place)).problem).toMatchObject({
        code: 'not_found',
        status: 404,
        title: 'Not found',
      });
    }
    for (const wrong of [
      undefined,
      {},
      { place: 7 },
      { place: '32', after: -1 },
      { place: '32', more: 1 },
      '32',
      null,
    ]) {
      expect((await client.ask('watch', wrong)).problem?.code).toBe('validation_failed');
    }
    const bahasa = await connect(tokenFor('32'), { language: 'id' });
    expect((await bahasa.watch('33')).problem?.title).toBe('Tidak ditemukan');
    const codes = story.directory.under(story.place('32')).map(({ code }) => code);
    for (const code of codes.slice(0, 50)) expect((await client.watch(code)).problem).toBeUndefined();
    expect((await client.watch(codes[50]!)).problem?.code).toBe('too_many_watched');
    await client.ask('unwatch', { place: codes[0] });
    expect((await client.watch(codes[50]!)).problem).toBeUndefined();
  });

  it('stops at unwatch, and slows down who asks too often', async () => {
    const batch = await story.batch(100);
    const client = await connect(tokenFor('32'));
    await client.watch('32');
    await client.ask('unwatch', { place: '32' });
    const other = await connect(tokenFor('32'));
    await other.watch('32');
    await story.ship('BIOFARMA', '32', batch, 10);
    await settle();
    await until(() => figures(book(other.events), '32', batch)?.[0] === 10);
    expect(client.events).toEqual([]);
    const answers = await Promise.all(
      Array.from({ length: 200 }, () => client.ask('unwatch', { place: '32' })),
    );
    const slowed = answers.filter(({ problem }) => problem?.code === 'too_many_requests');
    expect(slowed.length).toBeGreaterThan(50);
    expect(client.socket.connected).toBe(true);
  });

  it('tells of a recall and its figures: nothing is free any more, under a higher version', async () => {
    const batch = await story.batch(100);
    await story.ship('BIOFARMA', '32', batch, 30);
    await story.dispatch(await story.draft('BIOFARMA', '33', batch, 20));
    await settle();
    const [province, receiver] = [await connect(tokenFor('32')), await connect(tokenFor('33'))];
    const before = book((await province.watch('32')).balances).get(`32 ${batch}`)!;
    await receiver.watch('33');
    const officer = story.person('ID', 'national_officer');
    const recall = { batch, act: 'recall' as const, reason: 'Uji mutu' };
    await story.act((ctx) => changeStatus(ctx, story.directory, { ...recall, id: ctx.command!.id }), officer);
    await settle();
    await until(() => figures(book(province.events), '32', batch)?.[2] === 0);
    const after = book(province.events).get(`32 ${batch}`)!;
    expect(after).toMatchObject({ onHand: 30, available: 30, free: 0 });
    expect(after.version).toBeGreaterThan(before.version);
    const alert = { event: 'alert', kind: 'batch.recalled', batch, status: 'recalled', reason: 'Uji mutu' };
    await until(() => receiver.events.length > 0);
    expect(province.events.find(({ event }) => event === 'alert')).toMatchObject(alert);
    expect(receiver.events.find(({ event }) => event === 'alert')).toMatchObject(alert);
  });

  it('tells of what contradicts the book, and of the task that opens', async () => {
    const batch = await story.batch(100);
    const centre = story.centres[3]!.code;
    const client = await connect(tokenFor('3273'));
    await client.watch('3273');
    await story.move(centre, batch, 'administer', 2);
    await settle();
    await until(() => client.events.some(({ kind }) => kind === 'task.opened'));
    const alerts = client.events.filter(({ event }) => event === 'alert');
    expect(alerts).toMatchObject([
      { kind: 'flagged', place: centre, batch, warnings: ['unexplained_doses'] },
      { kind: 'task.opened', place: centre, batch, about: 'reconcile' },
    ]);
  });
});

describe('catching up', () => {
  it('gives after a reconnect what changed meanwhile, and only that', async () => {
    const [quiet, busy] = [await story.batch(100), await story.batch(100)];
    await story.ship('BIOFARMA', '3374', quiet, 10);
    await story.ship('BIOFARMA', '3374', busy, 20);
    await settle();
    const token = tokenFor('33');
    const client = await connect(token);
    const { seq, balances, snapshot } = await client.watch('33');
    expect(snapshot).toBe(true);
    client.socket.disconnect();

    await story.move('3374', busy, 'administer', 3);
    await story.move('3374', busy, 'administer', 4);
    await settle();
    const again = await connect(token);
    const missed = await again.watch('33', seq);
    expect(missed.snapshot).toBeUndefined();
    expect(missed.balances.map(({ batch }) => batch)).toEqual([busy]);
    expect(figures(book(balances, missed.balances), '3374', busy)).toEqual([13, 13, 13, 0]);
    expect(missed.seq).toBe(seq + 2);
    expect(await again.watch('33', missed.seq)).toMatchObject({ seq: missed.seq, balances: [], alerts: [] });
    const officer = story.person('ID', 'national_officer');
    const recall = { batch: quiet, act: 'recall' as const, reason: 'x' };
    again.socket.disconnect();
    await story.act((ctx) => changeStatus(ctx, story.directory, { ...recall, id: ctx.command!.id }), officer);
    await story.draft('BIOFARMA', '33', busy, 1);
    await settle();
    const third = await (await connect(token)).watch('33', missed.seq);
    expect(third.alerts).toMatchObject([{ kind: 'batch.recalled', batch: quiet }]);
    expect(third.shipments).toMatchObject([{ status: 'draft', to: '33' }]);
  });

  it('gives a snapshot, and says so, when the number is too far back or not one of ours', async () => {
    await settle();
    const client = await connect(tokenFor('32'));
    expect((await client.watch('32', 1_000_000)).snapshot).toBe(true);
    expect((await client.watch('32', 0)).snapshot).toBeUndefined();
    // As if the oldest rows had been shed with their month.
    await base.house.database.asOwner(async (sql) => {
      await sql.run('alter table journal_key add column kept bigint');
      await sql.run('update journal_key set kept = seq, seq = null where seq <= 3');
    });
    expect((await client.watch('32', 1)).snapshot).toBe(true);
    await base.house.database.asOwner(async (sql) => {
      await sql.run('update journal_key set seq = kept where kept is not null and seq is null');
      await sql.run('alter table journal_key drop column kept');
    });
  });

  it('leaves no gap between the answer and the events while stock moves', async () => {
    const batch = await story.batch(100_000);
    await story.ship('BIOFARMA', '35', batch, 50_000);
    following.start();
    let isMoving = true;
    const mover = (async () => {
      for (let n = 0; isMoving || n < 40; n++) await story.move('35', batch, 'administer', 1 + (n % 3));
    })();
    const known: { lots: LiveBalance[][]; seq?: number }[] = [];
    const token = tokenFor('35');
    for (let round = 0; round < 15; round++) {
      // A fresh watcher each round, and one that comes back with the last number it saw.
      const back = known[0] ?? (known[0] = { lots: [] });
      const fresh = { lots: [] as LiveBalance[][] };
      for (const one of round % 3 === 0 ? [back, fresh] : [back]) {
        const client = await connect(token);
        one.lots.push(client.events as LiveBalance[]);
        const answer = await client.watch('35', (one as { seq?: number }).seq);
        one.lots.push(answer.balances);
        await until(() => client.events.length > round % 4);
        if (one === fresh) {
          known.push(fresh);
          continue;
        }
        client.socket.disconnect();
        back.seq = Math.max(answer.seq, ...client.events.map(({ seq }) => seq));
      }
    }
    isMoving = false;
    await mover;
    await settle();
    const last = await connect(token);
    known[0]!.lots.push((await last.watch('35', known[0]!.seq)).balances);
    const truth = await base.house.database.sql.one<{ onHand: number; version: number }>(
      'select available + quarantined as "onHand", version from balance where holder_id = $1 and batch_id = $2',
      [story.place('35').id, batch],
    );
    for (const { lots } of known) {
      await until(() => book(...lots).get(`35 ${batch}`)?.version === truth.version);
      expect(book(...lots).get(`35 ${batch}`)).toMatchObject(truth);
    }
  });
});

describe('staying', () => {
  it('ends when the token expires, unless it was renewed on the open socket', async () => {
    const [lapsing, renewing] = [tokenFor('32'), tokenFor('32')];
    const [first, second] = [await connect(lapsing), await connect(renewing)];
    const renewed = `${renewing} again`;
    tokens.set(renewed, tokens.get(renewing)!);
    expect(await second.ask('renew', { token: renewed })).toMatchObject({ ok: true });
    expect((await second.ask('renew', { token: tokenFor('32') })).problem?.code).toBe('forbidden');
    expect((await second.ask('renew', { token: 'forged' })).problem?.code).toBe('unauthenticated');
    tokens.set(lapsing, 'expired');
    tokens.set(renewing, 'expired');
    live.sweep();
    await until(first.isOver);
    expect(first.closing()).toBe('token_expired');
    expect(second.socket.connected).toBe(true);
  });

  it('ends at once when the sign-in is revoked', async () => {
    const token = tokenFor('32');
    const client = await connect(token);
    tokens.set(token, 'revoked');
    await live.onJournal([
      { kind: 'sign_in.revoked', touched: [], data: {}, seq: 1 } as unknown as JournalRow,
    ]);
    await until(client.isOver);
    expect(client.closing()).toBe('unauthenticated');
  });

  it('takes away what a renewed token may no longer see', async () => {
    const token = tokenFor('32');
    const client = await connect(token);
    await client.watch('32');
    await client.watch('3273');
    const moved = `${token} moved`;
    const actor = tokens.get(token) as Actor;
    const { id, path } = story.place('3273');
    tokens.set(moved, { ...actor, unit: { id, code: '3273', path } });
    expect(await client.ask('renew', { token: moved })).toEqual({ ok: true, watched: ['3273'] });
  });

  it('ends for who does not read, before much waits for them; who reads is told everything', async () => {
    const [deaf, reader] = [await connect(tokenFor('32')), await connect(tokenFor('32'))];
    await deaf.watch('32');
    await reader.watch('32');
    type Raw = { ws: { pause(): void } };
    (deaf.socket.io.engine.transport as unknown as Raw).ws.pause();
    const cuts = async () =>
      Number(
        /live_cut_total\{reason="too_slow"\} (\d+)/.exec(await base.house.metrics.registry.metrics())?.[1] ??
          0,
      );
    const before = await cuts();
    const told = () => reader.events.filter(({ kind }) => kind === 'batch.expiry_conflict').length;
    const words = 'x'.repeat(1000);
    // What the machine's own socket buffers hold comes on top of the limit.
    const most = 20 * base.house.config.liveBufferBytes;
    let sent = 0;
    while ((await cuts()) === before && sent * words.length < most) {
      const rows = Array.from({ length: 1000 }, () => ({
        kind: 'batch.expiry_conflict',
        seq: 2_000_000 + sent++,
        placeId: story.place('32').id,
        touched: [],
        data: { words },
      }));
      await live.onJournal(rows as unknown as JournalRow[]);
      await until(() => told() === sent);
      live.sweep();
    }
    expect(await cuts()).toBe(before + 1);
    expect(sent * words.length).toBeLessThan(most);
    expect(reader.socket.connected).toBe(true);
  });

  it('is counted', async () => {
    await connect(tokenFor('32'));
    const text = await base.house.metrics.registry.metrics();
    expect(text).toMatch(/^live_sockets [1-9]/m);
    expect(text).toMatch(/^live_events_total\{event="balance"\} [1-9]/m);
  });
});
