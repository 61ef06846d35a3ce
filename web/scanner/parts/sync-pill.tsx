// How the phone and the service stand: connected or not, how many events wait; and with a press, to the queue.
import { useLiveQuery } from 'dexie-react-hooks';
import { useSyncExternalStore } from 'react';
import { useT } from '../../shared/speech.tsx';
import { useWatched } from '../../shared/watched.ts';
import { db, findDevice } from '../data/database.ts';
import { sync } from '../sync/engine.ts';

function watchNetwork(listener: () => void) {
  addEventListener('online', listener);
  addEventListener('offline', listener);
  return () => {
    removeEventListener('online', listener);
    removeEventListener('offline', listener);
  };
}

export function SyncPill() {
  const t = useT();
  const { busy, reached } = useWatched(sync);
  const waiting = useLiveQuery(() => db.queue.where('state').anyOf('waiting', 'sending').count()) ?? 0;
  const paired = useLiveQuery(async () => (await findDevice()) !== undefined);
  const network = useSyncExternalStore(watchNetwork, () => navigator.onLine);
  const offline = !network || (reached === false && !busy);
  const state = offline ? 'offline' : busy || reached === undefined ? 'syncing' : 'online';
  // Before it is paired, a phone has nothing to exchange.
  if (!paired && waiting === 0 && !offline) return null;
  return (
    <a className="pill" href="#/queue" data-sync={state} data-waiting={waiting}>
      <span>
        {t(`scanner.age.${state}`)}
        {waiting > 0 && <br />}
        {waiting > 0 && t('scanner.age.waiting', { count: waiting })}
      </span>
    </a>
  );
}
