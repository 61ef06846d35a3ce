// The service worker: keeps the whole application on the phone, so that it opens without a network. A new version
// waits until the person lets it in; it never takes over under their hands.
import { Serwist, type PrecacheEntry } from 'serwist';

declare const self: typeof globalThis & { __SW_MANIFEST: (PrecacheEntry | string)[] };

const serwist = new Serwist({
  precacheEntries: self.__SW_MANIFEST,
  precacheOptions: {
    cleanupOutdatedCaches: true,
    navigateFallback: '/scan/index.html',
    navigateFallbackAllowlist: [/^\/scan\/?(\?.*)?$/],
  },
  skipWaiting: false,
  clientsClaim: true,
});

serwist.addEventListeners();
