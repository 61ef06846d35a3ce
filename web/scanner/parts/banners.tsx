// What needs attention on every screen: a new version, storage that runs short, a phone that must be paired again.
import { useLiveQuery } from 'dexie-react-hooks';
import { useFormat, useT } from '../../shared/speech.tsx';
import { useWatched } from '../../shared/watched.ts';
import { db, findDevice, findPull } from '../data/database.ts';
import { storage } from '../data/storage.ts';
import { LONGEST_QUEUE } from '../rules/limits.ts';
import { sync } from '../sync/engine.ts';
import { letIn, update } from '../update.ts';
import { Button, Notice } from './parts.tsx';

/** From then on the pulled stock is called old. */
const OLD_MS = 12 * 3_600_000;

export function Banners() {
  const t = useT();
  const worker = useWatched(update);
  const { failure } = useWatched(sync);
  const paired = useLiveQuery(async () => (await findDevice()) !== undefined);
  return (
    <>
      {worker && (
        <Notice tone="look" title={t('scanner.update.ready')} text={t('scanner.update.text')}>
          <Button onClick={letIn}>{t('scanner.update.now')}</Button>
        </Notice>
      )}
      {failure === 'outdated' && <Notice tone="bad" text={t('scanner.update.outdated')} />}
      {failure === 'lost' && paired && (
        <Notice tone="bad" text={t('scanner.pair.lost')}>
          <a className="button" href="#/pair">
            {t('scanner.pair.title')}
          </a>
        </Notice>
      )}
      <StorageBanner />
      {paired && <AgeBanner />}
      <Orphans />
    </>
  );
}

function StorageBanner() {
  const t = useT();
  const { level, why, waiting } = useWatched(storage);
  if (level === 'fine' || !why) return null;
  const key = `${why}${level === 'full' ? 'Full' : 'Low'}` as const;
  const text = t(`scanner.storage.${key}`, { count: waiting, most: LONGEST_QUEUE });
  return <Notice tone={level === 'full' ? 'bad' : 'look'} text={text} />;
}

function AgeBanner() {
  const t = useT();
  const format = useFormat();
  const pull = useLiveQuery(async () => (await findPull()) ?? null);
  if (pull === undefined) return null;
  if (!pull?.complete) return <Notice tone="look" text={t('scanner.age.incomplete')} />;
  const now = Date.now();
  if (pull.at === undefined || now - pull.at < OLD_MS) return null;
  return <Notice tone="look" text={t('scanner.age.old', { ago: format.ago(pull.at, now) })} />;
}

/** What others left waiting on this phone. */
function Orphans() {
  const t = useT();
  const left = useLiveQuery(async () => {
    const device = await findDevice();
    const waiting = await db.queue.where('state').anyOf('waiting', 'sending').toArray();
    const counted = new Map<string, { name: string; count: number }>();
    for (const { person, personName, place, device: of } of waiting) {
      if (of === device?.id) continue;
      const key = `${person} ${place}`;
      counted.set(key, { name: personName, count: (counted.get(key)?.count ?? 0) + 1 });
    }
    return [...counted.values()];
  });
  return left?.map(({ name, count }) => (
    <Notice key={name} tone="look" text={t('scanner.pair.waitingOther', { name, count })} />
  ));
}
