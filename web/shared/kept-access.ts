// What a tab keeps over a reload: its access token, while that lasts. Otherwise every reload would use the refresh token up,
// and one reload upon another loses the answer with the next one in it, which ends the sign-in.
import type { SignedIn, User } from './contract.ts';

export interface Access {
  accessToken: string;
  /** When it runs out, by this browser's clock. */
  spentAt: number;
  user: User;
}

/** With the refresh token that it came with: when another tab has renewed or signed in since, it is not used again. */
interface Kept extends Access {
  refreshToken: string;
}

const key = 'jejak.access';
/** One that runs out so soon is renewed at once instead. */
const LEAST_MS = 30_000;

/** The access of a sign-in that was answered now. */
export function keepAccess({ accessToken, refreshToken, expiresIn, user }: SignedIn): Access {
  const access: Access = { accessToken, spentAt: Date.now() + expiresIn * 1000, user };
  const kept: Kept = Object.assign({ refreshToken }, access);
  sessionStorage.setItem(key, JSON.stringify(kept));
  return access;
}

/** What this tab kept, if it still belongs to the sign-in of this refresh token and lasts a while. */
export function findAccess(refreshToken: string): Access | undefined {
  try {
    const kept = JSON.parse(sessionStorage.getItem(key) ?? 'null') as Kept | null;
    const isGood = kept?.refreshToken === refreshToken && kept.spentAt - Date.now() > LEAST_MS;
    return isGood ? kept : undefined;
  } catch {
    return undefined;
  }
}

export function forgetAccess(): void {
  sessionStorage.removeItem(key);
}
