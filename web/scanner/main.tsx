// Starts the phone application in the page: the texts, what is kept on the phone, and the exchange with the service.
import './scanner.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startI18n } from '../shared/i18n/i18n.ts';
import { SpeechProvider } from '../shared/speech.tsx';
import { App } from './app.tsx';
import { askToKeep, lookAtStorage } from './data/storage.ts';
import { Guard } from './parts/guard.tsx';
import { startSync } from './sync/engine.ts';
import { en } from './texts/en.ts';
import { id } from './texts/id.ts';
import { startUpdates } from './update.ts';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root');

await startI18n([{ name: 'scanner', texts: { id, en } }]);
createRoot(root).render(
  <StrictMode>
    <SpeechProvider>
      <Guard>
        <App />
      </Guard>
    </SpeechProvider>
  </StrictMode>,
);
void startUpdates();
startSync();
void askToKeep().then(lookAtStorage);
