// Noting from a screen: it is saved on the phone, said and heard; or it was not, and why.
import { useState } from 'react';
import { useT } from '../../shared/speech.tsx';
import { note, QueueError, type Noting } from '../data/queue.ts';
import { signal } from '../scan/signal.ts';
import { announce } from './announce.tsx';
import { Notice } from './parts.tsx';

export function useNote() {
  const t = useT();
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);

  /** Answers whether it was saved. A second press while the first is saved does nothing. */
  async function save(noting: Noting, said?: string): Promise<boolean> {
    if (busy) return false;
    setBusy(true);
    setFault(undefined);
    try {
      await note(noting);
      signal('good');
      announce(said ?? t('scanner.note.saved'));
      return true;
    } catch (error) {
      signal('bad');
      const reason = error instanceof QueueError ? error.reason : 'failed';
      const detail = error instanceof Error ? error.message : '';
      setFault(`${t(`scanner.note.${reason}`)} ${detail}`.trim());
      return false;
    } finally {
      setBusy(false);
    }
  }

  return { save, busy, fault: fault && <Notice tone="bad" text={fault} /> };
}
