// Starts the signed-in application in the page.
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '../shared/theme.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startI18n } from '../shared/i18n/i18n.ts';
import { session } from '../shared/session.ts';
import { App } from './app.tsx';
import { areas } from './areas.ts';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root');

await startI18n(areas);
void session.start();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
