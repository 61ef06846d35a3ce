// Whether the browser keeps our data, how full it is, and when the queue gets too long: told before anything is at risk.
import { watched } from '../../shared/watched.ts';
import { judgeStorage, type StorageState } from '../rules/limits.ts';
import { db, OPEN_STATES } from './database.ts';

export const storage = watched<StorageState>({ level: 'fine', kept: false, waiting: 0, freeBytes: null });

/** Asks the browser not to throw our data away when the phone runs short; it may ask the person. */
export async function askToKeep(): Promise<boolean> {
  if (!navigator.storage?.persist) return false;
  return (await navigator.storage.persisted()) || navigator.storage.persist();
}

/** Looks at the storage and the queue anew. */
export async function lookAtStorage(): Promise<StorageState> {
  const waiting = await db.queue.where('state').anyOf(OPEN_STATES).count();
  const kept = (await navigator.storage?.persisted?.()) ?? false;
  const { quota, usage } = (await navigator.storage?.estimate?.()) ?? {};
  const freeBytes = quota === undefined || usage === undefined ? null : Math.max(0, quota - usage);
  const state = judgeStorage({ waiting, freeBytes, kept });
  const before = storage.get();
  const same =
    before.level === state.level &&
    before.waiting === state.waiting &&
    before.kept === state.kept &&
    before.freeBytes === state.freeBytes;
  if (!same) storage.set(state);
  return state;
}
