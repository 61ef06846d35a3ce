// Tasks that stand for a condition (a stock-out, an overdue shipment): one open at a time for each subject, closed when
// the condition is gone, put off until a moment with a reason.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Tasks0011 implements MigrationInterface {
  name = 'Tasks0000000000011'; // TypeORM orders by the last 13 digits

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      alter table task
        add column product_id uuid,
        add column subject_id uuid,
        add column snoozed_until timestamptz,
        add column snoozed_by uuid,
        add column snooze_reason text,
        add column close_reason text,
        add constraint task_product_fkey foreign key (product_id) references product (id),
        add constraint task_snooze_whole check (num_nulls(snoozed_until, snoozed_by, snooze_reason) in (0, 3)),
        add constraint task_snooze_reason_length check (length(snooze_reason) between 1 and 500),
        add constraint task_close_reason_known check (close_reason in ('acknowledged', 'gone')),
        add constraint task_close_reason_closed check (close_reason is null or closed_at is not null);
      -- A condition has one open task, however many processes notice it at once.
      create unique index task_subject_open on task (kind, place_id, subject_id)
        where closed_at is null and subject_id is not null;
      create index task_place_open on task (place_id, kind) where closed_at is null;
      create index task_document_open on task (document_id) where closed_at is null;
      create index task_snoozed on task (snoozed_until) where closed_at is null and snoozed_until is not null;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
