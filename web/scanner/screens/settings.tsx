// This phone: who uses it, for which place, how its data and storage stand; the language; and the way out.
import { useLiveQuery } from 'dexie-react-hooks';
import { useState } from 'react';
import { languages, setLanguage } from '../../shared/i18n/i18n.ts';
import { useFormat, useLanguage, useT } from '../../shared/speech.tsx';
import { useWatched } from '../../shared/watched.ts';
import { db, findDevice, findPull } from '../data/database.ts';
import { leave } from '../data/device.ts';
import { askToKeep, lookAtStorage, storage } from '../data/storage.ts';
import { Button, Facts, Notice } from '../parts/parts.tsx';
import { go } from '../route.ts';
import { exchange, sync } from '../sync/engine.ts';
import { appVersion } from '../sync/exchange.ts';

/** A clock that is off by less is good enough for an hour of the day. */
const CLOCK_MS = 5 * 60_000;

export function SettingsScreen() {
  const t = useT();
  const format = useFormat();
  const language = useLanguage();
  const device = useLiveQuery(findDevice);
  const pull = useLiveQuery(findPull);
  const { kept, freeBytes } = useWatched(storage);
  const { busy, clockOffsetMs } = useWatched(sync);
  const offset = clockOffsetMs ?? pull?.clockOffset ?? 0;
  return (
    <>
      {Math.abs(offset) > CLOCK_MS && (
        <Notice
          tone="look"
          text={t('scanner.settings.clockWrong', {
            minutes: format.number(Math.round(Math.abs(offset) / 60_000)),
          })}
        />
      )}
      <div className="card">
        <Facts
          items={[
            [t('scanner.settings.person'), device?.user.name],
            [t('scanner.settings.place'), device?.place.name],
            [t('scanner.settings.device'), device?.name],
            [
              t('scanner.settings.data'),
              pull?.at === undefined ? t('scanner.age.never') : format.full(pull.at),
            ],
            [t('scanner.settings.kept'), kept ? t('scanner.settings.keptYes') : t('scanner.settings.keptNo')],
            [t('scanner.settings.free'), freeBytes === null ? null : `${format.number(freeBytes / 1e6)} MB`],
            [t('scanner.settings.version'), appVersion],
          ]}
        />
        {!kept && <p className="soft">{t('scanner.storage.notKept')}</p>}
        {!kept && (
          <Button onClick={() => void askToKeep().then(lookAtStorage)}>{t('scanner.settings.keep')}</Button>
        )}
        {device && (
          <Button disabled={busy} onClick={() => void exchange()}>
            {t('scanner.settings.sync')}
          </Button>
        )}
      </div>
      <div className="card" role="group" aria-label={t('scanner.settings.language')}>
        <h2>{t('scanner.settings.language')}</h2>
        <div className="row">
          {languages.map((one) => (
            <Button
              key={one}
              pressed={one === language}
              main={one === language}
              onClick={() => void setLanguage(one)}
            >
              {t(`language.${one}`)}
            </Button>
          ))}
        </div>
      </div>
      {device && <Leaving />}
    </>
  );
}

function Leaving() {
  const t = useT();
  const [asking, setAsking] = useState(false);
  const waiting = useLiveQuery(() => db.queue.where('state').anyOf('waiting', 'sending').count()) ?? 0;
  if (!asking) {
    return (
      <Button danger onClick={() => setAsking(true)}>
        {t('scanner.settings.leave')}
      </Button>
    );
  }
  return (
    <Notice tone="look" text={t('scanner.settings.leaveText', { count: waiting })}>
      <div className="row">
        <Button onClick={() => setAsking(false)}>{t('scanner.cancel')}</Button>
        <Button danger onClick={() => void leave().then(() => go('pair'))}>
          {t('scanner.settings.leaveNow')}
        </Button>
      </div>
    </Notice>
  );
}
