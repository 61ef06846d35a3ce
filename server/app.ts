// The composition root: every room is made and tied together here, and nowhere else. Tests start here too.
import { createServer, type Server } from 'node:http';
import express from 'express';
import helmet from 'helmet';
import { createCatalogue } from './catalogue/catalogue.ts';
import { catalogueRoutes } from './catalogue/routes.ts';
import { distributionRoutes } from './distribution/routes.ts';
import { createDoor, lastResort } from './kernel/door.ts';
import { createFollowing, type Following } from './kernel/following.ts';
import type { House } from './kernel/house.ts';
import type { JournalRow } from './kernel/journal.ts';
import { createJobs } from './kernel/jobs.ts';
import { operationRoutes } from './kernel/operations.ts';
import type { Route } from './kernel/route.ts';
import { createMovementCombiner } from './ledger/combine.ts';
import { ledgerRoutes } from './ledger/routes.ts';
import { createLive } from './live/live.ts';
import { createPages } from './pages.ts';
import { openPeople } from './people/people.ts';
import { peopleRoutes } from './people/routes.ts';
import { nobody, systemActor } from './people/scope.ts';
import { createDirectory } from './places/directory.ts';
import { placeRoutes } from './places/routes.ts';
import { traceFollower } from './trace/follower.ts';
import { traceRoutes } from './trace/routes.ts';

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
  checkResponses?: boolean;
}

const INFO = {
  title: 'Jejak Vaksin',
  version: '1.0.0',
  description: 'Track and trace of vaccine doses, from the manufacturer to the appointment.',
};

/** Everything the pages load comes from the service itself; a service behind plain HTTP must work on a local network. */
const POLICY = {
  'font-src': ["'self'", 'data:'],
  'style-src': ["'self'", "'unsafe-inline'"],
  'upgrade-insecure-requests': null,
};

/** Makes the whole service around a house. It follows the journal and answers once its server listens. */
export async function createApp(house: House, options: AppOptions): Promise<App> {
  const directory = await createDirectory(house);
  const catalogue = await createCatalogue(house);
  const people = await openPeople(house);
  const { authenticator, auditor } = people;
  const combiner = createMovementCombiner(house, systemActor);

  const affected = () => Promise.resolve({ appointments: [], vaccinated: [] });
  const rooms: Route[] = [
    ...peopleRoutes(people, directory),
    ...placeRoutes(directory),
    ...catalogueRoutes(catalogue),
    ...ledgerRoutes({ directory, catalogue, combiner }),
    ...distributionRoutes({ directory, catalogue }),
    ...traceRoutes({ directory, catalogue, affected }),
  ];
  let ready = true;
  const routes = [...rooms, ...operationRoutes(house, rooms, INFO, () => ready)];

  const web = express();
  web.disable('x-powered-by');
  web.set('trust proxy', house.config.trustProxy);
  web.set('etag', false);
  web.use(helmet({ contentSecurityPolicy: { directives: POLICY } }));
  web.use(
    createDoor(house, routes, {
      authenticate: (authorization, ip) => authenticator.authenticate(authorization, ip),
      nobody,
      onAnswer: (seen) => auditor.onAnswer(seen),
      checkResponses: options.checkResponses,
    }),
  );
  web.use(createPages());
  web.use(...lastResort(house));
  const server = createServer(web);
  const live = createLive(house, server, {
    authenticate: (token) => authenticator.authenticateToken(token),
    directory,
  });

  async function onJournal(rows: JournalRow[]): Promise<void> {
    authenticator.applyJournal(rows);
    if (rows.some((row) => row.kind === 'places.imported')) await directory.refresh();
    if (rows.some((row) => row.kind === 'products.imported')) await catalogue.refresh();
    await live.onJournal(rows);
  }
  const following = await createFollowing(house, {
    url: options.ownerUrl,
    actor: systemActor,
    durable: [traceFollower],
    tail: onJournal,
  });

  const jobs = createJobs(house, options.ownerUrl, []);

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
      await new Promise<void>((resolve) => {
        if (!server.listening) return resolve();
        server.close(() => resolve());
        server.closeIdleConnections();
      });
      await jobs.stop();
      await following.stop();
      await auditor.stop();
    },
  };
}
