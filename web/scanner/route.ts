// Where one is in the application: `#/receive/ID`. One address for the service, so that every screen opens offline.
import { useSyncExternalStore } from 'react';

const watch = (listener: () => void) => {
  addEventListener('hashchange', listener);
  return () => removeEventListener('hashchange', listener);
};

export interface Route {
  screen: string;
  id?: string;
  /** The refused event that is put right here: `#/receive/ID/EVENT`. */
  fix?: string;
}

export function readRoute(hash: string): Route {
  const [screen = '', id, fix] = hash.replace(/^#?\/?/, '').split('/');
  return { screen, id: id && id !== '-' ? id : undefined, fix: fix || undefined };
}

export const useHash = (): string => useSyncExternalStore(watch, () => location.hash);

export function go(path: string): void {
  location.hash = `#/${path}`;
}
