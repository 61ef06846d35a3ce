// The schedule's tables as TypeORM knows them: read and traced by it, written by SQL.
import { EntitySchema } from 'typeorm';
import type { Status } from './statuses.ts';

export interface VaccinationSessionRow {
  id: string;
  placeId: string;
  productId: string;
  date: string;
  startTime: string;
  endTime: string;
  timeZone: string;
  slotMinutes: number;
  capacityPerSlot: number;
  status: 'open' | 'closed';
  createdAt: Date;
  activityId: string | null;
}

export interface SlotEntityRow {
  id: string;
  sessionId: string;
  placeId: string;
  productId: string;
  date: string;
  startsAt: Date;
  endsAt: Date;
  capacity: number;
  booked: number;
  promised: number;
}

export interface RegistrantRow {
  id: string;
  nikHash: Buffer;
  cipher: Buffer;
  createdAt: Date;
  updatedAt: Date;
}

export interface AppointmentRow {
  id: string;
  code: string;
  slotId: string;
  placeId: string;
  productId: string;
  program: string;
  dose: number;
  registrantId: string;
  status: Status;
  revision: number;
  bookedBy: string;
  bookedAt: Date;
  updatedAt: Date;
  batchId: string | null;
  movementId: string | null;
  cancelReason: string | null;
}

export interface ShortfallRow {
  id: string;
  placeId: string;
  productId: string;
  doses: number;
  days: Record<string, number>;
  openedAt: Date;
  updatedAt: Date;
  clearedAt: Date | null;
}

export interface AvailabilityRevisionRow {
  placeId: string;
  revision: number;
}

const id = { type: 'uuid', primary: true } as const;
const uuid = { type: 'uuid' } as const;
const moment = { type: 'timestamptz' } as const;

export const VaccinationSessionEntity = new EntitySchema<VaccinationSessionRow>({
  name: 'vaccination_session',
  columns: {
    id,
    placeId: uuid,
    productId: uuid,
    date: { type: 'date' },
    startTime: { type: 'time', precision: 0 },
    endTime: { type: 'time', precision: 0 },
    timeZone: { type: 'text' },
    slotMinutes: { type: 'int' },
    capacityPerSlot: { type: 'int' },
    status: { type: 'text', default: 'open' },
    createdAt: moment,
    activityId: { type: 'uuid', nullable: true },
  },
});

export const SlotEntity = new EntitySchema<SlotEntityRow>({
  name: 'slot',
  columns: {
    id,
    sessionId: uuid,
    placeId: uuid,
    productId: uuid,
    date: { type: 'date' },
    startsAt: moment,
    endsAt: moment,
    capacity: { type: 'int' },
    booked: { type: 'int', default: 0 },
    promised: { type: 'int', default: 0 },
  },
});

export const RegistrantEntity = new EntitySchema<RegistrantRow>({
  name: 'registrant',
  columns: {
    id,
    nikHash: { type: 'bytea' },
    cipher: { type: 'bytea' },
    createdAt: moment,
    updatedAt: moment,
  },
});

export const AppointmentEntity = new EntitySchema<AppointmentRow>({
  name: 'appointment',
  columns: {
    id,
    code: { type: 'text' },
    slotId: uuid,
    placeId: uuid,
    productId: uuid,
    program: { type: 'text' },
    dose: { type: 'smallint' },
    registrantId: uuid,
    status: { type: 'text', default: 'confirmed' },
    revision: { type: 'int', default: 1 },
    bookedBy: uuid,
    bookedAt: moment,
    updatedAt: moment,
    batchId: { type: 'uuid', nullable: true },
    movementId: { type: 'uuid', nullable: true },
    cancelReason: { type: 'text', nullable: true },
  },
});

export const ShortfallEntity = new EntitySchema<ShortfallRow>({
  name: 'shortfall',
  columns: {
    id,
    placeId: uuid,
    productId: uuid,
    doses: { type: 'int' },
    days: { type: 'jsonb' },
    openedAt: moment,
    updatedAt: moment,
    clearedAt: { type: 'timestamptz', nullable: true },
  },
});

export const AvailabilityRevisionEntity = new EntitySchema<AvailabilityRevisionRow>({
  name: 'availability_revision',
  columns: { placeId: id, revision: { type: 'bigint' } },
});

export const scheduleEntities = [
  VaccinationSessionEntity,
  SlotEntity,
  RegistrantEntity,
  AppointmentEntity,
  ShortfallEntity,
  AvailabilityRevisionEntity,
];
