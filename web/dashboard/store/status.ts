// The colour of a count's state.
import type { Tone } from '../../shared/parts/badge.tsx';
import type { CountSummary } from './store.ts';

const TONES: Record<CountSummary['status'], Tone> = {
  started: 'blue',
  submitted: 'amber',
  approved: 'amber',
  posted: 'green',
  cancelled: 'grey',
};

export const toneOf = (status: CountSummary['status']): Tone => TONES[status];
