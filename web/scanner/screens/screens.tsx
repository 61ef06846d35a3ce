// Every screen by its address; a phone that is not paired has only some of them.
import type { ComponentType } from 'react';
import { CheckScreen } from './check.tsx';
import { CountScreen } from './count.tsx';
import { DiscardScreen } from './discard.tsx';
import { DispatchScreen } from './dispatch.tsx';
import { GiveScreen } from './give.tsx';
import { HomeScreen } from './home.tsx';
import { PairScreen } from './pair.tsx';
import { QueueScreen } from './queue.tsx';
import { RecallsScreen } from './recalls.tsx';
import { ReceiveScreen } from './receive.tsx';
import { SettingsScreen } from './settings.tsx';

interface Entry {
  title:
    | 'scanner.app'
    | 'scanner.pair.title'
    | `scanner.tasks.${'check' | 'receive' | 'give' | 'count' | 'discard' | 'recalls' | 'dispatch' | 'queue' | 'settings'}`;
  Screen: ComponentType<{ id?: string; fix?: string }>;
  isHome?: boolean;
  /** Whether it is of use before the phone is paired. */
  always?: boolean;
}

const HOME: Entry = { title: 'scanner.app', Screen: HomeScreen, isHome: true };
const PAIR: Entry = { title: 'scanner.pair.title', Screen: PairScreen, always: true };

const SCREENS: Readonly<Record<string, Entry>> = {
  '': HOME,
  pair: PAIR,
  check: { title: 'scanner.tasks.check', Screen: CheckScreen, always: true },
  receive: { title: 'scanner.tasks.receive', Screen: ReceiveScreen },
  give: { title: 'scanner.tasks.give', Screen: GiveScreen },
  count: { title: 'scanner.tasks.count', Screen: CountScreen },
  discard: { title: 'scanner.tasks.discard', Screen: DiscardScreen },
  recalls: { title: 'scanner.tasks.recalls', Screen: RecallsScreen },
  dispatch: { title: 'scanner.tasks.dispatch', Screen: DispatchScreen },
  queue: { title: 'scanner.tasks.queue', Screen: QueueScreen, always: true },
  settings: { title: 'scanner.tasks.settings', Screen: SettingsScreen, always: true },
};

export function screenOf(name: string, paired: boolean): Entry {
  const found = SCREENS[name] ?? HOME;
  return paired || found.always ? found : PAIR;
}
