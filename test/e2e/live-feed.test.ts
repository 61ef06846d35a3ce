// The live feed of the whole service: bursts in gathered messages, how full sessions are, who is no longer let in, and
// the limit of catching up.
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { findAccount, moveAccount, setAccountStatus } from '../../server/people/accounts.ts';
import type { Changes } from '../../server/live/gathering.ts';
import type { Session } from '../../server/live/news.ts';
import type { Watched } from '../../server/live/watching.ts';
import { post } from '../../server/ledger/post.ts';
import { movementOf } from '../../server/ledger/movement.ts';
import { revokeSignIns } from '../../server/people/sign-ins.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { expectInvariants } from '../support/invariants.ts';
import { createStory, type Story } from './trace-story.ts';

const LINES = 5000;
const CATCH_UP = 50;

let t: TestApp;
let story: Story;
const open: Socket[] = [];

beforeAll(async () => {
  t = await startTestApp({ liveCatchUpRows: CATCH_UP });
  story = await createStory(t.house);
});
afterEach(() => open.splice(0).forEach((socket) => socket.disconnect()));
afterAll(async () => {
  await expectInvariants(t.house, t.app.following);
  await t.close();
});

type Answer = Watched & { problem?: { code: string } };

/** A socket that keeps what it is told, gathered unless told otherwise. */
async function connect(token: string, gathered = true) {
  const socket = io(`${t.address}/live`, {
    auth: { token, gathered },
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
  });
  open.push(socket);
  const changes: Changes[] = [];
  const events: string[] = [];
  let closing: string | undefined;
  socket.on('changes', (body: Changes) => changes.push(body));
  socket.on('closing', ({ code }: { code: string }) => (closing = code));
  socket.onAny((event: string) => events.push(event));
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('connect_error', reject));
  return {
    socket,
    changes,
    events,
    closing: () => closing,
    watch: (place: string, after?: number) =>
      socket.timeout(5000).emitWithAck('watch', { place, after }) as Promise<Answer>,
    renew: (token: string) => socket.timeout(5000).emitWithAck('renew', { token }) as Promise<object>,
  };
}
const until = (check: () => boolean) =>
  vi.waitFor(() => expect(check()).toBe(true), { timeout: 5000, interval: 10 });

/** So many batches, each with one dose that comes to `code` in one transaction. */
async function deliver(code: string, lines: number): Promise<void> {
  const place = story.place(code);
  const ids = Array.from({ length: lines }, () => t.id());
  await t.house.database.sql.run(
    /* sql */ `insert into batch (id, product_id, lot, expiry, registered_at)
      select id, $2, 'F' || n, '2099-12-31', $3 from unnest($1::uuid[]) with ordinality l(id, n)`,
    [ids, story.product.id, t.house.now()],
  );
  const first = (await story.catalogue.batch(ids[0]!))!;
  await story.act(async (ctx) => {
    const movements = ids.map((id) => {
      const command = { id: t.id(), kind: 'adjust' as const, place, batch: { ...first, id }, doses: 1 };
      return movementOf(ctx, { ...command, reason: 'found' });
    });
    await post(ctx, movements);
  });
}

describe('gathered', () => {
  it(`a delivery of ${LINES} lines comes in a few messages, to the place and above, and one by one to who did not ask`, async () => {
    const [gathered, plain] = [
      await connect(await t.tokenOf('dinkes.32')),
      await connect(await t.tokenOf('kemenkes'), false),
    ];
    const { seq } = await gathered.watch('32');
    await plain.watch('ID');
    await deliver('3273', LINES);
    await t.app.following.settle();
    const balances = () => gathered.changes.flatMap((message) => message.balances);
    await until(() => new Set(balances().map(({ batch }) => batch)).size === LINES);
    expect(balances()).toHaveLength(LINES);
    expect(gathered.changes.length).toBeLessThan(LINES / 100);
    expect(gathered.changes.every(({ place }) => place === '32')).toBe(true);
    expect(Math.max(...gathered.changes.map((message) => message.balances.length))).toBeLessThanOrEqual(500);
    expect(gathered.events.filter((event) => event === 'balance')).toEqual([]);
    await until(() => plain.events.filter((event) => event === 'balance').length === LINES);
    expect(plain.changes).toEqual([]);
    const seqs = gathered.changes.map((message) => message.seq);
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
    expect(seqs[0]).toBeGreaterThan(seq);
  });

  it('carries shipments and alerts too, and goes on where the connection broke', async () => {
    const token = await t.tokenOf('dinkes.33');
    const first = await connect(token);
    await first.watch('33');
    const batch = await story.batch(100);
    const id = await story.draft('BIOFARMA', '33', batch, 10);
    await t.app.following.settle();
    await until(() => first.changes.length > 0);
    expect(first.changes.flatMap(({ shipments }) => shipments ?? [])).toMatchObject([
      { id, status: 'draft' },
    ]);
    const seen = first.changes.at(-1)!.seq;
    first.socket.disconnect();
    await story.dispatch(id);
    await story.receive(id, batch, { accepted: 10 });
    await t.app.following.settle();
    const again = await connect(token);
    const missed = await again.watch('33', seen);
    expect(missed.snapshot).toBeUndefined();
    expect(missed.shipments).toMatchObject([{ status: 'in_transit' }, { status: 'received' }]);
    expect(missed.balances).toMatchObject([{ place: '33', batch, onHand: 10 }]);
  });
});

describe('catching up', () => {
  it(`gives everything anew, and says so, more than ${CATCH_UP} rows behind`, async () => {
    const client = await connect(await t.tokenOf('dinkes.34'));
    const { seq } = await client.watch('34');
    const batch = await story.batch(1000);
    await story.ship('BIOFARMA', '34', batch, 500);
    for (let n = 0; n < CATCH_UP / 2; n++) await story.move('34', batch, 'administer', 1);
    await t.app.following.settle();
    expect((await client.watch('34', seq)).snapshot).toBeUndefined();
    for (let n = 0; n < CATCH_UP; n++) await story.move('34', batch, 'administer', 1);
    await t.app.following.settle();
    const anew = await client.watch('34', seq);
    expect(anew.snapshot).toBe(true);
    expect(anew.balances).toMatchObject([{ batch, onHand: 500 - 1.5 * CATCH_UP }]);
  });
});

describe('sessions', () => {
  it('tell how full their slots are, as they fill and empty', async () => {
    const centre = story.centres[0]!.code;
    const batch = await story.batch(1000);
    await story.ship('BIOFARMA', centre, batch, 100);
    const client = await connect(await t.tokenOf('dinkes.3273'));
    const { seq } = await client.watch('3273');
    const staff = await t.as(`pkm.${centre}`);
    const date = new Date(t.house.now().getTime() + 3 * 86_400_000).toISOString().slice(0, 10);
    const opened = await staff
      .post('/api/v1/sessions', {
        id: t.id(),
        place: centre,
        product: story.product.code,
        date,
        start: '08:00',
        end: '10:00',
        slotMinutes: 60,
        capacityPerSlot: 5,
      })
      .expect(201);
    const { id, slots } = opened.body as { id: string; slots: { id: string }[] };
    const registrant = {
      nik: '3273011505900001',
      name: 'Siti',
      birthDate: '1990-05-15',
      phone: '+6281234567890',
    };
    const booking = { id: t.id(), slotId: slots[1]!.id, dose: 1, registrant };
    const booked = await staff.post('/api/v1/appointments', booking);
    expect([booked.status, booked.body]).toMatchObject([201, { status: 'confirmed' }]);
    await t.app.following.settle();
    const told = () => client.changes.flatMap(({ sessions }) => sessions ?? []);
    const fillOf = (sessions: readonly Session[]) =>
      sessions
        .filter((session) => session.id === id)
        .at(-1)
        ?.slots.find((slot) => slot.id === slots[1]!.id);
    await until(() => fillOf(told())?.booked === 1);
    expect(told().at(-1)).toMatchObject({ place: centre, date, product: story.product.code, status: 'open' });
    expect(fillOf(told())).toEqual({ id: slots[1]!.id, capacity: 5, booked: 1 });
    await staff.post(`/api/v1/appointments/${booking.id}/cancel`, { id: t.id() }).expect(200);
    await t.app.following.settle();
    await until(() => fillOf(told())?.booked === 0);
    const missed = await (await connect(await t.tokenOf('dinkes.3273'))).watch('3273', seq);
    expect(fillOf(missed.sessions!)).toEqual({ id: slots[1]!.id, capacity: 5, booked: 0 });
  });
});

describe('staying', () => {
  const login = async (username: string) => {
    const answer = await t.anyone.post('/api/v1/auth/login', { username, password: 'demo' }).expect(200);
    return answer.body as { accessToken: string; refreshToken: string };
  };
  const account = async (username: string) => (await findAccount(t.house.database.sql, username))!;
  const isOff = (client: Awaited<ReturnType<typeof connect>>) => until(() => client.closing() !== undefined);

  it('ends for who is moved to another place, who then signs in there', async () => {
    const client = await connect((await login('dinkes.3171')).accessToken);
    await client.watch('3171');
    const elsewhere = story.place('3578');
    await story.act(async (ctx) => moveAccount(ctx, (await account('dinkes.3171')).id, elsewhere.id));
    await isOff(client);
    expect(client.closing()).toBe('unauthenticated');
    const again = await connect((await login('dinkes.3171')).accessToken);
    expect((await again.watch('3171')).problem?.code).toBe('not_found');
    expect((await again.watch('3578')).problem).toBeUndefined();
    const twice = await story.act(async (ctx) =>
      moveAccount(ctx, (await account('dinkes.3171')).id, elsewhere.id),
    );
    expect(twice).toEqual([]);
  });

  it('ends for who is locked, and for every socket of who signs out everywhere', async () => {
    const locked = await connect((await login('dinkes.31')).accessToken);
    await story.act(async (ctx) => setAccountStatus(ctx, (await account('dinkes.31')).id, 'locked'));
    await isOff(locked);
    const [one, two, other] = [
      await connect((await login('dinkes.35')).accessToken),
      await connect((await login('dinkes.35')).accessToken),
      await connect((await login('dinkes.36')).accessToken),
    ];
    const id = (await account('dinkes.35')).id;
    await story.act((ctx) => revokeSignIns(ctx, { accountId: id }, 'signed_out'));
    await Promise.all([isOff(one), isOff(two)]);
    expect(other.socket.connected).toBe(true);
  });

  it('goes on past the end of a token that was renewed on the open socket', async () => {
    const { accessToken, refreshToken } = await login('dinkes.36');
    const [renewed, lapsed] = [await connect(accessToken), await connect(accessToken)];
    t.clock.advance(600_000);
    const answer = await t.anyone.post('/api/v1/auth/refresh', { refreshToken }).expect(200);
    const fresh = (answer.body as { accessToken: string }).accessToken;
    expect(await renewed.renew(fresh)).toMatchObject({ ok: true });
    t.clock.advance(400_000);
    await isOff(lapsed);
    expect(lapsed.closing()).toBe('token_expired');
    expect((await renewed.watch('36')).problem).toBeUndefined();
  });
});
