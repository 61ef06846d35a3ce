// New versions of the application: fetched in the background, let in when the person says so. Nothing reloads by itself.
import { watched } from '../shared/watched.ts';

/** A version that waits to be let in. */
export const update = watched<ServiceWorker | undefined>(undefined);
const EVERY_MS = 3_600_000;
let asked = false;
let registration: ServiceWorkerRegistration | undefined;

export async function startUpdates(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const controlled = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    // Only this tab, when it was asked to: another one may be in the middle of something.
    if (asked) location.reload();
  });
  registration = await navigator.serviceWorker.register('/scan/sw.js', { scope: '/scan' });
  const offer = (worker: ServiceWorker | null) => {
    if (worker && controlled) update.set(worker);
  };
  offer(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const worker = registration!.installing;
    worker?.addEventListener('statechange', () => {
      if (worker.state === 'installed') offer(worker);
    });
  });
  setInterval(() => void lookForUpdate(), EVERY_MS);
}

/** Asks whether there is a newer version, for instance when the service says that this one is too old. */
export async function lookForUpdate(): Promise<void> {
  await registration?.update().catch(() => undefined);
}

/** Lets the new version in; the page starts anew with it. The queue and half-filled forms are on the disk. */
export function letIn(): void {
  asked = true;
  update.get()?.postMessage({ type: 'SKIP_WAITING' });
}
