// Every table that TypeORM maps, of all rooms.
import { catalogueEntities } from './catalogue/entities.ts';
import { distributionEntities } from './distribution/entities.ts';
import { ledgerEntities } from './ledger/entities.ts';
import { peopleEntities } from './people/entities.ts';
import { placeEntities } from './places/entities.ts';
import { scheduleEntities } from './schedule/entities.ts';
import { taskEntities } from './tasks/entities.ts';

export const entities = [
  ...placeEntities,
  ...catalogueEntities,
  ...peopleEntities,
  ...ledgerEntities,
  ...distributionEntities,
  ...taskEntities,
  ...scheduleEntities,
];
