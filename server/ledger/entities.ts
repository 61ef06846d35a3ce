// The ledger's tables as TypeORM knows them: read and traced by it, written only by ledger_post and ledger/reserve.
import { EntitySchema } from 'typeorm';

export interface BalanceRow {
  holderId: string;
  batchId: string;
  productId: string;
  available: number;
  quarantined: number;
  inTransit: number;
  administered: number;
  wasted: number;
  destroyed: number;
  unexplained: number;
  manufactured: number;
  allocated: number;
  promised: number;
  allowance: number;
  /** Doses of `available` that are in open vials. */
  opened: number;
  openedUntil: Date | null;
  version: number;
  lastOccurredAt: Date;
  lastInAt: Date;
  countedAt: Date | null;
}

const doses = { type: 'int', default: 0 } as const;

export const BalanceEntity = new EntitySchema<BalanceRow>({
  name: 'balance',
  columns: {
    holderId: { type: 'uuid', primary: true },
    batchId: { type: 'uuid', primary: true },
    productId: { type: 'uuid' },
    available: doses,
    quarantined: doses,
    inTransit: doses,
    administered: doses,
    wasted: doses,
    destroyed: doses,
    unexplained: doses,
    manufactured: doses,
    allocated: doses,
    promised: doses,
    allowance: doses,
    opened: doses,
    openedUntil: { type: 'timestamptz', nullable: true },
    version: { type: 'bigint', default: 0 },
    lastOccurredAt: { type: 'timestamptz', default: '-infinity' },
    lastInAt: { type: 'timestamptz', default: '-infinity' },
    countedAt: { type: 'timestamptz', nullable: true },
  },
});

export const ledgerEntities = [BalanceEntity];
