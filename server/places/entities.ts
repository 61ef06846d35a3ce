// The table of places as TypeORM sees it.
import { EntitySchema } from 'typeorm';
import type { Level } from './directory.ts';

export interface PlaceRow {
  id: string;
  code: string;
  name: string;
  storeName: string | null;
  level: Level;
  parentId: string | null;
  areaCode: string | null;
  path: string;
  timeZone: string;
  isoCode: string | null;
  gln: string | null;
  latitude: number | null;
  longitude: number | null;
  origin: 'demo' | 'import';
  active: boolean;
  updatedAt: Date;
}

export const placeEntity = new EntitySchema<PlaceRow>({
  name: 'place',
  columns: {
    id: { type: 'uuid', primary: true },
    code: { type: 'text' },
    name: { type: 'text' },
    storeName: { type: 'text', nullable: true },
    level: { type: 'text' },
    parentId: { type: 'uuid', nullable: true },
    areaCode: { type: 'text', nullable: true },
    path: { type: 'text' },
    timeZone: { type: 'text' },
    isoCode: { type: 'text', nullable: true },
    gln: { type: 'char', length: 13, nullable: true },
    latitude: { type: 'double precision', nullable: true },
    longitude: { type: 'double precision', nullable: true },
    origin: { type: 'text' },
    active: { type: 'boolean', default: true },
    updatedAt: { type: 'timestamptz' },
  },
});

export const placeEntities = [placeEntity];
