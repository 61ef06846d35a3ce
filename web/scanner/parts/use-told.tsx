// What a screen says of the last scan: it is seen, heard, felt and read out.
import { useState, type ReactNode } from 'react';
import { signal, type Outcome } from '../scan/signal.ts';
import { announce } from './announce.tsx';
import { Notice } from './parts.tsx';

interface Told {
  tone: Outcome;
  text: string;
}

export function useTold() {
  const [told, setTold] = useState<Told>();
  const notice: ReactNode = told && <Notice tone={told.tone} text={told.text} />;
  return {
    notice,
    /** Of the last scan, for the frame around the picture. */
    hit: told?.tone,
    /** Shows without a signal what was signalled already, or nothing. */
    show: setTold,
    tell(tone: Outcome, text: string) {
      setTold({ tone, text });
      signal(tone);
      announce(text);
    },
  };
}
