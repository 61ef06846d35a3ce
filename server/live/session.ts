// One open socket: who it is, what it may watch, how much it may send, and when it has to go.
import Negotiator from 'negotiator';
import type { Socket } from 'socket.io';
import type { z } from 'zod';
import type { Actor } from '../kernel/context.ts';
import { problemOf } from '../kernel/answer-problem.ts';
import type { House } from '../kernel/house.ts';
import { Problem, problems, type Language, type ProblemBody } from '../kernel/problem.ts';
import { validate } from '../kernel/validate.ts';
import { READERS } from '../people/scope.ts';
import type { Directory } from '../places/directory.ts';
import {
  ABUSE,
  createRate,
  MAX_BUFFERED_PACKETS,
  MAX_WATCHED,
  Renew,
  Unwatch,
  Watch,
  type Clock,
} from './limits.ts';
import { roomOf } from './sending.ts';
import { liveProblems } from './problems.ts';
import { beginWatching } from './watching.ts';

export interface LiveParts {
  /** The sender by the bare token. @throws Problem for one that is wrong, expired or revoked. */
  authenticate(token: string): Actor;
  directory: Directory;
  /** Milliseconds that never go back, for rates. */
  clock?: Clock;
}

export interface Session {
  actor: Actor;
  token: string;
  language: Language;
  /** Takes what happened below a place in one message a round, instead of an event for each change. */
  gathered: boolean;
  /** Codes of the places watched. */
  watched: Set<string>;
}

export type LiveSocket = Socket<
  Record<string, (...sent: unknown[]) => void>,
  Record<string, (body: unknown) => void>,
  object,
  Session
>;
type Ack = (answer: object) => void;

/** Bahasa Indonesia unless the client says or prefers English. */
export function languageOf(socket: LiveSocket): Language {
  const { language } = socket.handshake.auth as { language?: unknown };
  if (language === 'en' || language === 'id') return language;
  const preferred = new Negotiator({ headers: socket.handshake.headers }).language(['id', 'en']);
  return socket.handshake.headers['accept-language'] && preferred === 'en' ? 'en' : 'id';
}

/**
 * Who connects. Persons only: an API client's business is appointments.
 * @throws Problem token_expired, unauthenticated for any other fault of the token, forbidden.
 */
export function admit(parts: LiveParts, token: unknown): Actor {
  if (typeof token !== 'string' || token === '') throw problems.unauthenticated();
  const actor = authenticate(parts, token);
  if (!READERS.includes(actor.role as never)) throw problems.forbidden();
  return actor;
}

function authenticate(parts: LiveParts, token: string): Actor {
  try {
    return parts.authenticate(token);
  } catch (error) {
    if (error instanceof Problem && error.status === 401 && error.code !== 'token_expired') {
      throw problems.unauthenticated();
    }
    throw error;
  }
}

/** Tells a socket why, and closes its connection. */
export function cut(socket: LiveSocket, code: string): void {
  socket.emit('closing', { code });
  socket.disconnect(true);
}

/**
 * Whether a socket does not read what it is sent: too much waits for it here. What is one round of messages may wait
 * for anybody; what is more than that is bounded by how often this is asked.
 */
export function isSlow({ config }: Pick<House, 'config'>, socket: LiveSocket): boolean {
  const connection = socket.conn as unknown as {
    writeBuffer: { data?: unknown }[];
    transport: { socket?: { bufferedAmount?: number } };
  };
  const waiting = connection.writeBuffer;
  if (waiting.length > MAX_BUFFERED_PACKETS) return true;
  let bytes = connection.transport.socket?.bufferedAmount ?? 0;
  for (const { data } of waiting) if (typeof data === 'string') bytes += data.length;
  return bytes > config.liveBufferBytes;
}

/** Closes the connection of a socket that does not read, and throws away what waits: it catches up by `after`. */
export function drop(socket: LiveSocket): void {
  (socket.conn as unknown as { close(discard: boolean): void }).close(true);
}

/** Why the token of this socket does not let it stay; undefined when it does. */
export function whyNot(parts: LiveParts, socket: LiveSocket): string | undefined {
  try {
    admit(parts, socket.data.token);
    return undefined;
  } catch (error) {
    return error instanceof Problem ? error.code : 'unauthenticated';
  }
}

/** Lets an admitted socket watch, unwatch and renew; every answer is an ack, a refusal is `{problem}`. */
export function serve(house: House, parts: LiveParts, socket: LiveSocket): void {
  const { directory } = parts;
  const session = socket.data;
  const rate = createRate(parts.clock ?? (() => performance.now()));

  function on<T extends z.ZodType>(
    event: string,
    shape: T,
    act: (request: z.output<T>) => Promise<object>,
  ): void {
    socket.on(event, (...sent: unknown[]) => {
      const last = sent.at(-1);
      const ack: Ack = typeof last === 'function' ? (last as Ack) : () => undefined;
      const refuse = (error: unknown) => ack({ problem: problemBody(house, error, session.language) });
      const over = rate.take();
      if (over > ABUSE) return cut(socket, 'too_many_requests');
      if (over > 0) return refuse(problems.too_many_requests({ seconds: 1 }));
      Promise.resolve()
        .then(() => act(validate(shape, typeof sent[0] === 'function' ? undefined : sent[0], '')!))
        .then(ack, refuse);
    });
  }

  on('watch', Watch, async ({ place: code, after }) => {
    const place = directory.visible(session.actor, code);
    const isNew = !session.watched.has(code);
    if (isNew && session.watched.size >= MAX_WATCHED)
      throw liveProblems.too_many_watched({ max: MAX_WATCHED });
    session.watched.add(code);
    await socket.join(roomOf(code, session.gathered));
    try {
      return await beginWatching(house, directory, place, after);
    } catch (error) {
      if (isNew) await leave(code);
      throw error;
    }
  });

  on('unwatch', Unwatch, async ({ place }) => {
    await leave(place);
    return { ok: true };
  });

  on('renew', Renew, async ({ token }) => {
    const actor = admit(parts, token);
    if (actor.id !== session.actor.id) throw problems.forbidden();
    session.actor = actor;
    session.token = token;
    for (const code of session.watched) {
      const place = directory.byCode(code);
      if (!place || !directory.isVisible(actor, place)) await leave(code);
    }
    return { ok: true, watched: [...session.watched] };
  });

  async function leave(code: string): Promise<void> {
    session.watched.delete(code);
    await socket.leave(roomOf(code, session.gathered));
  }
}

/** What went wrong, as the body that HTTP would answer. */
export function problemBody(house: House, error: unknown, language: Language): ProblemBody {
  return problemOf(house, error).toBody(language);
}
