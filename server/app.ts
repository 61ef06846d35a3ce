// The composition root: the rooms behind one HTTP server, with sockets, followers and jobs. Tests start here too.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import packageJson from '../package.json' with { type: 'json' };
import compression from 'compression';
import express, { type Express } from 'express';
import helmet from 'helmet';
import { versionGate } from '../mobile-api/version.ts';
import { exportWords } from './export-words.ts';
import { createDoor, lastResort, type DoorOptions } from './kernel/door.ts';
import { createFollowing, type Following } from './kernel/following.ts';
import type { House } from './kernel/house.ts';
import { createJobs } from './kernel/jobs.ts';
import { operationRoutes } from './kernel/operations.ts';
import type { Route } from './kernel/route.ts';
import { createLive } from './live/live.ts';
import { createPages } from './pages.ts';
import { TOKEN_PATH, tokenFormReader } from './people/client-token.ts';
import { nobody, systemActor } from './people/scope.ts';
import { createRooms, type Rooms } from './rooms.ts';

export interface App {
  server: Server;
  routes: readonly Route[];
  following: Following;
  /** Begins to follow the journal and to do the recurring jobs. */
  start(): Promise<void>;
  /** Refuses what comes, finishes what runs, closes the sockets. */
  stop(): Promise<void>;
}

export interface AppOptions {
  /** The owner's connection: the job queue's, and for hints of other processes. */
  ownerUrl: string;
  /** Checks every answer against its documented shape; for tests. */
  checkResponses?: boolean;
}

const INFO = {
  title: 'Jejak Vaksin',
  version: packageJson.version,
  description: 'Track and trace of vaccine doses, from the manufacturer to the appointment.',
};

/** Everything the pages load comes from the service itself; a service behind plain HTTP must work on a local network. */
const POLICY = {
  'font-src': ["'self'", 'data:'],
  'style-src': ["'self'", "'unsafe-inline'"],
  'upgrade-insecure-requests': null,
};

/** The phone application reads codes by a program of ours in WebAssembly. */
const SCAN_POLICY = {
  'font-src': ["'self'"],
  'script-src': ["'self'", "'wasm-unsafe-eval'"],
  'style-src': ["'self'", "'unsafe-inline'"],
  'upgrade-insecure-requests': null,
};

/** The headers that helmet sets with constant options: once made, they cost an answer next to nothing. */
function constantHeaders(middleware: ReturnType<typeof helmet>): ReadonlyMap<string, string> {
  const made = new Map<string, string>();
  const response = {
    setHeader: (name: string, value: string) => made.set(name, value),
    removeHeader: () => {},
  };
  middleware({} as IncomingMessage, response as unknown as ServerResponse, (error?: unknown) => {
    if (error) throw error as Error;
  });
  return made;
}

/** What a program's answer needs of these headers. */
const API_HEADERS = constantHeaders(
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
    },
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    referrerPolicy: false,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  }),
);
const PAGE_HEADERS = helmet({ contentSecurityPolicy: { directives: POLICY } });
const SCAN_HEADERS = helmet({ contentSecurityPolicy: { directives: SCAN_POLICY } });

function createWeb(house: House, rooms: Rooms, routes: readonly Route[], options: AppOptions): Express {
  const { authenticator, devices, auditor } = rooms.people;
  const web = express();
  web.disable('x-powered-by');
  web.set('trust proxy', house.config.trustProxy);
  web.set('etag', false);
  web.use((http, response, next) => {
    if (/^\/scan(\/|$)/.test(http.path)) return SCAN_HEADERS(http, response, next);
    if (!/^\/(api|mobile)\//.test(http.path)) return PAGE_HEADERS(http, response, next);
    for (const [name, value] of API_HEADERS) response.setHeader(name, value);
    next();
  });
  web.use(TOKEN_PATH, tokenFormReader(house.config));
  const { checkResponses } = options;
  const onAnswer: DoorOptions['onAnswer'] = (seen) => auditor.onAnswer(seen);
  web.use(
    createDoor(house, routes, {
      authenticate: (authorization, ip) => authenticator.authenticate(authorization, ip),
      nobody,
      onAnswer,
      checkResponses,
      exportWords: exportWords(rooms.directory),
    }),
  );
  // Phones have a door of their own: a device's token opens nothing else, and a person's not this one.
  web.use('/mobile/v1/', versionGate(house.config), compression());
  web.use(
    createDoor(house, rooms.mobileRoutes, {
      authenticate: (authorization) => devices.authenticate(authorization),
      nobody,
      onAnswer,
      checkResponses,
    }),
  );
  web.use(createPages());
  web.use(...lastResort(house));
  return web;
}

/** Refuses new connections and waits for the requests that run. */
function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    if (!server.listening) return resolve();
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}

/** Makes the whole service around a house. It answers once its server listens and follows the journal once started. */
export async function createApp(house: House, options: AppOptions): Promise<App> {
  const rooms = await createRooms(house);
  const { directory, people } = rooms;
  let ready = true;
  const routes = [...rooms.routes, ...operationRoutes(house, rooms.routes, INFO, () => ready)];
  const server = createServer(createWeb(house, rooms, routes, options));
  const live = createLive(house, server, {
    authenticate: (token) => people.authenticator.authenticateToken(token),
    directory,
  });
  const following = await createFollowing(house, {
    url: options.ownerUrl,
    actor: systemActor,
    durable: rooms.durable,
    async tail(rows) {
      await rooms.onJournal(rows);
      await live.onJournal(rows);
    },
  });
  // What was revoked between the first reading and the tail's beginning is in neither.
  await people.authenticator.load();
  const jobs = createJobs(house, options.ownerUrl, rooms.jobs);

  return {
    server,
    routes,
    following,
    async start() {
      following.start();
      await jobs.start();
    },
    async stop() {
      ready = false;
      await live.close();
      await closeServer(server);
      await jobs.stop();
      await following.stop();
      await people.auditor.stop();
    },
  };
}
