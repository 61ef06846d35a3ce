// The live feed of one place and all below it. It says how far it can be trusted: `live` only after everything missed
// has been caught up, `offline` since the moment the service was last heard, never later.
import { io, type Socket } from 'socket.io-client';
import type { AlertNews, Balance, ProblemBody, ShipmentNews } from './contract.ts';
import { currentLanguage } from './i18n/i18n.ts';
import { watched, type Watched } from './watched.ts';

export type LiveState =
  | { phase: 'connecting' }
  | { phase: 'catching_up'; since?: number }
  | { phase: 'live' }
  | { phase: 'offline'; since?: number; problem?: string };

export interface News {
  balances(balances: Balance[]): void;
  /** Too much has changed to be told: everything has to be read again. */
  reload(): void;
  shipment(news: ShipmentNews): void;
  /** An order, a count, a plan or a session moved on; whoever shows it reads it again. */
  document(): void;
  alert(news: AlertNews): void;
}

interface Changes {
  seq?: number;
  balances?: Balance[];
  shipments?: ShipmentNews[];
  orders?: { seq: number }[];
  counts?: { seq: number }[];
  plans?: { seq: number }[];
  sessions?: { seq: number }[];
  alerts?: AlertNews[];
}

interface Answer extends Changes {
  /** Instead of balances, when there are too many for one answer. */
  truncated?: boolean;
  problem?: ProblemBody;
}

export interface Live {
  state: Pick<Watched<LiveState>, 'get' | 'watch'>;
  reconnect(): void;
  close(): void;
}

/** Heard nothing for this long: ask, rather than believe the line is open. */
const quiet = 30_000;
const patience = 8_000;

export interface Line {
  token: () => string | undefined;
  renew: () => Promise<boolean>;
  /** Calls back with each new token: an open socket is kept by showing it before the old one runs out. */
  onToken: (listener: (token: string) => void) => () => void;
}

export function openLive(place: string, line: Line, news: News): Live {
  const state = watched<LiveState>({ phase: 'connecting' });
  let heardAt: number | undefined;
  let seen: number | undefined;
  let closed = false;

  const socket: Socket = io('/live', {
    auth: (give) => give({ token: line.token(), language: currentLanguage(), gathered: true }),
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    reconnectionDelay: 500,
    reconnectionDelayMax: 10_000,
  });

  const hear = () => (heardAt = Date.now());
  const see = (seq: number | undefined) => {
    if (seq !== undefined && seq > (seen ?? -1)) seen = seq;
  };
  const lose = (problem?: string) => {
    if (closed) return;
    const now = state.get();
    if (now.phase !== 'offline' || now.problem !== problem)
      state.set({ phase: 'offline', since: heardAt, problem });
  };

  function take(changes: Changes): void {
    if (changes.balances?.length) news.balances(changes.balances);
    for (const shipment of changes.shipments ?? []) news.shipment(shipment);
    const { orders, counts, plans, sessions } = changes;
    if ([orders, counts, plans, sessions].some((list) => list?.length)) news.document();
    for (const alert of changes.alerts ?? []) news.alert(alert);
    see(changes.seq);
  }

  async function watchPlace(): Promise<void> {
    try {
      const answer = (await socket.timeout(patience).emitWithAck('watch', { place, after: seen })) as Answer;
      if (closed) return;
      if (answer.problem) {
        lose(answer.problem.detail ?? answer.problem.title);
        return;
      }
      hear();
      take(answer);
      if (answer.truncated) news.reload();
      state.set({ phase: 'live' });
    } catch {
      if (closed) return;
      lose();
      socket.disconnect().connect();
    }
  }

  async function renewAndConnect(): Promise<void> {
    try {
      if (await line.renew()) socket.connect();
    } catch {
      retryTimer = setTimeout(() => void renewAndConnect(), 5_000);
    }
  }
  let retryTimer: ReturnType<typeof setTimeout> | undefined;

  socket.on('connect', () => {
    hear();
    state.set({ phase: 'catching_up', since: sinceOf(state.get()) });
    void watchPlace();
  });
  socket.on('disconnect', (reason) => {
    lose();
    if (reason === 'io server disconnect' && !closed) void renewAndConnect();
  });
  socket.on('connect_error', (error) => {
    lose();
    const code = (error as Error & { data?: { code?: string } }).data?.code;
    if (!socket.active && !closed) {
      if (code === 'token_expired' || code === 'unauthenticated') void renewAndConnect();
      else retryTimer = setTimeout(() => socket.connect(), 5_000);
    }
  });
  socket.onAny(hear);
  socket.io.on('ping', hear);

  socket.on('changes', take);

  const forgetToken = line.onToken((token) => {
    if (socket.connected) socket.emit('renew', { token }, () => undefined);
  });

  const probe = () => {
    if (socket.connected && state.get().phase === 'live') void watchPlace();
  };
  const heartbeat = setInterval(() => {
    if (heardAt !== undefined && Date.now() - heardAt > quiet) probe();
  }, 5_000);
  const onOffline = () => lose();
  const onOnline = () => (socket.connected ? void watchPlace() : socket.connect());
  const onVisible = () => {
    if (document.visibilityState === 'visible') probe();
  };
  window.addEventListener('offline', onOffline);
  window.addEventListener('online', onOnline);
  document.addEventListener('visibilitychange', onVisible);

  return {
    state,
    reconnect: () => void socket.disconnect().connect(),
    close() {
      closed = true;
      forgetToken();
      clearInterval(heartbeat);
      clearTimeout(retryTimer);
      window.removeEventListener('offline', onOffline);
      window.removeEventListener('online', onOnline);
      document.removeEventListener('visibilitychange', onVisible);
      socket.disconnect();
    },
  };
}

const sinceOf = (state: LiveState) => ('since' in state ? state.since : undefined);
