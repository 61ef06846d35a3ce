// The queue as the person sees it: what waits, what was recorded, what is to be looked at, what was refused. Refused
// events are settled here: put right by a new one, sent again, or set aside with a reason.
import { useLiveQuery } from 'dexie-react-hooks';
import { useT } from '../../shared/speech.tsx';
import { useWatched } from '../../shared/watched.ts';
import { db, findDevice, type Queued } from '../data/database.ts';
import { Button } from '../parts/parts.tsx';
import type { QueueState } from '../rules/stock.ts';
import { exchange, sync } from '../sync/engine.ts';
import { QueuedCard } from './queued-card.tsx';

/** What needs the person first, then what is on its way, then what is done. */
const ORDER: readonly QueueState[] = [
  'refused',
  'flagged',
  'waiting',
  'sending',
  'sent',
  'aside',
  'replaced',
];
const SHOWN = 200;

const rankOf = ({ state, seenAt }: Queued) =>
  state === 'flagged' && seenAt !== undefined ? ORDER.indexOf('sent') : ORDER.indexOf(state);

export function QueueScreen() {
  const t = useT();
  const { busy } = useWatched(sync);
  const device = useLiveQuery(async () => (await findDevice()) ?? null);
  const newest = useLiveQuery(() => db.queue.orderBy('madeAt').reverse().limit(SHOWN).toArray());
  const refused = useLiveQuery(() => db.queue.where('state').equals('refused').toArray());
  if (!newest || !refused || device === undefined) return null;
  const shown = new Map([...refused, ...newest].map((queued) => [queued.id, queued]));
  const ordered = [...shown.values()].sort((a, b) => rankOf(a) - rankOf(b) || b.madeAt - a.madeAt);
  return (
    <>
      {device && (
        <Button disabled={busy} onClick={() => void exchange()}>
          {busy ? t('scanner.age.syncing') : t('scanner.queue.retry')}
        </Button>
      )}
      {ordered.length === 0 && <p className="soft">{t('scanner.queue.empty')}</p>}
      <ul className="list" aria-label={t('scanner.tasks.queue')}>
        {ordered.map((queued) => (
          <li key={queued.id}>
            <QueuedCard queued={queued} own={queued.device === device?.id} />
          </li>
        ))}
      </ul>
    </>
  );
}
