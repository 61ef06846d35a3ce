// The table of tasks as TypeORM sees it.
import { EntitySchema } from 'typeorm';

export interface TaskRow {
  id: string;
  kind: string;
  placeId: string;
  batchId: string | null;
  productId: string | null;
  documentId: string | null;
  /** What a standing condition is about: one open task of a kind for each place and subject. */
  subjectId: string | null;
  /** The journal row that opened it. */
  causeId: string;
  data: Record<string, unknown>;
  openedAt: Date;
  acknowledgedAt: Date | null;
  acknowledgedBy: string | null;
  note: string | null;
  snoozedUntil: Date | null;
  snoozedBy: string | null;
  snoozeReason: string | null;
  closedAt: Date | null;
  closeReason: string | null;
}

export const taskEntity = new EntitySchema<TaskRow>({
  name: 'task',
  columns: {
    id: { type: 'uuid', primary: true },
    kind: { type: 'text' },
    placeId: { type: 'uuid' },
    batchId: { type: 'uuid', nullable: true },
    productId: { type: 'uuid', nullable: true },
    documentId: { type: 'uuid', nullable: true },
    subjectId: { type: 'uuid', nullable: true },
    causeId: { type: 'uuid' },
    data: { type: 'jsonb', default: {} },
    openedAt: { type: 'timestamptz' },
    acknowledgedAt: { type: 'timestamptz', nullable: true },
    acknowledgedBy: { type: 'uuid', nullable: true },
    note: { type: 'text', nullable: true },
    snoozedUntil: { type: 'timestamptz', nullable: true },
    snoozedBy: { type: 'uuid', nullable: true },
    snoozeReason: { type: 'text', nullable: true },
    closedAt: { type: 'timestamptz', nullable: true },
    closeReason: { type: 'text', nullable: true },
  },
});

export const taskEntities = [taskEntity];
