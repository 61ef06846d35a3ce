// The watchers of bench/live, in a process of their own: they connect, watch, and note when which version reached whom.
import { io, type Socket } from 'socket.io-client';

export interface Watcher {
  place: string;
  token: string;
}

export type Order =
  { kind: 'connect'; url: string; watchers: Watcher[] } | { kind: 'report' } | { kind: 'leave' };

/** One event at one client: its number, the balance, and when it came (milliseconds since the epoch). */
export type Arrival = [client: number, balance: string, version: number, at: number];

export type Told = { kind: 'connected' } | { kind: 'arrivals'; arrivals: Arrival[]; lost: number };

let sockets: Socket[] = [];
let arrivals: Arrival[] = [];
let lost = 0;
const now = () => performance.timeOrigin + performance.now();
const tell = (told: Told) => process.send!(told);

async function connectOne(url: string, { place, token }: Watcher, client: number): Promise<Socket> {
  const socket = io(url, { auth: { token }, transports: ['websocket'], forceNew: true });
  socket.on('balance', (body: { place: string; batch: string; version: number }) => {
    arrivals.push([client, `${body.place} ${body.batch}`, body.version, now()]);
  });
  socket.on('disconnect', () => lost++);
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('connect_error', reject));
  const answer = (await socket.emitWithAck('watch', { place })) as { problem?: { code: string } };
  if (answer.problem) throw new Error(`${place} may not be watched: ${answer.problem.code}`);
  return socket;
}

process.on('message', (order: Order) => {
  void (async () => {
    if (order.kind === 'connect') {
      for (let from = 0; from < order.watchers.length; from += 50) {
        const part = order.watchers.slice(from, from + 50);
        sockets.push(
          ...(await Promise.all(part.map((watcher, i) => connectOne(order.url, watcher, from + i)))),
        );
      }
      tell({ kind: 'connected' });
    } else if (order.kind === 'report') {
      tell({ kind: 'arrivals', arrivals, lost });
      arrivals = [];
    } else {
      sockets.forEach((socket) => socket.disconnect());
      sockets = [];
      process.disconnect();
    }
  })();
});
