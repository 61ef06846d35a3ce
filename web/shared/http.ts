// One request to the service: JSON in, JSON out, and every refusal as a Problem whose text can be shown to a person.
import i18next from 'i18next';
import type { ProblemBody } from './contract.ts';
import { currentLanguage } from './i18n/i18n.ts';

const patience = 30_000;

export class Problem extends Error {
  override readonly name = 'Problem';
  constructor(
    message: string,
    /** The HTTP status, or 0 when the service was not reached. */
    readonly status: number,
    readonly code: string,
    readonly body: ProblemBody = {},
  ) {
    super(message);
  }
}

export interface Ask {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Sent as JSON, except a file, which is sent as it is. */
  body?: unknown;
  /** What answer is wanted, for those that are not JSON. */
  accept?: string;
  token?: string;
  /** Beside those that every request has. */
  headers?: Readonly<Record<string, string>>;
  signal?: AbortSignal;
}

export async function send<T>(path: string, ask: Ask = {}): Promise<T> {
  const answer = await reach(path, ask);
  if (answer.status === 204) return undefined as T;
  const body = await bodyOf(answer);
  if (answer.ok) return body as T;
  throw problemFrom(answer.status, (body ?? {}) as ProblemBody);
}

/** The answer's bytes: a label, a document, a list to download. */
export async function sendForFile(path: string, ask: Ask): Promise<{ blob: Blob; name?: string }> {
  const answer = await reach(path, { accept: '*/*', ...ask });
  if (!answer.ok) throw problemFrom(answer.status, ((await bodyOf(answer)) ?? {}) as ProblemBody);
  const name = /filename="?([^";]+)"?/.exec(answer.headers.get('content-disposition') ?? '')?.[1];
  return { blob: await answer.blob(), name };
}

async function reach(path: string, ask: Ask): Promise<Response> {
  const { method = 'GET', body, token, signal, accept = 'application/json' } = ask;
  const headers: Record<string, string> = {
    accept: `${accept}, application/problem+json`,
    'accept-language': currentLanguage(),
  };
  const isFile = body instanceof Blob;
  if (body !== undefined) headers['content-type'] = isFile ? body.type : 'application/json';
  if (token) headers.authorization = `Bearer ${token}`;
  Object.assign(headers, ask.headers);
  const timeout = AbortSignal.timeout(patience);
  try {
    return await fetch(path, {
      method,
      headers,
      body: body === undefined || isFile ? body : JSON.stringify(body),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    if (timeout.aborted) throw new Problem(i18next.t('error.timeout'), 0, 'timeout');
    throw new Problem(i18next.t('error.network'), 0, 'network');
  }
}

async function bodyOf(answer: Response): Promise<unknown> {
  try {
    return await answer.json();
  } catch {
    return undefined;
  }
}

function problemFrom(status: number, body: ProblemBody): Problem {
  const text = body.detail ?? body.title ?? i18next.t('error.unexpected', { status });
  return new Problem(text, status, body.code ?? 'unexpected', body);
}

export const messageOf = (error: unknown): string =>
  error instanceof Problem ? error.message : i18next.t('error.unexpected', { status: '–' });

/** What went wrong in a few words, when the message itself only says what to do about it. */
export const titleOf = (error: unknown): string | undefined =>
  error instanceof Problem && error.body.detail ? error.body.title : undefined;
