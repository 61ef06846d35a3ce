// Requests by the signed-in person: with their token, renewed once when it has run out.
import { Problem, send, type Ask } from './http.ts';
import { session } from './session.ts';

export async function api<T>(path: string, ask: Omit<Ask, 'token'> = {}): Promise<T> {
  const used = session.token();
  try {
    return await send<T>(path, { ...ask, token: used });
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401) throw error;
    const renewedMeanwhile = session.token() !== used && session.token() !== undefined;
    if (!renewedMeanwhile && !(await session.renew())) throw error;
    return send<T>(path, { ...ask, token: session.token() });
  }
}

export function query(parameters: Record<string, string | number | boolean | undefined | null>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return text ? `?${text}` : '';
}
