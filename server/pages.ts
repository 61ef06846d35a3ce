// The pages: the web application's files with long-lived names, and the API's documentation, both served by ourselves.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import compression from 'compression';
import express, { type Router } from 'express';

const WEB = path.resolve(import.meta.dirname, '../dist/web');
const SCAN = path.resolve(import.meta.dirname, '../dist/scan');
const DOCS = path.dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
const YEAR_SECONDS = 31_536_000;

const DOCS_PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Jejak Vaksin API</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="icon" href="/docs/favicon-32x32.png"></head><body><div id="docs"></div>
<script src="/docs/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></body></html>`;
const DOCS_START = `window.ui = SwaggerUIBundle({ url: '/openapi.json', dom_id: '#docs', deepLinking: true, docExpansion: 'none' });`;

/** Files with names of their own for each content live for a year, all others are asked for anew each time. */
function lasting(response: express.Response, file: string): void {
  const named = file.includes(`${path.sep}assets${path.sep}`);
  response.setHeader('Cache-Control', named ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache');
}

/** The phone application: one page at `/scan`, and its service worker, which may look after that page too. */
function scanPages(): Router {
  const router = express.Router();
  const page = path.join(SCAN, 'index.html');
  router.get('/', (_, response, next) => {
    if (!existsSync(page)) return next();
    response.setHeader('Cache-Control', 'no-cache');
    response.sendFile(page);
  });
  router.use(
    express.static(SCAN, {
      index: false,
      setHeaders(response, file) {
        lasting(response, file);
        if (file.endsWith(`${path.sep}sw.js`)) response.setHeader('Service-Worker-Allowed', '/scan');
      },
    }),
  );
  return router;
}

/** Serves `/docs`, the phone application at `/scan` and the web application; every other page address answers with the application itself. */
export function createPages(): Router {
  const router = express.Router();
  router.use(compression());
  router.get('/docs', (_, response) => void response.type('html').send(DOCS_PAGE));
  router.get('/docs/start.js', (_, response) => void response.type('js').send(DOCS_START));
  router.use('/docs', express.static(DOCS, { index: false, maxAge: '1d' }));
  router.use('/scan', scanPages());
  router.use(express.static(WEB, { index: 'index.html', setHeaders: lasting }));
  router.get(
    /^\/(?!api\/|mobile\/|socket\.io\/|docs\/|problems\/|assets\/)[^.]*$/,
    (request, response, next) => {
      const page = path.join(WEB, 'index.html');
      // A program that asks for anything at all is not shown a page: it is told that the address is wrong.
      if (!request.headers.accept?.includes('text/html') || !existsSync(page)) return next();
      response.setHeader('Cache-Control', 'no-cache');
      response.sendFile(page);
    },
  );
  return router;
}
