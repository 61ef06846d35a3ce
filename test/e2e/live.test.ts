// The live feed with real sockets: what a watcher is given, what it is told, what it catches up on.
import { io } from 'socket.io-client';
import { describe, expect, it } from 'vitest';
import type { LiveBalance } from '../../server/live/balances.ts';
import { changeStatus } from '../../server/trace/status.ts';
import { until, useLive } from './live-support.ts';

const s = useLive();

const refusal = async (token: string | undefined) => {
  const error = await s.connect(token).then(
    () => undefined,
    (caught: Error & { data?: { code: string } }) => caught,
  );
  return error?.data?.code;
};
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
    s.tokens.set('old', 'expired');
    s.tokens.set('ended', 'revoked');
    s.tokens.set('robot', { ...s.story.person('ID', 'api_client'), kind: 'client' });
    expect(await refusal(undefined)).toBe('unauthenticated');
    expect(await refusal('forged')).toBe('unauthenticated');
    expect(await refusal('ended')).toBe('unauthenticated');
    expect(await refusal('old')).toBe('token_expired');
    expect(await refusal('robot')).toBe('forbidden');
    const { socket } = await s.connect(s.tokenFor('32'));
    expect(socket.connected).toBe(true);
  });

  it('works by polling too, and nowhere but in /live', async () => {
    const client = await s.connect(s.tokenFor('32'), { transports: ['polling'] });
    expect((await client.watch('32')).balances).toEqual([]);
    const stray = io(s.url.replace('/live', '/'), {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
    });
    s.open.push(stray);
    await expect(
      new Promise((resolve, reject) => stray.once('connect', () => resolve(1)).once('connect_error', reject)),
    ).rejects.toThrow('/live');
  });
});

describe('watching', () => {
  it('gives what is there and then each change, to the place and everyone above it, not to its neighbours', async () => {
    const batch = await s.story.batch(1000);
    await s.story.ship('BIOFARMA', '32', batch, 100);
    await s.settle();
    const [nation, province, district, beside] = await Promise.all([
      s.connect(s.tokenFor('ID', 'national_officer')),
      s.connect(s.tokenFor('32')),
      s.connect(s.tokenFor('3273')),
      s.connect(s.tokenFor('33')),
    ]);
    const first = await province.watch('32');
    expect(figures(book(first.balances), '32', batch)).toEqual([100, 100, 100, 0]);
    expect(first.balances.some(({ place }) => place === 'BIOFARMA')).toBe(false);
    const all = await nation.watch('ID');
    expect(figures(book(all.balances), 'BIOFARMA', batch)).toEqual([900, 900, 900, 0]);
    await district.watch('3273');
    await beside.watch('33');

    await s.story.ship('32', '3273', batch, 40);
    await s.story.move('3273', batch, 'quarantine', 5);
    await s.settle();
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
    const client = await s.connect(s.tokenFor('32'));
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
    const bahasa = await s.connect(s.tokenFor('32'), { language: 'id' });
    expect((await bahasa.watch('33')).problem?.title).toBe('Tidak ditemukan');
    const codes = s.story.directory.under(s.story.place('32')).map(({ code }) => code);
    for (const code of codes.slice(0, 50)) expect((await client.watch(code)).problem).toBeUndefined();
    expect((await client.watch(codes[50]!)).problem?.code).toBe('too_many_watched');
    await client.ask('unwatch', { place: codes[0] });
    expect((await client.watch(codes[50]!)).problem).toBeUndefined();
  });

  it('stops at unwatch, and slows down who asks too often', async () => {
    const batch = await s.story.batch(100);
    const client = await s.connect(s.tokenFor('32'));
    await client.watch('32');
    await client.ask('unwatch', { place: '32' });
    const other = await s.connect(s.tokenFor('32'));
    await other.watch('32');
    await s.story.ship('BIOFARMA', '32', batch, 10);
    await s.settle();
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
    const batch = await s.story.batch(100);
    await s.story.ship('BIOFARMA', '32', batch, 30);
    await s.story.dispatch(await s.story.draft('BIOFARMA', '33', batch, 20));
    await s.settle();
    const [province, receiver] = [await s.connect(s.tokenFor('32')), await s.connect(s.tokenFor('33'))];
    const before = book((await province.watch('32')).balances).get(`32 ${batch}`)!;
    await receiver.watch('33');
    const officer = s.story.person('ID', 'national_officer');
    const recall = { batch, act: 'recall' as const, reason: 'Uji mutu' };
    await s.story.act(
      (ctx) => changeStatus(ctx, s.story.directory, { ...recall, id: ctx.command!.id }),
      officer,
    );
    await s.settle();
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
    const batch = await s.story.batch(100);
    const centre = s.story.centres[3]!.code;
    const client = await s.connect(s.tokenFor('3273'));
    await client.watch('3273');
    await s.story.move(centre, batch, 'administer', 2);
    await s.settle();
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
    const [quiet, busy] = [await s.story.batch(100), await s.story.batch(100)];
    await s.story.ship('BIOFARMA', '3374', quiet, 10);
    await s.story.ship('BIOFARMA', '3374', busy, 20);
    await s.settle();
    const token = s.tokenFor('33');
    const client = await s.connect(token);
    const { seq, balances, snapshot } = await client.watch('33');
    expect(snapshot).toBe(true);
    client.socket.disconnect();

    await s.story.move('3374', busy, 'administer', 3);
    await s.story.move('3374', busy, 'administer', 4);
    await s.settle();
    const again = await s.connect(token);
    const missed = await again.watch('33', seq);
    expect(missed.snapshot).toBeUndefined();
    expect(missed.balances.map(({ batch }) => batch)).toEqual([busy]);
    expect(figures(book(balances, missed.balances), '3374', busy)).toEqual([13, 13, 13, 0]);
    expect(missed.seq).toBe(seq + 2);
    expect(await again.watch('33', missed.seq)).toMatchObject({ seq: missed.seq, balances: [], alerts: [] });
    const officer = s.story.person('ID', 'national_officer');
    const recall = { batch: quiet, act: 'recall' as const, reason: 'x' };
    again.socket.disconnect();
    await s.story.act(
      (ctx) => changeStatus(ctx, s.story.directory, { ...recall, id: ctx.command!.id }),
      officer,
    );
    await s.story.draft('BIOFARMA', '33', busy, 1);
    await s.settle();
    const third = await (await s.connect(token)).watch('33', missed.seq);
    expect(third.alerts).toMatchObject([{ kind: 'batch.recalled', batch: quiet }]);
    expect(third.shipments).toMatchObject([{ status: 'draft', to: '33' }]);
  });

  it('gives a snapshot, and says so, when the number is too far back or not one of ours', async () => {
    await s.settle();
    const client = await s.connect(s.tokenFor('32'));
    expect((await client.watch('32', 1_000_000)).snapshot).toBe(true);
    expect((await client.watch('32', 0)).snapshot).toBeUndefined();
    // As if the oldest rows had been shed with their month.
    await s.base.house.database.asOwner(async (sql) => {
      await sql.run('alter table journal_key add column kept bigint');
      await sql.run('update journal_key set kept = seq, seq = null where seq <= 3');
    });
    expect((await client.watch('32', 1)).snapshot).toBe(true);
    await s.base.house.database.asOwner(async (sql) => {
      await sql.run('update journal_key set seq = kept where kept is not null and seq is null');
      await sql.run('alter table journal_key drop column kept');
    });
  });

  it('leaves no gap between the answer and the events while stock moves', async () => {
    const batch = await s.story.batch(100_000);
    await s.story.ship('BIOFARMA', '35', batch, 50_000);
    s.following.start();
    let isMoving = true;
    const mover = (async () => {
      for (let n = 0; isMoving || n < 40; n++) await s.story.move('35', batch, 'administer', 1 + (n % 3));
    })();
    const known: { lots: LiveBalance[][]; seq?: number }[] = [];
    const token = s.tokenFor('35');
    for (let round = 0; round < 15; round++) {
      // A fresh watcher each round, and one that comes back with the last number it saw.
      const back = known[0] ?? (known[0] = { lots: [] });
      const fresh = { lots: [] as LiveBalance[][] };
      for (const one of round % 3 === 0 ? [back, fresh] : [back]) {
        const client = await s.connect(token);
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
    await s.settle();
    const last = await s.connect(token);
    known[0]!.lots.push((await last.watch('35', known[0]!.seq)).balances);
    const truth = await s.base.house.database.sql.one<{ onHand: number; version: number }>(
      'select available + quarantined as "onHand", version from balance where holder_id = $1 and batch_id = $2',
      [s.story.place('35').id, batch],
    );
    for (const { lots } of known) {
      await until(() => book(...lots).get(`35 ${batch}`)?.version === truth.version);
      expect(book(...lots).get(`35 ${batch}`)).toMatchObject(truth);
    }
  });
});

describe('what is told', () => {
  it('is counted', async () => {
    await s.connect(s.tokenFor('32'));
    const text = await s.base.house.metrics.registry.metrics();
    expect(text).toMatch(/^live_sockets [1-9]/m);
    expect(text).toMatch(/^live_events_total\{event="balance"\} [1-9]/m);
  });
});
