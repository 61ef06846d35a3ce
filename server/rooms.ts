// Every room is made and tied to the others here: what each route, follower and job needs of rooms beside or above it.
import { createCatalogue, type Catalogue } from './catalogue/catalogue.ts';
import { labelRoutes } from './catalogue/labels-routes.ts';
import { catalogueRoutes } from './catalogue/routes.ts';
import { scanRoutes } from './catalogue/scan-routes.ts';
import { distributionRoutes } from './distribution/routes.ts';
import { scanDoors } from './distribution/scan-doors.ts';
import type { Follower } from './kernel/follower.ts';
import type { House } from './kernel/house.ts';
import type { Job } from './kernel/jobs.ts';
import type { JournalRow } from './kernel/journal.ts';
import type { Route } from './kernel/route.ts';
import { transact } from './kernel/transaction.ts';
import { createMovementCombiner } from './ledger/combine.ts';
import { ledgerRoutes } from './ledger/routes.ts';
import { openPeople, type People } from './people/people.ts';
import { peopleRoutes } from './people/routes.ts';
import { systemActor } from './people/scope.ts';
import { shedSignIns } from './people/sign-ins.ts';
import { createDirectory, type Directory } from './places/directory.ts';
import { placeRoutes } from './places/routes.ts';
import { traceFollower } from './trace/follower.ts';
import { traceRoutes } from './trace/routes.ts';

export interface Rooms {
  people: People;
  directory: Directory;
  catalogue: Catalogue;
  routes: Route[];
  /** Followers whose effects are kept. */
  durable: Follower[];
  jobs: Job[];
  /** Keeps what this process holds in memory current. */
  onJournal(rows: readonly JournalRow[]): Promise<void>;
}

function jobsOf(house: House): Job[] {
  return [
    {
      name: 'sign-ins.shed',
      cron: '40 18 * * *',
      run: async () => void (await transact(house, systemActor, shedSignIns)),
    },
  ];
}

/** Makes all rooms of a house. */
export async function createRooms(house: House): Promise<Rooms> {
  const people = await openPeople(house);
  const directory = await createDirectory(house);
  const catalogue = await createCatalogue(house);
  const combiner = createMovementCombiner(house, systemActor);
  const { packageCaption, ...doors } = scanDoors(directory);
  const affected = () => Promise.resolve({ appointments: [], vaccinated: [] });
  const noTicket = () => Promise.resolve(undefined);
  return {
    people,
    directory,
    catalogue,
    routes: [
      ...peopleRoutes(people, directory),
      ...placeRoutes(directory),
      ...catalogueRoutes(catalogue),
      ...scanRoutes({ catalogue, directory, ...doors, resolveTicket: noTicket }),
      ...labelRoutes({ catalogue, directory, packageCaption, ticketText: noTicket }),
      ...ledgerRoutes({ directory, catalogue, combiner }),
      ...distributionRoutes({ directory, catalogue }),
      ...traceRoutes({ directory, catalogue, affected }),
    ],
    durable: [traceFollower],
    jobs: jobsOf(house),
    async onJournal(rows) {
      people.authenticator.applyJournal(rows);
      if (rows.some((row) => row.kind === 'places.imported')) await directory.refresh();
      if (rows.some((row) => row.kind === 'products.imported')) await catalogue.refresh();
    },
  };
}
