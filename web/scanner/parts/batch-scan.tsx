// Scanning one batch for a task: the label is read, judged for what is meant to be done with it, and handed on.
import { useState } from 'react';
import { useT } from '../../shared/speech.tsx';
import { identifyHere, type Identified } from '../data/identify-here.ts';
import { announce } from './announce.tsx';
import { Notice } from './parts.tsx';
import { ScanPanel } from '../scan/scan-panel.tsx';
import { signal, type Outcome } from '../scan/signal.ts';
import { FoundCard, outcomeOf, titleOf } from '../screens/found.tsx';

interface BatchScanProps {
  aim: string;
  onBatch: (identified: Identified) => void;
  /** How loud the outcome is: looking at stock that is to be discarded anyway is no alarm. */
  judge?: boolean;
}

/** A label of a batch goes to `onBatch`; any other code is said to be no such label. */
export function BatchScan({ aim, onBatch, judge = true }: BatchScanProps) {
  const t = useT();
  const [other, setOther] = useState<Identified>();
  const [hit, setHit] = useState<Outcome>();
  async function onCode(raw: string) {
    const identified = await identifyHere(raw);
    const isBatch = identified.found.kind === 'batch';
    const outcome = isBatch && !judge ? 'good' : outcomeOf(identified);
    setHit(isBatch ? outcome : 'bad');
    signal(isBatch ? outcome : 'bad');
    announce(isBatch ? titleOf(t, identified) : t('scanner.note.wrongKind'));
    setOther(isBatch ? undefined : identified);
    if (isBatch) onBatch(identified);
  }
  return (
    <>
      {other && <FoundCard found={other} />}
      {other && <Notice tone="bad" text={t('scanner.note.wrongKind')} />}
      <ScanPanel aim={aim} hit={hit} onCode={(raw) => void onCode(raw)} />
    </>
  );
}
