// Every room is made and tied to the others here: what each route, follower and job needs of rooms beside or above it.
import packageJson from '../package.json' with { type: 'json' };
import { createAttacher } from './attachments/attacher.ts';
import { attachmentRoutes } from './attachments/routes.ts';
import { createCatalogue, type Catalogue } from './catalogue/catalogue.ts';
import { labelRoutes } from './catalogue/labels-routes.ts';
import { catalogueRoutes } from './catalogue/routes.ts';
import { scanRoutes } from './catalogue/scan-routes.ts';
import { orderFollower } from './distribution/order-follower.ts';
import { shipmentSight } from './distribution/access.ts';
import { packageFollower } from './distribution/packages/follower.ts';
import { findSetAside } from './distribution/order-stock.ts';
import { distributionRoutes } from './distribution/routes.ts';
import { scanDoors } from './distribution/scan-doors.ts';
import { documentDoors } from './documents/codes.ts';
import { documentRoutes } from './documents/routes.ts';
import { insightFollower } from './insight/follower.ts';
import { statusOf, thresholdsOf } from './insight/handed-out.ts';
import { insightJobs } from './insight/jobs.ts';
import { insightRoutes } from './insight/routes.ts';
import { overviewFollower } from './insight/overview-sums.ts';
import { reportFollower } from './insight/report-days.ts';
import { reportRoutes } from './insight/report-routes.ts';
import { deviceRoutes } from '../mobile-api/device-routes.ts';
import { mobileRoutes } from '../mobile-api/routes.ts';
import type { Follower } from './kernel/follower.ts';
import type { House } from './kernel/house.ts';
import type { Job } from './kernel/jobs.ts';
import type { JournalRow } from './kernel/journal.ts';
import type { Route } from './kernel/route.ts';
import type { Sql } from './kernel/sql.ts';
import { transact } from './kernel/transaction.ts';
import { createMovementCombiner } from './ledger/combine.ts';
import { maintainMonths } from './ledger/months.ts';
import { ledgerRoutes } from './ledger/routes.ts';
import { openPeople, type People } from './people/people.ts';
import { peopleRoutes } from './people/routes.ts';
import { systemActor } from './people/scope.ts';
import { shedSignIns } from './people/sign-ins.ts';
import { createDirectory, type Directory } from './places/directory.ts';
import { placeRoutes } from './places/routes.ts';
import { letGoOfPast } from './planning/close.ts';
import { planningFollower } from './planning/follower.ts';
import { activityGiver } from './planning/give.ts';
import { createActivities } from './planning/purpose.ts';
import { planningRoutes } from './planning/routes.ts';
import type { Vials } from './schedule/appointment.ts';
import { planOpening } from './schedule/opening.ts';
import { affectedAppointments } from './schedule/affected.ts';
import { createBookingCombiner } from './schedule/booking.ts';
import { rebalanceAll, scheduleFollower } from './schedule/follower.ts';
import { scheduleRoutes } from './schedule/routes.ts';
import { createSlotPlaces } from './schedule/slots.ts';
import { ticketDoors } from './schedule/ticket-doors.ts';
import { openVault } from './schedule/vault.ts';
import { lockVialFor, storeFollower, takeDose } from './store/vial-draw.ts';
import type { Vial } from './store/vial.ts';
import { openDueCounts } from './store/count-plan.ts';
import { storeRoutes } from './store/routes.ts';
import { wakeTasks } from './tasks/act.ts';
import { taskRoutes } from './tasks/routes.ts';
import { traceFollower } from './trace/follower.ts';
import { traceRoutes } from './trace/routes.ts';

export interface Rooms {
  people: People;
  directory: Directory;
  catalogue: Catalogue;
  routes: Route[];
  /** What phones call, behind a door of its own: `/mobile/v1`. */
  mobileRoutes: Route[];
  /** Followers whose effects are kept. */
  durable: Follower[];
  jobs: Job[];
  /** Keeps what this process holds in memory current. */
  onJournal(rows: readonly JournalRow[]): Promise<void>;
}

function jobsOf(house: House, nouns: { directory: Directory; catalogue: Catalogue }): Job[] {
  return [
    {
      // Each midnight of Indonesia's three time zones: what was promised for yesterday holds no dose today.
      name: 'promises.rebalance',
      cron: '5 15,16,17 * * *',
      run: async () => void (await rebalanceAll(house, systemActor, nouns)),
    },
    {
      name: 'earmarks.release',
      cron: '8 15,16,17 * * *',
      run: () => transact(house, systemActor, (ctx) => letGoOfPast(ctx, findSetAside, nouns.directory)),
    },
    {
      name: 'tasks.wake',
      cron: '*/5 * * * *',
      run: async () => void (await transact(house, systemActor, wakeTasks)),
    },
    {
      // Early in the morning of each of Indonesia's three time zones.
      name: 'counts.due',
      cron: '20 20,21,22 * * *',
      run: async () => void (await transact(house, systemActor, openDueCounts)),
    },
    {
      name: 'months.maintain',
      cron: '10 18 * * *',
      run: async () => void (await maintainMonths(house)),
    },
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
  const bookings = createBookingCombiner(house, systemActor);
  const vault = await openVault(house.config);
  const { packageCaption, ...doors } = scanDoors(directory);
  const { ticketText, resolveTicket } = ticketDoors({ directory, catalogue });
  const openVials: Vials<Vial> = {
    lock: lockVialFor,
    take: (ctx, vial, movement) => takeDose(ctx, directory, vial, movement),
  };
  const { resolveDocument } = documentDoors({ directory, catalogue });
  const affected = (sql: Sql, batch: string) => affectedAppointments(sql, batch, house.now());
  const purpose = { directory, setAside: findSetAside };
  const giveForActivity = activityGiver(house, purpose);
  const activities = createActivities(purpose);
  const attacher = createAttacher(house);
  return {
    people,
    directory,
    catalogue,
    routes: [
      ...peopleRoutes(people, directory),
      ...deviceRoutes({ people, directory }),
      ...placeRoutes(directory),
      ...catalogueRoutes(catalogue),
      ...scanRoutes({ catalogue, directory, ...doors, resolveTicket, resolveDocument }),
      ...labelRoutes({ catalogue, directory, packageCaption, ticketText }),
      ...ledgerRoutes({ directory, catalogue, combiner, statusOf, giveForActivity }),
      ...distributionRoutes({ directory, catalogue, thresholdsOf, activities }),
      ...scheduleRoutes({
        directory,
        catalogue,
        vault,
        bookings,
        slots: createSlotPlaces(),
        openVials,
        activities,
      }),
      ...storeRoutes(house, { directory, catalogue, planOpening, activities, attacher }),
      ...insightRoutes({ directory, catalogue }),
      ...taskRoutes({ directory, catalogue }),
      ...reportRoutes({ directory, catalogue }),
      ...traceRoutes({ directory, catalogue, affected }),
      ...planningRoutes({ directory, catalogue, setAside: findSetAside }),
      ...documentRoutes({ directory, catalogue }),
      ...attachmentRoutes(house, { directory, attacher, sights: [shipmentSight(directory)] }),
    ],
    mobileRoutes: mobileRoutes(
      { house, people, directory, catalogue, vault, openVials, activities, planOpening },
      packageJson.version,
    ),
    durable: [
      traceFollower,
      orderFollower,
      planningFollower(findSetAside),
      scheduleFollower({ directory, catalogue }),
      packageFollower((id) => directory.get(id).code),
      reportFollower,
      overviewFollower,
      insightFollower({ directory, catalogue }),
      storeFollower({ directory }),
    ],
    jobs: [
      ...jobsOf(house, { directory, catalogue }),
      ...insightJobs(house, systemActor, { directory, catalogue }),
    ],
    async onJournal(rows) {
      people.authenticator.applyJournal(rows);
      if (rows.some((row) => row.kind === 'places.imported')) await directory.refresh();
      if (rows.some((row) => row.kind === 'products.imported')) await catalogue.refresh();
    },
  };
}
