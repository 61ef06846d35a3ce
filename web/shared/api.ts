// Requests by the signed-in person: with their token, renewed once when it has run out.
import { Problem, send, sendForFile, type Ask } from './http.ts';
import { session } from './session.ts';

type OwnAsk = Omit<Ask, 'token'>;

async function signed<T>(ask: (token: string | undefined) => Promise<T>): Promise<T> {
  if (session.isSpent()) await session.renew();
  const used = session.token();
  try {
    return await ask(used);
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401) throw error;
    const renewedMeanwhile = session.token() !== used && session.token() !== undefined;
    if (!renewedMeanwhile && !(await session.renew())) throw error;
    return ask(session.token());
  }
}

export const api = <T>(path: string, ask: OwnAsk = {}): Promise<T> =>
  signed((token) => send<T>(path, { ...ask, token }));

/** A file from the service; a plain link could not carry the token. */
export const apiFile = (path: string, ask: OwnAsk = {}) =>
  signed((token) => sendForFile(path, { ...ask, token }));

export function query(parameters: Record<string, string | number | boolean | undefined | null>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return text ? `?${text}` : '';
}
