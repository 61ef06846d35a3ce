// Who is signed in. The refresh token is kept by the browser for all tabs, the access token by each tab, so that a reload
// stays signed in. Refresh tokens rotate and may be used once, so tabs take turns to use the one they share.
import type { SignedIn, User } from './contract.ts';
import { Problem, send } from './http.ts';
import { findAccess, forgetAccess, keepAccess, type Access } from './kept-access.ts';
import { watched } from './watched.ts';

export type Session =
  | { phase: 'starting' }
  | { phase: 'unreachable'; message: string }
  | { phase: 'signed_out'; notice?: 'ended' | 'leftElsewhere' }
  | { phase: 'signed_in'; user: User };

const key = 'jejak.refresh';
const state = watched<Session>({ phase: 'starting' });
let accessToken: string | undefined;
let spentAt = Infinity;
const tokenListeners = new Set<(token: string) => void>();
let renewing: Promise<boolean> | undefined;
let renewTimer: ReturnType<typeof setTimeout> | undefined;

export const session = {
  get: state.get,
  watch: state.watch,
  token: (): string | undefined => accessToken,
  /** True once the token must have run out, as after a night in a closed laptop, where no timer renewed it in time. */
  isSpent: (): boolean => accessToken !== undefined && Date.now() >= spentAt,

  onToken(listener: (token: string) => void): () => void {
    tokenListeners.add(listener);
    return () => tokenListeners.delete(listener);
  },

  async start(): Promise<void> {
    state.set({ phase: 'starting' });
    const refreshToken = localStorage.getItem(key);
    if (!refreshToken) return state.set({ phase: 'signed_out' });
    const kept = findAccess(refreshToken);
    if (kept) return use(kept);
    try {
      await session.renew();
    } catch (error) {
      state.set({ phase: 'unreachable', message: error instanceof Error ? error.message : '' });
    }
  },

  async signIn(username: string, password: string): Promise<void> {
    accept(await send<SignedIn>('/api/v1/auth/login', { method: 'POST', body: { username, password } }));
  },

  /** A new access token; false means the session is over. Throws when the service cannot say. Many callers share one. */
  renew(): Promise<boolean> {
    renewing ??= inTurn(renewOnce).finally(() => (renewing = undefined));
    return renewing;
  },

  async signOut(): Promise<void> {
    const refreshToken = localStorage.getItem(key);
    leave();
    if (!refreshToken) return;
    try {
      await send('/api/v1/auth/logout', { method: 'POST', body: { refreshToken } });
    } catch {
      // Signed out here all the same; the token left on the service runs out by itself.
    }
  },
};

function accept(signedIn: SignedIn): void {
  localStorage.setItem(key, signedIn.refreshToken);
  use(keepAccess(signedIn));
}

function use(access: Access): void {
  ({ accessToken, spentAt } = access);
  const { user } = access;
  for (const listener of [...tokenListeners]) listener(access.accessToken);
  clearTimeout(renewTimer);
  const ahead = Math.max(30_000, spentAt - Date.now() - 60_000);
  renewTimer = setTimeout(() => void session.renew().catch(() => undefined), ahead);
  const now = state.get();
  if (now.phase !== 'signed_in' || JSON.stringify(now.user) !== JSON.stringify(user)) {
    state.set({ phase: 'signed_in', user });
  }
}

function leave(notice?: 'ended' | 'leftElsewhere'): void {
  accessToken = undefined;
  clearTimeout(renewTimer);
  localStorage.removeItem(key);
  forgetAccess();
  state.set({ phase: 'signed_out', notice });
}

async function renewOnce(): Promise<boolean> {
  const refreshToken = localStorage.getItem(key);
  if (!refreshToken) {
    leave('ended');
    return false;
  }
  try {
    accept(await send<SignedIn>('/api/v1/auth/refresh', { method: 'POST', body: { refreshToken } }));
    return true;
  } catch (error) {
    if (error instanceof Problem && error.status >= 400 && error.status < 500 && error.status !== 429) {
      leave('ended');
      return false;
    }
    throw error;
  }
}

/** Locks exist only on https and localhost; elsewhere two tabs refreshing at one moment may have to sign in again. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  return 'locks' in navigator ? navigator.locks.request(key, work) : work();
}

window.addEventListener('storage', (event) => {
  if (event.key === key && event.newValue === null && state.get().phase === 'signed_in')
    leave('leftElsewhere');
});
