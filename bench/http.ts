// How many movements and bookings a second the service records over HTTP, beside a bare Express route that records
// nothing and beside the handler as one would write it first. One Node process each, the same load on each in turn.
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import autocannon from 'autocannon';
import { madeUpPerson } from '../server/demo/people-made-up.ts';
import { isMain, median, openGround, report } from './support.ts';

const CONNECTIONS = 64;
const SECONDS = 5;
const RUNS = 5;
const BOOKING_PLACES = 1;
/** As `npm start` has them, for the service and for both rivals: room for the garbage of many small requests. */
const FLAGS = ['--max-semi-space-size=32', '--import', 'tsx'];
const SECRET = 'bench-secret-of-the-first-handler';

interface Child {
  base: string;
  places: string[];
  batch: string;
  stop(): void;
}

function start(file: string, order: object): Promise<Child> {
  const child = fork(path.join(import.meta.dirname, 'http', file), [], { execArgv: FLAGS });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}`)));
    child.once('message', (said: { port: number; places: string[]; batch: string }) =>
      resolve({ ...said, base: `http://127.0.0.1:${said.port}`, stop: () => child.kill('SIGKILL') }),
    );
    child.send(order);
  });
}

async function call(base: string, route: string, body: object, token?: string) {
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  const answer = await fetch(base + route, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${route}: ${await answer.text()}`);
  return (await answer.json()) as Record<string, string | undefined>;
}

/** Requests answered 201 a second. @throws Error when any was answered otherwise. */
async function load(base: string, route: string, token: string, body: () => object): Promise<number> {
  const result = await autocannon({
    url: base + route,
    method: 'POST',
    connections: CONNECTIONS,
    duration: SECONDS,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    requests: [{ method: 'POST', setupRequest: (request) => ({ ...request, body: JSON.stringify(body()) }) }],
  });
  if (result.non2xx + result.errors + result.timeouts > 0) {
    throw new Error(`${base}${route}: ${result.non2xx} refused, ${result.errors} failed`);
  }
  return result['2xx'] / result.duration;
}

/** Opens sessions with room for everybody at some places; answers their slots. */
async function openSlots(service: Child, token: string): Promise<string[]> {
  const date = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  const slots: string[] = [];
  for (const place of service.places.slice(0, BOOKING_PLACES)) {
    const body = {
      id: randomUUID(),
      place,
      product: 'COV-SIN1',
      date,
      start: '00:05',
      end: '23:55',
      slotMinutes: 5,
      capacityPerSlot: 1000,
    };
    const session = (await call(service.base, '/api/v1/sessions', body, token)) as unknown as {
      slots: { id: string }[];
    };
    slots.push(...session.slots.map((slot) => slot.id));
  }
  return slots;
}

const pick = <T>(items: readonly T[]): T => items[Math.floor(Math.random() * items.length)]!;

/** Runs the bench, prints its table and writes bench/results/http.json. */
export async function run(): Promise<void> {
  const ground = await openGround();
  const children: Child[] = [];
  try {
    const service = await start('service.ts', { url: ground.url });
    children.push(service);
    const order = { url: ground.url, secret: SECRET, places: service.places, batch: service.batch };
    const bare = await start('rivals.ts', { kind: 'bare', ...order });
    children.push(bare);
    const first = await start('rivals.ts', { kind: 'first', ...order });
    children.push(first);
    const { default: jwt } = await import('jsonwebtoken');
    const firstToken = jwt.sign({ sub: randomUUID(), role: 'warehouse_staff' }, SECRET, { expiresIn: '1h' });
    const login = async (username: string) =>
      (await call(service.base, '/api/v1/auth/login', { username, password: 'demo' })).accessToken!;
    const [store, officer] = [await login('gudang.32'), await login('dinkes.32')];
    const credentials = { grant_type: 'client_credentials', client_id: 'chatbot', client_secret: 'demo' };
    const chatbot = (await call(service.base, '/api/v1/auth/token', credentials)).access_token!;
    const slots = await openSlots(service, officer);

    let person = 0;
    const movement = () => ({
      id: randomUUID(),
      kind: 'administer',
      place: pick(service.places),
      batch: service.batch,
      doses: 1,
    });
    const booking = () => ({
      id: randomUUID(),
      slotId: pick(slots),
      dose: 1,
      registrant: madeUpPerson(1 + Math.floor(++person / 100_000), person),
    });
    const kinds = [
      { kind: 'movement', route: '/api/v1/movements', token: store, body: movement },
      { kind: 'booking', route: '/api/v1/appointments', token: chatbot, body: booking },
    ];
    const rows = [];
    for (const { kind, route, token, body } of kinds) {
      const rates = { service: [] as number[], bare: [] as number[], first: [] as number[] };
      for (let round = 0; round < RUNS; round++) {
        rates.bare.push(await load(bare.base, route, 'none', body));
        rates.service.push(await load(service.base, route, token, body));
        rates.first.push(await load(first.base, route, firstToken, body));
      }
      const [own, empty, naive] = [median(rates.service), median(rates.bare), median(rates.first)];
      rows.push({
        kind,
        'service/s': Math.round(own),
        'bare Express/s': Math.round(empty),
        'first handler/s': Math.round(naive),
        'x bare (>= 0.5)': Number((own / empty).toFixed(2)),
        'x first (>= 4)': Number((own / naive).toFixed(2)),
      });
    }
    await report('http', rows, { connections: CONNECTIONS, seconds: SECONDS, runs: RUNS });
  } finally {
    children.forEach((child) => child.stop());
    await ground.close();
  }
}

if (isMain(import.meta.filename)) await run();
