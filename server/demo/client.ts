// A client of the service as any other program would be: plain HTTP and a socket, by the published contract alone.
import { io, type Socket } from 'socket.io-client';
import { expectThat } from './teller.ts';

/** An answer's body; the story checks what it relies on. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the contract is JSON, checked line by line
export type Body = any;

export interface Answer {
  status: number;
  headers: Headers;
  body: Body;
}

export interface Caller {
  name: string;
  token: string;
  get(path: string): Promise<Answer>;
  post(path: string, body: object): Promise<Answer>;
  /** The bytes of a picture. */
  picture(path: string): Promise<Uint8Array>;
}

async function send(base: string, token: string | undefined, path: string, body?: object): Promise<Response> {
  const headers: Record<string, string> = { 'Accept-Language': 'en' };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body) headers['Content-Type'] = 'application/json';
  return fetch(base + path, { method: body ? 'POST' : 'GET', headers, body: body && JSON.stringify(body) });
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined };
}

function callerOf(base: string, name: string, token: string): Caller {
  return {
    name,
    token,
    get: async (path) => answerOf(await send(base, token, path)),
    post: async (path, body) => answerOf(await send(base, token, path, body)),
    picture: async (path) => {
      const response = await send(base, token, path);
      expectThat(response.ok, `the picture ${path} is drawn`, response.status);
      return new Uint8Array(await response.arrayBuffer());
    },
  };
}

/** Signs in a demo account. */
export async function signIn(base: string, username: string): Promise<Caller> {
  const answer = await answerOf(
    await send(base, undefined, '/api/v1/auth/login', { username, password: 'demo' }),
  );
  expectThat(answer.status === 200, `${username} signs in`, answer.body);
  return callerOf(base, username, answer.body.accessToken as string);
}

/** Gets a token for the API client `chatbot`. */
export async function signInClient(base: string): Promise<Caller> {
  const body = { grant_type: 'client_credentials', client_id: 'chatbot', client_secret: 'demo' };
  const answer = await answerOf(await send(base, undefined, '/api/v1/auth/token', body));
  expectThat(answer.status === 200, 'the chatbot gets a token', answer.body);
  return callerOf(base, 'chatbot', answer.body.access_token as string);
}

export interface Watcher {
  /** Every event since the watch began, in order. */
  events: { name: string; body: Body }[];
  close(): void;
}

/** Opens the live socket and watches a place. */
export async function watch(base: string, caller: Caller, place: string): Promise<Watcher> {
  const socket: Socket = io(`${base}/live`, { auth: { token: caller.token }, transports: ['websocket'] });
  const events: Watcher['events'] = [];
  for (const name of ['balance', 'shipment', 'alert']) {
    socket.on(name, (body: Body) => events.push({ name, body }));
  }
  const ack = (await socket.timeout(5000).emitWithAck('watch', { place })) as Body;
  expectThat(ack.problem === undefined && Number.isInteger(ack.seq), `${caller.name} watches ${place}`, ack);
  return { events, close: () => socket.disconnect() };
}

/** Everybody in the story, signed in. */
export interface Cast {
  base: string;
  biofarma: Caller;
  kemenkes: Caller;
  province: Caller;
  district: Caller;
  centre: Caller;
  officer: Caller;
  chatbot: Caller;
}
