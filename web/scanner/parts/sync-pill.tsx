// How the phone and the service stand: connected or not, how many events wait; and with a press, to the queue.
import { useLiveQuery } from 'dexie-react-hooks';
import { useT } from '../../shared/speech.tsx';
import { useWatched } from '../../shared/watched.ts';
import { db } from '../data/database.ts';
import { sync } from '../sync/engine.ts';

export function SyncPill() {
  const t = useT();
  const { busy, reached } = useWatched(sync);
  const waiting = useLiveQuery(() => db.queue.where('state').anyOf('waiting', 'sending').count()) ?? 0;
  const state = busy ? 'syncing' : reached === false ? 'offline' : reached ? 'online' : 'syncing';
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
