// How the phone application is built: from web/scanner into dist/scan, served at /scan with a service worker of its own.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { serwist } from '@serwist/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const service = process.env.SERVICE_URL ?? 'http://localhost:3000';
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

export default defineConfig({
  root: fileURLToPath(new URL('scanner', import.meta.url)),
  base: '/scan/',
  define: { __APP_VERSION__: JSON.stringify(version) },
  plugins: [
    react(),
    serwist({
      swSrc: 'sw.ts',
      swDest: 'sw.js',
      globDirectory: fileURLToPath(new URL('../dist/scan', import.meta.url)),
      globPatterns: ['**/*.{js,css,html,wasm,svg,png,webmanifest}'],
      dontCacheBustURLsMatching: /^assets\//,
      injectionPoint: 'self.__SW_MANIFEST',
      rollupFormat: 'iife',
      type: 'classic',
    }),
  ],
  worker: { format: 'es' },
  build: { outDir: '../../dist/scan', emptyOutDir: true, target: 'es2022' },
  server: { proxy: { '/mobile': service } },
});
