// Pairing: the code of the dashboard's screen “Phones” is scanned or typed, the phone gets a name, and its own token.
import { useLiveQuery } from 'dexie-react-hooks';
import { useState, type FormEvent } from 'react';
import { messageOf, Problem } from '../../shared/http.ts';
import { useT } from '../../shared/speech.tsx';
import { findDevice } from '../data/database.ts';
import { becomePaired, makeKeys, publicKeyOf } from '../data/device.ts';
import { askToKeep, lookAtStorage } from '../data/storage.ts';
import { announce } from '../parts/announce.tsx';
import { Button, Field, Notice } from '../parts/parts.tsx';
import { go } from '../route.ts';
import { pairingCodeOf } from '../rules/pairing-code.ts';
import { ScanPanel } from '../scan/scan-panel.tsx';
import { signal } from '../scan/signal.ts';
import { exchange, forgetFailure } from '../sync/engine.ts';
import { pair } from '../sync/exchange.ts';

const codeInAddress = () => pairingCodeOf(location.search) ?? '';

export function PairScreen() {
  const t = useT();
  const [code, setCode] = useState(codeInAddress);
  const [name, setName] = useState('');
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);
  const before = useLiveQuery(async () => (await findDevice())?.name);

  function onCode(raw: string) {
    const found = pairingCodeOf(raw);
    setFault(found ? undefined : t('scanner.pair.wrongCode'));
    signal(found ? 'good' : 'bad');
    announce(found ?? t('scanner.pair.wrongCode'));
    if (found) setCode(found);
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    try {
      const called = name.trim() || before || t('scanner.pair.defaultName');
      const made = await makeKeys();
      const paired = await pair(code, called, made && (await publicKeyOf(made)));
      await becomePaired(paired, called, made);
      forgetFailure();
      announce(t('scanner.pair.done', { name: paired.user.name, place: paired.user.place.name }));
      if (location.search) history.replaceState(null, '', '/scan#/');
      go('');
      void exchange();
      void askToKeep().then(lookAtStorage);
    } catch (error) {
      const offline = error instanceof Problem && error.status === 0;
      setFault(offline ? t('scanner.pair.offline') : messageOf(error));
      setBusy(false);
    }
  }

  return (
    <>
      <p>{t('scanner.pair.text')}</p>
      <form className="card" onSubmit={(event) => void submit(event)}>
        <Field label={t('scanner.pair.code')} hint={t('scanner.pair.codeHint')}>
          {(ids) => (
            <input
              {...ids}
              data-code=""
              value={code}
              onChange={({ currentTarget }) =>
                setCode(pairingCodeOf(currentTarget.value) ?? currentTarget.value)
              }
              autoComplete="off"
              autoCapitalize="characters"
              spellCheck={false}
            />
          )}
        </Field>
        <Field label={t('scanner.pair.name')} hint={t('scanner.pair.nameHint')}>
          {(ids) => (
            <input
              {...ids}
              value={name}
              maxLength={100}
              placeholder={before}
              onChange={({ currentTarget }) => setName(currentTarget.value)}
            />
          )}
        </Field>
        {fault && <Notice tone="bad" text={fault} />}
        <Button main submit disabled={busy || pairingCodeOf(code) === undefined}>
          {t('scanner.pair.submit')}
        </Button>
      </form>
      <ScanPanel onCode={onCode} />
      <a className="button" href="#/check">
        {t('scanner.pair.checkOnly')}
      </a>
    </>
  );
}
