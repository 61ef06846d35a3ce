// "What is this, may I use it?" Reads a code, changes nothing, and says it by colour, words, sound and touch.
import { useState } from 'react';
import { useT } from '../../shared/speech.tsx';
import { identifyHere, type Identified } from '../data/identify-here.ts';
import { announce } from '../parts/announce.tsx';
import { ScanPanel } from '../scan/scan-panel.tsx';
import { signal } from '../scan/signal.ts';
import { FoundCard, outcomeOf, titleOf } from './found.tsx';

export function CheckScreen() {
  const t = useT();
  const [found, setFound] = useState<Identified>();
  async function onCode(raw: string) {
    const identified = await identifyHere(raw);
    setFound(identified);
    const outcome = outcomeOf(identified);
    signal(outcome);
    announce(titleOf(t, identified));
  }
  return (
    <>
      {found ? <FoundCard found={found} /> : <p>{t('scanner.check.start')}</p>}
      <ScanPanel
        onCode={(raw) => void onCode(raw)}
        hit={found && outcomeOf(found)}
        aim={found ? t('scanner.check.again') : undefined}
      />
    </>
  );
}
