// The socket.io namespace /live: absolute balances with versions, shipments and alerts, as the journal brings them.
// Each process follows the journal itself and serves its own sockets, so that no adapter and no broker is needed.
import type { Server as HttpServer } from 'node:http';
import { Counter, Gauge } from 'prom-client';
import { Server } from 'socket.io';
import type { House } from '../kernel/house.ts';
import type { JournalRow } from '../kernel/journal.ts';
import { findTouched } from './balances.ts';
import { findFill } from './fill.ts';
import type { Outgoing } from './gathering.ts';
import { MAX_MESSAGE_BYTES, MAX_PAIRS, SLOW_LOOK_MS, SWEEP_MS } from './limits.ts';
import { codesOfPath, newsOf } from './news.ts';
import { send, watchersOf } from './sending.ts';
import {
  admit,
  cut,
  drop,
  isSlow,
  languageOf,
  problemBody,
  serve,
  whyNot,
  type LiveParts,
  type LiveSocket,
} from './session.ts';

export interface Live {
  /** Sends what these journal rows mean to those who watch; called in order, by this process's tail. */
  onJournal(rows: readonly JournalRow[]): Promise<void>;
  /** Cuts those whose token has expired or was revoked and those who do not read; runs by itself every second. */
  sweep(): void;
  /** Closes all sockets; the HTTP server stays the caller's. */
  close(): Promise<void>;
}

/** Rows after which somebody may no longer be allowed to watch. */
const ENDS_SIGN_INS = new Set(['sign_in.revoked', 'account.changed']);

function createLiveMetrics({ metrics: { registry } }: House, connected: () => number) {
  for (const name of ['live_sockets', 'live_events_total', 'live_cut_total'])
    registry.removeSingleMetric(name);
  const registers = [registry];
  new Gauge({
    name: 'live_sockets',
    help: 'Sockets connected to /live in this process',
    registers,
    collect() {
      this.set(connected());
    },
  });
  return {
    sent: new Counter({
      name: 'live_events_total',
      help: 'Events sent to rooms of /live; each is encoded once',
      labelNames: ['event'],
      registers,
    }),
    cut: new Counter({
      name: 'live_cut_total',
      help: 'Sockets of /live cut by this process, by reason',
      labelNames: ['reason'],
      registers,
    }),
  };
}

/** Opens the namespace on an HTTP server. */
export function createLive(house: House, httpServer: HttpServer, parts: LiveParts): Live {
  const io = new Server(httpServer, {
    serveClient: false,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    connectTimeout: 10_000,
    perMessageDeflate: false,
    transports: ['websocket', 'polling'],
  });
  const stopping = new AbortController();
  io.use((_, next) => next(new Error('There is nothing here; connect to /live')));
  const live = io.of('/live');
  const metrics = createLiveMetrics(house, () => live.sockets.size);
  const isWatched = watchersOf(live, parts.directory);
  const clock = parts.clock ?? (() => performance.now());
  let lookedAt = 0;

  live.use((socket: LiveSocket, next) => {
    const language = languageOf(socket);
    try {
      const { token, gathered } = socket.handshake.auth as { token?: unknown; gathered?: unknown };
      const actor = admit(parts, token);
      Object.assign(socket.data, {
        actor,
        token: token as string,
        language,
        gathered: gathered === true,
        watched: new Set<string>(),
      });
      next();
    } catch (error) {
      const data = problemBody(house, error, language);
      next(Object.assign(new Error(data.title), { data }));
    }
  });
  live.on('connection', (socket: LiveSocket) => serve(house, parts, socket));

  function sweep(): void {
    for (const socket of live.sockets.values() as Iterable<LiveSocket>) {
      const reason = whyNot(parts, socket);
      if (reason === undefined) continue;
      metrics.cut.inc({ reason });
      cut(socket, reason);
    }
    dropSlow();
  }

  function dropSlow(): void {
    lookedAt = clock();
    for (const socket of live.sockets.values() as Iterable<LiveSocket>) {
      if (!isSlow(house, socket)) continue;
      metrics.cut.inc({ reason: 'too_slow' });
      drop(socket);
    }
  }

  /** The touched balances that somebody watches, each with the last row that touched it. */
  function watchedPairs(rowsIn: readonly JournalRow[]): Map<string, { pair: [string, string]; seq: number }> {
    const pairs = new Map<string, { pair: [string, string]; seq: number }>();
    for (const { touched, seq } of rowsIn) {
      for (let i = 0; i < touched.length; i += 2) {
        const [holder, batch] = [touched[i]!, touched[i + 1]!];
        if (isWatched(holder)) pairs.set(`${holder},${batch}`, { pair: [holder, batch], seq });
      }
    }
    return pairs;
  }

  async function balanceEvents(rowsIn: readonly JournalRow[]): Promise<Outgoing[]> {
    const pairs = [...watchedPairs(rowsIn).values()];
    const events: Outgoing[] = [];
    for (let from = 0; from < pairs.length; from += MAX_PAIRS) {
      const part = pairs.slice(from, from + MAX_PAIRS);
      const seqs = new Map(part.map(({ pair, seq }) => [pair.join(), seq]));
      const found = await findTouched(
        house.database.sql,
        house.now(),
        part.map(({ pair }) => pair),
      );
      for (const { path, holder, balance } of found) {
        const seq = seqs.get(`${holder},${balance.batch}`)!;
        events.push({ seq, event: 'balance', places: new Set(codesOfPath(path)), body: { seq, ...balance } });
      }
    }
    return events;
  }

  async function onJournal(rowsIn: readonly JournalRow[]): Promise<void> {
    if (rowsIn.some((row) => ENDS_SIGN_INS.has(row.kind))) sweep();
    if (live.sockets.size === 0) return;
    const balances = await balanceEvents(rowsIn);
    const fill = await findFill(house.database.sql, parts.directory, rowsIn, isWatched);
    const news: Outgoing[] = rowsIn
      .flatMap((row) => newsOf(parts.directory, row))
      .map((item) => ({ ...item, seq: item.body.seq }));
    const changes = [...balances, ...fill, ...news].sort((a, b) => a.seq - b.seq);
    send(live, changes, rowsIn.at(-1)!.seq, (event) => metrics.sent.inc({ event }));
    // Not only once a second: a burst must not pile up before somebody who does not read.
    if (clock() - lookedAt >= SLOW_LOOK_MS) dropSlow();
  }

  async function watchOver(): Promise<void> {
    while (!stopping.signal.aborted) {
      await house.sleep(SWEEP_MS, stopping.signal);
      sweep();
    }
  }
  const watching = watchOver();

  return {
    onJournal,
    sweep,
    async close() {
      stopping.abort();
      await watching;
      live.disconnectSockets(true);
      io.engine.close();
    },
  };
}
