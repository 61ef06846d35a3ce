// The tables of shipments as TypeORM sees them.
import { EntitySchema } from 'typeorm';
import type { Status } from './shipment.ts';

export interface ShipmentRow {
  id: string;
  code: string;
  fromId: string;
  toId: string;
  orderId: string | null;
  status: Status;
  sscc: string;
  note: string | null;
  reason: string | null;
  revision: number;
  createdAt: Date;
  createdBy: string;
  dispatchedAt: Date | null;
  receivedAt: Date | null;
  returnedAt: Date | null;
}

export interface ShipmentLineRow {
  shipmentId: string;
  line: number;
  batchId: string;
  doses: number;
  accepted: number | null;
  rejected: number | null;
  missing: number | null;
  surplus: number | null;
  unusable: boolean;
  vvm: string | null;
  note: string | null;
  found: number;
  lost: number;
  charged: number;
  activityId: string | null;
  fromEarmark: number;
}

export interface ShipmentRejectionRow {
  shipmentId: string;
  line: number;
  reason: string;
  doses: number;
}

const moment = { type: 'timestamptz', nullable: true } as const;
const answer = { type: 'int', nullable: true } as const;
const settled = { type: 'int', default: 0 } as const;

export const shipmentEntity = new EntitySchema<ShipmentRow>({
  name: 'shipment',
  columns: {
    id: { type: 'uuid', primary: true },
    code: { type: 'text' },
    fromId: { type: 'uuid' },
    toId: { type: 'uuid' },
    orderId: { type: 'uuid', nullable: true },
    status: { type: 'text', default: 'draft' },
    sscc: { type: 'char', length: 18 },
    note: { type: 'text', nullable: true },
    reason: { type: 'text', nullable: true },
    revision: { type: 'int', default: 1 },
    createdAt: { type: 'timestamptz' },
    createdBy: { type: 'uuid' },
    dispatchedAt: moment,
    receivedAt: moment,
    returnedAt: moment,
  },
});

export const shipmentLineEntity = new EntitySchema<ShipmentLineRow>({
  name: 'shipment_line',
  columns: {
    shipmentId: { type: 'uuid', primary: true },
    line: { type: 'int', primary: true },
    batchId: { type: 'uuid' },
    doses: { type: 'int' },
    accepted: answer,
    rejected: answer,
    missing: answer,
    surplus: answer,
    unusable: { type: 'boolean', default: false },
    vvm: { type: 'char', length: 1, nullable: true },
    note: { type: 'text', nullable: true },
    found: settled,
    lost: settled,
    charged: settled,
    activityId: { type: 'uuid', nullable: true },
    fromEarmark: settled,
  },
});

export const shipmentRejectionEntity = new EntitySchema<ShipmentRejectionRow>({
  name: 'shipment_rejection',
  columns: {
    shipmentId: { type: 'uuid', primary: true },
    line: { type: 'int', primary: true },
    reason: { type: 'text', primary: true },
    doses: { type: 'int' },
  },
});

export const distributionEntities = [shipmentEntity, shipmentLineEntity, shipmentRejectionEntity];
