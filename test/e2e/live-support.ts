// The live door alone with real sockets, over a story of stock: tokens that a test may expire or revoke, clients that keep
// what they are sent.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, expect, vi } from 'vitest';
import type { Actor } from '../../server/kernel/context.ts';
import { createFollowing, type Following } from '../../server/kernel/following.ts';
import type { JournalRow } from '../../server/kernel/journal.ts';
import { createLive, type Live } from '../../server/live/live.ts';
import type { LiveBalance } from '../../server/live/balances.ts';
import { systemActor } from '../../server/people/scope.ts';
import { refuseToken } from '../../server/people/tokens.ts';
import { traceFollower } from '../../server/trace/follower.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { expectInvariants } from '../support/invariants.ts';
import { createStory, type Story } from './trace-story.ts';

export type Event = LiveBalance & {
  seq: number;
  kind?: string;
  event: string;
  code?: string;
  status?: string;
};
interface Answer {
  seq: number;
  balances: LiveBalance[];
  snapshot?: true;
  shipments?: Event[];
  alerts?: Event[];
  problem?: { code: string; title: string; status: number };
}

export const until = (check: () => boolean) =>
  vi.waitFor(() => expect(check()).toBe(true), { timeout: 5000, interval: 5 });

/** Opens the door for the tests of a file, and ends with the invariants. */
export function useLive() {
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
      ask: (event: string, body?: unknown) =>
        socket.timeout(5000).emitWithAck(event, body) as Promise<Answer>,
      watch: (place: string, after?: number) =>
        socket.timeout(5000).emitWithAck('watch', { place, after }) as Promise<Answer>,
    };
  }

  return {
    get base() {
      return base;
    },
    get story() {
      return story;
    },
    get live() {
      return live;
    },
    get url() {
      return url;
    },
    get following() {
      return following;
    },
    told,
    tokens,
    /** Sockets that are closed after each test. */
    open,
    tokenFor,
    connect,
    settle: () => following.settle(),
  };
}
